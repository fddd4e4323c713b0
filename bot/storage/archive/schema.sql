-- The schema of a new file. Written by python -m tests.storage.schemas, from the migrations.
PRAGMA user_version = 13;
CREATE TABLE account_names (
    account INTEGER NOT NULL REFERENCES accounts,
    name    TEXT NOT NULL COLLATE NOCASE,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (account, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE "accounts" (
    account     INTEGER PRIMARY KEY,
    network     TEXT NOT NULL,
    id          TEXT,  -- the network's own
    name        TEXT NOT NULL COLLATE NOCASE,  -- the newest
    same_as     INTEGER REFERENCES accounts,
    -- As the newest whole export has them, and when that was made, in milliseconds since 1970.
    display     TEXT,
    bio         TEXT,
    exported_at INTEGER, avatar TEXT,
    UNIQUE (network, id)
) STRICT;
CREATE TABLE addresses (
    post     INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    position INTEGER NOT NULL,
    url      TEXT NOT NULL,
    PRIMARY KEY (post, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE analysis (version INTEGER NOT NULL) STRICT;
INSERT INTO "analysis" VALUES(2);
CREATE TABLE "audit" (
    entry  INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,  -- milliseconds since 1970
    by     TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('link', 'unlink', 'reject', 'undo')),
    child  TEXT NOT NULL,
    parent TEXT,
    before TEXT  -- the parent before, and by what evidence
) STRICT;
CREATE TABLE candidates (
    child    INTEGER PRIMARY KEY REFERENCES posts ON DELETE CASCADE,
    parent   INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    gap      INTEGER NOT NULL,  -- milliseconds
    features     INTEGER NOT NULL,
    followed INTEGER CHECK (followed IN (0, 1))  -- as the archive says; NULL: it does not
, parent_length INTEGER, child_length INTEGER) STRICT;
CREATE TABLE corrections (
    network TEXT NOT NULL,
    child   TEXT NOT NULL,
    parent  TEXT, at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (child, network)
) STRICT, WITHOUT ROWID;
CREATE TABLE cross_posts (
    post     INTEGER PRIMARY KEY REFERENCES posts ON DELETE CASCADE,
    first    INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    position INTEGER NOT NULL
) STRICT;
CREATE TABLE deletions (
    network   TEXT NOT NULL,
    id        TEXT NOT NULL,
    account   INTEGER NOT NULL REFERENCES accounts,
    stated_at INTEGER NOT NULL,  -- when the export was made, in milliseconds since 1970; 0: unknown
    kept      INTEGER NOT NULL DEFAULT 0 CHECK (kept IN (0, 1)),
    PRIMARY KEY (id, network)
) STRICT, WITHOUT ROWID;
CREATE TABLE "dirty" (
    post   INTEGER PRIMARY KEY,
    before TEXT NOT NULL
) STRICT;
CREATE TABLE erased (
    network   TEXT NOT NULL,
    id        TEXT NOT NULL,     -- of the post, of an earlier version or of a part
    erased_at INTEGER NOT NULL,  -- milliseconds since 1970
    PRIMARY KEY (id, network)
) STRICT, WITHOUT ROWID;
CREATE TABLE erased_accounts (
    network TEXT NOT NULL,
    id      TEXT,
    name    TEXT NOT NULL COLLATE NOCASE,
    UNIQUE (network, id, name)
) STRICT;
CREATE TABLE erased_texts (
    second  INTEGER NOT NULL,  -- since 1970
    hash    INTEGER NOT NULL,  -- two bytes
    unnamed INTEGER NOT NULL CHECK (unnamed IN (0, 1)),  -- whether no source stated an id
    PRIMARY KEY (second, hash)
) STRICT, WITHOUT ROWID;
CREATE TABLE files (
    file        INTEGER PRIMARY KEY,
    name        TEXT NOT NULL,
    exported_at INTEGER NOT NULL, imported_at INTEGER,  -- milliseconds since 1970; 0: of no whole export
    UNIQUE (name, exported_at)
) STRICT;
CREATE TABLE forms (
    form TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (form, word)
) STRICT, WITHOUT ROWID;
CREATE TABLE generation (number INTEGER NOT NULL) STRICT;
INSERT INTO "generation" VALUES(0);
CREATE TABLE link_rules (version INTEGER NOT NULL) STRICT;
INSERT INTO "link_rules" VALUES(2);
CREATE TABLE meaning_model (
    model   TEXT NOT NULL,
    version TEXT NOT NULL,
    mean    BLOB NOT NULL,    -- float32, little-endian
    posts   INTEGER NOT NULL, -- how many the archive had then
    saved   INTEGER NOT NULL DEFAULT 0  -- raised with each transaction that adds bits
) STRICT;
CREATE TABLE meanings (
    post INTEGER PRIMARY KEY REFERENCES posts ON DELETE CASCADE,
    bits BLOB CHECK (length(bits) = 64)
) STRICT;
CREATE TABLE "media" (
    post     INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind     TEXT NOT NULL
        CHECK (kind = 'image' OR kind = 'video' OR kind = 'gif' OR kind = 'audio'),
    path     TEXT,
    url      TEXT,
    alt      TEXT,
    PRIMARY KEY (post, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE next_meaning_model (
    model   TEXT NOT NULL,
    version TEXT NOT NULL,
    mean    BLOB NOT NULL,
    posts   INTEGER NOT NULL,
    saved   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE next_meanings (
    post INTEGER PRIMARY KEY REFERENCES posts ON DELETE CASCADE,
    bits BLOB CHECK (length(bits) = 64)
) STRICT;
CREATE TABLE outdated (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE packed_vocabulary (
    forward  BLOB NOT NULL,
    backward BLOB NOT NULL,
    "outer"  BLOB NOT NULL,
    middle   BLOB NOT NULL,
    posts    BLOB NOT NULL
) STRICT;
CREATE TABLE "parent_links" (
    child    INTEGER PRIMARY KEY REFERENCES posts ON DELETE CASCADE,
    parent   INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    evidence TEXT NOT NULL CHECK (evidence IN ('recorded', 'certain', 'by hand')),
    why      TEXT NOT NULL
) STRICT;
CREATE TABLE parts (
    id     TEXT PRIMARY KEY,
    post   INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    second INTEGER,       -- since 1970; only of a post under a made id
    record TEXT NOT NULL  -- JSON; see bot/storage/archive/posts/parts.py
) STRICT, WITHOUT ROWID;
CREATE TABLE picture_files (
    path     TEXT PRIMARY KEY,     -- as in media
    size     INTEGER NOT NULL,     -- bytes
    modified INTEGER NOT NULL,     -- nanoseconds since 1970
    hash     BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE picture_texts (
    hash    BLOB PRIMARY KEY,
    engine  TEXT NOT NULL,
    version TEXT NOT NULL,
    text    TEXT NOT NULL,
    problem TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE postings (
    word  TEXT NOT NULL,
    part  INTEGER NOT NULL,
    posts BLOB NOT NULL,
    PRIMARY KEY (word, part)
) STRICT, WITHOUT ROWID;
CREATE TABLE posts (
    post             INTEGER PRIMARY KEY,
    network          TEXT NOT NULL,
    id               TEXT NOT NULL,
    sort_key            INTEGER NOT NULL,  -- the 64-bit key that posts are ordered by
    account          INTEGER NOT NULL REFERENCES accounts,
    created_at       INTEGER NOT NULL,  -- milliseconds since 1970
    text             TEXT NOT NULL,
    raw              TEXT NOT NULL,
    origin           INTEGER NOT NULL,  -- what kind of source the text came from; see Origin
    reply_to         TEXT,
    reply_to_account TEXT,
    parent_known     INTEGER NOT NULL CHECK (parent_known IN (0, 1)), precision TEXT NOT NULL DEFAULT 'second'
    CHECK (precision = 'millisecond' OR precision = 'second' OR precision = 'day'), named INTEGER REFERENCES accounts, likes INTEGER, reposts INTEGER, counted_at INTEGER NOT NULL DEFAULT 0, sensitive INTEGER CHECK (sensitive IN (0, 1)), content_warning TEXT, language TEXT, visibility TEXT NOT NULL DEFAULT 'public'
    CHECK (visibility = 'public' OR visibility = 'unlisted' OR visibility = 'followers'), kind TEXT NOT NULL DEFAULT 'post'
    CHECK (kind = 'post' OR kind = 'reply' OR kind = 'repost'), conversation TEXT, details TEXT,
    UNIQUE (id, network)
) STRICT;
CREATE TABLE quarantine (
    file   INTEGER NOT NULL REFERENCES files,
    line   INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (file, line)
) STRICT, WITHOUT ROWID;
CREATE TABLE quotes (
    post   INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    quoted TEXT NOT NULL,  -- an id
    PRIMARY KEY (post, quoted)
) STRICT, WITHOUT ROWID;
CREATE TABLE rejected_links (
    network TEXT NOT NULL,
    child   TEXT NOT NULL,
    parent  TEXT NOT NULL,
    at      INTEGER NOT NULL,  -- milliseconds since 1970
    PRIMARY KEY (child, parent, network)
) STRICT, WITHOUT ROWID;
CREATE TABLE repairs (
    post  INTEGER PRIMARY KEY REFERENCES posts ON DELETE CASCADE,
    plan  TEXT NOT NULL,
    shown INTEGER NOT NULL CHECK (shown IN (0, 1)),
    other TEXT NOT NULL
) STRICT;
CREATE TABLE repictured (post INTEGER PRIMARY KEY) STRICT;
CREATE TABLE same_people (
    network TEXT NOT NULL,
    id      TEXT NOT NULL,  -- the network's own; of an account without one, its name with an @
    person  INTEGER NOT NULL,
    known   INTEGER,        -- the key that the account had when its cross-posts were found
    PRIMARY KEY (network, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE sources (
    post INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    file INTEGER NOT NULL REFERENCES files,
    line INTEGER NOT NULL,
    PRIMARY KEY (post, file)
) STRICT, WITHOUT ROWID;
CREATE TABLE unlinked (post INTEGER PRIMARY KEY) STRICT;
CREATE TABLE versions (
    post       INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    id         TEXT NOT NULL,
    created_at INTEGER,
    text       TEXT,
    PRIMARY KEY (post, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE vocabulary (
    word  TEXT PRIMARY KEY,
    posts INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE words (
    post   INTEGER PRIMARY KEY REFERENCES posts ON DELETE CASCADE,
    spaced TEXT NOT NULL
, language TEXT, pictured TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX posts_by_parent ON posts (reply_to) WHERE reply_to IS NOT NULL;
CREATE INDEX versions_by_id ON versions (id);
CREATE INDEX posts_by_account ON posts (account, sort_key);
CREATE INDEX candidates_by_parent ON candidates (parent);
CREATE INDEX candidates_known ON candidates (child) WHERE followed IS NOT NULL;
CREATE INDEX quotes_by_quoted ON quotes (quoted);
CREATE INDEX parts_by_post ON parts (post);
CREATE INDEX parent_links_by_parent ON parent_links (parent);
CREATE INDEX posts_with_synthetic_ids ON posts (created_at) WHERE id LIKE 't%';
CREATE INDEX parts_with_synthetic_ids ON parts (second) WHERE second IS NOT NULL;
CREATE UNIQUE INDEX accounts_by_name ON accounts (network, name) WHERE id IS NULL;
CREATE INDEX account_names_by_name ON account_names (name);
CREATE INDEX posts_by_time ON posts (created_at) WHERE precision <> 'day';
CREATE INDEX posts_by_day ON posts (created_at) WHERE precision = 'day';
CREATE VIEW deleted_posts AS
SELECT posts.post, alike.id AS stated FROM (
    SELECT deletions.*, posts.post FROM deletions JOIN posts USING (id, network)
    UNION ALL
    SELECT deletions.*, posts.post FROM deletions
    JOIN posts ON posts.network = deletions.network AND posts.id LIKE 't%'
    AND posts.created_at = ((CAST(deletions.id AS INTEGER) >> 22) + 1288834974657) / 1000 * 1000
    WHERE CAST(deletions.id AS INTEGER) > 15099494399999
) AS alike
JOIN posts USING (post) JOIN accounts ON accounts.account = alike.account
WHERE NOT kept
AND (posts.account = coalesce(accounts.same_as, accounts.account) OR posts.account = posts.named)
AND NOT EXISTS (
    SELECT 1 FROM sources JOIN files USING (file)
    WHERE sources.post = posts.post AND stated_at > 0 AND exported_at >= stated_at
);
CREATE INDEX words_by_language ON words (language) WHERE language IS NOT NULL;
CREATE INDEX forms_by_word ON forms (word);
CREATE INDEX own_posts ON posts (account) WHERE kind <> 'repost';
CREATE VIEW owner_links AS
    SELECT network, child, parent FROM corrections
    WHERE parent IS NOT child AND NOT EXISTS (
        SELECT 1 FROM rejected_links AS rejected
        WHERE rejected.child = corrections.child AND rejected.parent = corrections.parent
        AND rejected.network = corrections.network AND rejected.at > corrections.at
    );
CREATE VIEW owner_rejections AS
    SELECT network, child, parent FROM rejected_links
    WHERE NOT EXISTS (
        SELECT 1 FROM corrections
        WHERE corrections.child = rejected_links.child
        AND corrections.parent = rejected_links.parent
        AND corrections.network = rejected_links.network AND corrections.at >= rejected_links.at
    );
CREATE INDEX posts_by_conversation ON posts (conversation, sort_key)
WHERE conversation IS NOT NULL;
CREATE INDEX posts_by_short_id ON posts (replace(id, rtrim(id, replace(id, '/', '')), ''))
WHERE network <> 'twitter';
CREATE INDEX posts_in_order ON posts (
    sort_key, network, CASE network WHEN 'bluesky' THEN 0 ELSE length(id) END, id
);
CREATE VIEW people AS SELECT network, id, person, known, coalesce(
    (SELECT account FROM accounts
     WHERE accounts.network = same_people.network AND accounts.id = same_people.id),
    (SELECT coalesce(same_as, account) FROM accounts
     WHERE accounts.network = same_people.network AND accounts.id IS NULL
     AND accounts.name = substr(same_people.id, 2) AND same_people.id LIKE '@%'),
    (SELECT had.account FROM account_names AS had JOIN accounts USING (account)
     WHERE accounts.network = same_people.network AND accounts.id IS NOT NULL
     AND had.name = substr(same_people.id, 2) AND same_people.id LIKE '@%'
     ORDER BY had.seen_at DESC, accounts.id LIMIT 1)
) AS account FROM same_people;
CREATE INDEX posts_for_followers ON posts (post) WHERE visibility = 'followers';
CREATE INDEX cross_posts_by_first ON cross_posts (first, position);
CREATE TRIGGER changed_meaning AFTER UPDATE OF text, kind, visibility, content_warning ON posts
WHEN (OLD.text, OLD.kind, OLD.visibility, OLD.content_warning)
    IS NOT (NEW.text, NEW.kind, NEW.visibility, NEW.content_warning)
BEGIN
    DELETE FROM meanings WHERE post = NEW.post;
END;
CREATE INDEX picture_files_by_hash ON picture_files (hash);
CREATE INDEX words_pictured ON words (post) WHERE pictured <> '';
CREATE TRIGGER words_come BEFORE INSERT ON words
WHEN NOT EXISTS (SELECT 1 FROM dirty WHERE post = new.post) BEGIN
    INSERT INTO dirty VALUES (new.post, coalesce(
        (SELECT trim(spaced || ' ' || pictured) FROM words WHERE post = new.post), ''
    ));
END;
CREATE TRIGGER words_change BEFORE UPDATE ON words
WHEN NOT EXISTS (SELECT 1 FROM dirty WHERE post = old.post) BEGIN
    INSERT INTO dirty VALUES (old.post, trim(old.spaced || ' ' || old.pictured));
END;
CREATE TRIGGER words_go BEFORE DELETE ON words
WHEN NOT EXISTS (SELECT 1 FROM dirty WHERE post = old.post) BEGIN
    INSERT INTO dirty VALUES (old.post, trim(old.spaced || ' ' || old.pictured));
END;
CREATE TRIGGER media_come AFTER INSERT ON media
WHEN new.alt IS NOT NULL OR EXISTS (SELECT 1 FROM picture_files WHERE path = new.path) BEGIN
    INSERT OR IGNORE INTO repictured VALUES (new.post);
END;
CREATE TRIGGER media_go AFTER DELETE ON media
WHEN old.alt IS NOT NULL OR EXISTS (SELECT 1 FROM picture_files WHERE path = old.path) BEGIN
    INSERT OR IGNORE INTO repictured VALUES (old.post);
END;
CREATE TRIGGER changed_next_meaning
AFTER UPDATE OF text, kind, visibility, content_warning ON posts
WHEN (OLD.text, OLD.kind, OLD.visibility, OLD.content_warning)
    IS NOT (NEW.text, NEW.kind, NEW.visibility, NEW.content_warning)
BEGIN
    DELETE FROM next_meanings WHERE post = NEW.post;
END;
