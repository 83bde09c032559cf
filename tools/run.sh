#!/bin/sh
# Runs a TypeScript program of this repository with the pinned Node.
set -eu
root=$(dirname "$(dirname "$(readlink -f "$0")")")
cd "$root"
. tools/prepare.sh
exec "$node" "$@"
