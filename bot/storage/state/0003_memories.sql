-- What was shown at random already, what is not to be shown at all, and where a server's days begin.

-- A row is one round: the posts that a query finds, shown one by one, none twice. `name` says to
-- whom. A round that is over, or was not used for long, only waits to be swept away.
CREATE TABLE shuffles (
    shuffle INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given again: caches go by it
    name    TEXT NOT NULL,
    query   TEXT NOT NULL,
    last    TEXT,             -- the id of the post drawn last, be it in the round before
    used_at INTEGER NOT NULL  -- when it was, in milliseconds since 1970; 0: the round is over
) STRICT;
CREATE UNIQUE INDEX running_shuffles ON shuffles (name, query) WHERE used_at > 0;
CREATE INDEX shuffles_by_use ON shuffles (used_at);

-- By their ids, which an import into a new archive keeps.
CREATE TABLE drawn (
    shuffle  INTEGER NOT NULL REFERENCES shuffles,
    id       TEXT NOT NULL,
    network  TEXT NOT NULL,
    drawn_at INTEGER NOT NULL,  -- milliseconds since 1970
    PRIMARY KEY (shuffle, id, network)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER drawn_last AFTER INSERT ON drawn BEGIN
    UPDATE shuffles SET last = new.id, used_at = new.drawn_at WHERE shuffle = new.shuffle;
END;

-- Posts that the owner hid, whether or not the archive holds them.
CREATE TABLE hidden (
    id        TEXT NOT NULL,
    network   TEXT NOT NULL,
    hidden_at INTEGER NOT NULL,  -- milliseconds since 1970
    by        TEXT NOT NULL,     -- a user's id on Discord, or "terminal"
    PRIMARY KEY (id, network)
) STRICT, WITHOUT ROWID;

-- Raised by every change of what is hidden, so that those who keep it in memory know.
CREATE TABLE hidden_changes (number INTEGER NOT NULL) STRICT;
INSERT INTO hidden_changes VALUES (0);
CREATE TRIGGER hidden_comes AFTER INSERT ON hidden BEGIN
    UPDATE hidden_changes SET number = number + 1;
END;
CREATE TRIGGER hidden_goes AFTER DELETE ON hidden BEGIN
    UPDATE hidden_changes SET number = number + 1;
END;

CREATE TABLE guilds (
    guild     INTEGER PRIMARY KEY,
    time_zone TEXT NOT NULL  -- its name at IANA
) STRICT;
