"""The generated posts as a repository of Bluesky, and a reader of it of a few lines."""

import time
from array import array
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from cbor2 import loads

from bot.ingest.bluesky.blocks import BlockStore
from bot.ingest.bluesky.cbor import decode
from bot.ingest.bluesky.survey import survey
from tests.bench.archives import Draft, drafts
from tests.ingest.bluesky.repositories import (
    DID,
    OTHER,
    POST,
    REPOST,
    blob,
    block_of,
    emit_commit,
    emit_tree,
    frame,
    header,
    tid,
)

_FACET = "app.bsky.richtext.facet#link"
_CID = "bafyrei" + "a" * 52


class _Frames:
    """Writes blocks as frames, and remembers where each begins."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.offsets = array("Q", [0])

    def emit(self, block: bytes) -> bytes:
        """Write a block; return its hash."""
        digest = sha256(block).digest()
        written = self._file.write(frame(block, digest))
        self.offsets.append(self.offsets[-1] + written)
        return digest


def write(folder: Path, count: int) -> Path:
    """Write a repository of `count` posts and reposts, newest block first, and return its file.

    The network's own server writes that order.
    """
    folder.mkdir(parents=True)
    path, scratch = folder / "repo.car", folder / "frames"
    with scratch.open("w+b") as file:
        frames = _Frames(file)
        items = [(key.encode(), frames.emit(block_of(record))) for key, record in _records(count)]
        root = emit_commit(emit_tree(sorted(items), frames.emit), frames.emit)
        with path.open("wb") as car:
            car.write(header(root))
            for begin, end in zip(frames.offsets[-2::-1], frames.offsets[:0:-1], strict=True):
                file.seek(begin)
                car.write(file.read(end - begin))
    scratch.unlink()
    return path


def parse(path: Path) -> float:
    """Return the seconds in which the records of posts and reposts are read, in order."""
    began = time.perf_counter()
    with path.open("rb") as file:
        store = BlockStore(file)
        found = survey(file, path.stat().st_size, store, lambda _size: None)
        for run in found.runs.values():
            for _, _, position in run.records():
                decode(store.read(position))
    return time.perf_counter() - began


def read_with_cbor2(path: Path) -> float:
    """Return the seconds in which a reader of a few lines decodes each record of the tree.

    It checks each hash, as a careful reader must, and keeps all blocks in memory. It makes no posts
    of them, and is of no use for damaged files.
    """
    began = time.perf_counter()
    data = path.read_bytes()
    length, at = _length(data, 0)
    roots = loads(data[at : at + length])["roots"]
    at += length
    blocks: dict[bytes, bytes] = {}
    while at < len(data):
        length, at = _length(data, at)
        cid, block = data[at : at + 36], data[at + 36 : at + length]
        if sha256(block).digest() == cid[4:]:
            blocks[cid] = block
        at += length

    def walk(link: Any) -> Iterator[tuple[bytes, Any]]:
        node = loads(blocks[link.value[1:]])
        if node["l"]:
            yield from walk(node["l"])
        key = b""
        for entry in node["e"]:
            key = key[: entry["p"]] + entry["k"]
            yield key, loads(blocks[entry["v"].value[1:]])
            if entry["t"]:
                yield from walk(entry["t"])

    for _ in walk(loads(blocks[roots[0].value[1:]])["data"]):
        pass
    return time.perf_counter() - began


def _length(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = data[at]
        number |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return number, at


def _records(count: int) -> Iterator[tuple[str, dict[str, Any]]]:
    before = ""
    for draft in drafts(range(count)):
        key = tid(draft.when)
        if draft.words.startswith("RT @"):
            subject = {"uri": f"at://{OTHER}/{POST}/{key}", "cid": _CID}
            yield f"{REPOST}/{key}", {"$type": REPOST, "subject": subject, "createdAt": _at(draft)}
        else:
            yield f"{POST}/{key}", _post(draft, before)
            before = key


def _post(draft: Draft, before: str) -> dict[str, Any]:
    text = draft.words
    record: dict[str, Any] = {"$type": POST, "createdAt": _at(draft), "langs": ["en"]}
    if draft.link:
        shown = f"{draft.link.removeprefix('https://')[:20]}…"
        begin = len(f"{text} ".encode())
        index = {"byteStart": begin, "byteEnd": begin + len(shown.encode())}
        record["facets"] = [{"index": index, "features": [{"$type": _FACET, "uri": draft.link}]}]
        text += f" {shown}"
    if draft.answers:
        own = draft.answers == "ada" and before
        uri = f"at://{DID if own else OTHER}/{POST}/{before or '3krother2222a'}"
        record["reply"] = {name: {"uri": uri, "cid": _CID} for name in ("root", "parent")}
    if draft.picture:
        image = {"alt": draft.words[:40], "image": blob(draft.picture.encode())}
        record["embed"] = {"$type": "app.bsky.embed.images", "images": [image]}
    return record | {"text": text}


def _at(draft: Draft) -> str:
    return f"{draft.when:%Y-%m-%dT%H:%M:%S}.{draft.when.microsecond // 1000:03}Z"
