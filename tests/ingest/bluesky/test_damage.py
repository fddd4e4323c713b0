"""Damaged repositories: every record that can be proven is read, and none is invented.

`make fuzz` tries the same for much longer.
"""

import random
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.posts.post import Post
from bot.errors import ArchiveFileError
from tests.ingest.bluesky.reading import Read, read_car
from tests.ingest.bluesky.repositories import (
    POST,
    PROFILE,
    RAW,
    Blocks,
    block_of,
    emit_repository,
    frame,
    header,
    post,
    posts,
)

# Half of the usual number, or as many as `make fuzz` asks for.
_USUAL = settings.get_profile("throwback").max_examples
_ASKED = settings.default.max_examples if settings.default else _USUAL
examples = settings(max_examples=_USUAL // 2 if _ASKED == _USUAL else _ASKED)

COUNT = 30
HIDDEN = {
    "$type": PROFILE,
    "labels": {"values": [{"val": "!no-unauthenticated"}]},
}


class Written(NamedTuple):
    """A file, the frames that it is made of, and its posts by their keys."""

    content: bytes
    frames: list[bytes]
    texts: dict[str, str]


@cache
def written(seed: int, *, hidden: bool = False) -> Written:
    """Return a repository with its blocks in some order, a deleted post and a blob among them."""
    blocks = Blocks()
    records = posts(COUNT) | {f"{PROFILE}/self": HIDDEN if hidden else {"$type": PROFILE}}
    root = emit_repository(records, blocks.emit)
    frames = [*map(frame, blocks.values()), frame(block_of(post("deleted")))]
    frames += [frame(bytes(200), prefix=RAW)]
    random.Random(seed).shuffle(frames)
    texts = {key.rpartition("/")[2]: f"number {number}" for number, key in enumerate(posts(COUNT))}
    return Written(header(root) + b"".join(frames), [header(root), *frames], texts)


def read_bytes(content: bytes, *, confirmed: bool = True) -> Read | None:
    """Return what is read of a file; None if it is no repository any more."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            return read_car(content, Path(folder), confirmed=confirmed)
        except ArchiveFileError:
            return None


def check(read: Read | None, whole: Written) -> set[str]:
    """Check that no post was invented, and that what is missing is said; return the keys read."""
    if read is None:
        return set()
    found = {post.id.rpartition("/")[2]: post.raw for post in read.posts}
    assert found.items() <= whole.texts.items()
    assert len(found) == len(read.posts)
    assert len(found) == COUNT or read.reasons
    if len(found) < COUNT:
        assert not any(map(dated, read.posts))
    return set(found)


def dated(post: Post) -> bool:
    """Return whether a post is said to be of a whole export."""
    return post.sources[0].exported_at is not None


def provable(whole: Written, intact: set[int]) -> set[str]:
    """Return the posts that a reader finds in a file of these frames alone."""
    frames = [one for number, one in enumerate(whole.frames) if number in intact]
    return check(read_bytes(b"".join(frames)), whole) if 0 in intact else set()


def intact_without(whole: Written, begin: int, end: int) -> set[int]:
    """Return the frames that have no byte from offset `begin` up to `end`."""
    intact, offset = set(), 0
    for number, one in enumerate(whole.frames):
        if offset + len(one) <= begin or offset >= end:
            intact.add(number)
        offset += len(one)
    return intact


@examples
@given(st.integers(0, 3), st.data())
def test_any_cut(seed: int, data: st.DataObject) -> None:
    """Of a file that is cut off, or lacks a part, all that its whole frames prove is read."""
    whole = written(seed)
    begin, end = sorted(data.draw(st.tuples(*[st.integers(0, len(whole.content))] * 2)))
    if data.draw(st.booleans()):
        end = len(whole.content)
    read = read_bytes(whole.content[:begin] + whole.content[end:])
    assert check(read, whole) >= provable(whole, intact_without(whole, begin, end))


@examples
@given(st.integers(0, 3), st.data())
def test_any_flipped_bytes(seed: int, data: st.DataObject) -> None:
    """A changed byte costs the record, or the part of the tree, that it is in."""
    whole = written(seed)
    content, intact = bytearray(whole.content), set(range(len(whole.frames)))
    for _ in range(data.draw(st.integers(1, 3))):
        offset = data.draw(st.integers(0, len(content) - 1))
        content[offset] = data.draw(st.integers(0, 255))
        intact &= intact_without(whole, offset, offset + 1)
    assert check(read_bytes(bytes(content)), whole) >= provable(whole, intact)


@examples
@given(st.integers(0, 3), st.data())
def test_inserted_bytes(seed: int, data: st.DataObject) -> None:
    """Bytes between frames, or in one, cost at most that frame."""
    whole = written(seed)
    offset = data.draw(st.integers(0, len(whole.content)))
    more = data.draw(st.binary(min_size=1, max_size=60))
    read = read_bytes(whole.content[:offset] + more + whole.content[offset:])
    assert check(read, whole) >= provable(whole, intact_without(whole, offset, offset + 1))


@examples
@given(st.randoms(use_true_random=False))
def test_any_order(order: random.Random) -> None:
    """The order of blocks makes no difference, and nothing is missing."""
    whole = written(0)
    first, *frames = whole.frames
    order.shuffle(frames)
    read = read_bytes(first + b"".join(frames))
    assert check(read, whole) == set(whole.texts)
    assert read is not None
    assert not read.reasons
    assert all(map(dated, read.posts))


@examples
@given(st.integers(0, 3), st.data())
def test_damage_reveals_nothing(seed: int, data: st.DataObject) -> None:
    """A repository that asks to be hidden stays so however it is damaged."""
    whole = written(seed, hidden=True)
    content = bytearray(whole.content)
    offset = data.draw(st.integers(0, len(content) - 1))
    content[offset] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)) | st.just(len(content)))
    read = read_bytes(bytes(content[:cut]), confirmed=False)
    assert read is None or not (read.posts or read.profiles)


@examples
@given(st.binary(max_size=300))
def test_anything_behind_a_header(rest: bytes) -> None:
    """Any bytes are refused with a reason, and nothing else happens."""
    read = read_bytes(header(bytes(32)) + rest)
    assert read is not None
    assert len(read.reasons) == 1


def test_a_profile_that_may_be_missing(tmp_path: Path) -> None:
    """Where it is not known what the profile asks for, it is asked; a whole tree has none."""
    assert len(read_car(b"".join(written(0).frames), tmp_path, confirmed=False).posts) == COUNT
    blocks = Blocks()
    records = posts(3) | {f"{PROFILE}/self": {"$type": PROFILE}}
    root = emit_repository(records, blocks.emit)
    profile = block_of({"$type": PROFILE})
    frames = [frame(block) for block in blocks.values() if block != profile]
    read = read_car(header(root) + b"".join(frames), tmp_path, confirmed=False)
    (withheld,) = read.withheld
    assert (withheld.posts, withheld.is_certain) == (3, False)
    confirmed = read_car(header(root) + b"".join(frames), tmp_path)
    assert len(confirmed.posts) == 3
    assert confirmed.reasons == [
        "at least 1 of its records is missing: the file is cut off or damaged"
    ]


def test_a_record_of_another_type(tmp_path: Path) -> None:
    """A record that is no post is reported by its place in the walk."""
    blocks = Blocks()
    records: dict[str, object] = posts(2) | {f"{POST}/a": {"$type": "other"}, f"{POST}/b": []}
    root = emit_repository(records, blocks.emit)
    read = read_car(header(root) + b"".join(map(frame, blocks.values())), tmp_path)
    assert len(read.posts) == 2
    assert [(one.line, one.reason) for one in read.quarantined] == [
        (3, "it is no record of a post"),
        (4, "it is no record of a post"),
    ]
