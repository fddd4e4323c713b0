"""Text files, read line by line."""

from collections.abc import Callable, Iterator
from io import TextIOWrapper
from pathlib import Path

LONGEST_LINE = 1_000_000
"""Longer lines are read in pieces, so that a strange file cannot fill the memory."""

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_PROGRESS_EVERY = 1_000  # lines


def encoding_of(beginning: bytes) -> str:
    """Return the encoding of a file that begins so: UTF-16 says so itself, else it is UTF-8."""
    return "utf-16" if beginning.startswith(_UTF_16) else "utf-8-sig"


def lines(path: Path, progress: Callable[[int], None] | None = None) -> Iterator[str]:
    """Yield the lines of the file at `path` without the line feeds that end them.

    Nothing but a line feed ends a line: other characters that mean a new line are text. Bytes that
    are no text become U+FFFD. `progress` is told of the bytes read since it was last told.
    """
    with path.open("rb") as beginning:
        encoding = encoding_of(beginning.read(2))
    told = 0
    with (
        path.open("rb") as raw,
        TextIOWrapper(raw, encoding=encoding, errors="replace", newline="\n") as file,
    ):
        for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), "")):
            if progress and number % _PROGRESS_EVERY == 0:
                now = raw.tell()
                progress(now - told)
                told = now
            yield line.removesuffix("\n")
        if progress:
            progress(raw.tell() - told)
