-- What else the likelihood of a candidate link follows from; see bot/archive/threads/candidate.py.
-- NULL in the rows of earlier versions, which are made anew in the background.
ALTER TABLE candidates ADD COLUMN parent_length INTEGER;  -- characters
ALTER TABLE candidates ADD COLUMN child_length INTEGER;

-- The posts that may be in threads, by account: in how many of them a word occurs is counted.
CREATE INDEX own_posts ON posts (account) WHERE kind <> 'repost';

-- The version of the rules that made the candidate and certain links.
CREATE TABLE link_rules (version INTEGER NOT NULL) STRICT;
INSERT INTO link_rules SELECT CASE WHEN EXISTS (SELECT 1 FROM posts) THEN 1 ELSE 2 END;
