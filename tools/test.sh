#!/bin/sh
# Every test. Installs what they need; the last line is `N passed, N failed`.
set -eu
root=$(dirname "$(dirname "$(readlink -f "$0")")")
cd "$root"
. tools/prepare.sh
sh tools/install-test-programs.sh
build_panel
exec vitest run --reporter=default --reporter=./tools/closing-line-reporter.ts "$@"
