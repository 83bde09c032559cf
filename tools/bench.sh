#!/bin/sh
# The benchmarks, one after another, or those named: `npm run bench -- capture encoding`. What begins with a hyphen is for each of them:
# `npm run bench -- files --mb=50`.
set -eu
root=$(dirname "$(dirname "$(readlink -f "$0")")")
cd "$root"
. tools/prepare.sh
names=""
options=""
for word; do
  case "$word" in
    -*) options="$options $word" ;;
    *) names="$names $word" ;;
  esac
done
for name in ${names:-$(cd bench && ls *.ts | sed 's|[.]ts$||')}; do
  echo "== $name"
  # As bin/fonoteka starts it.
  # shellcheck disable=SC2086
  "$node" --initial-heap-size=256 "bench/$name.ts" $options
done
