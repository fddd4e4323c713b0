-- What the bot keeps for itself, beside the archive.

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The requests that page buttons stand for, by the token that a button carries.
CREATE TABLE pages (
    token   TEXT PRIMARY KEY,
    request TEXT NOT NULL,
    used_at INTEGER NOT NULL  -- milliseconds since 1970
) STRICT, WITHOUT ROWID;
CREATE INDEX pages_by_use ON pages (used_at);
