#!/bin/sh
# The benchmarks, see tools/bench.ts: `npm run bench -- capture encoding`.
set -eu
root=$(dirname "$(dirname "$(readlink -f "$0")")")
cd "$root"
. tools/prepare.sh
exec "$node" tools/bench.ts "$@"
