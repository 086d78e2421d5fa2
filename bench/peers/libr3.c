/* Times libr3 on the workloads of this bench: one tree a host, in a hash table of hosts, values read.
 *
 *     libr3 FOLDER NAME...
 *
 * One line of JSON a list: {"peer":"libr3","row":"github/hits","version":"1.3.4-1","ns":300.1,...}; ns is the
 * median pass. Hosts are few enough for a scan to be unfair, so they are hashed as any server would. */
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#define strndup r3_strndup /* its header declares one of its own, with another type */
#include <r3/r3.h>
#undef strndup

enum { kMost = 200000, kPasses = 9 };

struct row {
  char *id, *host, *method, *path;
};

static struct row* rows_of(const char* folder, const char* name, const char* part, size_t* count) {
  char file[4096];
  snprintf(file, sizeof file, "%s/%s.%s.tsv", folder, name, part);
  FILE* in = fopen(file, "r");
  if (in == NULL) exit(1);
  struct row* rows = malloc(kMost * sizeof *rows);
  char line[8192];
  for (*count = 0; *count < kMost && fgets(line, sizeof line, in) != NULL; ++*count) {
    char* copy = strdup(line);
    copy[strcspn(copy, "\n")] = 0;
    struct row* row = &rows[*count];
    row->id = strsep(&copy, "\t");
    row->host = strsep(&copy, "\t");
    row->method = strsep(&copy, "\t");
    row->path = copy;
  }
  fclose(in);
  return rows;
}

static int method_of(const char* name) {
  static const char* const names[] = {"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"};
  for (int i = 0; i < 7; ++i)
    if (strcmp(name, names[i]) == 0) return 2 << i;
  return 0;
}

/* {*rest} is written {rest:.+}. */
static char* pattern_of(const char* path) {
  const char* star = strstr(path, "{*");
  if (star == NULL) return strdup(path);
  char* pattern = malloc(strlen(path) + 8);
  sprintf(pattern, "%.*s{%.*s:.+}", (int)(star - path), path, (int)strcspn(star + 2, "}"), star + 2);
  return pattern;
}

static size_t characters;

static const char* find(const struct row* q) {
  ENTRY key = {q->host, NULL};
  ENTRY* host = hsearch(key, FIND);
  if (host == NULL) return NULL;
  match_entry* entry = match_entry_createl(q->path, (int)strlen(q->path));
  entry->request_method = method_of(q->method);
  route* found = r3_tree_match_route(host->data, entry);
  const char* id = found == NULL ? NULL : found->data;
  for (int i = 0; found != NULL && i < entry->vars->len; ++i) characters += entry->vars->tokens[i][0] != 0;
  match_entry_free(entry);
  return id;
}

static int compare(const void* a, const void* b) {
  const double x = *(const double*)a, y = *(const double*)b;
  return (x > y) - (x < y);
}

static void timed(const char* name, const char* list, const struct row* rows, size_t count, size_t wrong) {
  double passes[kPasses];
  for (int p = 0; p < kPasses; ++p) {
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    const size_t repeats = count < 1000 ? 100 : 1;
    for (size_t n = 0; n < repeats; ++n)
      for (size_t i = 0; i < count; ++i) find(&rows[i]);
    clock_gettime(CLOCK_MONOTONIC, &to);
    passes[p] = ((double)(to.tv_sec - from.tv_sec) * 1e9 + (double)(to.tv_nsec - from.tv_nsec)) /
                (double)(count * repeats);
  }
  qsort(passes, kPasses, sizeof *passes, compare);
  const char* version = getenv("PEER_VERSION");
  printf(
      "{\"peer\":\"libr3\",\"row\":\"%s/%s\",\"version\":\"%s\",\"ns\":%.1f,\"min_ns\":%.1f,\"wrong\":%zu}\n",
      name, list, version == NULL ? "" : version, passes[kPasses / 2], passes[0], wrong);
}

int main(int argc, char** argv) {
  hcreate(4096);
  for (int a = 2; a < argc; ++a) {
    size_t routes, hits, misses, wrong = 0, found = 0;
    struct row* all = rows_of(argv[1], argv[a], "routes", &routes);
    struct row* hit = rows_of(argv[1], argv[a], "hits", &hits);
    struct row* miss = rows_of(argv[1], argv[a], "misses", &misses);
    for (size_t i = 0; i < routes; ++i) {
      ENTRY key = {all[i].host, NULL};
      ENTRY* host = hsearch(key, FIND);
      if (host == NULL) {
        key.data = r3_tree_create(64);
        host = hsearch(key, ENTER);
      }
      char* pattern = pattern_of(all[i].path);
      r3_tree_insert_routel(host->data, method_of(all[i].method), pattern, (int)strlen(pattern), all[i].id);
    }
    for (size_t i = 0; i < routes; ++i) {
      ENTRY key = {all[i].host, NULL};
      char* error = NULL;
      if (r3_tree_compile(hsearch(key, FIND)->data, &error) != 0) {
        fprintf(stderr, "libr3: %s\n", error);
        return 1;
      }
    }
    for (size_t i = 0; i < hits; ++i) {
      const char* id = find(&hit[i]);
      wrong += id == NULL || strcmp(id, hit[i].id) != 0;
    }
    for (size_t i = 0; i < misses; ++i) found += find(&miss[i]) != NULL;
    timed(argv[a], "hits", hit, hits, wrong);
    timed(argv[a], "misses", miss, misses, found);
  }
  return characters == 0;
}
