"""Copies of archives that are put in the place of another one."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import SystemClock
from bot.services.container import Services
from tests.archives import archive, record

WHEN = datetime(2021, 11, 24, tzinfo=UTC)


async def make(path: Path, *subjects: str, posts: int = 4) -> Path:
    """Make an archive of posts on each subject, all of them marsupials, and return its file."""
    path.parent.mkdir(exist_ok=True)
    records = [
        record(WHEN + timedelta(hours=number), f"marsupial {subject} number {number}", low=low)
        for low, subject in enumerate(subjects)
        for number in range(posts)
    ]
    output = path.with_suffix(".md")
    output.write_text(archive(records), "utf-8", newline="")
    async with Services(path, SystemClock(), state=False) as services:
        await services.imports.run([output])
    return path


def put(copy: Path, path: Path, *, only: int | None = None) -> None:
    """Put a copy in the place of an archive, as programs do.

    With `only` it has only so many bytes; below 0, it lacks so many.
    """
    part = path.with_name("part")
    shutil.copy(copy, part)
    if only is not None:
        with part.open("rb+") as file:
            file.truncate(only if only > 0 else copy.stat().st_size + only)
    part.replace(path)


def beside(path: Path) -> Sequence[str]:
    """Return the names of the files beside an archive that begin as its name does."""
    return sorted(one.name for one in path.parent.glob(f"{path.name}*"))
