"""Archive files to posts: the way from a file's record to a post is here."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.archive.posts import Post, Source
from bot.errors import ArchiveFileError
from bot.ingest.damage import Verdict, depths, repair
from bot.ingest.discover import ArchiveFile
from bot.ingest.lines import lines
from bot.ingest.media import take_media
from bot.ingest.parsed import Broken, Record, owner_of, records
from bot.ingest.text import kind_of, links, unescape


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Something that could not be read: where it stands (1-based line), and why not."""

    file: str
    line: int
    reason: str


def read(
    files: Sequence[ArchiveFile], progress: Callable[[int], None] = lambda _size: None
) -> Iterator[Post | Quarantined]:
    """Yield every post of `files`, and whatever could not be read.

    The files are gone through twice: what they hold all together tells how each was damaged.
    `progress` is told, in the second round, of the bytes read since it was last told.
    """
    owners = {file.path: owner_of(_lines(file)) for file in files}
    damaged = _damage(files, owners)
    for file in files:
        for found in records(_lines(file, progress), owners[file.path]):
            if isinstance(found, Broken):
                yield Quarantined(file.name, found.line, found.reason)
            else:
                yield _post(found, file.name, damaged[file.path])


def _damage(files: Sequence[ArchiveFile], owners: dict[Path, str | None]) -> dict[Path, int]:
    """Return how often each file was damaged. Files of one owner came through the same hands."""
    verdicts: dict[str | None, dict[Path, Verdict]] = defaultdict(dict)
    for file in files:
        verdict = verdicts[owners[file.path]][file.path] = Verdict()
        for found in records(_lines(file), owners[file.path]):
            if isinstance(found, Record):
                verdict.hear(found.body)
    return {
        path: depth
        for of_owner in verdicts.values()
        for path, depth in zip(of_owner, depths(list(of_owner.values())), strict=True)
    }


def _post(record: Record, file: str, damaged: int) -> Post:
    body = record.body
    if record.crlf:
        body = body.replace("\r\n", "\n").removesuffix("\r")
    mended = repair(body, damaged)
    text, media = take_media(mended, record.id)
    text = unescape(text)
    kind, reply_to_account = kind_of(text)
    return Post(
        id=record.id,
        account=record.account,
        created_at=record.created_at,
        text=text,
        raw=record.body,
        kind=kind,
        reply_to_account=reply_to_account,
        links=links(text),
        media=media,
        sources=(Source(file, record.line),),
        repaired=mended != body,
    )


def _lines(file: ArchiveFile, progress: Callable[[int], None] | None = None) -> Iterator[str]:
    """Yield the lines of a file; one that cannot be read on is named."""
    try:
        yield from lines(file.path, progress)
    except OSError as error:
        raise ArchiveFileError(f"{file.path} cannot be read: {error.strerror}.") from error
