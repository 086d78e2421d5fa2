"""The layers hold: a folder includes only what lies below it, and third-party headers stand in their seams alone.

layers.py ROOT
"""
import pathlib
import sys

from report import Report
from sources import files, includes

root = pathlib.Path(sys.argv[1])

# Folder of lib: the folders that it may include. Stages are siblings and never include each other.
BELOW = {
    "base": [], "error": ["base"], "http": ["base"], "crypto": ["base"], "regex": ["base"], "json": ["base"],
    "yaml": ["base", "json"], "http1": ["base", "http"], "sign": ["base", "http", "crypto"],
    "backend": ["base", "http", "regex"], "authorizer": ["base", "http", "json", "regex"],
    "config": ["base", "http", "error", "json", "regex", "stages"], "swagger": ["base", "error", "config", "json", "yaml"],
    "gateway": ["base", "http", "error", "config", "stages' headers"], "redis": [],
}
STAGES = ["route", "acl", "throttle", "cors", "params", "channel", "app", "log", "sign", "backend", "authorizer"]
for stage in STAGES:
    BELOW.setdefault(stage, ["base", "http"])

# Public headers that belong to a folder; all others are vocabulary that everything may include.
OWNED = {
    "http": ["target", "address", "forwarded"], "http1": ["http1", "http1_answer"], "acl": ["acl"],
    "route": ["route", "route_explain", "route_problem", "pattern"], "throttle": ["throttle", "ledger", "admission", "lease", "pool", "shared_pools"],
    "sign": ["sign", "canonical", "credential", "date", "key", "payload", "backend_sign", "replay", "doctor"],
    "backend": ["backend", "backend_spec", "endpoint", "policy_backend"], "channel": ["channel"], "params": ["params"], "cors": ["cors"], "log": ["access_log"],
    "authorizer": ["authorizer"], "swagger": ["swagger"], "config": ["configuration", "api_spec", "gateway_spec",
                                                                    "policy_spec", "diagnostic", "publications"],
    "gateway": ["plan", "document", "decision", "state", "tokens", "transaction", "gateway", "explain"],
}
OWNER = {name: folder for folder, names in OWNED.items() for name in names}

# Third-party headers by their beginning, and where they may stand.
SEAMS = {
    "xxhash": ["lib/base/hash.hpp"], "llhttp": ["lib/http1/"], "mbedtls/": ["lib/crypto/mbedtls", "examples/gateway/tls."],
    "openssl/": ["lib/crypto/openssl"], "simdjson": ["lib/json/"], "rapidjson/": ["lib/json/", "examples/"],
    "re2/": ["lib/regex/"], "yaml": ["lib/yaml/"], "hiredis": ["lib/redis/", "bench/"], "CLI/": ["examples/cli/"],
    "httplib": ["examples/", "bench/"], "modsecurity/": ["bench/peers/"], "uv": ["examples/"], "benchmark/": ["bench/"],
    "emmintrin.h": ["lib/http/block.hpp"], "r3": ["bench/peers/"], "search.h": ["bench/peers/"], "sys/mman.h": ["lib/base/pages_linux.cpp"],
    "pthread.h": ["lib/throttle/shared_pools.cpp"], "sched.h": ["lib/throttle/shared_pools.cpp"], "poll.h": ["lib/redis/"], "sys/socket.h": ["lib/redis/"],
}
STANDARD = set("""algorithm array atomic bit cassert cctype cerrno charconv chrono cinttypes climits clocale cmath compare
concepts condition_variable csignal cstddef cstdint cstdio cstdlib cstring ctime deque exception filesystem format
forward_list fstream functional future initializer_list iomanip ios iosfwd iostream istream iterator limits list locale
map memory memory_resource mutex new numbers numeric optional ostream queue random ranges ratio regex scoped_allocator
semaphore set shared_mutex span sstream stack stdexcept streambuf string string_view syncstream system_error thread tuple
type_traits typeindex typeinfo unordered_map unordered_set utility valarray variant vector version assert.h errno.h
inttypes.h limits.h signal.h stdbool.h stddef.h stdint.h stdio.h stdlib.h string.h time.h stdalign.h""".split())
SYSTEM = ("sys/", "netinet/", "arpa/", "unistd.h", "poll.h", "pthread.h", "netdb.h", "fcntl.h")  # of tests, hosts


def allowed_folders(folder):
    allowed = {folder}
    for below in BELOW[folder]:
        allowed |= set(STAGES) if below.startswith("stages") else {below}
    return allowed


def check_public(path, name, report):
    report.check(name.startswith("sluice/"), "%s: a public header includes \"%s\"" % (path, name))


def check_lib(path, name, report):
    folder = path.parts[1]
    report.check(folder in BELOW, "%s: folder %s has no place in the layers" % (path, folder))
    if folder not in BELOW or "/" not in name:
        return
    first, rest = name.split("/", 1)
    if first == "sluice":
        owner = OWNER.get(rest.rsplit(".", 1)[0])
        report.check(owner is None or owner in allowed_folders(folder) or folder == "redis",  # any public header
                     "%s: %s may not include %s, which belongs to %s" % (path, folder, name, owner))
        return
    allowed = allowed_folders(folder)
    if folder == "gateway":  # uses the stages as any user does: through their public headers
        allowed -= set(STAGES)
    report.check(first in allowed, "%s: %s may not include %s" % (path, folder, name))


def check_outer(path, name, report):
    is_own = "/" not in name or name.split("/")[0] in ("sluice", path.parts[0], path.parts[1])
    report.check(is_own, "%s: %s includes public headers only, not %s" % (path, path.parts[0], name))


def check_third_party(path, name, report):
    if name in STANDARD or name.startswith("sluice"):
        return
    if path.parts[0] in ("examples", "bench") and name.startswith(SYSTEM):
        return
    places = [place for start, found in SEAMS.items() if name.startswith(start) for place in found]
    report.check(any(str(path).startswith(place) for place in places), "%s: <%s> does not belong here" % (path, name))


report = Report()
for path in files(root, "include", "lib", "capi", "examples", "bench"):
    place = path.relative_to(root)
    for is_angled, name in includes(path):
        if is_angled:
            check_third_party(place, name, report)
        elif place.parts[0] == "include":
            check_public(place, name, report)
        elif place.parts[0] == "lib":
            check_lib(place, name, report)
        else:
            check_outer(place, name, report)
report.finish()
