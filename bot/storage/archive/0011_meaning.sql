-- What posts mean, as bits; see bot/archive/meaning/.

-- What made the bits, and the mean that was subtracted before. At most one row.
CREATE TABLE meaning_model (
    model   TEXT NOT NULL,
    version TEXT NOT NULL,
    mean    BLOB NOT NULL,    -- float32, little-endian
    posts   INTEGER NOT NULL, -- how many the archive had then
    saved   INTEGER NOT NULL DEFAULT 0  -- raised with each transaction that adds bits
) STRICT;

-- NULL: the text has none, so it is not tried again. Without a row it is still to be found.
CREATE TABLE meanings (
    post INTEGER PRIMARY KEY REFERENCES posts ON DELETE CASCADE,
    bits BLOB CHECK (length(bits) = 64)
) STRICT;

-- A post of which the text or who may see it has changed is to be done anew.
CREATE TRIGGER changed_meaning AFTER UPDATE OF text, kind, visibility, content_warning ON posts
WHEN (OLD.text, OLD.kind, OLD.visibility, OLD.content_warning)
    IS NOT (NEW.text, NEW.kind, NEW.visibility, NEW.content_warning)
BEGIN
    DELETE FROM meanings WHERE post = NEW.post;
END;
