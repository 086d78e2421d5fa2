#!/bin/sh
# Signs the bench's requests with other signers, beside bench/sign_bench: Python, Go, and the vendor's npm package,
# which is installed into a folder of its own outside of the source. What is missing is said and left out.
# usage: run.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python3 "$here/sign.py"
if command -v go >/dev/null; then (cd "$here" && go run sign.go); else echo "left out: go is not installed"; fi
if command -v npm >/dev/null; then
  packages=${TMPDIR:-/tmp}/sluice-bench-npm
  mkdir -p "$packages"
  if [ -d "$packages/node_modules" ] || (cd "$packages" && npm install --silent --no-fund --no-audit @huaweicloud/huaweicloud-sdk-core >/dev/null); then
    NODE_PATH=$packages/node_modules node "$here/sign.js"
  else
    echo "left out: the npm package could not be installed"
  fi
else
  echo "left out: npm is not installed"
fi
