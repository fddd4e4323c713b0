"""Writes the sample's archives of Mastodon and Bluesky: `python -m tests.sample`.

They are of the same made-up person as the rest of the sample. A repository is no text that could be
edited by hand, and an outbox is one long line: this is where both are changed.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.sample import DID
from tests.ingest.bluesky.repositories import (
    DAG_CBOR,
    POST,
    PROFILE,
    REPOST,
    blob,
    post,
    repository,
    tid,
)  # fmt: skip

SAMPLE = Path(__file__).parent.parent / "bot" / "sample"

HOST = "binders.example"
ACTOR = f"https://{HOST}/users/ottilie"
FRIEND = "https://glue.example/users/juniper"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
FOLLOWERS = f"{ACTOR}/followers"

AURORA = (
    "The whole sky over Kettlebeck went pink at half past ten, then green, then pink again. Gerald "
    "was no help at all: the one night when nobody needed a telescope."
)
LOAVES = (
    "Marginalia, year eleven. Fifty-two people, one loaf each, and a talk about paste that ran "
    "over because everybody wanted to taste it."
)


def moment(text: str) -> datetime:
    """Return a time in UTC, such as 2024-05-10 22:41:07."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def stamped(when: datetime) -> str:
    """Return a time as Mastodon writes it."""
    return f"{when:%Y-%m-%dT%H:%M:%SZ}"


def status(when: datetime, low: int = 7) -> int:
    """Return the number of a post on Mastodon that is made at a time."""
    return round(when.timestamp() * 1000) << 16 | low


def activity(
    when: str, html: str, *, to: list[str] | None = None, cc: list[str] | None = None, **more: Any
) -> dict[str, Any]:
    """Return an activity that makes a post, public unless `to` and `cc` say otherwise."""
    at = moment(when)
    id = f"{ACTOR}/statuses/{status(at)}"
    audience = {"to": [PUBLIC] if to is None else to, "cc": [FOLLOWERS] if cc is None else cc}
    note = {
        "id": id, "type": "Note", "summary": None, "inReplyTo": None, "published": stamped(at),
        "url": f"https://{HOST}/@ottilie/{status(at)}", "attributedTo": ACTOR, **audience,
        "sensitive": False, "atomUri": id, "inReplyToAtomUri": more.get("inReplyTo"),
        "conversation": conversation(when),
        "content": html, "contentMap": {"en": html}, "attachment": [], "tag": [],
        "replies": {"id": f"{id}/replies", "type": "Collection"},
    }  # fmt: skip
    note |= more
    return {
        "id": f"{id}/activity", "type": "Create", "actor": ACTOR, "published": stamped(at),
        **audience, "object": note,
    }  # fmt: skip


def conversation(when: str) -> str:
    """Return the name of the conversation that begins with a post of a time."""
    number = round(moment(when).timestamp())
    return f"tag:{HOST},{when[:10]}:objectId={number}:objectType=Conversation"


def hashtag(name: str) -> str:
    """Return a hashtag in HTML."""
    address = f"https://{HOST}/tags/{name.lower()}"
    return f'<a href="{address}" class="mention hashtag" rel="tag">#<span>{name}</span></a>'


def tagged(*names: str) -> list[dict[str, str]]:
    """Return hashtags as an object lists them."""
    return [
        {"type": "Hashtag", "href": f"https://{HOST}/tags/{name}", "name": f"#{name}"}
        for name in map(str.lower, names)
    ]


def mention() -> str:
    """Return a mention of a friend in HTML."""
    return (
        '<span class="h-card" translate="no"><a href="https://glue.example/@juniper" '
        'class="u-url mention">@<span>juniper</span></a></span>'
    )


def outbox() -> list[dict[str, Any]]:
    """Return all activities, oldest first."""
    to_juniper = [{"type": "Mention", "href": FRIEND, "name": "@juniper@glue.example"}]
    ink = conversation("2023-03-04 17:05:10")
    german = (
        "<p>Ein Besuch aus Leipzig wollte wissen, warum ich Kleister koche und nicht kaufe. "
        "Weil er dann warm ist, habe ich gesagt, und weil die Katze zusieht.</p>"
    )
    boosted = moment("2023-07-02 19:20:31")
    picture = {
        "type": "Document", "mediaType": "image/jpeg", "width": 1200, "height": 800,
        "name": "Twelve books in blue cloth, and the tail of a cat behind the last one",
        "url": "media_attachments/files/109/412/733/018/441/902/original/5c1b0a7e9d3f2846.jpg",
    }  # fmt: skip
    return [
        activity(
            "2022-11-20 18:31:05",
            "<p>Hello, new house! I bind books, I keep bees, and there is a telescope called "
            "Gerald. It smells of fresh paint here, and nobody has asked me to dance yet.</p>"
            f"<p>{hashtag('Introduction')} {hashtag('Bookbinding')}</p>",
            tag=tagged("Introduction", "Bookbinding"),
        ),
        activity(
            "2022-12-17 09:12:44",
            "<p>Twelve almanacs for twelve months, and one assistant who counts with her tail.</p>",
            attachment=[picture],
        ),
        activity(
            "2023-03-04 17:05:10",
            "<p>Today I made ink from oak galls, as they did in 1790. Step one: find an oak. Step "
            "two: be patient with a wasp.</p>",
            conversation=ink,
        ),
        activity(
            "2023-03-04 17:31:52",
            "<p>Step four: rust. I had a jar of nails in vinegar since Christmas, and I had "
            "forgotten whether it was ink or a Christmas present.</p>",
            conversation=ink,
        ),
        activity(
            "2023-06-11 08:40:19",
            "<p>Which of these goes on the spine of a book about fog?</p>",
            type="Question", votersCount=25, endTime="2023-06-12T08:40:19Z",
            closed="2023-06-12T08:40:19Z",
            oneOf=[
                {"type": "Note", "name": name, "replies": {"totalItems": votes}}
                for name, votes in (("Grey", 6), ("A slightly different grey", 15), ("Nothing", 4))
            ],
        ),
        {
            "id": f"{ACTOR}/statuses/{status(boosted)}/activity", "type": "Announce",
            "actor": ACTOR, "published": stamped(boosted), "to": [PUBLIC],
            "cc": [FRIEND, FOLLOWERS], "object": f"{FRIEND}/statuses/110643018225561234",
        },
        activity(
            "2023-08-19 20:14:02",
            "<p>I was stung through a veil, two gloves and a firm belief. The bee has my respect "
            "and I have a hand like a loaf.</p>",
            summary="Stings, swelling", sensitive=True,
        ),
        activity(
            "2023-10-02 21:03:37",
            "<p>A quiet one for those who are still up: Saturn, with rings, over the "
            "allotments.</p>",
            to=[FOLLOWERS], cc=[PUBLIC],
        ),
        activity(
            "2023-10-09 07:15:00",
            "<p>Only for those who follow me: the key of the shed is not where it was.</p>",
            to=[FOLLOWERS], cc=[],
        ),
        activity(
            "2023-10-28 22:10:48",
            f"<p>{mention()} Nine years! I have kept the bag of the squirrel talk. It still has "
            "one nut in it.</p>",
            to=[PUBLIC], cc=[FOLLOWERS, FRIEND], tag=to_juniper,
            inReplyTo=f"{FRIEND}/statuses/111314900112223334",
        ),
        activity(
            "2023-11-03 23:48:20", f"<p>{mention()} just between us: it was me who ate it.</p>",
            to=[FRIEND], cc=[], tag=to_juniper,
        ),
        activity(
            "2024-02-14 12:02:09", german, contentMap={"de": german},
            updated="2024-02-14T12:20:41Z",
        ),
        activity("2024-05-10 22:41:07", f"<p>{AURORA}</p>"),
        activity(
            "2024-10-28 16:20:30", f"<p>{LOAVES} {hashtag('Marginalia24')}</p>",
            tag=tagged("Marginalia24"),
        ),
        activity(
            "2024-11-08 10:15:00",
            '<p class="quote-inline">RE: <a href="https://glue.example/@juniper/113440001112223334">'
            "https://glue.example/@juniper/113440001112223334</a></p><p>This is the best use of a "
            "bone folder that I have seen, and I have opened letters with mine for ten years.</p>",
            quote=f"{FRIEND}/statuses/113440001112223334",
            quoteUri=f"{FRIEND}/statuses/113440001112223334",
            _misskey_quote=f"{FRIEND}/statuses/113440001112223334",
        ),
    ]  # fmt: skip


def actor() -> dict[str, Any]:
    """Return what the archive says of its account."""
    return {
        "@context": ["https://www.w3.org/ns/activitystreams"], "id": ACTOR, "type": "Person",
        "preferredUsername": "ottilie", "name": "Ottilie Marsh", "followers": FOLLOWERS,
        "summary": "<p>Bookbinder. Bees, Gerald, one cat.</p>", "url": f"https://{HOST}/@ottilie",
        "outbox": "outbox.json", "likes": "likes.json", "bookmarks": "bookmarks.json",
    }  # fmt: skip


def collection(name: str, items: list[Any]) -> dict[str, Any]:
    """Return an ordered collection, as a file of the archive."""
    return {
        "@context": "https://www.w3.org/ns/activitystreams", "id": name,
        "type": "OrderedCollection", "totalItems": len(items), "orderedItems": items,
    }  # fmt: skip


def at_uri(when: datetime) -> str:
    """Return the address of a post on Bluesky that is made at a time."""
    return f"at://{DID}/{POST}/{tid(when)}"


def reference(when: datetime) -> dict[str, str]:
    """Return a reference to an own post; nothing reads the hash in it."""
    digest = sha256(at_uri(when).encode()).digest()
    return {"uri": at_uri(when), "cid": "bafyrei" + (DAG_CBOR + digest).hex()[:52]}


def records() -> dict[str, object]:
    """Return the records of the repository by their keys."""
    found: dict[str, object] = {}

    def add(when: str, text: str, **fields: object) -> datetime:
        at = moment(when)
        found[f"{POST}/{tid(at)}"] = post(text, at, **fields)
        return at

    first = add(
        "2024-02-08 19:30:11",
        "A third house, and the same bees. I have labelled the boxes: Books, Bees, Other.",
        langs=["en"],
    )
    add("2024-05-10 22:43:55", AURORA, langs=["en"])
    thread = moment("2024-07-06 14:00:00")
    texts = (
        "How to know that a book is dry. One: put it against your cheek. If it is cold, it is wet.",
        "Two: listen. A dry book says a small dry word when you open it. I would spell it: prrt.",
        "Three: ask the cat. She sits on dry books only, and on wet ones for revenge.",
    )
    for number, text in enumerate(texts):
        at = thread + timedelta(milliseconds=number)
        reply = {
            "reply": {
                "root": reference(thread),
                "parent": reference(thread + timedelta(milliseconds=number - 1)),
            }
        }
        found[f"{POST}/{tid(at)}"] = post(text, thread, **(reply if number else {}))
    shown = "kettlebeck.example/libra…"
    text = f"The library has put the register of 1790 where everybody can read it: {shown}"
    begin = len(text.encode()) - len(shown.encode())
    add(
        "2024-08-03 11:11:11",
        text,
        facets=[
            {
                "index": {"byteStart": begin, "byteEnd": len(text.encode())},
                "features": [
                    {
                        "$type": "app.bsky.richtext.facet#link",
                        "uri": "https://kettlebeck.example/library/register-of-1790",
                    }
                ],
            }
        ],
        embed={
            "$type": "app.bsky.embed.external",
            "external": {
                "uri": "https://kettlebeck.example/library/register-of-1790",
                "title": "The register of 1790",
                "description": "Births, weddings, and one complaint about geese",
            },
        },
    )
    add(
        "2024-09-21 16:45:02",
        "Honey: 31 kilos. I have stopped being surprised and started being sticky.",
        embed={
            "$type": "app.bsky.embed.images",
            "images": [
                {"alt": "Jars of honey in evening light", "image": blob(b"jars of honey")},
                {"alt": "A hand with a spoon, and an envious cat", "image": blob(b"spoon")},
            ],
        },
        tags=["honey", "beekeeping"],
    )
    tag = {"$type": "app.bsky.richtext.facet#tag", "tag": "Marginalia24"}
    index = {"byteStart": len(LOAVES) + 1, "byteEnd": len(LOAVES) + 14}
    add(
        "2024-10-28 16:24:12",
        f"{LOAVES} #Marginalia24",
        facets=[{"index": index, "features": [tag]}],
    )
    add(
        "2024-11-02 20:00:40",
        "Nine months later: the box called Other is the only one that I have opened.",
        embed={"$type": "app.bsky.embed.record", "record": reference(first)},
    )
    liked = {"uri": f"at://did:plc:juniperglue/{POST}/3l7uvwxyz2222", "cid": "bafyreialike"}
    found[f"{REPOST}/{tid(moment('2024-08-11 09:00:00'))}"] = {
        "$type": REPOST, "subject": liked, "createdAt": "2024-08-11T09:00:00.000Z",
    }  # fmt: skip
    found[f"app.bsky.feed.like/{tid(moment('2024-08-11 09:00:05'))}"] = {
        "$type": "app.bsky.feed.like", "subject": liked, "createdAt": "2024-08-11T09:00:05.000Z",
    }  # fmt: skip
    found[f"{PROFILE}/self"] = {
        "$type": PROFILE, "displayName": "Ottilie Marsh", "description": "Books, bees, other.",
    }  # fmt: skip
    return found


def files() -> Mapping[str, bytes]:
    """Return the files of both archives, by their paths in the sample."""

    def packed(value: object) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    likes = [f"{FRIEND}/statuses/{110643018225561234 + number}" for number in range(3)]
    rev = tid(moment("2024-11-20 08:00:00"))
    return {
        "mastodon/actor.json": packed(actor()),
        "mastodon/outbox.json": packed(collection("outbox.json", outbox())),
        "mastodon/likes.json": packed(collection("likes.json", list(likes))),
        "bluesky/repo.car": repository(records(), did=DID, rev=rev),
    }


def main() -> None:
    """Write the files."""
    for path, data in files().items():
        (SAMPLE / path).parent.mkdir(exist_ok=True)
        (SAMPLE / path).write_bytes(data)


if __name__ == "__main__":
    main()
