-- What an owner says of single pairs of posts, and when each correction was made.

-- The second does not continue the first, no matter what else is known; it may continue another post. By
-- ids, as corrections are.
CREATE TABLE rejected_links (
    network TEXT NOT NULL,
    child   TEXT NOT NULL,
    parent  TEXT NOT NULL,
    at      INTEGER NOT NULL,  -- milliseconds since 1970
    PRIMARY KEY (child, parent, network)
) STRICT, WITHOUT ROWID;

-- Of two corrections of one post, from two databases, the later one counts.
ALTER TABLE corrections ADD COLUMN at INTEGER NOT NULL DEFAULT 0;  -- milliseconds since 1970
UPDATE corrections SET at = coalesce(
    (SELECT max(at) FROM audit WHERE audit.child = corrections.child), 0
);

-- The corrections that count: a later rejection of the same pair takes a link back. Earlier versions
-- left corrections between two versions of one post; those mean nothing.
CREATE VIEW owner_links AS
    SELECT network, child, parent FROM corrections
    WHERE parent IS NOT child AND NOT EXISTS (
        SELECT 1 FROM rejected_links AS rejected
        WHERE rejected.child = corrections.child AND rejected.parent = corrections.parent
        AND rejected.network = corrections.network AND rejected.at > corrections.at
    );
-- The rejections that count: a later link between the two takes one back.
CREATE VIEW owner_rejections AS
    SELECT network, child, parent FROM rejected_links
    WHERE NOT EXISTS (
        SELECT 1 FROM corrections
        WHERE corrections.child = rejected_links.child
        AND corrections.parent = rejected_links.parent
        AND corrections.network = rejected_links.network AND corrections.at >= rejected_links.at
    );

-- As before, with rejections, and with answers that were taken back.
CREATE TABLE new_audit (
    entry  INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,  -- milliseconds since 1970
    by     TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('link', 'unlink', 'reject', 'undo')),
    child  TEXT NOT NULL,
    parent TEXT,
    before TEXT  -- the parent before, and by what evidence
) STRICT;
INSERT INTO new_audit SELECT entry, at, by, action, child, parent, before FROM audit;
DROP TABLE audit;
ALTER TABLE new_audit RENAME TO audit;
