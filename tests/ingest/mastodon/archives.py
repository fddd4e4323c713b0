"""Archives of Mastodon for tests: activities, and the folders and files that they come in."""

import json
from pathlib import Path
from typing import Any

from bot.archive.posts.post import Profile
from bot.archive.posts.row import PostRow
from bot.ingest.discover import discover
from bot.ingest.files.input_file import InputFile
from bot.ingest.options import NO_OPTIONS, ReadOptions
from bot.ingest.reader import read_rows
from bot.ingest.records.counts import FileCounts, LeftAlone, Unread
from bot.ingest.records.quarantine import Quarantined

HOST = "https://social.example"
ACTOR = f"{HOST}/users/fern"
FOLLOWERS = f"{ACTOR}/followers"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
MOSS = "https://other.example/users/moss"
PICTURE = "media_attachments/files/112/000/000/000/000/001/original/0123456789abcdef.png"
PNG = b"\x89PNG\r\n\x1a\n"

_FIRST = 112_704_985_497_600_000  # the id of a post of 2024-06-30T10:00:00Z
_HOUR = 3_600_000 << 16
TO: dict[str, dict[str, Any]] = {
    "public": {"to": [PUBLIC], "cc": [FOLLOWERS]},
    "unlisted": {"to": [FOLLOWERS], "cc": [PUBLIC]},
    "followers": {"to": [FOLLOWERS], "cc": [MOSS]},
    "direct": {"to": [MOSS], "cc": []},
    "nobody": {"to": [], "cc": []},
}


def id_at(n: int) -> str:
    """Return the id of the n-th post, n hours after the first."""
    return f"{ACTOR}/statuses/{_FIRST + n * _HOUR}"


def published(n: int) -> str:
    """Return the time of the n-th post as the server writes it."""
    day, hour = divmod(10 + n, 24)
    return f"2024-07-{day:02}T{hour:02}:00:00Z" if day else f"2024-06-30T{hour:02}:00:00Z"


def create(n: int, content: str, to: str = "public", **fields: Any) -> dict[str, Any]:
    """Return the n-th post as an activity, with the keys that every version writes."""
    id = id_at(n)
    note = {
        "id": id,
        "type": "Note",
        "summary": None,
        "inReplyTo": None,
        "published": published(n),
        "url": f"{HOST}/@fern/{id.rpartition('/')[2]}",
        "attributedTo": ACTOR,
        **TO[to],
        "sensitive": False,
        "atomUri": id,
        "inReplyToAtomUri": None,
        "conversation": f"tag:social.example,2024-06-30:objectId={n}:objectType=Conversation",
        "content": content,
        "contentMap": {"en": content},
        "attachment": [],
        "tag": [],
        "replies": {"id": f"{id}/replies", "type": "Collection"},
        **fields,
    }
    return {
        "id": f"{id}/activity",
        "type": "Create",
        "actor": ACTOR,
        "published": published(n),
        **TO[to],
        "object": note,
    }


def announce(n: int, of: object, **fields: Any) -> dict[str, Any]:
    """Return a repost of someone's post, the n-th activity."""
    return {
        "id": f"{id_at(n)}/activity",
        "type": "Announce",
        "actor": ACTOR,
        "published": published(n),
        "to": [PUBLIC],
        "cc": [MOSS, FOLLOWERS],
        "object": of,
        **fields,
    }


def picture(url: str = PICTURE, alt: str | None = None, **fields: Any) -> dict[str, Any]:
    """Return the attachment of a picture."""
    return {"type": "Document", "mediaType": "image/png", "url": url, "name": alt, **fields}


def actor(**fields: Any) -> dict[str, Any]:
    """Return an actor.json."""
    return {
        "id": ACTOR,
        "type": "Person",
        "followers": FOLLOWERS,
        "preferredUsername": "fern",
        "name": "Fern",
        "summary": "<p>A gardener</p>",
    } | fields


def outbox(activities: list[dict[str, Any]], **fields: Any) -> bytes:
    """Return an outbox.json, on one line, as the server writes it."""
    whole = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": "outbox.json",
        "type": "OrderedCollection",
        "totalItems": len(activities),
        "orderedItems": activities,
    } | fields
    return json.dumps(whole, separators=(",", ":"), ensure_ascii=False).encode()


def contents(activities: list[dict[str, Any]], **more: bytes) -> dict[str, bytes]:
    """Return the files of an archive by their paths in it; `more` by name, `_` for a dot."""
    files = {"outbox.json": outbox(activities), PICTURE: PNG, "avatar.png": PNG + b"me"}
    files |= {name.replace("_", "."): data for name, data in more.items()}
    return files | {"actor.json": json.dumps(actor()).encode()}


def write(folder: Path, files: dict[str, bytes]) -> Path:
    """Write an archive as a folder, and return that."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def bytes_of(file: InputFile) -> bytes:
    """Return what is in a file."""
    with file.open() as opened:
        return opened.read()


class Read:
    """What is read of an archive, sorted by kind."""

    def __init__(self, path: Path, options: ReadOptions = NO_OPTIONS) -> None:
        self.discovery = discover([path])
        items = list(read_rows(self.discovery, lambda _: None, options))
        self.items = items
        self.rows = [one for one in items if isinstance(one, PostRow)]
        self.posts = [row.post for row in self.rows]
        self.quarantined = [one for one in items if isinstance(one, Quarantined)]
        self.profiles = [one for one in items if isinstance(one, Profile)]
        self.counts = [one for one in items if isinstance(one, FileCounts)]
        self.left_alone: dict[Unread, int] = {}
        for one in items:
            if isinstance(one, LeftAlone):
                self.left_alone[one.kind] = self.left_alone.get(one.kind, 0) + one.count
