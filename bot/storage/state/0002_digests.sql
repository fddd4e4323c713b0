-- Digests and the ledger of their runs. Moments are milliseconds since 1970.

CREATE TABLE digests (
    digest        INTEGER PRIMARY KEY AUTOINCREMENT,  -- people name it, so it never comes back
    guild_id      INTEGER NOT NULL,
    channel_id    INTEGER NOT NULL,
    time          TEXT    NOT NULL,  -- of day, HH:MM
    zone          TEXT    NOT NULL,  -- an IANA name
    weekdays      INTEGER NOT NULL CHECK (weekdays BETWEEN 1 AND 127),  -- a bit each, Monday's is 1
    late_minutes  INTEGER NOT NULL,
    holds         TEXT    NOT NULL CHECK (holds IN ('on_this_day', 'random', 'both')),
    query         TEXT    NOT NULL,
    count         INTEGER NOT NULL CHECK (count BETWEEN 1 AND 5),
    role_id       INTEGER,
    silent        INTEGER NOT NULL CHECK (silent IN (0, 1)),
    when_empty    TEXT    NOT NULL CHECK (when_empty IN ('skip', 'random', 'nearest')),
    crosspost     INTEGER NOT NULL CHECK (crosspost IN (0, 1)),
    tag_id        INTEGER,           -- of its posts in a forum
    first_date    TEXT    NOT NULL,  -- no run for a local date before it
    created_at    INTEGER NOT NULL,
    edited_at     INTEGER NOT NULL,
    paused_why    TEXT,
    paused_at     INTEGER,
    guild_left_at INTEGER,
    next_at       INTEGER            -- when it is due; NULL while it does not run
) STRICT;
CREATE INDEX digests_due ON digests (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX digests_by_guild ON digests (guild_id);
CREATE INDEX digests_left ON digests (guild_left_at) WHERE guild_left_at IS NOT NULL;

-- One row a digest and local date, whatever became of it.
CREATE TABLE runs (
    digest      INTEGER NOT NULL REFERENCES digests ON DELETE CASCADE,
    local_date  TEXT    NOT NULL,
    zone        TEXT    NOT NULL,  -- that it is a date of
    run         TEXT    NOT NULL UNIQUE,  -- the mark that its message carries
    due_at      INTEGER NOT NULL,
    state       TEXT    NOT NULL
        CHECK (state IN ('claimed', 'posted', 'skipped', 'missed', 'failed', 'uncertain')),
    why         TEXT    NOT NULL DEFAULT '',
    owner       TEXT,              -- who is at it
    lease_until INTEGER,           -- until when nobody else may be; then anyone may
    claimed_at  INTEGER,           -- first
    tried_at    INTEGER,           -- last sent, unless it is certain that it did not arrive
    attempts    INTEGER NOT NULL DEFAULT 0,
    choice      TEXT,              -- what it shows, so that a repeat shows the same
    channel_id  INTEGER,
    message_id  INTEGER,
    settled_at  INTEGER,
    PRIMARY KEY (digest, local_date)
) STRICT, WITHOUT ROWID;
CREATE INDEX runs_open ON runs (lease_until) WHERE state = 'claimed';

-- What a digest shows on a date, chosen when somebody first wanted to know.
CREATE TABLE choices (
    digest     INTEGER NOT NULL REFERENCES digests ON DELETE CASCADE,
    local_date TEXT    NOT NULL,
    terms      TEXT    NOT NULL,  -- what the digest was to show when it was chosen
    choice     TEXT    NOT NULL,
    PRIMARY KEY (digest, local_date)
) STRICT, WITHOUT ROWID;
