#!/bin/sh
# sh tests/run.sh [--sanitizers | --all]: installs what the tests need, builds, runs every test; works from any folder.
#
#   --sanitizers  also the tests of code under the address and undefined-behaviour sanitizers, built by gcc (the library)
#                 and by clang (all), and the suite `threads` under the thread sanitizer; what continuous integration runs
#   --all         that, and the tests of code with OpenSSL
#
# A line a test program, and the last line sums up: `N passed, N failed, N skipped`, in test cases. The exit status
# is 0 when none failed. Builds stay in build-test*/, so the second run is quick.
set -u
cd "$(dirname "$0")/.." || exit 1

runs=gcc
for option in "$@"; do
  case $option in
    --sanitizers) runs='gcc gcc-asan clang-asan clang-tsan' ;;
    --all) runs='gcc gcc-asan clang-asan clang-tsan openssl' ;;
    *) echo "tests: unknown option $option; there are --sanitizers and --all" >&2; exit 2 ;;
  esac
done

give_up() {
  echo "tests: $1" >&2
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
}

# package=what shows that it is there: a command, or a file
needed='
  g++=g++ clang=clang++ clang-format=clang-format meson=meson ninja-build=ninja ccache=ccache cmake=cmake
  pkg-config=pkg-config python3=python3 python3-jsonschema=/usr/lib/python3/dist-packages/jsonschema/__init__.py
  chromium=chromium graphviz=dot binutils=readelf curl=curl nodejs=node npm=npm git=git
  dpkg-dev=dpkg-architecture libuv1-dev=/usr/include/uv.h openssl=openssl
  node-llhttp=/usr/share/llhttp/llhttp.c libxxhash-dev=/usr/include/xxhash.h
  libyaml-dev=/usr/include/yaml.h libmbedtls-dev=/usr/include/mbedtls/sha256.h libssl-dev=/usr/include/openssl/sha.h
  libsimdjson-dev=/usr/include/simdjson.h rapidjson-dev=/usr/include/rapidjson/writer.h libre2-dev=/usr/include/re2/re2.h
  libcli11-dev=/usr/include/CLI/CLI.hpp libcpp-httplib-dev=/usr/include/httplib.h
  libhiredis-dev=/usr/include/hiredis/hiredis.h redis-server=redis-server
  doctest-dev=/usr/include/doctest/doctest.h valgrind=valgrind'

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
  echo "tests: installing$missing"
  export DEBIAN_FRONTEND=noninteractive
  $as_root apt-get update -qq >/dev/null 2>&1
  # shellcheck disable=SC2086  # one word a package
  $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null ||
    give_up "apt-get could not install:$missing"
fi

sums=$(mktemp) || exit 1
trap 'rm -f "$sums"' EXIT

# suite NAME COMPILER MESON-OPTIONS -- MESON-TEST-OPTIONS: builds in build-test-NAME what the wanted tests need, and runs
# them; without test options everything is built and run. Does nothing when NAME is not among the wanted runs.
suite() {
  case " $runs " in *" $1 "*) ;; *) return ;; esac
  name=$1 build=build-test-$1 compiler=$2
  shift 2
  options=
  while [ "$1" != -- ]; do options="$options $1"; shift; done
  shift
  log=$build/build.log results=$build/meson-logs/testlog.json
  started=$(date +%s)
  mkdir -p "$build"
  if [ ! -f "$build/build.ninja" ]; then
    case $compiler in gcc) cxx=g++ ;; *) cxx=clang++ ;; esac
    # shellcheck disable=SC2086
    CC="ccache $compiler" CXX="ccache $cxx" meson setup "$build" -Dbuildtype=debugoptimized $options >"$log" 2>&1 ||
      { tail -20 "$log"; echo "tests: $name: could not be configured"; echo "0 1 0" >>"$sums"; return; }
  fi
  rm -f "$results"
  { [ $# -gt 0 ] || ninja -C "$build"; } >"$log" 2>&1 && meson test -C "$build" --num-processes 2 "$@" >>"$log" 2>&1
  [ -f "$results" ] ||
    { grep -E -A5 'error:|FAILED|ERROR' "$log" | head -60; echo "tests: $name: does not build"; echo "0 1 0" >>"$sums"; return; }
  python3 tests/count.py "$name" "$results" "$sums"
  echo "tests: $name took $(($(date +%s) - started)) s"
}

export CCACHE_NOHASHDIR=1
export ASAN_OPTIONS=detect_stack_use_after_return=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1:suppressions=$PWD/tests/ubsan.supp
# -g1: lines in the stack traces, and half of the compiling. gcc takes twice as long with its checks of every use of a
# pointer, which clang makes as well.
sanitized='-Doptimization=1 -Db_lundef=false'
fewer_checks="'-g1','-fno-sanitize=null','-fno-sanitize=alignment','-fno-sanitize=object-size'"
# The library is built without type information, which this check reads.
no_types="'-g1','-fno-sanitize=vptr'"
# What looks at sources, takes minutes, or has to keep up with a clock is not worth a second time. The command and the
# gateway, which run the same library once more, are left to clang's sanitizers.
code='--no-suite shape --no-suite install --no-suite clients --no-suite slow --no-suite real_time'
library="$code --no-suite cli --no-suite gateway"

suite gcc gcc --
# shellcheck disable=SC2086
{
  suite gcc-asan gcc $sanitized -Db_sanitize=address,undefined -Dcpp_args=[$fewer_checks] -- $library --timeout-multiplier 6
  suite clang-asan clang $sanitized -Db_sanitize=address,undefined -Dcpp_args=[$no_types] -- $code --timeout-multiplier 6
  suite clang-tsan clang $sanitized -Db_sanitize=thread -Dcpp_args=-g1 -- --suite threads --timeout-multiplier 10
  suite openssl gcc -Dcrypto=openssl -- $code
}

awk '{ passed += $1; failed += $2; skipped += $3 }
     END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped; exit (failed > 0 || passed == 0) }' "$sums"
