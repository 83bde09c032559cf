#!/bin/sh
# The benchmarks, one after another, or those named: `npm run bench -- capture encoding`.
set -eu
root=$(dirname "$(dirname "$(readlink -f "$0")")")
cd "$root"
. tools/prepare.sh
[ $# -gt 0 ] || set -- $(cd bench && ls *.ts | sed 's|[.]ts$||')
for name; do
  echo "== $name"
  # As bin/fonoteka starts it.
  "$node" --initial-heap-size=256 "bench/$name.ts"
done
