#!/bin/sh
# Backs up the database, the recordings and the destruction log, while the service runs; docs/operators/back-up.md.
#   FONOTEKA_DATA=… FONOTEKA_DATABASE_URL=… backup.sh --to /backup/fonoteka [--keys-to /mirror/keys]
# Run it as the service's user with the service's settings, at least daily. It needs rsync and PostgreSQL's pg_dump of the server's
# version or a later one. The keys go to another place than the rest, as a mirror: what is deleted here is deleted there.
set -eu
umask 077
to="" keys_to=""
while [ $# -gt 0 ]; do
  case "$1" in
    --to) to=$2 ;;
    --keys-to) keys_to=$2 ;;
    *) echo "backup.sh: unknown option $1" >&2; exit 2 ;;
  esac
  shift 2
done
[ -n "$to" ] || { echo "usage: backup.sh --to FOLDER [--keys-to FOLDER]" >&2; exit 2; }
data=${FONOTEKA_DATA:?}
keys=${FONOTEKA_KEYS:-$data/keys}
# The embedded database's address, while the service runs.
here=$(dirname "$(readlink -f "$0")")
. "$here/database.sh"
use_database "${FONOTEKA_DATABASE_URL:-$(cat "$data/database/address")}"
fonoteka=${FONOTEKA_COMMAND:-$here/../../bin/fonoteka}
now=$(date -u +%Y-%m-%dT%H-%M-%SZ)
mkdir -p "$to/database" "$to/destruction-log" "$to/recordings"

# Under another name until it is complete.
pg_dump --format=custom --file="$to/database/$now.part" "$url"
mv "$to/database/$now.part" "$to/database/$now.dump"
"$fonoteka" retention log >"$to/destruction-log/$now.part"
mv "$to/destruction-log/$now.part" "$to/destruction-log/$now.jsonl"
# After the database: a row without its file is worse than a file without its row. Without --delete: older backups need them.
# A bucket is copied by its own means. Mirrored spools are no recordings yet; a copy would keep what is destroyed later.
[ -n "${FONOTEKA_S3_BUCKET:-}" ] || rsync --archive --exclude /spool/ "$data/recordings/" "$to/recordings/"
if [ -n "$keys_to" ]; then
  # An empty folder here is a disk that is not mounted; mirroring it would delete all keys there.
  [ -f "$keys/.store-id" ] || { echo "backup.sh: $keys is not the key store: is its disk mounted?" >&2; exit 1; }
  mkdir -p "$keys_to"
  rsync --archive --delete "$keys/" "$keys_to/"
fi
echo "$to/database/$now.dump"
