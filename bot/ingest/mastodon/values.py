"""Values of ActivityPub's JSON, of which any may be missing or of another type in some archive."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from bot.archive.posts.ids.mastodon_id import status_milliseconds, status_number
from bot.archive.posts.ids.sort_key import is_sortable
from bot.archive.posts.post import Precision
from bot.archive.timestamps import to_milliseconds
from bot.ingest.export.facts import count_of, language_of
from bot.ingest.export.manifest import iso_moment
from bot.ingest.export.tweets import storable
from bot.ingest.records.validation import is_post_id
from bot.ingest.text.line_feeds import with_line_feeds

_SECOND = 1_000  # ms
_MILLISECOND, _SECONDS = Precision.MILLISECOND.value, Precision.SECOND.value
_CAMEL = re.compile(r"([a-z]{2,3})_?([A-Z][A-Za-z]{1,3})", re.ASCII)
_COUNTRY, _SCRIPT = 2, 4  # letters
# The ids of posts in OStatus, which came before ActivityPub: of Mastodon, and of GNU social.
_TAG = re.compile(
    r"tag:(?P<host>[\w.:-]{1,253}),\d{4}-\d\d-\d\d:"
    r"(?:objectId=(?P<number>\d{1,19}):objectType=Status"
    r"|noticeId=(?P<notice>\d{1,19}):objectType=\w{1,20})",
    re.ASCII,
)
_PROFILE = re.compile(r"https?://([^/?#]+)/(?:@|users/)([\w.-]{1,100})/?", re.ASCII)


def text_of(value: object) -> str | None:
    """Return text as it can be stored, without NUL; None for what is none, or blank."""
    if not isinstance(value, str) or not value.strip():
        return None
    if value.isascii() and "\0" not in value and "\r" not in value:
        return value
    text = with_line_feeds(storable(value).replace("\0", ""))
    return text if text.strip() else None


def id_of(value: object) -> str | None:
    """Return the address that identifies a post or an actor; None if `value` states none."""
    address = value.get("id") if isinstance(value, dict) else value
    if not isinstance(address, str) or not address.startswith(("https://", "http://")):
        return None
    return address if is_post_id(address) else None


def names_post(value: object, id: str) -> bool:
    """Return whether `value`, an id of OStatus, may be that of the post with this id.

    Posts of 2016 and 2017 have tags with the number of the post, and such addresses stay as they
    were where a server or an account got another name, so of posts of Mastodon the numbers count.
    """
    number = status_number(id)
    if not isinstance(value, str) or value == id:
        return True
    if tag := _TAG.fullmatch(value):
        return number is None or tag["number"] == str(number)
    return number is not None and number == status_number(value)


def post_of_tag(value: object, authors: Iterable[str]) -> str | None:
    """Return the address of a post that is named by an id of OStatus; None if it is none.

    Only one of the `authors`, the ids of accounts, can have written it: the one on its server.
    """
    tag = _TAG.fullmatch(value) if isinstance(value, str) else None
    if tag is None:
        return None
    host = tag["host"].lower()
    if tag["notice"]:
        return f"https://{host}/notice/{tag['notice']}"
    there = [id for id in authors if host_of(id) == host and account_at(id)]
    return id_of(f"{there[0]}/statuses/{tag['number']}") if len(there) == 1 else None


def content_of(note: dict[str, Any]) -> str | None:
    """Return the HTML of an object, which may be stated by language alone; None without any.

    Media and polls need no text.
    """
    content, texts = note.get("content"), note.get("contentMap")
    if isinstance(content, str):
        return content
    if content is None and isinstance(texts, dict):
        content = next((text for text in texts.values() if isinstance(text, str)), None)
    has_more = any(map(note.get, ("attachment", "oneOf", "anyOf")))
    is_null = content is None and "content" in note
    return content if isinstance(content, str) else "" if is_null and has_more else None


def dicts(value: object) -> list[dict[str, Any]]:
    """Return the objects in a list, or the only one."""
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def total_of(value: object) -> int | None:
    """Return how many items a collection states to have; None if it states none."""
    return count_of(value.get("totalItems")) if isinstance(value, dict) else None


def host_of(address: str) -> str:
    """Return the host of an address, in small letters; empty if it has none."""
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def account_at(address: str) -> str | None:
    """Return the account, as `name@host`, that the address of an actor or profile shows."""
    found = _PROFILE.fullmatch(address)
    return f"{found[2]}@{found[1].lower()}" if found else None


def ms_of(stamp: object) -> int | None:
    """Return a time in ms since 1970; None if it is not valid, or decades away from any post."""
    moment = iso_moment(stamp)
    ms = None if moment is None else to_milliseconds(moment)
    return ms if ms is not None and is_sortable(ms) else None


def time_of(id: str, *stamps: object) -> tuple[int, str] | None:
    """Return the time of a post, in ms since 1970, and its precision; None if nothing states it.

    The number in an id has milliseconds and the `stamps` have seconds. Where they differ by more,
    the post was imported or dated back, and the first stamp counts.
    """
    by_id = status_milliseconds(id)
    first = None
    for stamp in stamps:
        ms = ms_of(stamp)
        if ms is not None and by_id is not None and -_SECOND < by_id - ms < _SECOND:
            return by_id, _MILLISECOND
        first = ms if first is None else first
    if first is not None:
        return first, _SECONDS
    return (by_id, _MILLISECOND) if by_id is not None and is_sortable(by_id) else None


def language_in(content_map: object, content: object) -> str | None:
    """Return the language of a text, as a BCP 47 tag, by its key in that map.

    Servers up to 4.2.0 wrote the codes of regions in camel case: zhCn is zh-CN.
    """
    if not isinstance(content_map, dict) or not content_map:
        return None
    for key, text in content_map.items():
        if text == content:
            return _tag(key)
    return _tag(next(iter(content_map)))


@lru_cache(maxsize=64)  # an account uses few
def _tag(key: str) -> str | None:
    camel = _CAMEL.fullmatch(key)
    if not camel:
        return language_of(key.replace("_", "-"))
    part = camel[2]
    part = part.upper() if len(part) == _COUNTRY else part if len(part) == _SCRIPT else part.lower()
    return language_of(f"{camel[1]}-{part}")
