"""Damaged files: undamaged records are read, and nothing crashes.

`make fuzz` tries the same for much longer.
"""

import asyncio
import tempfile
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.clock import SystemClock
from bot.errors import ArchiveFileError, FailedReadingError
from bot.ingest.options import ReadOptions
from bot.ingest.parser import reader
from bot.services.container import Services
from bot.services.posts.imports import ImportOptions
from tests.ingest.corpora import COUNT, LAYOUTS, QUOTED, Corpus, corpus, zipped
from tests.storage.templates import new_archive

# Half of the usual number, or as many as `make fuzz` asks for.
_USUAL = settings.get_profile("throwback").max_examples
_ASKED = settings.default.max_examples if settings.default else _USUAL
examples = settings(max_examples=_USUAL // 2 if _ASKED == _USUAL else _ASKED)

NAMES = sorted(LAYOUTS)
_ENOUGH = COUNT // 2  # undamaged records that identify a layout


async def _import(folder: Path, content: bytes, name: str) -> tuple[set[tuple[str, str]], bool]:
    path = folder / name
    path.write_bytes(content)
    async with Services(new_archive(folder), SystemClock(), state=False) as services:
        try:
            report = await services.imports.run([path], ImportOptions(ReadOptions(account="ada")))
        except ArchiveFileError:
            return set(), True
        posts = [post async for some in services.posts.oldest_first() for post in some]
        # The posts of F1 have synthetic ids.
        found = {(post.id if post.url else f"{post.created_at:%c}", post.text) for post in posts}
        return found, bool(report.quarantined)


def imported(content: bytes, name: str = "posts.txt") -> tuple[set[tuple[str, str]], bool]:
    """Return the ids and texts that an import reads, and whether it refused anything."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_import(Path(folder), content, name))


def lost(file: Corpus, whole: set[str], found: set[tuple[str, str]]) -> set[str]:
    """Return those of the `whole` posts that were not read with their text."""
    there = {text for _, text in found}
    return {id for id in whole if (id, file.texts[id]) not in found and not (
        id not in {known for known, _ in found} and file.texts[id] in there
    )}  # fmt: skip


def whole_without(file: Corpus, begin: int, end: int) -> set[str]:
    """Return the posts that need no byte from offset `begin` up to `end`."""
    return {
        id
        for id, needs in file.needs.items()
        if all(last <= begin or first >= end for first, last in needs)
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_whole_file_is_read_whole(name: str) -> None:
    """Of an undamaged file every post is read, and nothing is refused."""
    file = corpus(name)
    found, refused = imported(file.content)
    assert not lost(file, set(file.texts), found)
    assert len(found) == COUNT
    assert not refused


@examples
@given(st.data(), st.sampled_from(NAMES))
def test_any_cut(data: st.DataObject, name: str) -> None:
    """If a part of a file is missing, the other posts are read."""
    file = corpus(name)
    begin, end = sorted(data.draw(st.tuples(*[st.integers(0, len(file.content))] * 2)))
    whole = whole_without(file, begin, end)
    found, _ = imported(file.content[:begin] + file.content[end:])
    assume(len(whole) >= _ENOUGH)
    assert not lost(file, whole, found)


@examples
@given(st.data(), st.sampled_from(NAMES))
def test_any_flipped_byte(data: st.DataObject, name: str) -> None:
    """If a byte is changed, the posts without it are read."""
    file = corpus(name)
    offset = data.draw(st.integers(0, len(file.content) - 1))
    byte = data.draw(st.one_of(st.sampled_from(b"\n\r\0-)\"'{}[]>\\"), st.integers(0, 255)))
    content = file.content[:offset] + bytes([byte]) + file.content[offset + 1 :]
    found, _ = imported(content)
    assert not lost(file, whole_without(file, offset, offset + 1), found)


@examples
@given(st.data(), st.sampled_from(NAMES))
def test_any_splice_of_one_layout(data: st.DataObject, name: str) -> None:
    """The beginning of one file and the end of another have the undamaged posts of both."""
    one, other = corpus(name), corpus(name, COUNT)
    end = data.draw(st.integers(0, len(one.content)) | st.just(len(one.content)))
    begin = data.draw(st.integers(0, len(other.content)) | st.just(0))
    found, _ = imported(one.content[:end] + other.content[begin:])
    first = {id for id, needs in one.needs.items() if all(last <= end for _, last in needs)}
    second = {
        id
        for id, needs in other.needs.items()
        # After a part of a post nothing shows which post the text at the seam belongs to.
        if all(first >= max(begin, end < len(one.content)) for first, _ in needs)
    }
    if begin:  # the rest of the quoting post may be read as the quoted one
        first.discard(QUOTED)
    if name == "F1" and begin:  # its last record ends only with the file
        first -= {min(one.texts)}
    assume(len(first) + len(second) >= _ENOUGH)
    assert not lost(one, first, found)
    assert not lost(other, second, found)


def test_a_bug_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception that no code expects fails these tests, though users see only a sentence."""

    def bug(*_: object) -> NoReturn:
        raise ValueError

    monkeypatch.setattr(reader, "links", bug)
    with pytest.raises(FailedReadingError):
        imported(corpus(NAMES[0]).content)


# In a file of another layout nothing shows that the text of F1 and F2 is posts.
MARKED = [name for name in NAMES if name not in {"F1", "F2"}]


@examples
@given(st.data(), *[st.sampled_from(MARKED)] * 2)
def test_any_splice_of_two_layouts(data: st.DataObject, one: str, other: str) -> None:
    """Of two layouts in one file undamaged posts are read, or something is reported."""
    first, second = corpus(one), corpus(other, COUNT)
    end = data.draw(st.integers(0, len(first.content)))
    begin = data.draw(st.integers(0, len(second.content)))
    found, refused = imported(first.content[:end] + second.content[begin:])
    assert refused or not (
        lost(first, whole_without(first, end, len(first.content)), found)
        or lost(second, whole_without(second, 0, max(begin, 1)), found)
    )


@examples
@given(st.data())
def test_any_damage_to_a_zip(data: st.DataObject) -> None:
    """A damaged or cut zip is read whole or refused."""
    file = corpus("tweets.js")
    content = zipped(file.content)
    begin, end = sorted(data.draw(st.tuples(*[st.integers(0, len(content))] * 2)))
    middle = data.draw(st.binary(max_size=3))
    found, refused = imported(content[:begin] + middle + content[end:], "twitter.zip")
    assert refused or not lost(file, set(file.texts), found)
