#!/bin/sh
# Fails if a program needs any shared library but the crypto supplier and the language's own.
# usage: needs_only_crypto.sh PROGRAM
set -e
"$1" >/dev/null
extra=$(readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' |
  grep -vE '^(libmbedcrypto|libcrypto|libstdc\+\+|libm|libgcc_s|libc|ld-linux[^.]*|libasan|libubsan)\.so' || true)
[ -z "$extra" ] || { echo "needs more than a crypto library: $extra"; exit 1; }
