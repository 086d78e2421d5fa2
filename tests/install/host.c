/* A C99 program outside of the project that uses the installed library: an access list and the whole
 * decision. */
#include <sluice.h>
#include <stdio.h>
#include <string.h>

static sluice_text text(const char* from) {
  sluice_text made;
  made.data = from;
  made.size = strlen(from);
  return made;
}

int main(void) {
  sluice_acl* acl = NULL;
  int32_t allows = 0;
  sluice_error error;
  if (sluice_acl_compile(&acl, NULL, SLUICE_ACL_PERMIT, text("198.51.100.0/24")) != SLUICE_OK) return 1;
  if (sluice_acl_allows(&allows, acl, text("198.51.100.7")) != SLUICE_OK || !allows) return 2;
  sluice_acl_free(acl);

  if (sluice_error_find(&error, text("APIG.0308"), 0) != SLUICE_OK || error.status != 429) return 3;
  printf("sluice %s: %.*s\n", sluice_version(), (int)error.message.size, error.message.data);
  return 0;
}
