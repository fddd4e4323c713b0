"""The state of an archive as JSON."""

from bot.archive.posts.status import ArchiveStatus
from bot.formats.post_records import JsonObject, moment_text


def status_record(status: ArchiveStatus) -> JsonObject:
    """Return the state of an archive."""
    stored = status.stored
    archive, state = stored.versions
    return {
        "posts": stored.posts,
        "first": stored.first and moment_text(stored.first, exact=False),
        "last": stored.last and moment_text(stored.last, exact=False),
        "accounts": [
            {
                "network": one.network,
                "name": one.name,
                "id": one.id,
                "posts": one.posts,
                "first": moment_text(one.first, exact=False),
                "last": moment_text(one.last, exact=False),
            }
            for one in stored.accounts
        ],
        "sources": [
            {
                "file": one.name,
                "posts": one.posts,
                "exported_at": one.exported_at and moment_text(one.exported_at),
                "imported_at": one.imported_at and moment_text(one.imported_at),
            }
            for one in stored.sources
        ],
        "imported_at": stored.imported_at and moment_text(stored.imported_at),
        "quarantined": stored.quarantined,
        "pictures": stored.pictures,
        "pictures_read": stored.pictures_read,
        "meanings": stored.meanings,
        "hidden": stored.hidden,
        "hidden_in": {str(guild): count for guild, count in stored.hidden_in.items()},
        "deleted": stored.deleted,
        "quiet_rules": stored.quiet_rules,
        "digests": stored.digests,
        "bytes": dict(status.sizes),
        "versions": dict(status.versions),
        "schemas": {"archive.db": archive, "state.db": state},
    }
