-- The language by which the words of the post were analysed: the one that its export states, or the
-- one detected; NULL: unknown.
ALTER TABLE words ADD COLUMN language TEXT;
CREATE INDEX words_by_language ON words (language) WHERE language IS NOT NULL;

-- What else a person may type for a word; see bot/archive/search/forms/words.py.
CREATE TABLE forms (
    form TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (form, word)
) STRICT, WITHOUT ROWID;
CREATE INDEX forms_by_word ON forms (word);

-- The vocabulary as it is loaded into memory, in one row; none if it has changed since.
CREATE TABLE packed_vocabulary (
    forward  BLOB NOT NULL,
    backward BLOB NOT NULL,
    "outer"  BLOB NOT NULL,
    middle   BLOB NOT NULL,
    posts    BLOB NOT NULL
) STRICT;

-- The version of the analysis that made the words. Those of posts that are there already were made
-- by the first one, and are made anew in the background.
CREATE TABLE analysis (version INTEGER NOT NULL) STRICT;
INSERT INTO analysis SELECT CASE WHEN EXISTS (SELECT 1 FROM words) THEN 1 ELSE 2 END;
