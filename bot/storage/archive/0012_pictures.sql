-- Text that was read in pictures, apart from what their authors wrote.

-- By the SHA-256 of a file: the same picture under several names is read once. A picture that was
-- not read has a problem instead of a text; see bot/archive/posts/picture_texts.py.
CREATE TABLE picture_texts (
    hash    BLOB PRIMARY KEY,
    engine  TEXT NOT NULL,
    version TEXT NOT NULL,
    text    TEXT NOT NULL,
    problem TEXT
) STRICT, WITHOUT ROWID;

-- Which file of the media folder has which content, as long as its size and time are the same.
CREATE TABLE picture_files (
    path     TEXT PRIMARY KEY,     -- as in media
    size     INTEGER NOT NULL,     -- bytes
    modified INTEGER NOT NULL,     -- nanoseconds since 1970
    hash     BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX picture_files_by_hash ON picture_files (hash);

-- The words of a post's pictures: of their descriptions, and of the text in them.
ALTER TABLE words ADD COLUMN pictured TEXT NOT NULL DEFAULT '';
CREATE INDEX words_pictured ON words (post) WHERE pictured <> '';

-- As before, with those words. What a row has is nothing where the post is new.
DROP TRIGGER words_come;
DROP TRIGGER words_change;
DROP TRIGGER words_go;
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

-- The posts whose words of pictures are to be found anew. Kept by triggers, so that no writer of
-- media can forget it; a description of a post that is there already is indexed the next time.
CREATE TABLE repictured (post INTEGER PRIMARY KEY) STRICT;
INSERT INTO repictured SELECT DISTINCT post FROM media WHERE alt IS NOT NULL;
CREATE TRIGGER media_come AFTER INSERT ON media
WHEN new.alt IS NOT NULL OR EXISTS (SELECT 1 FROM picture_files WHERE path = new.path) BEGIN
    INSERT OR IGNORE INTO repictured VALUES (new.post);
END;
CREATE TRIGGER media_go AFTER DELETE ON media
WHEN old.alt IS NOT NULL OR EXISTS (SELECT 1 FROM picture_files WHERE path = old.path) BEGIN
    INSERT OR IGNORE INTO repictured VALUES (old.post);
END;
