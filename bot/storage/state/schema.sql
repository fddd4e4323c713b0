-- The schema of a new file. Written by python -m tests.storage.schemas, from the migrations.
PRAGMA user_version = 8;
CREATE TABLE backups (
    folder  TEXT PRIMARY KEY,
    made_at INTEGER NOT NULL  -- milliseconds since 1970
) STRICT, WITHOUT ROWID;
CREATE TABLE choices (
    digest     INTEGER NOT NULL REFERENCES digests ON DELETE CASCADE,
    local_date TEXT    NOT NULL,
    terms      TEXT    NOT NULL,  -- what the digest was to show when it was chosen
    choice     TEXT    NOT NULL,
    PRIMARY KEY (digest, local_date)
) STRICT, WITHOUT ROWID;
CREATE TABLE digests (
    digest        INTEGER PRIMARY KEY AUTOINCREMENT,  -- people name it, so it never comes back
    guild_id      INTEGER NOT NULL,
    channel_id    INTEGER NOT NULL,
    time          TEXT    NOT NULL,  -- of day, HH:MM
    zone          TEXT    NOT NULL,  -- an IANA name
    weekdays      INTEGER NOT NULL CHECK (weekdays BETWEEN 1 AND 127),  -- a bit each, Monday's is 1
    late_minutes  INTEGER NOT NULL,
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
, holds TEXT NOT NULL DEFAULT 'on_this_day'
    CHECK (holds IN ('on_this_day', 'random', 'both', 'best', 'related'))) STRICT;
CREATE TABLE drawn (
    shuffle  INTEGER NOT NULL REFERENCES shuffles,
    id       TEXT NOT NULL,
    network  TEXT NOT NULL,
    drawn_at INTEGER NOT NULL,  -- milliseconds since 1970
    PRIMARY KEY (shuffle, id, network)
) STRICT, WITHOUT ROWID;
CREATE TABLE "guilds" (
    guild     INTEGER PRIMARY KEY,
    time_zone TEXT,                       -- its name at IANA; NULL: the operator's
    private   INTEGER NOT NULL DEFAULT 0  -- whether answers are for the asker alone by default
        CHECK (private IN (0, 1))
) STRICT;
CREATE TABLE hidden (
    id        TEXT NOT NULL,
    network   TEXT NOT NULL,
    hidden_at INTEGER NOT NULL,  -- milliseconds since 1970
    by        TEXT NOT NULL,     -- a user's id on Discord, or "terminal"
    PRIMARY KEY (id, network)
) STRICT, WITHOUT ROWID;
CREATE TABLE hidden_changes (number INTEGER NOT NULL) STRICT;
INSERT INTO "hidden_changes" VALUES(0);
CREATE TABLE hidden_in_guilds (
    guild     INTEGER NOT NULL,
    id        TEXT NOT NULL,
    network   TEXT NOT NULL,
    hidden_at INTEGER NOT NULL,  -- milliseconds since 1970
    by        TEXT NOT NULL,     -- a user's id on Discord
    PRIMARY KEY (guild, id, network)
) STRICT, WITHOUT ROWID;
CREATE TABLE pages (
    token   TEXT PRIMARY KEY,
    request TEXT NOT NULL,
    used_at INTEGER NOT NULL  -- milliseconds since 1970
) STRICT, WITHOUT ROWID;
CREATE TABLE quiet (
    rule     TEXT PRIMARY KEY,
    added_at INTEGER NOT NULL  -- milliseconds since 1970
) STRICT, WITHOUT ROWID;
CREATE TABLE removed_digests (
    digest     INTEGER PRIMARY KEY,
    guild_id   INTEGER NOT NULL,
    removed_at INTEGER NOT NULL,  -- milliseconds since 1970
    record     TEXT NOT NULL
) STRICT;
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
CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE shuffles (
    shuffle INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given again: caches go by it
    name    TEXT NOT NULL,
    query   TEXT NOT NULL,
    last    TEXT,             -- the id of the post drawn last, be it in the round before
    used_at INTEGER NOT NULL  -- when it was, in milliseconds since 1970; 0: the round is over
) STRICT;
CREATE TABLE teaching (
    entry  INTEGER PRIMARY KEY AUTOINCREMENT,  -- in the order of asking
    by     TEXT NOT NULL,     -- the id of a Discord user, or "terminal"
    round  INTEGER NOT NULL,  -- of five questions; 0: answered below a thread, without being asked
    child  TEXT NOT NULL,
    parent TEXT NOT NULL,
    at     INTEGER NOT NULL,  -- of the answer, or else of the question; milliseconds since 1970
    answer TEXT CHECK (answer IN ('yes', 'no', 'unknown'))  -- NULL: not answered yet
) STRICT;
CREATE INDEX pages_by_use ON pages (used_at);
CREATE INDEX digests_due ON digests (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX digests_by_guild ON digests (guild_id);
CREATE INDEX digests_left ON digests (guild_left_at) WHERE guild_left_at IS NOT NULL;
CREATE INDEX runs_open ON runs (lease_until) WHERE state = 'claimed';
CREATE UNIQUE INDEX running_shuffles ON shuffles (name, query) WHERE used_at > 0;
CREATE INDEX shuffles_by_use ON shuffles (used_at);
CREATE TRIGGER drawn_last AFTER INSERT ON drawn BEGIN
    UPDATE shuffles SET last = new.id, used_at = new.drawn_at WHERE shuffle = new.shuffle;
END;
CREATE TRIGGER hidden_comes AFTER INSERT ON hidden BEGIN
    UPDATE hidden_changes SET number = number + 1;
END;
CREATE TRIGGER hidden_goes AFTER DELETE ON hidden BEGIN
    UPDATE hidden_changes SET number = number + 1;
END;
CREATE INDEX removed_digests_by_time ON removed_digests (removed_at);
CREATE TRIGGER hidden_in_guild_comes AFTER INSERT ON hidden_in_guilds BEGIN
    UPDATE hidden_changes SET number = number + 1;
END;
CREATE TRIGGER hidden_in_guild_goes AFTER DELETE ON hidden_in_guilds BEGIN
    UPDATE hidden_changes SET number = number + 1;
END;
CREATE TRIGGER quiet_comes AFTER INSERT ON quiet BEGIN
    UPDATE hidden_changes SET number = number + 1;
END;
CREATE TRIGGER quiet_goes AFTER DELETE ON quiet BEGIN
    UPDATE hidden_changes SET number = number + 1;
END;
CREATE INDEX teaching_by ON teaching (by, entry);
CREATE UNIQUE INDEX teaching_open ON teaching (by) WHERE answer IS NULL;
DELETE FROM "sqlite_sequence";
