"""Imports and exports of whole archives, as the command line does them."""

import asyncio
import tempfile
import threading
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any, TypeVar

from bot.archive.search.query.ast import Query
from bot.clock import SystemClock
from bot.formats.post_records import JsonObject
from bot.formats.posts import FORMATS
from bot.ingest.text.mojibake import make_mojibake
from bot.services.container import Services
from bot.services.fair_pool import FairPool, requester
from bot.services.posts.import_report import ImportReport

T = TypeVar("T")

Loads = Iterable[Sequence[Path]]
"""The paths of each import, one import after the other."""

TEXTS = frozenset({".md", ".txt", ".html", ".js"})

SPOILS: dict[str, Callable[[str], str]] = {
    "once": make_mojibake,
    "twice": lambda text: make_mojibake(make_mojibake(text)),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
}
"""Changes that other programs make to the files of an archive."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The reports of imports, and the exports of the archive in each format."""

    reports: tuple[ImportReport, ...]
    exports: dict[str, str]
    generation: int


async def load(folder: Path, loads: Loads) -> Loaded:
    """Import into the archive in `folder`, creating it if needed, and export it."""
    async with Services(folder / "archive.db", SystemClock(), state=False) as services:
        reports = tuple([await services.imports.run(paths) for paths in loads])
        exports = {
            name: "".join([text async for text in write(services)])
            for name, write in FORMATS.items()
        }
        rows = await services.imports._database.read("SELECT number FROM generation")
    return Loaded(reports, exports, rows[0][0])


def loaded(loads: Loads) -> Loaded:
    """Import into a new archive and export it."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(load(Path(folder), loads))


async def matching_keys(services: Services, query: Query, zone: tzinfo = UTC) -> list[int]:
    """Return the keys of all posts that match every part of a query, typos allowed."""
    async with services.archive.view() as view:
        return await view.read(
            lambda reader: services.search_index.execution(reader, query, zone).all_matching()
        )


def without(names: set[str], records: Iterable[JsonObject]) -> list[dict[str, Any]]:
    """Return `records` without the fields `names`."""
    return [{name: record[name] for name in record if name not in names} for record in records]


def spoilt(folder: Path, copy: Path, spoil: Callable[[str], str]) -> Path:
    """Copy the text files of an archive, changed by `spoil`, and return the copy."""
    for path in folder.rglob("*"):
        if path.suffix in TEXTS:
            target = copy / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(spoil(path.read_text("utf-8")), "utf-8", newline="")
    return copy


async def by(user: Hashable, work: Awaitable[T]) -> T:
    """Return the result of `work`, done for a user; each call needs a task of its own."""
    requester.set(user)
    return await work


async def occupy(pool: FairPool, free: threading.Event) -> "asyncio.Future[list[bool]]":
    """Keep all threads of a pool busy until `free` is set; return what ends then."""
    occupants = (f"occupant {number}" for number in range(2))
    busy = asyncio.gather(
        *(asyncio.create_task(by(one, pool.run(free.wait, 5))) for one in occupants)
    )
    await asyncio.sleep(0)
    return busy
