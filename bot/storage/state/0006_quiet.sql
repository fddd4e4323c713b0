-- What random posts, this day of other years and digests leave out; and digests of the best posts.

-- A rule is its text; see bot/archive/memories/quiet.py.
CREATE TABLE quiet (
    rule     TEXT PRIMARY KEY,
    added_at INTEGER NOT NULL  -- milliseconds since 1970
) STRICT, WITHOUT ROWID;
-- Who keeps in memory what may be shown has to read it again.
CREATE TRIGGER quiet_comes AFTER INSERT ON quiet BEGIN
    UPDATE hidden_changes SET number = number + 1;
END;
CREATE TRIGGER quiet_goes AFTER DELETE ON quiet BEGIN
    UPDATE hidden_changes SET number = number + 1;
END;

ALTER TABLE digests ADD COLUMN contents TEXT NOT NULL DEFAULT 'on_this_day'
    CHECK (contents IN ('on_this_day', 'random', 'both', 'best'));
UPDATE digests SET contents = holds;
ALTER TABLE digests DROP COLUMN holds;
ALTER TABLE digests RENAME COLUMN contents TO holds;
