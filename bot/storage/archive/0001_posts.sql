-- What the archive holds. Written by imports alone, each in one transaction.

-- Raised by every transaction that changes something, so that caches know when they are old.
CREATE TABLE generation (number INTEGER NOT NULL) STRICT;
INSERT INTO generation VALUES (0);

CREATE TABLE accounts (
    account INTEGER PRIMARY KEY,
    network TEXT NOT NULL,
    name    TEXT NOT NULL COLLATE NOCASE,
    -- As the newest whole export has them, and when that was made, in milliseconds since 1970.
    display     TEXT,
    bio         TEXT,
    exported_at INTEGER,
    UNIQUE (network, name)
) STRICT;

CREATE TABLE posts (
    post             INTEGER PRIMARY KEY,
    network          TEXT NOT NULL,
    id               TEXT NOT NULL,
    place            INTEGER NOT NULL,  -- the 64-bit key that posts are ordered by
    account          INTEGER NOT NULL REFERENCES accounts,
    created_at       INTEGER NOT NULL,  -- milliseconds since 1970
    kind             TEXT NOT NULL CHECK (kind IN ('post', 'reply', 'repost')),
    text             TEXT NOT NULL,
    raw              TEXT NOT NULL,
    origin           INTEGER NOT NULL,  -- what kind of source the text came from; see Origin
    reply_to         TEXT,
    reply_to_account TEXT,
    parent_known     INTEGER NOT NULL CHECK (parent_known IN (0, 1)),
    UNIQUE (id, network)
) STRICT;
CREATE INDEX posts_by_time ON posts (created_at);
CREATE INDEX posts_by_place ON posts (place);
CREATE INDEX posts_by_account ON posts (account, created_at);
CREATE INDEX posts_by_parent ON posts (reply_to) WHERE reply_to IS NOT NULL;
CREATE INDEX posts_with_made_ids ON posts (created_at) WHERE id LIKE 't%';

-- How damaged text was mended. `shown` says whether posts.text is the mended text; `other` is the
-- text that is not shown.
CREATE TABLE repairs (
    post  INTEGER PRIMARY KEY REFERENCES posts ON DELETE CASCADE,
    plan  TEXT NOT NULL,
    shown INTEGER NOT NULL CHECK (shown IN (0, 1)),
    other TEXT NOT NULL
) STRICT;

-- What an edited post said before, oldest first. Those ids are no posts of their own.
CREATE TABLE versions (
    post       INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    id         TEXT NOT NULL,
    created_at INTEGER,
    text       TEXT,
    PRIMARY KEY (post, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX versions_by_id ON versions (id);

-- The addresses in a text, in order.
CREATE TABLE addresses (
    post     INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    position INTEGER NOT NULL,
    url      TEXT NOT NULL,
    PRIMARY KEY (post, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE media (
    post     INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('image', 'video', 'gif')),
    path     TEXT,
    url      TEXT,
    alt      TEXT,
    PRIMARY KEY (post, position)
) STRICT, WITHOUT ROWID;

-- Which post continues which, and how that is known.
CREATE TABLE follows (
    child    INTEGER PRIMARY KEY REFERENCES posts ON DELETE CASCADE,
    parent   INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    evidence TEXT NOT NULL CHECK (evidence IN ('recorded', 'certain')),
    why      TEXT NOT NULL
) STRICT;
CREATE INDEX follows_by_parent ON follows (parent);

CREATE TABLE files (
    file        INTEGER PRIMARY KEY,
    name        TEXT NOT NULL,
    exported_at INTEGER NOT NULL,  -- milliseconds since 1970; 0: of no whole export
    UNIQUE (name, exported_at)
) STRICT;

CREATE TABLE sources (
    post INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    file INTEGER NOT NULL REFERENCES files,
    line INTEGER NOT NULL,
    PRIMARY KEY (post, file)
) STRICT, WITHOUT ROWID;

-- What could not be read, and where it stands.
CREATE TABLE quarantine (
    file   INTEGER NOT NULL REFERENCES files,
    line   INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (file, line)
) STRICT, WITHOUT ROWID;

-- The words of each post, with spaces between; made by bot/archive/search/tokens.py.
CREATE TABLE words (
    post   INTEGER PRIMARY KEY REFERENCES posts ON DELETE CASCADE,
    spaced TEXT NOT NULL
) STRICT;

-- Whose words have changed since the index was brought up to date, and what they were before;
-- nothing where the post is new. Kept by triggers, so that no writer of words can forget it.
CREATE TABLE reworded (
    post   INTEGER PRIMARY KEY,
    before TEXT NOT NULL
) STRICT;
CREATE TRIGGER words_come BEFORE INSERT ON words
WHEN NOT EXISTS (SELECT 1 FROM reworded WHERE post = new.post) BEGIN
    INSERT INTO reworded VALUES (
        new.post, coalesce((SELECT spaced FROM words WHERE post = new.post), '')
    );
END;
CREATE TRIGGER words_change BEFORE UPDATE ON words
WHEN NOT EXISTS (SELECT 1 FROM reworded WHERE post = old.post) BEGIN
    INSERT INTO reworded VALUES (old.post, old.spaced);
END;
CREATE TRIGGER words_go BEFORE DELETE ON words
WHEN NOT EXISTS (SELECT 1 FROM reworded WHERE post = old.post) BEGIN
    INSERT INTO reworded VALUES (old.post, old.spaced);
END;

-- Every word, and in how many posts it occurs.
CREATE TABLE vocabulary (
    word  TEXT PRIMARY KEY,
    posts INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The posts of every word; see bot/storage/archive/search/index.py.
CREATE TABLE postings (
    word  TEXT NOT NULL,
    part  INTEGER NOT NULL,
    posts BLOB NOT NULL,
    PRIMARY KEY (word, part)
) STRICT, WITHOUT ROWID;
