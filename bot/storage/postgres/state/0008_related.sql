-- Digests of posts that are related to their query by what they mean.

ALTER TABLE digests DROP CONSTRAINT digests_holds_check;
ALTER TABLE digests ADD CONSTRAINT digests_holds_check
    CHECK (holds IN ('on_this_day', 'random', 'both', 'best', 'related'));
