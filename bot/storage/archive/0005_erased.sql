-- Posts that were erased on request: no import brings them back. Of their texts nothing is kept but
-- what recognises the post in a source without ids.

CREATE TABLE erased (
    network   TEXT NOT NULL,
    id        TEXT NOT NULL,     -- of the post, of an earlier version or of a part
    erased_at INTEGER NOT NULL,  -- milliseconds since 1970
    PRIMARY KEY (id, network)
) STRICT, WITHOUT ROWID;

-- See bot/archive/posts/erased.py.
CREATE TABLE erased_texts (
    second  INTEGER NOT NULL,  -- since 1970
    hash    INTEGER NOT NULL,  -- two bytes
    unnamed INTEGER NOT NULL CHECK (unnamed IN (0, 1)),  -- whether no source stated an id
    PRIMARY KEY (second, hash)
) STRICT, WITHOUT ROWID;

-- Accounts of which all posts were erased, under each name; without an id if no source stated one.
CREATE TABLE erased_accounts (
    network TEXT NOT NULL,
    id      TEXT,
    name    TEXT NOT NULL COLLATE NOCASE,
    UNIQUE (network, id, name)
) STRICT;
