"""Text files, read line by line."""

from collections.abc import Callable, Iterator
from io import TextIOWrapper

from bot.ingest.files.input_file import InputFile

LONGEST_LINE = 1_000_000
"""Longer lines are read in pieces of about this, so that a strange file cannot fill the memory."""

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_CHUNK = 1 << 18  # characters


def encoding_of(beginning: bytes) -> str:
    """Return the encoding of a file that begins so: UTF-16 says so itself, else it is UTF-8."""
    return "utf-16" if beginning.startswith(_UTF_16) else "utf-8-sig"


def blocks(place: InputFile, progress: Callable[[int], None] | None = None) -> Iterator[str]:
    """Yield the text of the file at `place` in pieces, each of whole lines with their line feeds.

    Nothing but a line feed ends a line: other characters that mean a new line are text. Bytes that
    are no text become U+FFFD. `progress` is told of the bytes read since it was last told.
    """
    rest = ""
    for chunk in chunks(place, _CHUNK, progress):
        end = chunk.rfind("\n") + 1
        if end:
            yield rest + chunk[:end]
            rest = chunk[end:]
        else:
            rest += chunk
        if len(rest) > LONGEST_LINE:
            yield rest
            rest = ""
    if rest:
        yield rest


def lines(place: InputFile, progress: Callable[[int], None] | None = None) -> Iterator[str]:
    """Yield the lines of the file at `place` without the line feeds that end them."""
    for block in blocks(place, progress):
        yield from block.removesuffix("\n").split("\n")


def chunks(
    place: InputFile, size: int, progress: Callable[[int], None] | None = None
) -> Iterator[str]:
    """Yield the text of the file at `place` in pieces of `size` characters."""
    with place.open() as beginning:
        encoding = encoding_of(beginning.read(2))
    told = 0
    with (
        place.open() as raw,
        TextIOWrapper(raw, encoding=encoding, errors="replace", newline="\n") as file,
    ):
        while chunk := file.read(size):
            yield chunk
            if progress:
                now = raw.tell()
                progress(now - told)
                told = now
        if progress and raw.tell() > told:
            progress(raw.tell() - told)  # a mark of the encoding alone
