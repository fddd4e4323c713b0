"""Merging of records of the same post: the richer field wins, in any order of loading.

Each group of fields that belong together is copied whole from the record that ranks higher. A rank
depends on nothing but the fields of its group and ends with the fields themselves, so that no two
different values rank equally: that makes the result independent of the order of loading.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from operator import attrgetter
from typing import Any

from ftfy.badness import badness

from bot.archive.posts.details import Details
from bot.archive.posts.ids.synthetic_id import is_synthetic
from bot.archive.posts.post import (
    UNKNOWN,
    Kind,
    Origin,
    Post,
    Precision,
    Source,
    Version,
    Visibility,
)
from bot.archive.posts.row import MediaRows, PostRow, media_rows
from bot.archive.timestamps import to_milliseconds

REPLACEMENT_CHARACTER = "\ufffd"
"""The character that replaces bytes that were not text. The original bytes are lost."""

_NEXT_LINE = "\x85"
"""A line separator, which some clean text contains. Windows-1252 has no byte for it, so unlike the
other C1 control characters it is no sign of damage."""

_VISIBILITIES = [*Visibility]  # from wide to narrow: the narrowest that a source states counts

_FINGERPRINT_LENGTH = 100  # characters; every post that was cut keeps at least that many
_IGNORED = re.compile(r"https?://\S+|^(?:@\w+(?:\s+|$))+|&(?:amp|lt|gt);|[&<>]|…", re.ASCII)


def merge(one: Post, other: Post) -> Post:
    """Return the merger of two posts that have the same id.

    A text whose repair the owner undid always wins, then that of the last edit on Mastodon.
    Otherwise the text of a long post wins over a cut one; then the text that lost fewer characters,
    looks less damaged, comes from the better kind of source, is longer. A source that names the
    parent wins over one that knows there is none, and that over one that cannot know. The same
    source decides whether the post is a reply; a post that any source knows to be a repost is one.
    More media win, then more detailed media. A source that states the author's id wins over one
    that knows a name only, and the more exact time over the other. Counts are those of the newest
    export. All sources and all earlier versions are kept.
    """
    detailed = max(one, other, key=_details_rank)
    body = one if _same_body(one, other) else max(one, other, key=_body_rank)
    knowing = max(one, other, key=_parent_rank)
    author = min(one, other, key=_author_rank)
    timed = max(one, other, key=_time_rank)
    counted = max(one, other, key=_count_rank)
    return replace(
        body,
        account=author.account,
        account_id=author.account_id,
        created_at=timed.created_at,
        precision=timed.precision,
        kind=_kind(one, other, knowing),
        reply_to=knowing.reply_to,
        reply_to_account=knowing.reply_to_account,
        parent_known=knowing.parent_known,
        media=max(one.media, other.media, key=lambda media: _media_rank(media_rows(media))),
        sources=merge_sources(one.sources + other.sources),
        versions=best_versions(one.versions + other.versions),
        likes=counted.likes,
        reposts=counted.reposts,
        counted_at=counted.counted_at,
        sensitive=max(one.sensitive, other.sensitive, key=_known_rank),
        content_warning=max(one.content_warning, other.content_warning, key=_known_rank),
        language=max(one.language, other.language, key=_known_rank),
        visibility=max(one.visibility, other.visibility, key=_VISIBILITIES.index),
        conversation=max(one.conversation, other.conversation, key=_known_rank),
        details=detailed.details,
    )


def merge_rows(one: PostRow, other: PostRow) -> PostRow:
    """Return the row that `merge` gives for two posts that show the same, unrepaired text.

    Links and sources are those of `one`. An import merges millions of rows, most of which differ in
    few fields, and there one of them states nothing: `one` itself is returned if it is the richer.
    """
    merged: list[Any] | None = None
    values: tuple[Any, ...] = other
    for fields, is_better in _ROW_GROUPS:
        if one[fields] != values[fields] and is_better(other, one):
            merged = merged or [*one]
            merged[fields] = values[fields]
    if one.kind != other.kind:
        merged = merged or [*one]
        merged[_KIND] = _kind(one, other, max(one, other, key=_parent_rank))
    return one if merged is None else PostRow._make(merged)


def merge_sources(sources: Iterable[Source]) -> tuple[Source, ...]:
    """Return each file once, with the first of its lines, in a fixed order."""
    ordered = sorted(sources, key=_source_rank)
    return tuple({(one.file, one.exported_at): one for one in reversed(ordered)}.values())[::-1]


def absorb_synthetic(post: Post, duplicate: Post) -> Post:
    """Return `post` merged with `duplicate`, the same post under a synthetic id."""
    return merge(post, replace(duplicate, id=post.id))


def drop_impossible_versions(post: Post) -> Post:
    """Return a post of a single source without impossible versions.

    No post is a version of itself, and a post under a synthetic id has none.
    """
    if not post.versions:
        return post
    versions = () if is_synthetic(post.id) else post.versions
    return replace(post, versions=best_versions(one for one in versions if one.id != post.id))


def best_versions(versions: Iterable[Version]) -> tuple[Version, ...]:
    """Return each version once, from the source that knows most about it, oldest first."""
    by_id = {version.id: version for version in sorted(versions, key=_version_rank)}
    return tuple(sorted(by_id.values(), key=lambda one: (int(one.id), one.id)))


def fingerprint(post: Post | Version) -> tuple[int, str] | None:
    """Return what identifies a post without its id: its second and the beginning of its text.

    Leading mentions are ignored because some layouts leave them out; so are addresses, short or in
    full. Only the beginning counts because most sources have no more of a long post. None for a
    version of which only the id is known.
    """
    if post.created_at is None or post.text is None:
        return None
    words = " ".join(_IGNORED.sub(" ", post.text).split())
    return to_milliseconds(post.created_at) // 1000, words[:_FINGERPRINT_LENGTH].rstrip()


def _same_body(one: Post, other: Post) -> bool:
    return (one.text, one.raw, one.origin, one.repair, one.links) == (
        other.text, other.raw, other.origin, other.repair, other.links,
    )  # fmt: skip


def _body_rank(post: Post) -> tuple[object, ...]:
    text = post.text
    # What a post by itself suggests is no evidence against a source that has the same text.
    by_itself = post.repair is not None and post.repair.plan.startswith("post")
    found = post.repair.before if post.repair and by_itself else text
    return (
        post.repair is not None and post.repair.undone,  # the owner's decision is final
        post.details.edited_at or 0,
        post.origin is Origin.NOTE,
        -text.count(REPLACEMENT_CHARACTER),
        0 if found.isascii() else -badness(found.replace(_NEXT_LINE, "\n")),
        "\r" not in text,  # a line break that versions up to 0.2 kept as it was
        post.origin,
        len(text),
        text,
        post.repair is None,  # of two equal texts, the one that was never damaged
        post.raw,
        repr(post.repair),
        post.links,
    )


def _parent_rank(post: Post | PostRow) -> tuple[bool, int, str, str, bool]:
    return (
        post.reply_to is not None,
        post.parent_known,
        post.reply_to or "",
        post.reply_to_account or "",
        post.kind == Kind.REPLY,
    )


def _kind(one: Post | PostRow, other: Post | PostRow, knowing: Post | PostRow) -> Kind:
    """Return the kind of the post; a leading mention makes no reply where the parent is known."""
    if Kind.REPOST in (one.kind, other.kind):
        return Kind.REPOST
    return Kind(knowing.kind)


def _author_rank(post: Post | PostRow) -> tuple[bool, str, bool, str, str]:
    name = post.account
    return post.account_id is None, post.account_id or "", name == UNKNOWN, name.lower(), name


def _time_rank(post: Post | PostRow) -> tuple[bool, bool, object]:
    return post.precision != Precision.DAY, post.precision == Precision.MILLISECOND, post.created_at


def _count_rank(post: Post | PostRow) -> tuple[object, ...]:
    known = (post.likes, post.reposts) != (None, None)
    dated = bool(post.counted_at)
    return known, dated, post.counted_at, *_known_rank(post.likes), *_known_rank(post.reposts)


def _details_rank(post: Post) -> tuple[object, ...]:
    counted_at = to_milliseconds(post.counted_at) if post.counted_at else 0
    return post.details.edited_at or 0, counted_at, post.details.to_json() or ""


def _row_details_rank(row: PostRow) -> tuple[object, ...]:
    edited_at = Details.from_json(row.details).edited_at if row.details else None
    return edited_at or 0, row.counted_at, row.details or ""


def _known_rank(value: object) -> tuple[bool, object]:
    return value is not None, value


def _media_rank(media: MediaRows) -> tuple[object, ...]:
    # Media from the export have both a path and an address; those from the parser have only one.
    return (
        len(media),
        sum(bool(path and url) for _, path, url, _ in media),
        sum(path is not None for _, path, _, _ in media),
        sum(alt is not None for *_, alt in media),
        repr(media),
    )


def _source_rank(source: Source) -> tuple[str, str, int]:
    exported = source.exported_at
    return source.file, exported.isoformat() if exported else "", source.line


def _version_rank(version: Version) -> tuple[object, ...]:
    at = version.created_at
    text = version.text or ""
    known = version.text is not None
    return known, -text.count(REPLACEMENT_CHARACTER), at.isoformat() if at else "", len(text), text


def _fields(first: str, last: str = "") -> slice:
    """Return the slice of a row from one field to another."""
    names = PostRow._fields
    return slice(names.index(first), names.index(last or first) + 1)


def _is_better_author(one: PostRow, other: PostRow) -> bool:
    if (one.account_id is None) != (other.account_id is None):
        return one.account_id is not None
    return _author_rank(one) < _author_rank(other)


def _has_better_counts(one: PostRow, other: PostRow) -> bool:
    if (one.likes, one.reposts) == (None, None) != (other.likes, other.reposts):
        return False
    return _count_rank(one) > _count_rank(other)


def _known(name: str) -> Callable[[PostRow, PostRow], bool]:
    """Return what compares a field of which None is unknown, and otherwise the greater one wins."""
    of = attrgetter(name)

    def is_better(one: PostRow, other: PostRow) -> bool:
        value, beside = of(one), of(other)
        return value is not None and (beside is None or value > beside)

    return is_better


def _ranked(rank: Callable[[PostRow], Any]) -> Callable[[PostRow, PostRow], bool]:
    return lambda one, other: rank(one) > rank(other)


_KIND = PostRow._fields.index("kind")
_PARENT = _fields("reply_to", "parent_known")
_ROW_GROUPS: tuple[tuple[slice, Callable[[PostRow, PostRow], bool]], ...] = (
    (_fields("account", "account_id"), _is_better_author),
    (_PARENT, _ranked(_parent_rank)),
    (_fields("created_at", "precision"), _ranked(_time_rank)),
    (_fields("raw", "origin"), _ranked(attrgetter("origin", "raw", "links"))),
    (_fields("likes", "counted_at"), _has_better_counts),
    (_fields("sensitive"), _known("sensitive")),
    (_fields("content_warning"), _known("content_warning")),
    (_fields("language"), _known("language")),
    (_fields("visibility"), _ranked(lambda post: _VISIBILITIES.index(Visibility(post.visibility)))),
    (_fields("conversation"), _known("conversation")),
    (_fields("details"), _ranked(_row_details_rank)),
    (_fields("media"), _ranked(lambda post: _media_rank(post.media))),
)
"""The fields of a row that are copied together, and whether those of one row are better."""
