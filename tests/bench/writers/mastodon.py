"""The generated posts as an archive of Mastodon 4.6."""

import json
import time
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from bot.archive.timestamps import to_milliseconds
from bot.ingest.files.input_file import DiskFile
from bot.ingest.files.lines import chunks
from bot.ingest.mastodon.outbox import items
from tests.bench.archives import Draft, drafts

_HOST = "https://social.example"
_ACTOR = f"{_HOST}/users/ada"
_FOLLOWERS = f"{_ACTOR}/followers"
_PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
_BOB = "https://other.example/users/bob"


def write(folder: Path, count: int) -> Path:
    """Write an archive of `count` posts and reposts, oldest first, and return its folder."""
    folder.mkdir(parents=True)
    owner = {"id": _ACTOR, "followers": _FOLLOWERS, "preferredUsername": "ada", "name": "Ada"}
    (folder / "actor.json").write_text(json.dumps(owner))
    with (folder / "outbox.json").open("w", encoding="utf-8") as file:
        file.write('{"@context":"https://www.w3.org/ns/activitystreams","id":"outbox.json",')
        file.write(f'"type":"OrderedCollection","totalItems":{count},"orderedItems":[')
        for number, activity in enumerate(_activities(count)):
            file.write("," if number else "")
            json.dump(activity, file, ensure_ascii=False, separators=(",", ":"))
        file.write("]}")
    return folder


def parse(folder: Path) -> float:
    """Return the seconds in which the items of the outbox are read."""
    began = time.perf_counter()
    file = DiskFile(folder / "outbox.json", "outbox.json", 0)
    for _ in items(chunks(file, 1 << 18), lambda _: True):
        pass
    return time.perf_counter() - began


def read_with_ijson(folder: Path) -> float | None:
    """Return the seconds in which ijson's C backend reads the outbox, None if it is not there."""
    try:
        import ijson  # noqa: PLC0415 - it may not be installed
    except ImportError:
        return None
    began = time.perf_counter()
    with (folder / "outbox.json").open("rb") as file:
        for _ in ijson.get_backend("yajl2_c").items(file, "orderedItems.item"):
            pass
    return time.perf_counter() - began


def _activities(count: int) -> Iterator[dict[str, Any]]:
    before = ""
    for draft in drafts(range(count)):
        id = f"{_ACTOR}/statuses/{to_milliseconds(draft.when) << 16}"
        yield _activity(draft, id, before)
        before = id


def _activity(draft: Draft, id: str, before: str) -> dict[str, Any]:
    published = f"{draft.when:%Y-%m-%dT%H:%M:%SZ}"
    to, cc = [_PUBLIC], [_FOLLOWERS]
    activity = {
        "id": f"{id}/activity", "type": "Create", "actor": _ACTOR, "published": published,
        "to": to, "cc": cc,
    }  # fmt: skip
    if draft.words.startswith("RT @"):
        return activity | {
            "type": "Announce",
            "cc": [_BOB, _FOLLOWERS],
            "object": f"{_BOB}/statuses/{id.rpartition('/')[2]}",
        }
    content, tags = _content(draft)
    parent = None
    if draft.answers:
        parent = before if draft.answers == "ada" and before else f"{_BOB}/statuses/1"
    number = id.rpartition("/")[2]
    context = f"{_HOST}/contexts/1-{number}"
    note = {
        "id": id, "type": "Note", "summary": None, "inReplyTo": parent, "published": published,
        "url": f"{_HOST}/@ada/{number}", "attributedTo": _ACTOR, "to": to, "cc": cc,
        "sensitive": False, "atomUri": id, "inReplyToAtomUri": parent, "conversation": context,
        "context": context, "content": content, "contentMap": {"en": content},
        "attachment": _attachments(draft), "tag": tags,
        "replies": {
            "id": f"{id}/replies", "type": "Collection",
            "first": {
                "type": "CollectionPage",
                "next": f"{id}/replies?only_other_accounts=true&page=true",
                "partOf": f"{id}/replies", "items": [],
            },
        },
        "likes": {"id": f"{id}/likes", "type": "Collection", "totalItems": draft.when.second},
        "shares": {"id": f"{id}/shares", "type": "Collection", "totalItems": draft.when.minute},
        "interactionPolicy": {"canQuote": {"automaticApproval": [_PUBLIC]}},
    }  # fmt: skip
    return activity | {"object": note}


def _content(draft: Draft) -> tuple[str, list[dict[str, Any]]]:
    """Return the HTML of a post as Mastodon writes it, and its tags."""
    tags: list[dict[str, Any]] = []
    words = []
    if draft.lead:
        tags.append({"type": "Mention", "href": _BOB, "name": "@bob@other.example"})
        words.append(
            '<span class="h-card" translate="no"><a href="https://other.example/@bob" '
            'class="u-url mention">@<span>bob</span></a></span>'
        )
    for word in draft.words.replace("&amp;", "&").split():
        if word.startswith("#"):
            name = word[1:]
            tags.append({"type": "Hashtag", "href": f"{_HOST}/tags/{name}", "name": word.lower()})
            words.append(
                f'<a href="{_HOST}/tags/{name}" class="mention hashtag" rel="tag">'
                f"#<span>{name}</span></a>"
            )
        else:
            words.append(escape(word))
    if draft.link:
        shown = draft.link.removeprefix("https://")
        cut = "ellipsis" if shown[30:] else ""
        words.append(
            f'<a href="{draft.link}" target="_blank" rel="nofollow noopener" translate="no">'
            f'<span class="invisible">https://</span><span class="{cut}">{shown[:30]}</span>'
            f'<span class="invisible">{shown[30:]}</span></a>'
        )
    return f"<p>{' '.join(words)}</p>", tags


def _attachments(draft: Draft) -> list[dict[str, Any]]:
    if not draft.picture:
        return []
    path = f"/media_attachments/files/112/000/000/original/{draft.picture}"
    return [
        {
            "type": "Document", "mediaType": "image/jpeg", "url": path, "name": "A pond",
            "blurhash": "U6PZfSi_.AyE_3t7t7R**0o#DgR4", "width": 680, "height": 510,
        }
    ]  # fmt: skip
