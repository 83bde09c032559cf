#!/bin/bash
# Makes the fixture of a release: its database, recordings and keys, filled by its own program.
#   bash test/previous-release/make-fixture.sh 50c2ca4 0.1.0
# Needs git, PostgreSQL 15 (Debian: postgresql) and jq; run it as root, with the packages of node_modules installed.
set -euo pipefail
commit=$1 version=$2
root=$(git rev-parse --show-toplevel)
work=$(mktemp -d)
chmod 0711 "$work"
postgres=$(ls -d /usr/lib/postgresql/15/bin)
as_postgres() { (cd / && setpriv --reuid=postgres --regid=postgres --clear-groups "$@"); }
end() {
  kill "${service:-}" 2>/dev/null && wait "$service" 2>/dev/null || true
  as_postgres "$postgres/pg_ctl" -D "$work/cluster" -m fast stop >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap end EXIT

mkdir "$work/program" && git archive "$commit" | tar -x -C "$work/program"
ln -s "$root/node_modules" "$work/program/node_modules"
# The panel is of no use here, and takes long to build.
mkdir -p "$work/program/panel/dist" && touch "$work/program/panel/dist/index.html"

install -d -o postgres -m 0700 "$work/cluster" "$work/socket"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
as_postgres "$postgres/initdb" -D "$work/cluster" -U fonoteka --auth=trust --encoding=UTF8 --locale=C >/dev/null
as_postgres "$postgres/pg_ctl" -D "$work/cluster" -w -l "$work/cluster/log" \
  -o "-p $port -k $work/socket -c listen_addresses=127.0.0.1" start >/dev/null

export FONOTEKA_DATA=$work/data FONOTEKA_DATABASE_URL=postgres://fonoteka@127.0.0.1:$port/postgres
export FONOTEKA_HTTP_PORT=0 FONOTEKA_SIP_PORT=0 FONOTEKA_FTP_PORT=0 FONOTEKA_LOG_LEVEL=error
fonoteka() { "$work/program/bin/fonoteka" "$@" --json; }

"$work/program/bin/fonoteka" start >"$work/ready" & service=$!
until grep -q '^ready ' "$work/ready"; do kill -0 "$service"; sleep 0.2; done

tenant=$(fonoteka tenant add --name 'Kwiaciarnia Róża' --plan Biznes --number 48221234567 | jq -r .tenantId)
fonoteka recording on --tenant "$tenant"
other=$(fonoteka tenant add --name 'Serwis Rowerowy' --plan Premium --number 48221234999 | jq -r .tenantId)
fonoteka source add --name 'PBX' --tenant "$other" >/dev/null
fonoteka tenant contact --tenant "$tenant" --email biuro@kwiaciarnia.example >/dev/null
for direction in in out; do fonoteka call --tenant "$tenant" --seconds 2 --direction $direction; done | tee "$work/calls"
fonoteka retention hold --recording "$(head -1 "$work/calls" | jq -r .recordingId)" --reason 'spór' >/dev/null
fonoteka order extended-retention --tenant "$other" --units 2 >/dev/null
fonoteka retention run --confirm-clock >/dev/null
kill "$service" && wait "$service" || true

# Without psql's own commands, and with INSERTs, so that any client can run it.
"$postgres/pg_dump" --inserts --no-owner --no-privileges "$FONOTEKA_DATABASE_URL" | grep -v '^\\' >"$work/data/database.sql"
(cd "$work/data" && tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -c database.sql recordings keys) |
  gzip -n9 >"$root/test/previous-release/$version.tar.gz"
ls -l "$root/test/previous-release/$version.tar.gz"
