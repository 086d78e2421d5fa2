/* Import and export of Swagger files from C99. */
#include <sluice.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "check.h"

static sluice_text view(const sluice_owned_text* from) {
  sluice_text t;
  t.data = from->data;
  t.size = from->size;
  return t;
}
static int holds(const sluice_owned_text* t, const char* part) {
  return t->data != NULL && strstr(t->data, part) != NULL;
}
static int is_empty(const sluice_owned_text* t) { return t->data == NULL && t->size == 0; }
static const sluice_now kNow = {1614160800, 0, 0};
static const sluice_text kNone = {NULL, 0};
static const sluice_text kBadText = {NULL, 5};

static const char kFile[] =
    "{\"swagger\": \"2.0\", \"info\": {\"title\": \"orders\", \"version\": \"1\"}, \"paths\": {"
    "\"/a\": {\"get\": {\"operationId\": \"get_a\", \"x-apigateway-request-type\": \"public\","
    " \"x-apigateway-backend\": {\"type\": \"MOCK\", \"mockEndpoints\": {\"result-content\": \"ok\"}}}},"
    "\"/b\": {\"get\": {\"operationId\": \"get_b\", \"x-apigateway-request-type\": \"public\"}}}}";
static const char kPublished[] =
    "{\"groups\": [{\"id\": \"g1\", \"name\": \"shop\", \"apis\": [{\"id\": \"a1\", \"name\": \"one\", "
    "\"req_method\": \"GET\", \"req_uri\": \"/one\", \"auth_type\": \"NONE\", \"backend_type\": \"MOCK\", "
    "\"mock_info\": {\"result_content\": \"back end\"}, \"published\": [\"RELEASE\"]}, {\"id\": \"a2\", "
    "\"name\": \"two\", \"req_method\": \"GET\", \"req_uri\": \"/two\", \"auth_type\": \"NONE\", "
    "\"backend_type\": \"HOST\"}]}]}";

static void importing(void) {
  sluice_owned_text document = {NULL, 0}, result = {NULL, 0}, again = {NULL, 0};
  sluice_import_options how;
  sluice_import_options_init(NULL);
  sluice_import_options_init(&how);
  CHECK(sluice_configuration_import(&document, &result, text(kFile), kNone, NULL) == SLUICE_OK);
  CHECK(holds(&document, "\"get_a\"") && !holds(&document, "get_b"));
  CHECK(holds(&result, "\"action\":\"create\"") && holds(&result, "\"error_code\":\"APIG.3602\"") &&
        holds(&result, "\"group_id\":\""));
  sluice_text_free(&result);

  /* Into what there is by now: the name of the group is taken, the API is kept or replaced. */
  CHECK(sluice_configuration_import(&again, &result, text(kFile), view(&document), &how) == SLUICE_REFUSED);
  CHECK(is_empty(&again) && holds(&result, "\"error_code\":\"APIG.3201\""));
  sluice_text_free(&result);
  how.group.data = strstr(document.data, "\"id\":\"") + 6; /* of the first group */
  how.group.size = 32;
  CHECK(sluice_configuration_import(&again, &result, text(kFile), view(&document), &how) == SLUICE_OK);
  CHECK(holds(&result, "APIG.3301") && !holds(&result, "update"));
  sluice_text_free(&again);
  sluice_text_free(&result);
  how.api_mode = SLUICE_IMPORT_OVERRIDE;
  how.mock_mode = 1;
  CHECK(sluice_configuration_import(&again, &result, text(kFile), view(&document), &how) == SLUICE_OK);
  CHECK(holds(&result, "\"action\":\"update\"") && holds(&result, "\"failure\":[]") &&
        holds(&again, "get_b"));
  sluice_text_free(&again);
  sluice_text_free(&result);
  CHECK(sluice_configuration_import(&again, NULL, text(kFile), view(&document), &how) == SLUICE_OK);
  sluice_text_free(&again);
  sluice_text_free(&document);
}

static void refused_imports(void) {
  sluice_owned_text document = {NULL, 0}, result = {NULL, 0};
  sluice_import_options how;
  sluice_import_options_init(&how);
  how.max_bytes = 20;
  CHECK(sluice_configuration_import(&document, &result, text(kFile), kNone, &how) == SLUICE_REFUSED &&
        holds(&result, "APIG.3603"));
  sluice_text_free(&result);
  CHECK(sluice_configuration_import(&document, &result, kNone, kNone, NULL) == SLUICE_REFUSED &&
        holds(&result, "APIG.3609"));
  sluice_text_free(&result);
  CHECK(sluice_configuration_import(&document, &result, text(kFile), text("{\"x\":"), NULL) ==
        SLUICE_REFUSED);
  CHECK(is_empty(&document) && is_empty(&result));

  CHECK(sluice_configuration_import(NULL, &result, text(kFile), kNone, NULL) == SLUICE_INVALID);
  CHECK(sluice_configuration_import(&document, &result, kBadText, kNone, NULL) == SLUICE_INVALID);
  CHECK(sluice_configuration_import(&document, &result, text(kFile), kBadText, NULL) == SLUICE_INVALID);
  how.size = 3;
  CHECK(sluice_configuration_import(&document, &result, text(kFile), kNone, &how) == SLUICE_INVALID);
  for (int i = 0; i < 6; ++i) {
    sluice_import_options_init(&how);
    if (i == 0) how.group = kBadText;
    if (i == 1) how.env = kBadText;
    if (i == 2) how.owner = kBadText;
    if (i == 3) how.api_mode = 2;
    if (i == 4) how.extend_mode = 2;
    if (i == 5) how.format = 3;
    CHECK(sluice_configuration_import(&document, &result, text(kFile), kNone, &how) == SLUICE_INVALID);
  }
  CHECK(is_empty(&document) && is_empty(&result));
}

static void exporting(void) {
  sluice_owned_text file = {NULL, 0}, result = {NULL, 0}, document = {NULL, 0};
  sluice_text api = text("a2");
  sluice_export_options how;
  sluice_export_options_init(NULL);
  sluice_export_options_init(&how);
  CHECK(sluice_configuration_export(&file, &result, text(kPublished), NULL, &kNow) == SLUICE_OK);
  CHECK(holds(&file, "\"/one\"") && !holds(&file, "back end") && !holds(&file, "/two") &&
        holds(&file, "2021-02-24T10:00:00Z"));
  CHECK(holds(&result, "{}"));
  sluice_text_free(&file);
  sluice_text_free(&result);
  how.define = SLUICE_EXPORT_DEV;
  how.version = text("v7");
  CHECK(sluice_configuration_export(&file, NULL, text(kPublished), &how, &kNow) == SLUICE_OK &&
        holds(&file, "back end") && holds(&file, "/two") && holds(&file, "v7"));
  CHECK(sluice_configuration_import(&document, &result, view(&file), kNone, NULL) == SLUICE_OK &&
        holds(&result, "\"failure\":[]"));
  sluice_text_free(&file);
  sluice_text_free(&result);
  sluice_text_free(&document);
  how.apis = &api;
  how.api_count = 1;
  CHECK(sluice_configuration_export(&file, NULL, text(kPublished), &how, &kNow) == SLUICE_OK &&
        holds(&file, "/two") && !holds(&file, "/one"));
  sluice_text_free(&file);
}

static void refused_exports(void) {
  sluice_owned_text file = {NULL, 0}, result = {NULL, 0};
  sluice_text bad = kBadText;
  sluice_export_options how;
  sluice_export_options_init(&how);
  how.group = text("nothing");
  CHECK(sluice_configuration_export(&file, &result, text(kPublished), &how, &kNow) == SLUICE_REFUSED &&
        holds(&result, "APIG.3001"));
  sluice_text_free(&result);
  CHECK(sluice_configuration_export(&file, &result, text("[]"), NULL, &kNow) == SLUICE_REFUSED &&
        is_empty(&result));
  CHECK(sluice_configuration_export(NULL, &result, text(kPublished), NULL, &kNow) == SLUICE_INVALID);
  CHECK(sluice_configuration_export(&file, &result, kBadText, NULL, &kNow) == SLUICE_INVALID);
  CHECK(sluice_configuration_export(&file, &result, text(kPublished), NULL, NULL) == SLUICE_INVALID);
  for (int i = 0; i < 9; ++i) {
    sluice_export_options_init(&how);
    if (i == 0) how.group = kBadText;
    if (i == 1) how.env = kBadText;
    if (i == 2) how.version = kBadText;
    if (i == 3) how.define = 4;
    if (i == 4) how.format = 3;
    if (i == 5) how.api_count = 1; /* of nothing */
    if (i == 6) how.apis = &bad, how.api_count = 1;
    if (i == 7) how.apis = &bad, how.api_count = SIZE_MAX;
    if (i == 8) how.size = 3;
    CHECK(sluice_configuration_export(&file, &result, text(kPublished), &how, &kNow) == SLUICE_INVALID);
  }
  CHECK(is_empty(&file) && is_empty(&result));
}

int main(void) {
  importing();
  refused_imports();
  exporting();
  refused_exports();
  printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
