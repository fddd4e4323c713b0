"""Validation of posts and profiles read field by field, before they are stored."""

import re
from datetime import UTC, datetime

from bot.archive.posts.post import Deletions, Post, Precision, Profile
from bot.archive.posts.snowflake import is_snowflake, snowflake_milliseconds
from bot.archive.posts.sort_key import is_sortable
from bot.archive.posts.synthetic_id import is_synthetic
from bot.archive.timestamps import to_milliseconds
from bot.ingest.records.records import MAX_ID, as_id, moment_of

_1970 = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_MS = 86_400_000
_NETWORK = "twitter"
_NAME = re.compile(r"\w{1,50}", re.ASCII)


class OtherNetworkError(Exception):
    """A post or profile of a network whose ids may be those of other posts in the archive."""


def check_post(post: Post) -> None:
    """Raise ValueError if a post has a field of a wrong type or an impossible value.

    Raises OtherNetworkError if it is not a post of Twitter.
    """
    _require(_is_synthetic_of(post) if is_synthetic(post.id) else _is_id(post.id))
    _require(_is_name(post.account), _is_name(post.network))
    _check_network(post.network)
    _require(moment_of(post.id, to_milliseconds(post.created_at)) is not None)
    _require(*map(_is_text, (post.text, post.raw, *post.links)))
    _require(_is_id_or_none(post.account_id), _is_precise(post))
    _require(*map(_is_count_or_none, (post.likes, post.reposts)))
    _require(post.sensitive is None or isinstance(post.sensitive, bool))
    _require(*map(_is_text_or_none, (post.content_warning, post.language)))
    _require(_is_id_or_none(post.reply_to))
    _require(_is_key_or_none(post.reply_to_account), isinstance(post.parent_known, bool))
    for medium in post.media:
        _require(_is_key_or_none(medium.path), *map(_is_text_or_none, (medium.url, medium.alt)))
    for source in post.sources:
        _require(_is_key(source.file), type(source.line) is int and 0 < source.line <= MAX_ID)
    for version in post.versions:
        _require(_is_id(version.id), _is_text_or_none(version.text))
    if repair := post.repair:
        _require(_is_text(repair.plan), _is_text(repair.before), isinstance(repair.undone, bool))


def check_profile(profile: Profile) -> None:
    """Raise ValueError if a profile has a field of a wrong type or an impossible value.

    Raises OtherNetworkError if it is not a profile of Twitter.
    """
    _require(_is_name(profile.account), _is_name(profile.network))
    _check_network(profile.network)
    _require(_is_id_or_none(profile.account_id))
    _require(*(_is_name(name) and _is_count(at) for name, at in profile.names))
    _require(_is_text_or_none(profile.display), _is_text_or_none(profile.bio))
    _require(_is_key_or_none(profile.avatar))
    _require(profile.exported_at is None or profile.exported_at > _1970)


def check_deletions(deletions: Deletions) -> None:
    """Raise ValueError if deletions have a field of a wrong type or an impossible value.

    Raises OtherNetworkError if they are not of Twitter.
    """
    _require(_is_name(deletions.account), _is_name(deletions.network))
    _check_network(deletions.network)
    _require(_is_id_or_none(deletions.account_id))
    _require(*map(_is_id, (*deletions.ids, *deletions.kept)))
    _require(deletions.stated_at is None or deletions.stated_at > _1970)


def _check_network(network: str) -> None:
    if network != _NETWORK:
        raise OtherNetworkError


def _require(*conditions: bool) -> None:
    if not all(conditions):
        raise ValueError("it is none that was written")


def _is_id(value: object) -> bool:
    """Return whether a value is an id without leading zeros, so that equal ids are equal text."""
    return isinstance(value, str) and as_id(value) == value


def _is_id_or_none(value: object) -> bool:
    return value is None or _is_id(value)


def _is_count_or_none(value: object) -> bool:
    return value is None or _is_count(value)


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value <= MAX_ID


def _is_precise(post: Post) -> bool:
    """Return whether the time of a post is one of its precision."""
    ms = to_milliseconds(post.created_at)
    match post.precision:
        case Precision.MILLISECOND:
            return snowflake_milliseconds(post.id) == ms
        case Precision.DAY:
            return ms % _DAY_MS == 0 and not (is_snowflake(post.id) or is_synthetic(post.id))
        case _:
            return True


def _is_synthetic_of(post: Post) -> bool:
    """Return whether a synthetic id has the post's own second, and the post no versions."""
    second = to_milliseconds(post.created_at) // 1000
    return (
        not post.versions
        and is_sortable(to_milliseconds(post.created_at))
        and post.id.startswith(f"t{second}-")  # without leading zeros
    )


def _is_name(value: object) -> bool:
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def _is_key_or_none(value: object) -> bool:
    return value is None or _is_key(value)


def _is_key(value: object) -> bool:
    """Return whether a value is text without NUL, where SQLite's JSON and file systems end it."""
    return isinstance(value, str) and "\0" not in value and _is_text(value)


def _is_text_or_none(value: object) -> bool:
    return value is None or _is_text(value)


def _is_text(value: object) -> bool:
    """Return whether a value is text that can be encoded: half of a surrogate pair cannot."""
    try:
        return isinstance(value, str) and (value.isascii() or bool(value.encode()))
    except UnicodeEncodeError:
        return False
