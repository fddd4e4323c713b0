-- Posts of Mastodon and Bluesky.

-- What all posts of one conversation on Mastodon have in common, even where the parent is gone.
ALTER TABLE posts ADD COLUMN conversation TEXT;
CREATE INDEX posts_by_conversation ON posts (conversation, sort_key)
WHERE conversation IS NOT NULL;
-- What else such a post states, as JSON; see bot/archive/posts/details.py.
ALTER TABLE posts ADD COLUMN details TEXT;

-- The last part of an id, by which a person may name a post: a number, or the key of a record.
CREATE INDEX posts_by_short_id ON posts (replace(id, rtrim(id, replace(id, '/', '')), ''))
WHERE network <> 'twitter';

-- Keys of Bluesky's records are ordered as text; of two numbers the shorter is less.
DROP INDEX posts_in_order;
CREATE INDEX posts_in_order ON posts (
    sort_key, network, CASE network WHEN 'bluesky' THEN 0 ELSE length(id) END, id
);

-- As before, with sounds. (A list of values in a CHECK is slower; see 0004_facts.sql.)
CREATE TABLE new_media (
    post     INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind     TEXT NOT NULL
        CHECK (kind = 'image' OR kind = 'video' OR kind = 'gif' OR kind = 'audio'),
    path     TEXT,
    url      TEXT,
    alt      TEXT,
    PRIMARY KEY (post, position)
) STRICT, WITHOUT ROWID;
INSERT INTO new_media SELECT * FROM media;
DROP TABLE media;
ALTER TABLE new_media RENAME TO media;

-- Accounts of one person on several networks, as the owner says; `person` is the same number for
-- all of them. By ids, so that it outlives what imports do to the rows.
CREATE TABLE same_people (
    network TEXT NOT NULL,
    id      TEXT NOT NULL,  -- the network's own; of an account without one, its name with an @
    person  INTEGER NOT NULL,
    known   INTEGER,        -- the key that the account had when its cross-posts were found
    PRIMARY KEY (network, id)
) STRICT, WITHOUT ROWID;

-- Those accounts with their keys: of a name the account that it turned out to be, or may be yet.
CREATE VIEW people AS SELECT network, id, person, known, coalesce(
    (SELECT account FROM accounts
     WHERE accounts.network = same_people.network AND accounts.id = same_people.id),
    (SELECT coalesce(same_as, account) FROM accounts
     WHERE accounts.network = same_people.network AND accounts.id IS NULL
     AND accounts.name = substr(same_people.id, 2) AND same_people.id LIKE '@%'),
    (SELECT had.account FROM account_names AS had JOIN accounts USING (account)
     WHERE accounts.network = same_people.network AND accounts.id IS NOT NULL
     AND had.name = substr(same_people.id, 2) AND same_people.id LIKE '@%'
     ORDER BY had.seen_at DESC, accounts.id LIMIT 1)
) AS account FROM same_people;

-- Random posts and memories leave these out.
CREATE INDEX posts_for_followers ON posts (post) WHERE visibility = 'followers';

-- Posts of one person that say the same on several networks; see bot/archive/posts/cross_posts/.
-- `first` is the oldest of them, which is in the table too, and `position` the order of them.
CREATE TABLE cross_posts (
    post     INTEGER PRIMARY KEY REFERENCES posts ON DELETE CASCADE,
    first    INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    position INTEGER NOT NULL
) STRICT;
CREATE INDEX cross_posts_by_first ON cross_posts (first, position);
