#!/bin/sh
# Every test. Installs what they need; the last line is `N passed, N failed`.
set -eu
root=$(dirname "$(dirname "$(readlink -f "$0")")")
cd "$root"
. tools/prepare.sh
sh tools/install-test-programs.sh
build_panel
# The tests start hundreds of programs of this repository, each of which would compile all of it.
export NODE_COMPILE_CACHE="$modules/.compile-cache"
exec vitest run --reporter=default --reporter=./tools/closing-line-reporter.ts "$@"
