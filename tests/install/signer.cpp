// A program outside of the project that signs and nothing else; it may need no library but the crypto
// library.
#include <cstdio>
#include <sluice/sign.hpp>

int main() {
  const sluice::Header headers[] = {{"Host", "api.example.com"}};
  sluice::Request request;
  request.method = "GET";
  request.target = "/orders/7";
  request.headers = headers;
  const sluice::Now now{.seconds = 1573788555, .nanoseconds = 0, .steady_ns = 0};
  char room[2048];
  const auto done = sluice::sign::sign(request, "", {.access = "key", .secret = "secret"}, now, room);
  if (!done) return 1;
  for (const sluice::Header& header : done->added)
    std::printf("%.*s: %.*s\n", static_cast<int>(header.name.size()), header.name.data(),
                static_cast<int>(header.value.size()), header.value.data());
}
