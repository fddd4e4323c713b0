-- The questions that owners are asked about pairs of posts: what comes next, and what can be undone.

CREATE TABLE teaching (
    entry  INTEGER PRIMARY KEY AUTOINCREMENT,  -- in the order of asking
    by     TEXT NOT NULL,     -- the id of a Discord user, or "terminal"
    round  INTEGER NOT NULL,  -- of five questions; 0: answered below a thread, without being asked
    child  TEXT NOT NULL,
    parent TEXT NOT NULL,
    at     INTEGER NOT NULL,  -- of the answer, or else of the question; milliseconds since 1970
    answer TEXT CHECK (answer IN ('yes', 'no', 'unknown'))  -- NULL: not answered yet
) STRICT;
CREATE INDEX teaching_by ON teaching (by, entry);
-- An owner is asked one question at a time.
CREATE UNIQUE INDEX teaching_open ON teaching (by) WHERE answer IS NULL;
