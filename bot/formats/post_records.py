"""Posts as JSON: a contract that other tools rely on."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.archive.posts.details import Details
from bot.archive.posts.post import Post, Precision, Source
from bot.archive.threads.links import Link
from bot.archive.timestamps import from_milliseconds

JsonObject = dict[str, Any]


def post_record(post: Post, links: Mapping[str, Link]) -> JsonObject:
    """Return a post; `links` holds its parent link, if any, by the child's id."""
    link = links.get(post.id)
    return {
        "id": post.id,
        "account": post.account,
        "network": post.network,
        "created_at": _created_at(post),
        "precision": post.precision.value,
        "written_at": post.written_at and moment_text(post.written_at),
        "text": post.text,
        "raw": post.raw,
        "url": post.url,
        "also_on": [{"id": one.id, "network": one.network, "url": one.url} for one in post.also_on],
        "kind": post.kind.value,
        "visibility": post.visibility.value,
        "reply_to": post.reply_to,
        "reply_to_account": post.reply_to_account,
        "links": list(post.links),
        "media": [
            {"kind": media.kind.value, "path": media.path, "alt": media.alt, "url": media.url}
            for media in post.media
        ],
        "likes": post.likes,
        "reposts": post.reposts,
        "sensitive": post.sensitive,
        "content_warning": post.content_warning,
        "language": post.language,
        "conversation": post.conversation,
        **details_record(post.details),
        "follows": link and {"id": link.parent, "evidence": link.evidence.value, "why": link.why},
        "versions": [
            {
                "id": one.id,
                "created_at": one.created_at and moment_text(one.created_at),
                "text": one.text,
            }
            for one in post.versions
        ],
        "deleted": post.is_deleted,
        "missing_from": post.missing_from and moment_text(post.missing_from),
        "sources": [_source_record(source) for source in post.sources],
    }


def details_record(details: Details) -> JsonObject:
    """Return what posts of Mastodon and Bluesky state beside their text; null if they do not.

    The options of a poll are pairs of its text and its votes, null where the server hides them.
    """
    poll, card, edited_at = details.poll, details.card, details.edited_at
    return {
        "edited_at": None if edited_at is None else moment_text(from_milliseconds(edited_at)),
        "quotes": details.quotes,
        "quote_is_gone": details.quote_is_gone,
        "original": details.original,
        "original_account": details.original_account,
        "root": details.root,
        "poll": poll
        and {
            "options": [list(option) for option in poll.options],
            "multiple": poll.multiple,
            "closes_at": None
            if poll.closes_at is None
            else moment_text(from_milliseconds(poll.closes_at)),
            "voters": poll.voters,
        },
        "card": card and {"url": card.url, "title": card.title, "description": card.description},
        "tags": list(details.tags),
        "mentions": list(details.mentions),
        "claimed_at": details.claimed_at,
    }


def _source_record(source: Source) -> JsonObject:
    record: JsonObject = {"file": source.file, "line": source.line}
    if source.exported_at:
        record["exported_at"] = moment_text(source.exported_at)
    return record


def _created_at(post: Post) -> str:
    if post.is_of_day:
        return f"{post.created_at:%Y-%m-%d}"
    return moment_text(post.created_at, exact=post.precision is Precision.MILLISECOND)


def moment_text(when: datetime, *, exact: bool = True) -> str:
    """Return `when` in UTC, with its milliseconds unless only the second is known."""
    unit = "milliseconds" if exact else "seconds"
    return when.astimezone(UTC).isoformat(timespec=unit).replace("+00:00", "Z")
