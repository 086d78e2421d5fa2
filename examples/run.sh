#!/bin/sh
# sh examples/run.sh [--serve]: a walk through sluice in front of a real server. Works from any folder on Debian 12.
#
# Installs what is missing, builds, starts a cpp-httplib server with sluice embedded (examples/embed_httplib.cpp), and
# sends it requests over loopback: one that is signed and passes, then one for each way of being refused. Each is shown
# as the request, the answer, and why. It ends by itself; --serve keeps the server running for your own requests.
set -u
cd "$(dirname "$0")/.." || exit 1

serve=no
for option in "$@"; do
  case $option in
    --serve) serve=yes ;;
    *) echo "run: unknown option $option; there is --serve" >&2; exit 2 ;;
  esac
done

give_up() { echo "run: $1" >&2; exit 1; }

# package=what shows that it is there: a command, or a file
needed='
  g++=g++ meson=meson ninja-build=ninja pkg-config=pkg-config python3=python3 curl=curl
  node-llhttp=/usr/share/llhttp/llhttp.c libxxhash-dev=/usr/include/xxhash.h
  libyaml-dev=/usr/include/yaml.h libmbedtls-dev=/usr/include/mbedtls/sha256.h libre2-dev=/usr/include/re2/re2.h
  libsimdjson-dev=/usr/include/simdjson.h rapidjson-dev=/usr/include/rapidjson/writer.h
  libcli11-dev=/usr/include/CLI/CLI.hpp libcpp-httplib-dev=/usr/include/httplib.h'
missing=
for pair in $needed; do
  proof=${pair#*=}
  case $proof in
    /*) [ -e "$proof" ] || missing="$missing ${pair%%=*}" ;;
    *) command -v "$proof" >/dev/null 2>&1 || missing="$missing ${pair%%=*}" ;;
  esac
done
if [ -n "$missing" ]; then
  as_root=
  [ "$(id -u)" = 0 ] || as_root=sudo
  command -v apt-get >/dev/null || give_up "missing, and there is no apt-get to install them:$missing"
  [ -z "$as_root" ] || command -v sudo >/dev/null || give_up "missing, and neither root nor sudo to install them:$missing"
  echo "run: installing$missing"
  export DEBIAN_FRONTEND=noninteractive
  $as_root apt-get update -qq >/dev/null 2>&1
  # shellcheck disable=SC2086  # one word a package
  $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null || give_up "apt-get could not install:$missing"
fi

build=build-run
[ -f $build/build.ninja ] || echo "run: building in $build (once; later runs are quick)"
mkdir -p $build
if [ ! -f $build/build.ninja ]; then
  meson setup $build -Dbuildtype=release -Dtests=false >$build/run.log 2>&1 || { tail -20 $build/run.log; give_up "could not be configured"; }
fi
ninja -C $build examples/embed_httplib examples/cli/sluice >$build/run.log 2>&1 || { tail -40 $build/run.log; give_up "does not build"; }

server_log=$build/server.log
config=examples/orders.json
"$build/examples/embed_httplib" "$config" 0 >$server_log 2>&1 &
server=$!
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null' EXIT
trap 'exit 130' INT TERM
port=
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  port=$(sed -n 's/^listening on //p' $server_log)
  [ -n "$port" ] && break
  kill -0 $server 2>/dev/null || break
  sleep 0.2
done
[ -n "$port" ] || { cat $server_log; give_up "the server did not start"; }

host=api.example.com
failures=0

# show TITLE EXPECTED-STATUS METHOD TARGET [CURL-ARGUMENTS...]
show() {
  title=$1 expected=$2 method=$3 target=$4
  shift 4
  said=$(curl -sS --path-as-is -X "$method" -w '\n%{http_code}' -H "Host: $host" "$@" "http://127.0.0.1:$port$target" 2>&1)
  status=${said##*
}
  printf '\n%s\n' "$title"
  printf '  request  %s %s\n' "$method" "$target"
  printf '  answer   %s  %s\n' "$status" "$(printf '%s' "${said%
*}" | tr -d '\n')"
  printf '  why      %s\n' "$(tail -1 $server_log | sed 's/^[^>]*> //')"
  [ "$status" = "$expected" ] || { printf '  WRONG    %s was expected\n' "$expected"; failures=$((failures + 1)); }
}

# sign METHOD PATH [BODY]: header lines for curl, one a line in a file
sign() {
  printf '{"method":"%s","scheme":"http","host":"%s","path":"%s","body_base64":"%s","access_key":"shopkey001","secret_key":"shopsecret001"}' \
    "$1" "$host" "$2" "$(printf %s "${3:-}" | base64 -w0)" | "$build/examples/cli/sluice" sign >$build/headers.txt ||
    give_up "sluice sign failed"
}

echo "A server with handlers of its own listens on 127.0.0.1:$port. In front of them stands sluice with"
echo "$config: who may call what, how often, from where. The key of the caller is shopkey001."

sign GET /orders/7
show '1. Signed: it passes, and the handler of the server answers.' 200 GET /orders/7 -H @$build/headers.txt
sign POST /orders '{"item":"tea"}'
show '2. Signed with a body: the signature covers it.' 201 POST /orders -H @$build/headers.txt -d '{"item":"tea"}'
show '3. The same signature, another body: refused.' 401 POST /orders -H @$build/headers.txt -d '{"item":"tee"}'
sign GET /orders/7
show '4. A signature for /orders/7 sent to /orders/8: refused.' 401 GET /orders/8 -H @$build/headers.txt
show '5. No signature.' 401 GET /orders/7
show '6. A path that no API has.' 404 GET /admin
show '7. A path that two servers would read differently.' 400 GET /orders/%2e%2e%2fadmin
show '8. The right path, the wrong method.' 404 DELETE /orders/7
show '9. An API that is open to 198.51.100.0/24 only.' 403 GET /reports
show '10. Two calls a minute are allowed: the first ...' 200 GET /ping
show '    ... the second ...' 200 GET /ping
show '    ... and the third is one too many.' 429 GET /ping

echo
if [ $failures -gt 0 ]; then
  give_up "$failures answers were not as expected"
fi
echo "Each refusal told the caller a code and a status; why was for the log of the host alone."
echo "Next: read the 40 lines of glue in examples/embed_httplib.cpp, change $config, or"
echo "  sh examples/run.sh --serve                                keep the server running"
echo "  $build/examples/cli/sluice check $config         find what is wrong in a configuration"
echo "  $build/examples/cli/sluice --help                         sign, verify, decide, errors, parse, routes"
if [ $serve = yes ]; then
  echo
  echo "Serving on http://127.0.0.1:$port (Host: $host). Ctrl-C ends it. For example:"
  echo "  curl -i -H 'Host: $host' http://127.0.0.1:$port/ping"
  wait $server
fi
