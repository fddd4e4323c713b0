"""Damaged archives: undamaged posts are read, nothing private comes out, and nothing is invented.

`make fuzz` tries the same for much longer.
"""

import asyncio
import json
import tempfile
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import SystemClock
from bot.errors import ArchiveFileError
from bot.services.container import Services
from tests.ingest.mastodon.archives import (
    ACTOR,
    FOLLOWERS,
    MOSS,
    Read,
    announce,
    contents,
    create,
    outbox,
    picture,
    write,
)
from tests.storage.templates import new_archive

_USUAL = settings.get_profile("throwback").max_examples
_ASKED = settings.default.max_examples if settings.default else _USUAL
examples = settings(max_examples=60 if _ASKED == _USUAL else _ASKED)
few = settings(max_examples=15 if _ASKED == _USUAL else max(1, _ASKED // 20))

SECRET = "Zq7"  # stands in no other text, and in the names of private pictures
_HIDDEN = f"<p>{SECRET} {SECRET} {SECRET}</p>"
_PICTURE = picture(f"media_attachments/files/1/{SECRET}.png", f"{SECRET} {SECRET}")


def _speechless(n: int, content: str, to: str = "public") -> dict[str, object]:
    """Return a post without a language, whose text is in it only once."""
    activity = create(n, content, to)
    del activity["object"]["contentMap"]
    return activity


_OWN = create(6, _HIDDEN, "followers", attachment=[_PICTURE])["object"]
ACTIVITIES = [
    create(0, "<p>Number 0</p>", attachment=[picture(alt="A pond")]),
    create(1, _HIDDEN, "direct", attachment=[_PICTURE], summary=SECRET),
    create(2, "<p>Number 2</p>"),
    _speechless(3, "<p>Number 3</p>"),
    _speechless(4, _HIDDEN, "nobody"),
    create(5, "<p>Number 5</p>", "unlisted"),
    create(6, _HIDDEN, "followers", attachment=[_PICTURE]),
    announce(7, f"{MOSS}/statuses/116499999999999999"),
    announce(8, _OWN, to=[FOLLOWERS], cc=[ACTOR]),
    _speechless(9, "<p>Number 9</p>"),
    create(10, _HIDDEN, "nobody", attachment=[_PICTURE]),
    create(11, "<p>Number 11</p>"),
]
WHOLE = outbox(ACTIVITIES)
TEXTS = {
    one["object"]["id"]: f"Number {n}"
    for n, one in enumerate(ACTIVITIES)
    if one["type"] == "Create" and SECRET not in one["object"]["content"]
}


def _places() -> dict[str, tuple[int, int]]:
    """Return the range of bytes that each post for everybody takes."""
    found = {}
    for one in ACTIVITIES:
        if one["type"] == "Create" and one["object"]["id"] in TEXTS:
            written = json.dumps(one, separators=(",", ":"), ensure_ascii=False).encode()
            begin = WHOLE.index(written)
            found[one["object"]["id"]] = begin, begin + len(written)
    return found


PLACES = _places()


def read(content: bytes) -> dict[str, str]:
    """Return the texts of the posts in an outbox, in which nothing private may be."""
    with tempfile.TemporaryDirectory() as name:
        folder = write(Path(name) / "x", contents([]) | {"outbox.json": content})
        try:
            found = Read(folder)
        except ArchiveFileError:
            return {}
        assert SECRET not in repr(found.items)
        texts = {post.id: post.text for post in found.posts if post.text}
        assert texts.keys() <= TEXTS.keys()
        return texts


def whole_without(begin: int, end: int) -> set[str]:
    """Return the posts that are whole without the bytes from `begin` to `end`."""
    return {id for id, place in PLACES.items() if place[1] <= begin or place[0] >= end}


def has(found: dict[str, str], ids: set[str]) -> bool:
    """Return whether posts were read with their texts."""
    return all(found.get(id) == TEXTS[id] for id in ids)


def test_the_whole_file() -> None:
    """Undamaged, all posts for everybody are read."""
    assert read(WHOLE) == TEXTS


@examples
@given(st.data())
def test_any_cut(data: st.DataObject) -> None:
    """If a part is missing, the other posts are read; two posts never become one."""
    begin, end = sorted(data.draw(st.tuples(*[st.integers(0, len(WHOLE))] * 2)))
    found = read(WHOLE[:begin] + WHOLE[end:])
    if begin > WHOLE.index(b"orderedItems"):
        assert has(found, whole_without(begin, end))
    for id, text in found.items():
        assert id in TEXTS
        # What is left of a text may be shorter, but is never another's.
        assert all(part in TEXTS[id] for part in text.split())


@examples
@given(st.data())
def test_any_flipped_byte(data: st.DataObject) -> None:
    """If a byte is changed, the posts without it are read."""
    offset = data.draw(st.integers(0, len(WHOLE) - 1))
    byte = data.draw(st.one_of(st.sampled_from(b'"{}[],:\\\n\0'), st.integers(0, 255)))
    found = read(WHOLE[:offset] + bytes([byte]) + WHOLE[offset + 1 :])
    if offset > WHOLE.index(b"orderedItems") + len(b'orderedItems":['):
        assert has(found, whole_without(offset, offset + 1))


@examples
@given(st.lists(st.integers(0, len(ACTIVITIES) - 1), max_size=20))
def test_any_order(numbers: list[int]) -> None:
    """Activities in any order, some twice, are the same posts."""
    chosen = [ACTIVITIES[n] for n in numbers]
    ids = {one["object"]["id"] for one in chosen if isinstance(one["object"], dict)}
    assert read(outbox(chosen)) == {id: TEXTS[id] for id in TEXTS if id in ids}


async def _imported(path: Path) -> tuple[set[str], bytes]:
    database = new_archive(path.parent)
    async with Services(database, SystemClock(), state=False) as services:
        try:
            await services.imports.run([path])
        except ArchiveFileError:
            return set(), database.read_bytes()
        posts = [post async for some in services.posts.oldest_first() for post in some]
    stored = b"".join(one.read_bytes() for one in sorted(path.parent.glob("archive.db*")))
    return {post.id for post in posts if post.text}, stored


@pytest.mark.parametrize("kind", ["cut", "flipped"])
@few
@given(data=st.data())
def test_nothing_private_is_stored(kind: str, data: st.DataObject) -> None:
    """The bytes of the database hold nothing of a private post, however the file is damaged."""
    begin, end = sorted(data.draw(st.tuples(*[st.integers(0, len(WHOLE))] * 2)))
    content = WHOLE[:begin] + WHOLE[end:]
    if kind == "flipped":
        content = WHOLE[:begin] + data.draw(st.binary(min_size=1, max_size=1)) + WHOLE[begin + 1 :]
    with tempfile.TemporaryDirectory() as name:
        folder = write(Path(name) / "x", contents([]) | {"outbox.json": content})
        ids, stored = asyncio.run(_imported(folder))
    assert ids <= TEXTS.keys()
    assert SECRET.encode() not in stored


def _zip() -> bytes:
    memory = BytesIO()
    with ZipFile(memory, "w") as made:
        for name, content in (contents([]) | {"outbox.json": WHOLE}).items():
            made.writestr(name, content)
    return memory.getvalue()


ZIP = _zip()


@few
@given(st.data())
def test_any_damage_to_a_zip(data: st.DataObject) -> None:
    """A damaged zip gives its posts or is refused."""
    begin, end = sorted(data.draw(st.tuples(*[st.integers(0, len(ZIP))] * 2)))
    content = ZIP[:begin] + data.draw(st.binary(max_size=3)) + ZIP[end:]
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "x.zip"
        path.write_bytes(content)
        try:
            found = Read(path)
        except ArchiveFileError:
            return
        assert SECRET not in repr(found.items)
        assert {post.id for post in found.posts if post.text} <= TEXTS.keys()
