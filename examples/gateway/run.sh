#!/bin/sh
# sh examples/gateway/run.sh [--serve]: the reference gateway in front of a sample backend. Works from any folder on
# Debian 12.
#
# Installs what is missing, builds, starts both on loopback and shows: a signed request that is forwarded, a body that is
# too long, a backend that is down, one that is slow, a WebSocket. It ends by itself; --serve keeps it running.
set -u
cd "$(dirname "$0")/../.." || exit 1

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
  node-llhttp=/usr/share/llhttp/llhttp.c libxxhash-dev=/usr/include/xxhash.h libuv1-dev=/usr/include/uv.h
  libmbedtls-dev=/usr/include/mbedtls/sha256.h libre2-dev=/usr/include/re2/re2.h
  libsimdjson-dev=/usr/include/simdjson.h rapidjson-dev=/usr/include/rapidjson/writer.h
  libyaml-dev=/usr/include/yaml.h libhiredis-dev=/usr/include/hiredis/hiredis.h
  libcli11-dev=/usr/include/CLI/CLI.hpp libcpp-httplib-dev=/usr/include/httplib.h
  ca-certificates=/etc/ssl/certs/ca-certificates.crt'
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
mkdir -p $build
if [ ! -f $build/build.ninja ]; then
  echo "run: building in $build (once; later runs are quick)"
  meson setup $build -Dbuildtype=release -Dtests=false >$build/run.log 2>&1 || { tail -20 $build/run.log; give_up "could not be configured"; }
fi
ninja -C $build examples/gateway/gateway examples/cli/sluice >$build/run.log 2>&1 || { tail -40 $build/run.log; give_up "does not build"; }

# wait_for FILE WORDS PID: the number that follows the words
wait_for() {
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
    found=$(sed -n "s/^$2 //p" "$1")
    [ -n "$found" ] && { echo "$found"; return; }
    kill -0 "$3" 2>/dev/null || return
    sleep 0.3
  done
}

python3 examples/gateway/sample_backend.py >$build/backend.log 2>&1 &
backend=$!
gateway=
trap 'kill $backend $gateway 2>/dev/null; wait' EXIT
trap 'exit 130' INT TERM
backend_port=$(wait_for $build/backend.log "listening on" $backend)
[ -n "$backend_port" ] || { cat $build/backend.log; give_up "the backend did not start"; }
sed "s/BACKEND_PORT/$backend_port/" examples/gateway/sample.json >$build/gateway.json
rm -f $build/access.log
$build/examples/gateway/gateway $build/gateway.json --listen 127.0.0.1:0 --counters 0 --log $build/access.log >$build/gateway.log 2>&1 &
gateway=$!
port=$(wait_for $build/gateway.log "listening on" $gateway)
[ -n "$port" ] || { cat $build/gateway.log; give_up "the gateway did not start"; }

host=api.example.com
failures=0

# show TITLE EXPECTED-STATUS METHOD TARGET [CURL-ARGUMENTS...]
show() {
  title=$1 expected=$2 method=$3 target=$4
  shift 4
  said=$(curl -sS -m 20 --path-as-is -X "$method" -w '\n%{http_code}' -H "Host: $host" "$@" "http://127.0.0.1:$port$target" 2>&1)
  status=${said##*
}
  printf '\n%s\n' "$title"
  printf '  request  %s %s\n' "$method" "$target"
  printf '  answer   %s  %s\n' "$status" "$(printf '%s' "${said%
*}" | tr -d '\n')"
  [ "$status" = "$expected" ] || { printf '  WRONG    %s was expected\n' "$expected"; failures=$((failures + 1)); }
}

echo "The gateway listens on 127.0.0.1:$port; its backend on $backend_port says what it received."
printf '{"method":"POST","scheme":"http","host":"%s","path":"/orders/7","body_base64":"%s","access_key":"shopkey001","secret_key":"shopsecret001"}' \
  "$host" "$(printf tea | base64)" | $build/examples/cli/sluice sign >$build/headers.txt || give_up "sluice sign failed"
show '1. Signed: forwarded to another path, with a field more; the credential stays here.' 200 POST /orders/7 -H @$build/headers.txt -d tea
show '2. The same signature, another body: none of it reaches the backend.' 401 POST /orders/7 -H @$build/headers.txt -d tee
head -c 12582913 /dev/zero >$build/body
show '3. A body of one byte more than 12 MiB.' 413 PUT /upload -T $build/body
truncate -s 12582912 $build/body
show '4. A body of 12 MiB: it is passed on as it comes.' 200 PUT /upload -T $build/body
show '5. A backend that is down.' 502 GET /down
show '6. A backend that takes longer than its API allows.' 504 GET /slow
echo
echo '7. A WebSocket: the backend echoes.'
echoed=$(python3 examples/gateway/sample_websocket.py "$port" $host /chat 'hello from the other side' 2>&1)
echo "  answer   $echoed"
case $echoed in *'hello from the other side') ;; *) echo '  WRONG    an echo was expected'; failures=$((failures + 1)) ;; esac

if [ $serve = yes ]; then
  echo
  echo "Serving on http://127.0.0.1:$port (Host: $host). Ctrl-C ends it."
  wait $gateway
fi
kill -TERM $gateway
wait $gateway || { echo "  WRONG    the gateway ended with a fault"; failures=$((failures + 1)); }
gateway=
echo
echo "The access log ($build/access.log):"
cut -c 1-200 $build/access.log
echo
[ $failures -eq 0 ] || give_up "$failures answers were not as expected"
echo "Next: $build/examples/gateway/gateway --help, and the files of examples/gateway, exchange.cpp first."
