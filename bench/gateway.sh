#!/bin/sh
# Measures the reference gateway beside nginx as a proxy: same backend, same policies, same run, pinned.
#
#     sh bench/gateway.sh [SECONDS [ROUNDS]]
#
# Prints for each the requests a second at full load, the processor time of a request, and the 99th percentile at half
# load, their ratios (ours / nginx's, medians over the rounds), and the share of a request that is deciding.
set -eu
cd "$(dirname "$0")/.."
build=build-bench
for package in nginx wrk libuv1-dev libmbedtls-dev; do
  dpkg -s "$package" >/dev/null 2>&1 || DEBIAN_FRONTEND=noninteractive apt-get install -y -q "$package" >/dev/null
done
mkdir -p $build
[ -f $build/build.ninja ] || meson setup $build -Dbuildtype=release -Dbench=true -Dtests=false >/dev/null
ninja -C $build examples/gateway/gateway >/dev/null
exec python3 bench/gateway.py $build/examples/gateway/gateway "${1:-5}" "${2:-3}"
