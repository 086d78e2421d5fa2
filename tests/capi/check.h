/* What every C test program counts and says it with. */
#ifndef SLUICE_TESTS_CAPI_CHECK_H
#define SLUICE_TESTS_CAPI_CHECK_H

#include <sluice.h>
#include <stdio.h>
#include <string.h>

static int passed = 0, failed = 0;

#define CHECK(holds)                                             \
  do {                                                           \
    if (holds) {                                                 \
      ++passed;                                                  \
    } else {                                                     \
      ++failed;                                                  \
      printf("%s:%d: not so: %s\n", __FILE__, __LINE__, #holds); \
    }                                                            \
  } while (0)

static sluice_text text(const char* s) {
  sluice_text t;
  t.data = s;
  t.size = s == NULL ? 0 : strlen(s);
  return t;
}

#endif
