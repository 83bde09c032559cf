#!/bin/sh
# Restores a backup that backup.sh made, into an empty database; docs/operators/back-up.md. All roles on all machines are stopped.
#   FONOTEKA_DATA=… FONOTEKA_DATABASE_URL=… restore.sh --from /backup/fonoteka --destruction-log FILE [--dump FILE] [--keys-from /mirror/keys]
# --destruction-log: the newest export of the destruction log that there is, if possible from after the backup: what it has was
# destroyed and is destroyed again. --dump: default, the newest. --keys-from: only if the disk of the keys was lost.
set -eu
umask 077
from="" dump="" log="" keys_from=""
while [ $# -gt 0 ]; do
  case "$1" in
    --from) from=$2 ;;
    --dump) dump=$2 ;;
    --destruction-log) log=$2 ;;
    --keys-from) keys_from=$2 ;;
    *) echo "restore.sh: unknown option $1" >&2; exit 2 ;;
  esac
  shift 2
done
[ -n "$from" ] && [ -n "$log" ] || { echo "usage: restore.sh --from FOLDER --destruction-log FILE [--dump FILE] [--keys-from FOLDER]" >&2; exit 2; }
data=${FONOTEKA_DATA:?}
keys=${FONOTEKA_KEYS:-$data/keys}
here=$(dirname "$(readlink -f "$0")")
. "$here/database.sh"
use_database "${FONOTEKA_DATABASE_URL:?}"
fonoteka=${FONOTEKA_COMMAND:-$here/../../bin/fonoteka}
[ -n "$dump" ] || dump=$(ls "$from"/database/*.dump | tail -n 1)

mkdir -p "$data/recordings" "$keys"
if [ -n "$keys_from" ]; then
  [ -z "$(ls -A "$keys")" ] || { echo "restore.sh: $keys is not empty: the keys are restored only if they are lost" >&2; exit 1; }
  rsync --archive "$keys_from/" "$keys/"
fi
pg_restore --exit-on-error --single-transaction --no-owner --dbname="$url" "$dump"
# A bucket was restored by its own means.
[ -n "${FONOTEKA_S3_BUCKET:-}" ] || rsync --archive --ignore-existing "$from/recordings/" "$data/recordings/"
# Of a backup made by an earlier release.
"$fonoteka" migrate
"$fonoteka" retention replay --file "$log"
echo "Restored $dump. Now: fonoteka doctor, audit verify, retention plan, retention run; then start the roles, workers last."
