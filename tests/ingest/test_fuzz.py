"""Damaged files: whatever happens to one, its whole records are read, and nothing breaks.

`make fuzz` tries the same for much longer.
"""

import asyncio
import tempfile
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.clock import SystemClock
from bot.errors import ArchiveFileError
from bot.services.container import Services
from bot.services.posts.imports import ImportOptions
from tests.ingest.corpora import COUNT, LAYOUTS, QUOTED, Corpus, corpus, zipped

# Half of the usual number, but as many as `make fuzz` asks for.
_USUAL = settings.get_profile("throwback").max_examples
_ASKED = settings.default.max_examples if settings.default else _USUAL
examples = settings(max_examples=_USUAL // 2 if _ASKED == _USUAL else _ASKED)

NAMES = sorted(LAYOUTS)
_ENOUGH = COUNT // 2  # whole records that show which layout a file has


async def _import(folder: Path, content: bytes, name: str) -> tuple[set[tuple[str, str]], bool]:
    path = folder / name
    path.write_bytes(content)
    async with Services(folder / "archive.db", SystemClock(), state=False) as services:
        try:
            report = await services.imports.run([path], ImportOptions(account="ada"))
        except ArchiveFileError:
            return set(), True
        posts = [post async for some in services.posts.oldest_first() for post in some]
        # The posts of the second version are under ids that were made.
        told = {(post.id if post.url else f"{post.created_at:%c}", post.text) for post in posts}
        return told, bool(report.quarantined)


def imported(content: bytes, name: str = "posts.txt") -> tuple[set[tuple[str, str]], bool]:
    """Return what an import makes of a file, ids and texts, and whether it refused anything."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_import(Path(folder), content, name))


def lost(file: Corpus, whole: set[str], told: set[tuple[str, str]]) -> set[str]:
    """Return those of the `whole` posts that are not there with their text."""
    there = {text for _, text in told}
    return {id for id in whole if (id, file.texts[id]) not in told and not (
        id not in {known for known, _ in told} and file.texts[id] in there
    )}  # fmt: skip


def whole_without(file: Corpus, begin: int, end: int) -> set[str]:
    """Return the posts that need nothing from `begin` on and before `end`."""
    return {
        id
        for id, needs in file.needs.items()
        if all(last <= begin or first >= end for first, last in needs)
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_whole_file_is_read_whole(name: str) -> None:
    """Of a file that nothing happened to every post is read, and nothing is refused."""
    file = corpus(name)
    told, refused = imported(file.content)
    assert not lost(file, set(file.texts), told)
    assert len(told) == COUNT
    assert not refused


@examples
@given(st.data(), st.sampled_from(NAMES))
def test_any_cut(data: st.DataObject, name: str) -> None:
    """Whatever is missing from a file, the posts around it are read."""
    file = corpus(name)
    begin, end = sorted(data.draw(st.tuples(*[st.integers(0, len(file.content))] * 2)))
    whole = whole_without(file, begin, end)
    told, _ = imported(file.content[:begin] + file.content[end:])
    assume(len(whole) >= _ENOUGH)
    assert not lost(file, whole, told)


@examples
@given(st.data(), st.sampled_from(NAMES))
def test_any_flipped_byte(data: st.DataObject, name: str) -> None:
    """Whichever byte is another, the posts that it is no part of are read."""
    file = corpus(name)
    place = data.draw(st.integers(0, len(file.content) - 1))
    byte = data.draw(st.one_of(st.sampled_from(b"\n\r\0-)\"'{}[]>\\"), st.integers(0, 255)))
    content = file.content[:place] + bytes([byte]) + file.content[place + 1 :]
    told, _ = imported(content)
    assert not lost(file, whole_without(file, place, place + 1), told)


@examples
@given(st.data(), st.sampled_from(NAMES))
def test_any_splice_of_one_layout(data: st.DataObject, name: str) -> None:
    """The beginning of one file and the end of another hold all whole posts of both."""
    one, other = corpus(name), corpus(name, COUNT)
    end = data.draw(st.integers(0, len(one.content)) | st.just(len(one.content)))
    begin = data.draw(st.integers(0, len(other.content)) | st.just(0))
    told, _ = imported(one.content[:end] + other.content[begin:])
    first = {id for id, needs in one.needs.items() if all(last <= end for _, last in needs)}
    second = {
        id
        for id, needs in other.needs.items()
        # Behind a part of a post nothing tells whose the text at the seam is.
        if all(first >= max(begin, end < len(one.content)) for first, _ in needs)
    }
    if begin:  # what is left of the post that quotes may be taken for the quoted one
        first.discard(QUOTED)
    if name == "F1" and begin:  # its last record is known by the end of its file alone
        first -= {min(one.texts)}
    assume(len(first) + len(second) >= _ENOUGH)
    assert not lost(one, first, told)
    assert not lost(other, second, told)


# In a file of another layout nothing shows that the first versions' text is more than text.
MARKED = [name for name in NAMES if name not in {"F1", "F2"}]


@examples
@given(st.data(), *[st.sampled_from(MARKED)] * 2)
def test_any_splice_of_two_layouts(data: st.DataObject, one: str, other: str) -> None:
    """Two layouts in one file: whole posts are read, or that something was not is told."""
    first, second = corpus(one), corpus(other, COUNT)
    end = data.draw(st.integers(0, len(first.content)))
    begin = data.draw(st.integers(0, len(second.content)))
    told, refused = imported(first.content[:end] + second.content[begin:])
    assert refused or not (
        lost(first, whole_without(first, end, len(first.content)), told)
        or lost(second, whole_without(second, 0, max(begin, 1)), told)
    )


@examples
@given(st.data())
def test_any_damage_to_a_zip(data: st.DataObject) -> None:
    """A zip with another byte, or a part of one, is read whole or refused."""
    file = corpus("tweets.js")
    content = zipped(file.content)
    begin, end = sorted(data.draw(st.tuples(*[st.integers(0, len(content))] * 2)))
    middle = data.draw(st.binary(max_size=3))
    told, refused = imported(content[:begin] + middle + content[end:], "twitter.zip")
    assert refused or not lost(file, set(file.texts), told)
