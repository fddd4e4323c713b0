"""The metadata of an export: its owner, and when it was made.

The files: `account.js`, `profile.js` and `manifest.js`; before 2019 `user_details.js`. Each is
JSON after the first `=`. They are small, and one that cannot be read is ignored.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeGuard

from bot.archive.posts.sanitize import printable_name
from bot.errors import ArchiveFileError
from bot.ingest.files.archive_file import ArchiveFile
from bot.ingest.files.input_file import InputFile
from bot.ingest.files.lines import chunks
from bot.ingest.records.records import as_id

MANIFEST_FILES = frozenset({"account.js", "profile.js", "manifest.js", "user_details.js"})

_COUNTED = ("tweets", "tweet", "noteTweet", "communityTweet")
_DIGITS = 9  # of a number of posts; a longer one is damage
_LONGEST = 8_000_000  # characters; a manifest names every file of the export
_NAME = re.compile(r"\w{1,20}", re.ASCII)
_FILE = re.compile(r"[\w-][\w.-]{0,200}", re.ASCII)
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The metadata of an export; None for what it does not state.

    `account` is the owner's name without `@`. `exported_at` is when Twitter made the export, in
    UTC; None for a partial one. `counted` maps the names of its files of posts and of long texts,
    without folders, to how many each holds: None if it does not say, and without the empty ones.
    `folder` is where these files are, as reports name it. `avatar` is the name of the file with the
    owner's picture, without the id in front. `stamp` distinguishes exports: the account and the
    date that the manifest states, also of a partial export; empty if there is no manifest.
    """

    account: str | None = None
    account_id: str | None = None
    display_name: str | None = None
    created_at: datetime | None = None
    bio: str | None = None
    website: str | None = None
    location: str | None = None
    avatar: str | None = None
    exported_at: datetime | None = None
    counted: Mapping[str, int | None] = field(default_factory=dict)
    folder: str = ""
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Export:
    """The files of one export of Twitter's, and what it says of itself.

    Of the files in `deletions` only the ids are read.
    """

    files: tuple[ArchiveFile, ...]
    manifest: Manifest
    deletions: tuple[InputFile, ...] = ()


def read_manifest(files: Mapping[str, InputFile]) -> Manifest:
    """Return the metadata in `files`, which maps names to files."""
    account = _single(files.get("account.js"), "account")
    profile = _single(files.get("profile.js"), "profile")
    old = _dict(_value(files.get("user_details.js")))
    manifest = _dict(_value(files.get("manifest.js")))
    user = _dict(manifest.get("userInfo"))
    described = _dict(profile.get("description"))
    info = _dict(manifest.get("archiveInfo"))
    folder = files["manifest.js"].name.rpartition("/")[0] if "manifest.js" in files else ""
    return Manifest(
        account=_name(account.get("username"), user.get("userName"), old.get("screen_name")),
        account_id=_id(account.get("accountId"), user.get("accountId"), old.get("id")),
        display_name=_text(
            account.get("accountDisplayName"), user.get("displayName"), old.get("full_name")
        ),
        created_at=iso_moment(account.get("createdAt")),
        bio=_text(described.get("bio"), old.get("bio")),
        website=_text(described.get("website"), old.get("url")),
        location=_text(described.get("location"), old.get("location")),
        avatar=_picture(profile.get("avatarMediaUrl")),
        exported_at=_exported_at(info),
        counted=_counted(_dict(manifest.get("dataTypes"))),
        folder=folder,
        stamp=f"{_text(user.get('accountId'))} {_text(info.get('generationDate'))}" if user else "",
    )


def iso_moment(stamp: object) -> datetime | None:
    """Return the UTC time that `stamp` gives in ISO 8601; None if it is not valid.

    >>> iso_moment("2022-11-04T09:00:00.000Z").isoformat()
    '2022-11-04T09:00:00+00:00'
    """
    if not isinstance(stamp, str):
        return None
    try:
        time = datetime.fromisoformat(stamp)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _picture(url: object) -> str | None:
    """Return the name of the file at an address of Twitter's for pictures."""
    name = url.rpartition("/")[2] if isinstance(url, str) else ""
    return name if _FILE.fullmatch(name) else None


def _exported_at(info: dict[str, Any]) -> datetime | None:
    return iso_moment(info.get("generationDate")) if info.get("isPartialArchive") is False else None


def _counted(types: dict[str, Any]) -> dict[str, int | None]:
    """Return the files that a manifest lists among `types`, as in Manifest."""
    listed = [_dict(types.get(kind)).get("files") for kind in _COUNTED]
    files = [_dict(file) for entries in listed if isinstance(entries, list) for file in entries]
    counted = {}
    for file in files:
        name = printable_name((_text(file.get("fileName")) or "").rpartition("/")[2])
        count = file.get("count")
        if name and count != "0":
            counted[name] = int(count) if _is_count(count) else None
    return counted


def _is_count(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _DIGITS


def _value(file: InputFile | None) -> Any:
    """Return the JSON in a file, None if there is none."""
    if file is None:
        return None
    try:
        text = next(chunks(file, _LONGEST), "")
        begin = text.index("=") + 1
        return _DECODER.raw_decode(text, begin + len(text[begin:]) - len(text[begin:].lstrip()))[0]
    except (OSError, ArchiveFileError, ValueError, RecursionError):
        return None


def _single(file: InputFile | None, key: str) -> dict[str, Any]:
    """Return the object under `key` in a file whose list has one item."""
    value = _value(file)
    return _dict(_dict(value[0]).get(key)) if isinstance(value, list) and value else {}


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(*values: object) -> str | None:
    """Return the first of `values` that is text and not blank, in a form that can be encoded."""
    for value in values:
        if isinstance(value, str) and value.strip():
            return value.encode("utf-8", "replace").decode()
    return None


def _id(*values: object) -> str | None:
    return next((id for value in values if (id := as_id(value))), None)


def _name(*values: object) -> str | None:
    texts = (value.strip().removeprefix("@") for value in values if isinstance(value, str))
    return next((text for text in texts if _NAME.fullmatch(text)), None)
