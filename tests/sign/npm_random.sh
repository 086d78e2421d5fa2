#!/bin/sh
# Random requests to and fro between the vendor's npm package and sluice: what the package signs is verified, and
# sluice signs the same request with the same result. Needs npm and its registry, so it is run by hand.
# usage: npm_random.sh SLUICE [SEED] [COUNT]      SLUICE: the built command
set -eu
sluice=$1 seed=${2:-20210224} count=${3:-20000}
here=$(cd "$(dirname "$0")" && pwd)
packages=${TMPDIR:-/tmp}/sluice-bench-npm
mkdir -p "$packages"
[ -d "$packages/node_modules" ] || (cd "$packages" && npm install --silent --no-fund --no-audit @huaweicloud/huaweicloud-sdk-core >/dev/null)
lines=$packages/lines.jsonl
NODE_PATH=$packages/node_modules node "$here/npm_random.js" "$seed" "$count" >"$lines"
verified=$("$sluice" verify --jsonl <"$lines" | grep -c '"ok":true' || true)
authorizations='s/.*"authorization":"\([^"]*\)".*/\1/p'
"$sluice" sign --jsonl <"$lines" | sed -n "$authorizations" >"$packages/ours"
sed -n "$authorizations" "$lines" >"$packages/theirs"
alike=$(paste -d '|' "$packages/ours" "$packages/theirs" | awk -F '|' '$1 == $2' | wc -l)
echo "seed $seed: of $count requests $verified verified, $alike signed alike"
[ "$verified" -eq "$count" ] && [ "$alike" -eq "$count" ]
