"""The walk through a repository's tree, and the frames of a file."""

import random
import struct
import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.bluesky.blocks import BlockIndex, BlockStore
from bot.ingest.bluesky.car import is_repository, scan
from bot.ingest.bluesky.cbor import BadBlockError, decode
from bot.ingest.bluesky.survey import PROFILE
from bot.ingest.bluesky.tree import Tree
from tests.ingest.bluesky.reading import read_car, read_path
from tests.ingest.bluesky.repositories import (
    POST,
    RAW,
    Blocks,
    block_of,
    emit_commit,
    emit_tree,
    frame,
    header,
    length_of,
    link,
    node_of,
    post,
    posts,
    repository,
)

KEYS = st.sets(st.from_regex(r"[a-z]{1,3}\.[a-z]{1,2}/[a-zA-Z0-9._~:-]{1,9}", fullmatch=True))


def tree_of(blocks: Blocks) -> Tree:
    """Return a tree over blocks."""
    index, file = BlockIndex(), BytesIO(b"\0" + b"".join(blocks.values()))
    store, offset = BlockStore(file), 1
    for digest, block in blocks.items():
        index.add(digest, store.keep(block, offset))
        offset += len(block)
    return Tree(index, store, PROFILE)


def walked(tree: Tree, root: bytes) -> list[tuple[bytes, bytes]]:
    """Return all keys that a walk yields, with the hashes of their records."""
    return [item for items in tree.walk(root) for item in items]


@given(KEYS)
def test_any_keys_are_walked_in_order(keys: set[str]) -> None:
    """What a tree is built of, the walk yields, ascending."""
    blocks = Blocks()
    items = [(key.encode(), sha256(key.encode()).digest()) for key in sorted(keys)]
    root = emit_tree(items, blocks.emit)
    tree = tree_of(blocks)
    assert walked(tree, root) == items
    assert (tree.missing_nodes, tree.misplaced, tree.may_lack) == (0, 0, False)


@given(KEYS.filter(bool), st.data())
def test_a_missing_node_costs_what_is_below_it(keys: set[str], data: st.DataObject) -> None:
    """All other keys are walked, in order, and it is said that at least one is missing."""
    blocks = Blocks()
    items = [(key.encode(), sha256(key.encode()).digest()) for key in sorted(keys)]
    root = emit_tree(items, blocks.emit)
    del blocks[data.draw(st.sampled_from(list(blocks)))]
    tree = tree_of(blocks)
    found = walked(tree, root)
    assert found == [item for item in items if item in found]
    assert tree.missing_nodes == 1
    assert len(found) < len(items)


def test_keys_out_of_order_are_left_out(tmp_path: Path) -> None:
    """A key that does not ascend is counted, and its record is not read."""
    blocks = Blocks()
    one, two, three = (blocks.emit(block_of(post(text))) for text in ("one", "two", "three"))
    keys = [f"{POST}/{key}".encode() for key in ("3krfzjspc2222", "3krfzjspc2224", "3krfzjspc2223")]
    entries = [(key, record, None) for key, record in zip(keys, (one, two, three), strict=True)]
    root = emit_commit(blocks.emit(block_of(node_of(None, entries))), blocks.emit)
    read = read_car(header(root) + b"".join(map(frame, blocks.values())), tmp_path)
    assert [found.text for found in read.posts] == ["one", "two"]
    assert "1 key of a record is out of order, and was not read" in read.reasons
    assert read.posts[0].sources[0].exported_at is None


def test_one_node_in_many_places_ends() -> None:
    """A small tree that leads to itself 2 to the power of 60 times is walked in an instant."""
    blocks = Blocks()
    record = blocks.emit(block_of(post()))
    node = None
    for number in range(60):
        key = f"{POST}/{number:03}".encode()
        node = blocks.emit(block_of(node_of(node, [(key, record, node)])))
    assert node
    tree = tree_of(blocks)
    assert len(walked(tree, node)) == 60
    assert tree.misplaced


def test_chains_without_keys_end() -> None:
    """Nodes that hold nothing are walked down to a depth that no key has."""
    blocks = Blocks()
    node = blocks.emit(block_of(node_of(None, [])))
    for number in range(300):
        node = blocks.emit(block_of({"l": link(node), "e": [], "n": number}))
    tree = tree_of(blocks)
    assert not walked(tree, node)
    assert tree.misplaced == 1


@pytest.mark.parametrize(
    "node",
    [
        [],
        {"e": 1},
        {"l": None, "e": [1]},
        {"l": None, "e": [{"p": 1, "k": b"a/b", "v": link(bytes(32)), "t": None}]},
        {"l": None, "e": [{"p": -1, "k": b"a/b", "v": link(bytes(32)), "t": None}]},
        {"l": None, "e": [{"p": True, "k": b"a/b", "v": link(bytes(32)), "t": None}]},
        {"l": None, "e": [{"p": 0, "k": "a/b", "v": link(bytes(32)), "t": None}]},
        {"l": None, "e": [{"p": 0, "k": b"a/b", "v": b"", "t": None}]},
        {"l": 7, "e": []},
        {"l": None, "e": [{"p": 0, "k": b"a/" + b"b" * 2000, "v": link(bytes(32)), "t": None}]},
    ],
)
def test_what_is_no_node_is_missing(node: object) -> None:
    """A block of another form is counted as a missing node."""
    blocks = Blocks()
    root = blocks.emit(block_of(node))
    tree = tree_of(blocks)
    assert not walked(tree, root)
    assert tree.missing_nodes == 1


@pytest.mark.parametrize(
    "block",
    [
        b"",
        b"\x81" * 100_000 + b"\x01",
        b"\x9b\x7f\xff\xff\xff\xff\xff\xff\xff",
        b"\x9f\x01\xff",
        b"\xa2\x61a\x01\x61a\x02",
        b"\xa1\x01\x01",
        b"\x63\xed\xa0\x80",
        b"\xd8\x1e\x82\xc2\x41\x01\xc2\x41\x03",  # a fraction
        b"\xd8\x23\x63(a+)",  # a regular expression
        b"\xd8\x1c\x81\xd8\x1d\x00",  # a list in itself
        b"\xc1\x1a\x51\x4b\x67\xb0",
        b"\x5a\x00\x10\x00\x00" + bytes(1 << 20),
    ],
)
def test_what_is_no_dag_cbor(block: bytes) -> None:
    """Hostile blocks are refused before they cost time or memory."""
    with pytest.raises(BadBlockError):
        decode(block)


def test_duplicate_blocks_and_blobs_do_no_harm(tmp_path: Path) -> None:
    """Blocks twice, blobs, other kinds of blocks and large ones are skipped."""
    more = [
        frame(b"a blob", prefix=RAW),
        frame(bytes(3 << 20), prefix=RAW),
        frame(block_of(post("deleted"))),
        frame(block_of({"large": bytes(2 << 20)})),
    ]
    whole = repository(posts(5), more=more * 2, order=random.Random(1))
    read = read_car(whole, tmp_path)
    assert [found.text for found in read.posts] == [f"number {number}" for number in range(5)]
    assert len(read.reasons) == 1  # of those that are too large


def test_a_zip_is_read_without_unpacking(tmp_path: Path) -> None:
    """A repository in a zip is read like one on disk."""
    content = repository(posts(50), order=random.Random(1))
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("any.name", content)
    inside = read_path(path)
    assert inside.keys == read_car(content, tmp_path).keys
    assert len(inside.keys) == 50
    assert inside.posts[0].sources[0].file == "all.zip/any.name"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        header(),
        header(bytes(32)),
        length_of(70_000) + bytes(70_000),
        header(bytes(32)) + b"\xff" * 100,
        header(bytes(32)) + struct.pack("<Q", 1 << 63),
    ],
)
def test_files_without_a_repository(content: bytes, tmp_path: Path) -> None:
    """Of a file whose commit is not there nothing is read, and one sentence says so."""
    if not is_repository(content[:32]):
        return
    read = read_car(content, tmp_path)
    assert read[:1] == ([],)
    assert len(read.reasons) == 1


def test_version_two_has_no_date(tmp_path: Path) -> None:
    """Repositories of early 2023 state no revision, so their posts' source has no date."""
    read = read_car(repository(posts(3), version=2), tmp_path)
    assert len(read.posts) == 3
    assert {one.sources[0].exported_at for one in read.posts} == {None}
    assert read_car(repository(posts(3)), tmp_path).posts[0].sources[0].exported_at


@given(st.integers(1, 500), st.integers())
def test_the_index_finds_each_block(count: int, seed: int) -> None:
    """Each digest that was added has its position, and no other one has any."""
    index = BlockIndex()
    order = random.Random(seed)
    digests = [bytes([number % 2, 0]) + order.randbytes(30) for number in range(count)]
    for position, digest in enumerate(digests, 1):
        index.add(digest, position)
    assert [index.find(digest) for digest in digests] == list(range(1, count + 1))
    assert not index.find(sha256(b"another").digest())


def test_scanning_takes_cbor_of_any_writer() -> None:
    """A header whose keys are in another order is read."""
    root = sha256(b"").digest()
    block = cbor2.dumps({"version": 1, "roots": [link(root)]})
    content = length_of(len(block)) + block
    assert is_repository(content[:32])
    file = BytesIO(content)
    frames = scan(file, len(content), BlockIndex(), BlockStore(file), lambda _size: None)
    assert frames.roots == [root]
