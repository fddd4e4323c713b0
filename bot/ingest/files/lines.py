"""Text files, read line by line."""

from collections.abc import Callable, Iterator
from io import TextIOWrapper

from bot.errors import system_reason
from bot.ingest.files.input_file import InputFile, UnreadableError

LONGEST_LINE = 1_000_000
"""Characters. Longer lines are read in pieces of about this, so that no file fills the memory."""

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_CHUNK = 1 << 18  # characters


def encoding_of(beginning: bytes) -> str:
    """Return the encoding of a file by its byte order mark: UTF-16 if it has that one, or UTF-8."""
    return "utf-16" if beginning.startswith(_UTF_16) else "utf-8-sig"


def blocks(file: InputFile, progress: Callable[[int], None] | None = None) -> Iterator[str]:
    """Yield the text of `file` in pieces of whole lines, including what ends them.

    Only a line feed or a carriage return ends a line: other characters that mean a new line are
    text. Bytes that cannot be decoded become U+FFFD. `progress` is called with the bytes read since
    its last call. Raises OSError or ArchiveFileError.
    """
    rest = ""
    for chunk in chunks(file, _CHUNK, progress):
        # A file without line feeds has lines too, if it was saved with carriage returns.
        end = chunk.rfind("\n") + 1 or chunk.rstrip("\r").rfind("\r") + 1
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


def lines(file: InputFile, progress: Callable[[int], None] | None = None) -> Iterator[str]:
    """Yield the lines of `file` without the line feeds that end them."""
    for block in blocks(file, progress):
        yield from block.removesuffix("\n").split("\n")


def chunks(
    file: InputFile, size: int, progress: Callable[[int], None] | None = None
) -> Iterator[str]:
    """Yield the text of `file` in pieces of `size` characters."""
    with file.open() as beginning:
        encoding = encoding_of(beginning.read(2))
    reported = 0
    with (
        file.open() as raw,
        TextIOWrapper(raw, encoding=encoding, errors="replace", newline="\n") as text,
    ):
        while chunk := text.read(size):
            yield chunk
            if progress:
                position = raw.tell()
                progress(position - reported)
                reported = position
        if progress and raw.tell() > reported:
            progress(raw.tell() - reported)  # the file is a byte order mark alone


def naming_file(file: InputFile, text: Iterator[str]) -> Iterator[str]:
    """Yield `text`, of `file`. Raises UnreadableError, which names it, instead of OSError."""
    try:
        yield from text
    except OSError as error:
        raise UnreadableError(file.name, system_reason(error)) from error
