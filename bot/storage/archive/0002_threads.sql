-- What threads are made of beside recorded links: guesses with their reasons, and the owner's word.

-- As before, with links by hand.
CREATE TABLE links (
    child    INTEGER PRIMARY KEY REFERENCES posts ON DELETE CASCADE,
    parent   INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    evidence TEXT NOT NULL CHECK (evidence IN ('recorded', 'certain', 'by hand')),
    why      TEXT NOT NULL
) STRICT;
INSERT INTO links SELECT * FROM follows;
DROP TABLE follows;
ALTER TABLE links RENAME TO follows;
CREATE INDEX follows_by_parent ON follows (parent);

-- Timelines go by places, which hold the moments of first versions.
DROP INDEX posts_by_account;
CREATE INDEX posts_by_account ON posts (account, place);

-- The post that each may go on from, if any; see bot/archive/threads/timeline.py and features.py.
CREATE TABLE candidates (
    child    INTEGER PRIMARY KEY REFERENCES posts ON DELETE CASCADE,
    parent   INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    gap      INTEGER NOT NULL,  -- milliseconds
    cues     INTEGER NOT NULL,
    followed INTEGER CHECK (followed IN (0, 1))  -- as the archive says; NULL: it does not
) STRICT;
CREATE INDEX candidates_by_parent ON candidates (parent);
CREATE INDEX candidates_known ON candidates (child) WHERE followed IS NOT NULL;

-- Which posts of any account a post links to.
CREATE TABLE quotes (
    post   INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    quoted TEXT NOT NULL,  -- an id
    PRIMARY KEY (post, quoted)
) STRICT, WITHOUT ROWID;
CREATE INDEX quotes_by_quoted ON quotes (quoted);

-- What a post continues by the owner's word, whatever else is known; NULL: nothing. By ids, so that
-- it outlives whatever imports do to the rows.
CREATE TABLE corrections (
    network TEXT NOT NULL,
    child   TEXT NOT NULL,
    parent  TEXT,
    PRIMARY KEY (child, network)
) STRICT, WITHOUT ROWID;

-- Who corrected what, and what it was before.
CREATE TABLE audit (
    entry  INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,  -- milliseconds since 1970
    by     TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('link', 'unlink')),
    child  TEXT NOT NULL,
    parent TEXT,
    before TEXT  -- the parent before, and by what evidence
) STRICT;

-- Posts whose links are still to be found: those that were there before this version.
CREATE TABLE unlinked (post INTEGER PRIMARY KEY) STRICT;
INSERT INTO unlinked SELECT post FROM posts;
