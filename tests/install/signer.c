/* A C99 program outside of the project that signs and verifies, with the shared library of signing alone. */
#include <sluice.h>
#include <string.h>

static sluice_text text(const char* from) {
  sluice_text made;
  made.data = from;
  made.size = strlen(from);
  return made;
}

int main(void) {
  const sluice_now now = {1573788555, 0, 0};
  sluice_request request;
  sluice_signer signer;
  sluice_signed made;
  sluice_header headers[4];
  sluice_claim claim;
  sluice_text secret = text("secret");
  char room[1024];
  sluice_request_init(&request);
  request.method = text("GET");
  request.target = text("/orders/7");
  request.host = text("api.example.com");
  sluice_signer_init(&signer);
  signer.access = text("key");
  signer.secret = secret;
  if (sluice_sign(&made, NULL, &request, text(""), &signer, &now, room, sizeof room) != SLUICE_OK) return 1;
  if (made.added_count > 4) return 2;
  for (size_t i = 0; i < made.added_count; ++i) sluice_signed_header(&headers[i], &made, i);
  request.headers = headers;
  request.header_count = made.added_count;
  if (sluice_claim_read(&claim, NULL, &request) != SLUICE_OK) return 3;
  return sluice_verify(NULL, &claim, &request, text(""), &secret, 1, &now) == SLUICE_OK ? 0 : 4;
}
