-- What became one post, each part as its own sources have it: versions of an edited post that are
-- posts in some sources, and posts under made ids. A later source may join them differently.
CREATE TABLE parts (
    id     TEXT PRIMARY KEY,
    post   INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    second INTEGER,       -- since 1970; only of a post under a made id
    record TEXT NOT NULL  -- JSON; see bot/storage/archive/posts/parts.py
) STRICT, WITHOUT ROWID;
CREATE INDEX parts_by_post ON parts (post);
CREATE INDEX parts_with_made_ids ON parts (second) WHERE second IS NOT NULL;
