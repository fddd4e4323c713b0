-- Digests of posts that are related to their query by what they mean.

ALTER TABLE digests ADD COLUMN contents TEXT NOT NULL DEFAULT 'on_this_day'
    CHECK (contents IN ('on_this_day', 'random', 'both', 'best', 'related'));
UPDATE digests SET contents = holds;
ALTER TABLE digests DROP COLUMN holds;
ALTER TABLE digests RENAME COLUMN contents TO holds;
