#!/bin/sh
# Measures sluice beside its peers in one run, and prints one table.
#
#     sh bench/run.sh [--only PATTERN] [--json FILE] [--min-time SECONDS]
#
# PATTERN is a regular expression over row names (route_find/github, decide, link/, embed/ ...); what no wanted
# row needs is neither installed, built nor run. A peer that cannot be had is named, and the run goes on.
# FILE gets an array of {name, ns, allocations, peer, peer_version, peer_ns, ratio}; ratio is ours / peer's.
set -eu
cd "$(dirname "$0")/.."
only=. json= min_time=0.1
while [ $# -gt 0 ]; do
  case $1 in
    --only) only=$2; shift 2 ;;
    --json) json=$2; shift 2 ;;
    --min-time) min_time=$2; shift 2 ;;
    *) sed -n '4p' "$0" | cut -c 7- >&2; exit 2 ;;
  esac
done
build=build-bench
results=$build/results
log=$build/run.log

wanted() { python3 bench/table.py wants "$only" "$1"; }
say() { echo "bench: $*" >&2; }
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
# Installs packages of Debian that are missing.
have() {
  for package in "$@"; do
    dpkg -s "$package" >>"$log" 2>&1 && continue
    say "installing $package"
    [ -n "${updated:-}" ] || $as_root apt-get update -q >>"$log" 2>&1
    updated=yes
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -q --no-install-recommends "$package" >>"$log" 2>&1 ||
      return 1
  done
}
# Runs a command into a file of the results; what fails is said and leaves no file.
into() {
  file=$results/$1; shift
  "$@" >"$file" 2>>"$log" || { say "unavailable: $* (see $log)"; rm -f "$file"; }
}
configure() { # folder, crypto library
  [ -f "$1/build.ninja" ] || meson setup "$1" -Dbuildtype=release -Dbench=true -Dtests=false -Dcrypto="$2" >>"$log"
}
programs() { # folder, prefix of the result's name, CPUs, names
  folder=$1 prefix=$2 cpus=$3; shift 3
  for program in "$@"; do
    wanted "$program" || continue
    say "$prefix$program"
    ninja -C "$folder" "bench/$program" >>"$log" || { say "does not build: $program (see $log)"; failed=1; continue; }
    taskset -c "$cpus" "$folder/bench/$program" --benchmark_repetitions=5 --benchmark_min_time="$min_time" \
      --benchmark_report_aggregates_only=true --benchmark_filter="$(python3 bench/table.py filter "$only")" \
      --benchmark_format=json >"$results/$prefix$program.gb.json" 2>>"$log" ||
      { say "failed: $program (see $log)"; rm -f "$results/$prefix$program.gb.json"; failed=1; }
  done
}
go_peer() { # program, CPUs, package, arguments
  program=$1 cpus=$2 package=$3; shift 3
  have golang-go "$package" || { say "unavailable: $package"; return; }
  into "$program.peer.jsonl" env GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS=-buildvcs=false \
    PEER_VERSION="$(dpkg-query -W -f '${Version}' "$package")" taskset -c "$cpus" go run "bench/peers/$program.go" "$@"
}
cpp_peer() { # program, package, libraries
  have "$2" || { say "unavailable: $2"; return; }
  mkdir -p "$build/peers"
  c++ -std=c++17 -O2 "bench/peers/$1.cpp" -o "$build/peers/$1" $3 >>"$log" 2>&1 || { say "does not build: $1 (see $log)"; return; }
  into "$1.peer.jsonl" env PEER_VERSION="$(dpkg-query -W -f '${Version}' "$2")" taskset -c 1 "$build/peers/$1"
}
c_peer() { # program, package, library, arguments
  program=$1 package=$2 library=$3; shift 3
  have "$package" || { say "unavailable: $package"; return; }
  cc -O2 -std=gnu11 -o "$build/$program" "bench/peers/$program.c" "-l$library" >>"$log" 2>&1 ||
    { say "unavailable: $program does not build (see $log)"; return; }
  into "$program.peer.jsonl" env PEER_VERSION="$(dpkg-query -W -f '${Version}' "$package")" taskset -c 1 "$build/$program" "$@"
}
npm_peer() { # program, package with version, arguments
  program=$1 package=$2; shift 2
  have nodejs npm || { say "unavailable: nodejs"; return; }
  npm install --silent --no-audit --no-fund --prefix "$build/peers" "$package" >>"$log" 2>&1 ||
    { say "unavailable: $package from npm"; return; }
  into "$program.peer.jsonl" env NODE_PATH="$build/peers/node_modules" taskset -c 1 node "bench/peers/$program.cjs" "$@"
}

failed=0
mkdir -p "$results"
rm -f "$results"/*
: >"$log"
have g++ meson ninja-build pkg-config python3 libbenchmark-dev node-llhttp libxxhash-dev libyaml-dev libmbedtls-dev libssl-dev \
  libsimdjson-dev rapidjson-dev libre2-dev libcli11-dev libcpp-httplib-dev libuv1-dev || { say "not to be had (see $log)"; exit 1; }
configure "$build" mbedtls
programs "$build" "" 1 http_bench address_bench route_bench backend_bench sign_bench decide_bench
programs "$build" "" 0,1 throttle_bench
if wanted lease_bench; then
  if have libhiredis-dev redis-server; then programs "$build" "" 0,1 lease_bench; else say "unavailable: redis-server"; fi
fi
if wanted openssl/sign_bench; then
  configure "$build-openssl" openssl
  programs "$build-openssl" openssl. 1 sign_bench
fi

if wanted httprouter; then
  go_peer httprouter 1 golang-github-julienschmidt-httprouter-dev "$build/bench" github s10k s100k
fi
if wanted libr3; then c_peer libr3 libr3-dev r3 "$build/bench" github s10k; fi
if wanted find_my_way; then npm_peer find_my_way find-my-way@9 "$build/bench" github; fi
if wanted ratelimit; then go_peer ratelimit 0,1 golang-golang-x-time-dev; fi
if wanted cidranger; then go_peer cidranger 1 golang-github-yl2chen-cidranger-dev "$build/bench" 100000; fi
if wanted modsecurity; then cpp_peer modsecurity libmodsecurity-dev -lmodsecurity; fi
if wanted sign_go; then go_peer sign_go 1 golang-go; fi
if wanted sign_npm; then npm_peer sign_npm @huaweicloud/huaweicloud-sdk-core@3.1.211; fi
if wanted sign_python; then into sign_python.peer.jsonl taskset -c 1 python3 bench/peers/sign_python.py; fi
if wanted sign_from_python; then
  ninja -C "$build" capi/libsluice-sign.so.0 >>"$log"
  into sign_from_python.rows.jsonl taskset -c 1 python3 bench/peers/sign_python.py "$build/capi/libsluice-sign.so.0"
fi

if wanted link; then
  ninja -C "$build" lib/libsluice.a lib/libsluice-sign.a >>"$log"
  into link.rows.jsonl python3 bench/link.py "$build"
fi
if wanted embed; then
  ninja -C "$build" examples/embed_httplib bench/plain_httplib >>"$log"
  into embed.rows.jsonl python3 bench/embed.py "$build/examples/embed_httplib" "$build/bench/plain_httplib"
fi
python3 bench/table.py print "$only" "$results" ${json:+"$json"}
exit $failed
