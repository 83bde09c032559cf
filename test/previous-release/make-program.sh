#!/bin/bash
# Packs the program of a release, without its tests and its panel, for side-by-side.test.ts: that needs no history of the repository.
#   bash test/previous-release/make-program.sh 2ecd0e24
set -euo pipefail
root=$(git rev-parse --show-toplevel)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git -C "$root" archive "$1" bin src migrations package.json tools/prepare.sh | tar -x -C "$work" --exclude='*.test.ts'
tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$work" -c . | gzip -n9 >"$root/test/previous-release/program.tar.gz"
ls -l "$root/test/previous-release/program.tar.gz"
