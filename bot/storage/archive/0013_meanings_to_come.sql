-- What posts mean, taken anew while the bits that are there still answer: see
-- bot/services/meaning/building.py. Complete, these take the place of the others.

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

CREATE TRIGGER changed_next_meaning
AFTER UPDATE OF text, kind, visibility, content_warning ON posts
WHEN (OLD.text, OLD.kind, OLD.visibility, OLD.content_warning)
    IS NOT (NEW.text, NEW.kind, NEW.visibility, NEW.content_warning)
BEGIN
    DELETE FROM next_meanings WHERE post = NEW.post;
END;
