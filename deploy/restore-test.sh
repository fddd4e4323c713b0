#!/bin/sh
# Restores what Litestream has replicated into a scratch folder, and proves it there. Prints a sentence and
# ends with status 0 if that went well, 1 if not. The time of the last success is that of the file
# restore-tested beside the databases.
#
# DATABASES is the folder of archive.db and state.db, LITESTREAM_CONFIG the configuration that they are
# replicated by, TMPDIR a folder with room for a copy of both.

config=${LITESTREAM_CONFIG:-/etc/litestream.yml}
behind=600  # seconds that a replica may be behind: it is a few, unless Litestream does not run

fail() {
    echo "restore-test: $1" >&2
    exit 1
}

[ -f "$DATABASES/archive.db" ] || fail "There is no archive.db in the folder DATABASES, '$DATABASES'."
scratch=$(mktemp -d "${TMPDIR:-/var/tmp}/throwback-restore-test.XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

# Its lock keeps nobody from anything: the copies are nobody else's.
unset LITESTREAM

for name in archive state; do
    live=$DATABASES/$name.db
    [ -f "$live" ] || continue  # state.db is made by the first command that keeps something in it
    # Before the restore, so that what is committed meanwhile is not missed. SQLite writes to the WAL first.
    written=$(stat -c %Y "$live" "$live-wal" 2>/dev/null | sort -n | tail -n 1)
    litestream restore -config "$config" -o "$scratch/$name.db" "$live" \
        || fail "$name.db cannot be restored from its replica."
    newest=$(litestream ltx -config "$config" -level all "$live" | awk '$5 ~ /^2/ && $5 > newest { newest = $5 }
        END { print newest }')
    [ "$(date -u -d "$newest" +%s)" -ge "$((written - behind))" ] \
        || fail "The replica of $name.db ends at $newest, long before the last change: does Litestream run?"
done

throwback check --deep --database "$scratch/archive.db" || fail "What was restored is not sound."
touch "$DATABASES/restore-tested" || exit 1
echo "restore-test: What Litestream has replicated can be restored, and is sound."
