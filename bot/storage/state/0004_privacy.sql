-- What can be taken back, and where copies are.

-- Digests that were removed, for a day: their rows in `digests`, `runs` and `choices` as JSON.
CREATE TABLE removed_digests (
    digest     INTEGER PRIMARY KEY,
    guild_id   INTEGER NOT NULL,
    removed_at INTEGER NOT NULL,  -- milliseconds since 1970
    record     TEXT NOT NULL
) STRICT;
CREATE INDEX removed_digests_by_time ON removed_digests (removed_at);

-- Where backups were made: they may hold posts that are erased later.
CREATE TABLE backups (
    folder  TEXT PRIMARY KEY,
    made_at INTEGER NOT NULL  -- milliseconds since 1970
) STRICT, WITHOUT ROWID;
