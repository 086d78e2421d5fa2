#!/bin/sh
# sh tests/fuzz/run.sh [SECONDS [NAME]]: builds the fuzz targets with clang and runs each (or NAME) that long,
# 60 seconds by default, from seeds of tests/ and what earlier runs found. A crash ends it, with the input kept.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-60}
only=${2:-}
build=build-fuzz

command -v clang++ >/dev/null || { echo "fuzz: clang++ is missing: apt-get install clang" >&2; exit 1; }
if [ ! -f $build/build.ninja ]; then
  # libFuzzer's main stands in the targets alone; everything else is only instrumented.
  CC=clang CXX=clang++ meson setup $build -Dbuildtype=debugoptimized -Dfuzz=true -Dexamples=false \
    -Db_sanitize=address,undefined -Db_lundef=false \
    -Dc_args=-fsanitize=fuzzer-no-link -Dcpp_args=-fsanitize=fuzzer-no-link >/dev/null
fi

names=$(sed -n "s/^  '\([a-z0-9_]*\)': .*/\1/p" tests/fuzz/meson.build)
seeds_of() { sed -n "s/^  '$1': \[\(.*\)\],.*/\1/p" tests/fuzz/meson.build | tr -d "',"; }
ran=0
for name in $names; do
  [ -z "$only" ] || [ "$only" = "$name" ] || continue
  ninja -C $build "tests/fuzz/${name}_fuzz" "tests/fuzz/${name}_replay" >/dev/null
  corpus=$build/corpus/$name
  # shellcheck disable=SC2046  # one word a seed
  SLUICE_TESTS=tests "$build/tests/fuzz/${name}_replay" --write "$corpus" $(seeds_of "$name")
  echo "fuzz: $name for $seconds s"
  "$build/tests/fuzz/${name}_fuzz" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=4096 -verbosity=0 \
    -artifact_prefix="$build/$name-" "$corpus"
  ran=$((ran + 1))
done
[ $ran -gt 0 ] || { echo "fuzz: there is no target '$only'; there are: $names" >&2; exit 2; }
echo "fuzz: $ran targets, no property broken"
