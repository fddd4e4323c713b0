-- Rewrites posts: the file is copied first.

-- What else exports state of posts and accounts; one sort key for all networks; names that say what
-- they name.

ALTER TABLE follows RENAME TO parent_links;
DROP INDEX follows_by_parent;
CREATE INDEX parent_links_by_parent ON parent_links (parent);
ALTER TABLE reworded RENAME TO dirty;
ALTER TABLE candidates RENAME COLUMN cues TO features;
ALTER TABLE posts RENAME COLUMN place TO sort_key;
DROP INDEX posts_with_made_ids;
CREATE INDEX posts_with_synthetic_ids ON posts (created_at) WHERE id LIKE 't%';
DROP INDEX parts_with_made_ids;
CREATE INDEX parts_with_synthetic_ids ON parts (second) WHERE second IS NOT NULL;

-- An account is its id. A row without one is of sources that state a name only; `same_as` is the
-- account with an id that had this name, if one is known.
CREATE TABLE authors (
    account     INTEGER PRIMARY KEY,
    network     TEXT NOT NULL,
    id          TEXT,  -- the network's own
    name        TEXT NOT NULL COLLATE NOCASE,  -- the newest
    same_as     INTEGER REFERENCES accounts,
    -- As the newest whole export has them, and when that was made, in milliseconds since 1970.
    display     TEXT,
    bio         TEXT,
    exported_at INTEGER,
    UNIQUE (network, id)
) STRICT;
INSERT INTO authors (account, network, name, display, bio, exported_at)
SELECT account, network, name, display, bio, exported_at FROM accounts;
DROP TABLE accounts;
ALTER TABLE authors RENAME TO accounts;
CREATE UNIQUE INDEX accounts_by_name ON accounts (network, name) WHERE id IS NULL;

-- The names that an account has had, and the latest time at which it is known to have had each: of
-- a post or an export; in milliseconds since 1970.
CREATE TABLE account_names (
    account INTEGER NOT NULL REFERENCES accounts,
    name    TEXT NOT NULL COLLATE NOCASE,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (account, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX account_names_by_name ON account_names (name);
INSERT INTO account_names SELECT account, name, 0 FROM accounts;

ALTER TABLE posts ADD COLUMN precision TEXT NOT NULL DEFAULT 'second'
    CHECK (precision = 'millisecond' OR precision = 'second' OR precision = 'day');
-- The account without an id under which sources know the author; NULL: one of them states the id.
ALTER TABLE posts ADD COLUMN named INTEGER REFERENCES accounts;
ALTER TABLE posts ADD COLUMN likes INTEGER;
ALTER TABLE posts ADD COLUMN reposts INTEGER;
-- When the export was made that these counts are of, in milliseconds since 1970; 0: not known.
ALTER TABLE posts ADD COLUMN counted_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE posts ADD COLUMN sensitive INTEGER CHECK (sensitive IN (0, 1));
ALTER TABLE posts ADD COLUMN content_warning TEXT;
ALTER TABLE posts ADD COLUMN language TEXT;
ALTER TABLE posts ADD COLUMN visibility TEXT NOT NULL DEFAULT 'public'
    CHECK (visibility = 'public' OR visibility = 'unlisted' OR visibility = 'followers');
-- SQLite checks a list of more than two values by a table, built again for every row: that took a
-- third of the time of writing a post.
ALTER TABLE posts ADD COLUMN new_kind TEXT NOT NULL DEFAULT 'post'
    CHECK (new_kind = 'post' OR new_kind = 'reply' OR new_kind = 'repost');
UPDATE posts SET new_kind = kind;
ALTER TABLE posts DROP COLUMN kind;
ALTER TABLE posts RENAME COLUMN new_kind TO kind;
UPDATE posts SET named = account;

-- Old exports (origin 5 and 6) give midnight where only the day is known. An id up to 15099494399999
-- is of the counter and holds no time: no snowflake is of the first hour after their epoch.
UPDATE posts SET precision = 'day'
WHERE created_at % 86400000 = 0 AND origin >= 5 AND id NOT LIKE 't%'
  AND CAST(id AS INTEGER) <= 15099494399999;
UPDATE posts SET precision = 'millisecond'
WHERE id NOT LIKE 't%' AND CAST(id AS INTEGER) > 15099494399999
  AND (CAST(id AS INTEGER) >> 22) + 1288834974657 = created_at;

-- The sort key of a snowflake was its id, whose time counts from 1288834974657. An edited post has
-- that of its first version; old versions stored wrong ones of some.
UPDATE posts SET sort_key = min(CAST(id AS INTEGER), (
    SELECT min(CAST(versions.id AS INTEGER)) FROM versions WHERE versions.post = posts.post
)) WHERE id NOT LIKE 't%' AND post IN (SELECT post FROM versions);
UPDATE posts SET sort_key = min(sort_key, 9223372036854775807 - (1288834974657 << 22))
    + (1288834974657 << 22)
WHERE id LIKE 't%' OR sort_key > 15099494399999;
-- The sort keys of counters follow; see counter_order.py, whose rule this is.
UPDATE posts SET sort_key = ordered.ms << 22
FROM (
    SELECT post, CASE precision WHEN 'day' THEN min(latest, coalesce(
        min(latest_timed) FILTER (WHERE precision <> 'day') OVER (
            ORDER BY number DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ),
        latest
    )) ELSE latest_timed END AS ms
    FROM (
        SELECT post, number, precision, max(at) OVER older AS latest,
               max(at) FILTER (WHERE precision <> 'day') OVER older AS latest_timed
        FROM (
            SELECT post, CAST(id AS INTEGER) AS number, precision,
                   max(0, min(created_at, 1288908000000)) AS at
            FROM posts WHERE id NOT LIKE 't%' AND sort_key <= 15099494399999
        )
        WINDOW older AS (ORDER BY number ROWS UNBOUNDED PRECEDING)
    )
) AS ordered
WHERE posts.post = ordered.post;

-- The total order of posts: by sort key, then network and id, which is shorter where it is less.
DROP INDEX posts_by_place;
CREATE INDEX posts_in_order ON posts (sort_key, network, length(id), id);
-- Days without a time are looked for by their dates, times in the time zone of who asks.
DROP INDEX posts_by_time;
CREATE INDEX posts_by_time ON posts (created_at) WHERE precision <> 'day';
CREATE INDEX posts_by_day ON posts (created_at) WHERE precision = 'day';

-- Parts get names for their values, so that new ones need no migration.
UPDATE parts SET record = json_object(
    'network', json_extract(record, '$[0]'),
    'id', json_extract(record, '$[1]'),
    'account', json_extract(record, '$[3]'),
    'created_at', json_extract(record, '$[4]'),
    'precision', CASE
        WHEN id NOT LIKE 't%' AND CAST(id AS INTEGER) > 15099494399999
             AND (CAST(id AS INTEGER) >> 22) + 1288834974657 = json_extract(record, '$[4]')
        THEN 'millisecond' ELSE 'second' END,
    'kind', json_extract(record, '$[5]'),
    'text', json_extract(record, '$[6]'),
    'raw', json_extract(record, '$[7]'),
    'origin', json_extract(record, '$[8]'),
    'reply_to', json_extract(record, '$[9]'),
    'reply_to_account', json_extract(record, '$[10]'),
    'parent_known', json_extract(record, '$[11]'),
    'links', json(json_extract(record, '$[12]')),
    'media', json(json_extract(record, '$[13]')),
    'sources', json(json_extract(record, '$[14]')),
    'repair', json(json_extract(record, '$[15]')),
    'versions', json(json_extract(record, '$[16]'))
);

-- Posts and parts that an older version read: the same record of a file is read better now.
CREATE TABLE outdated (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO outdated SELECT id FROM posts UNION SELECT id FROM parts;

-- When each file was first imported, in milliseconds since 1970; 0: before this was recorded.
ALTER TABLE files ADD COLUMN imported_at INTEGER;
UPDATE files SET imported_at = 0;

-- Posts whose deletion by their author an export states, by id: their files may come later. `kept`
-- is the owner's decision to show the post nonetheless.
CREATE TABLE deletions (
    network   TEXT NOT NULL,
    id        TEXT NOT NULL,
    account   INTEGER NOT NULL REFERENCES accounts,
    stated_at INTEGER NOT NULL,  -- when the export was made, in milliseconds since 1970; 0: unknown
    kept      INTEGER NOT NULL DEFAULT 0 CHECK (kept IN (0, 1)),
    PRIMARY KEY (id, network)
) STRICT, WITHOUT ROWID;
-- Not posts of an account that is known to be another one, and not where the same export, or a newer
-- one, has them. A post under a synthetic id is known by its second alone. `stated` is the id that an
-- export states.
CREATE VIEW deleted_posts AS
SELECT posts.post, alike.id AS stated FROM (
    SELECT deletions.*, posts.post FROM deletions JOIN posts USING (id, network)
    UNION ALL
    SELECT deletions.*, posts.post FROM deletions
    JOIN posts ON posts.network = deletions.network AND posts.id LIKE 't%'
    AND posts.created_at = ((CAST(deletions.id AS INTEGER) >> 22) + 1288834974657) / 1000 * 1000
    WHERE CAST(deletions.id AS INTEGER) > 15099494399999
) AS alike
JOIN posts USING (post) JOIN accounts ON accounts.account = alike.account
WHERE NOT kept
AND (posts.account = coalesce(accounts.same_as, accounts.account) OR posts.account = posts.named)
AND NOT EXISTS (
    SELECT 1 FROM sources JOIN files USING (file)
    WHERE sources.post = posts.post AND stated_at > 0 AND exported_at >= stated_at
);
