"""What an export says of itself: whose it is, and when it was made.

The files: `account.js`, `profile.js` and `manifest.js`; before 2019 `user_details.js`. Each is
JSON behind the first `=`. They are small, and one that cannot be read says nothing.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.errors import ArchiveFileError
from bot.ingest.files.archive_file import ArchiveFile
from bot.ingest.files.input_file import InputFile
from bot.ingest.files.lines import chunks

FILES = frozenset({"account.js", "profile.js", "manifest.js", "user_details.js"})

_LONGEST = 8_000_000  # characters; a manifest names every file of the export
_NAME = re.compile(r"\w{1,20}", re.ASCII)
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is known of an export; None where it does not say.

    `account` is the owner's name without `@`. `exported_at` is when Twitter made the export; None
    for one that is not whole. `post_files` are the files of posts that it names, without folders.
    """

    account: str | None = None
    account_id: str | None = None
    display_name: str | None = None
    created_at: datetime | None = None
    bio: str | None = None
    website: str | None = None
    location: str | None = None
    exported_at: datetime | None = None
    post_files: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Export:
    """The files of one export of Twitter's, and what it says of itself."""

    files: tuple[ArchiveFile, ...]
    manifest: Manifest


def read_manifest(files: Mapping[str, InputFile]) -> Manifest:
    """Return what `files`, which are by their names, say."""
    account = _only(files.get("account.js"), "account")
    profile = _only(files.get("profile.js"), "profile")
    old = _dict(_value(files.get("user_details.js")))
    manifest = _dict(_value(files.get("manifest.js")))
    user = _dict(manifest.get("userInfo"))
    described = _dict(profile.get("description"))
    return Manifest(
        account=_name(account.get("username"), user.get("userName"), old.get("screen_name")),
        account_id=_text(account.get("accountId"), user.get("accountId"), old.get("id")),
        display_name=_text(
            account.get("accountDisplayName"), user.get("displayName"), old.get("full_name")
        ),
        created_at=iso_moment(account.get("createdAt")),
        bio=_text(described.get("bio"), old.get("bio")),
        website=_text(described.get("website"), old.get("url")),
        location=_text(described.get("location"), old.get("location")),
        exported_at=_exported_at(_dict(manifest.get("archiveInfo"))),
        post_files=frozenset(_post_files(_dict(manifest.get("dataTypes")))),
    )


def iso_moment(stamp: object) -> datetime | None:
    """Return the moment, in UTC, that `stamp` gives in the way of ISO 8601; None if it does not.

    >>> iso_moment("2022-11-04T09:00:00.000Z").isoformat()
    '2022-11-04T09:00:00+00:00'
    """
    if not isinstance(stamp, str):
        return None
    try:
        when = datetime.fromisoformat(stamp)
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _exported_at(info: dict[str, Any]) -> datetime | None:
    return iso_moment(info.get("generationDate")) if info.get("isPartialArchive") is False else None


def _post_files(types: dict[str, Any]) -> list[str]:
    """Return the names of the files of posts that a manifest names."""
    listed = [_dict(types.get(kind)).get("files") for kind in ("tweets", "tweet")]
    files = [_dict(one) for of_kind in listed if isinstance(of_kind, list) for one in of_kind]
    return [name.rpartition("/")[2] for file in files if (name := _text(file.get("fileName")))]


def _value(place: InputFile | None) -> Any:
    """Return the JSON in a file, None where there is none."""
    if place is None:
        return None
    try:
        text = next(chunks(place, _LONGEST), "")
        begin = text.index("=") + 1
        return _DECODER.raw_decode(text, begin + len(text[begin:]) - len(text[begin:].lstrip()))[0]
    except (OSError, ArchiveFileError, ValueError, RecursionError):
        return None


def _only(place: InputFile | None, key: str) -> dict[str, Any]:
    """Return what is under `key` in the list of one that a file of the export is."""
    value = _value(place)
    return _dict(_dict(value[0]).get(key)) if isinstance(value, list) and value else {}


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(*values: object) -> str | None:
    """Return the first of `values` that is text and can be kept."""
    for value in values:
        if isinstance(value, str) and value.strip():
            return value.encode("utf-8", "replace").decode()
    return None


def _name(*values: object) -> str | None:
    texts = (value.strip().removeprefix("@") for value in values if isinstance(value, str))
    return next((text for text in texts if _NAME.fullmatch(text)), None)
