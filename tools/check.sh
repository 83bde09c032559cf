#!/bin/sh
# The quick gate, without tests: format, lint (import direction and cycles among the rules), words, types, unused code,
# generated files up to date.
set -eu
root=$(dirname "$(dirname "$(readlink -f "$0")")")
cd "$root"
. tools/prepare.sh
biome format .
oxlint
"$node" tools/check-words.ts
tsc -p .
tsc -p panel
knip
"$node" tools/generate.ts --check
"$node" tools/openapi/generate.ts --check
