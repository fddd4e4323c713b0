"""Validation of posts and profiles read field by field, before they are stored."""

import re
from datetime import UTC, datetime
from typing import TypeGuard

from bot.archive.posts.details import NO_DETAILS, Details
from bot.archive.posts.ids.mastodon_id import status_milliseconds
from bot.archive.posts.ids.networks import Network, network_of
from bot.archive.posts.ids.snowflake import is_snowflake
from bot.archive.posts.ids.snowflake import snowflake_milliseconds as _of_snowflake
from bot.archive.posts.ids.sort_key import is_sortable
from bot.archive.posts.ids.synthetic_id import is_synthetic
from bot.archive.posts.people import Person
from bot.archive.posts.post import Deletions, Post, Precision, Profile
from bot.archive.timestamps import to_milliseconds
from bot.ingest.records.records import MAX_ID, as_id, moment_of

_1970 = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_MS = 86_400_000
_NAMES = {
    Network.TWITTER: re.compile(r"\w{1,50}", re.ASCII),
    Network.MASTODON: re.compile(r"[\w.-]{1,100}(?:@[\w.:-]{1,253})?"),
    Network.BLUESKY: re.compile(r"[\w.:%-]{1,300}", re.ASCII),
}
"""The names of accounts: of Mastodon with the host, of Bluesky a handle or a DID."""
# None of the characters that a URI never has (RFC 3986, 2.2), some of which would end a link around
# it, nor those that change the direction of what stands beside it.
_UNSAFE = r"\s\x00-\x1f\x7f-\x9f<>\"\\^`{|}\u202a-\u202e\u2066-\u2069"
_URI = re.compile(rf"(?:https?|at)://[^{_UNSAFE}]{{1,2000}}")
_PAGE = re.compile(rf"https?://[^{_UNSAFE}]{{1,4000}}", re.IGNORECASE)
_WEB = re.compile(r"https?://[^\s\x00-\x1f\x7f]{1,4000}", re.IGNORECASE)
_DID = re.compile(r"did:[a-z]{1,10}:[\w.:%-]{1,300}", re.ASCII)


class OtherNetworkError(Exception):
    """A post or profile of a network that this version does not know."""


def check_post(post: Post) -> None:
    """Raise ValueError if a post has a field of a wrong type or an impossible value.

    Raises OtherNetworkError if it is of an unknown network.
    """
    network = _network(post.network)
    _require(_is_synthetic_of(post) if is_synthetic(post.id) else is_post_id(post.id))
    _require(network_of(post.id) is network, _is_name(post.account, network))
    _require(moment_of(post.id, to_milliseconds(post.created_at)) is not None)
    _require(_is_text_or_none(post.conversation))
    _check_details(post.details)
    _require(*map(_is_text, (post.text, post.raw, *post.links)))
    _require(_is_account_id_or_none(post.account_id), _is_precise(post))
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
        _require(as_id(version.id) == version.id, _is_text_or_none(version.text))
    if repair := post.repair:
        _require(_is_text(repair.plan), _is_text(repair.before), isinstance(repair.undone, bool))


def check_profile(profile: Profile) -> None:
    """Raise ValueError if a profile has a field of a wrong type or an impossible value.

    Raises OtherNetworkError if it is of an unknown network.
    """
    network = _network(profile.network)
    _require(_is_name(profile.account, network), _is_account_id_or_none(profile.account_id))
    _require(*(_is_name(name, network) and _is_count(at) for name, at in profile.names))
    _require(_is_text_or_none(profile.display), _is_text_or_none(profile.bio))
    _require(_is_key_or_none(profile.avatar))
    _require(profile.exported_at is None or profile.exported_at > _1970)


def check_deletions(deletions: Deletions) -> None:
    """Raise ValueError if deletions have a field of a wrong type or an impossible value.

    Raises OtherNetworkError if they are of an unknown network.
    """
    network = _network(deletions.network)
    _require(_is_name(deletions.account, network))
    _require(_is_account_id_or_none(deletions.account_id))
    _require(*map(is_post_id, (*deletions.ids, *deletions.kept)))
    _require(deletions.stated_at is None or deletions.stated_at > _1970)


def check_person(person: Person) -> None:
    """Raise ValueError if a ref has a field of a wrong type or an impossible value.

    Raises OtherNetworkError if one is of an unknown network.
    """
    for one in person.accounts:
        network = _network(one.network)
        _require(isinstance(one.id, str))
        is_name = one.id.startswith("@") and _is_name(one.id[1:], network)
        _require(is_name or _is_account_id_or_none(one.id))


def is_page(value: object) -> TypeGuard[str]:
    """Return whether a value can be the address of a post's page, as a link is made of it."""
    return isinstance(value, str) and _PAGE.fullmatch(value) is not None and _is_text(value)


def is_post_id(value: object) -> bool:
    """Return whether a value can be the id of a post on any network: a number, or an address.

    Numbers have no leading zeros, so that equal ids are equal text.
    """
    if not isinstance(value, str):
        return False
    return as_id(value) == value or (_URI.fullmatch(value) is not None and _is_text(value))


def _check_details(details: Details) -> None:
    if details is NO_DETAILS:
        return
    _require(*map(_is_id_or_none, (details.quotes, details.original, details.root)))
    _require(_is_key_or_none(details.original_account), _is_text_or_none(details.claimed_at))
    _require(_is_moment_or_none(details.edited_at), isinstance(details.quote_is_gone, bool))
    _require(*map(_is_text, (*details.tags, *details.mentions)))
    _require(details.url is None or is_page(details.url))
    if card := details.card:
        _require(_is_text(card.url) and _WEB.fullmatch(card.url) is not None)
        _require(_is_text(card.title), _is_text(card.description))
    if poll := details.poll:
        _require(*(_is_text(name) and _is_count_or_none(votes) for name, votes in poll.options))
        _require(isinstance(poll.multiple, bool), _is_count_or_none(poll.voters))
        _require(_is_moment_or_none(poll.closes_at))


def _network(value: object) -> Network:
    _require(isinstance(value, str) and re.fullmatch(r"\w{1,50}", value, re.ASCII) is not None)
    try:
        return Network(str(value))
    except ValueError:
        raise OtherNetworkError from None


def _require(*conditions: bool) -> None:
    if not all(conditions):
        raise ValueError("it is none that was written")


def _is_id_or_none(value: object) -> bool:
    return value is None or is_post_id(value)


def _is_account_id_or_none(value: object) -> bool:
    if value is None or is_post_id(value):
        return True
    return isinstance(value, str) and _DID.fullmatch(value) is not None


def _is_moment_or_none(value: object) -> bool:
    return value is None or (type(value) is int and is_sortable(value))


def _is_count_or_none(value: object) -> bool:
    return value is None or _is_count(value)


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value <= MAX_ID


def _is_precise(post: Post) -> bool:
    """Return whether the time of a post is one of its precision."""
    ms = to_milliseconds(post.created_at)
    match post.precision:
        case Precision.MILLISECOND:
            if post.network == Network.BLUESKY:  # times are what clients state
                return True
            of_id = status_milliseconds if post.network == Network.MASTODON else _of_snowflake
            return of_id(post.id) == ms
        case Precision.DAY:
            if post.network != Network.TWITTER:
                return False
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


def _is_name(value: object, network: Network) -> bool:
    return isinstance(value, str) and _NAMES[network].fullmatch(value) is not None


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
