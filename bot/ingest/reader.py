"""Archive files to posts: the way from a file's record to a post is here."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.archive.posts import Post, Repair, Source
from bot.errors import ArchiveFileError
from bot.ingest.damage import Verdict, depths, repair
from bot.ingest.discover import NOT_YET, READABLE, ArchiveFile
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
    `progress` is told of the bytes read since it was last told, half of them in either round.
    """
    files = list({file.path: file for file in files}.values())
    halves = _Halves(progress)
    surveys = {file.path: _survey(file, halves) for file in files if file.layout in READABLE}
    damaged = _damage(surveys)
    for file in files:
        if file.path not in surveys:
            yield Quarantined(file.name, 1, f"it is {file.layout.value}: {NOT_YET}")
            progress(file.size)
            continue
        for found in records(_lines(file, halves), surveys[file.path].owner):
            if isinstance(found, Broken):
                yield Quarantined(file.name, found.line, found.reason)
            else:
                yield _post(found, file.name, damaged[file.path])


class _Halves:
    """Tells of half of the bytes it is told of, and in all of no byte too many or too few."""

    def __init__(self, progress: Callable[[int], None]) -> None:
        self._progress = progress
        self._odd = 0

    def __call__(self, size: int) -> None:
        half, self._odd = divmod(size + self._odd, 2)
        self._progress(half)


@dataclass(frozen=True, slots=True)
class _Survey:
    """What the first round finds out of a file."""

    owner: str | None
    verdict: Verdict


def _survey(file: ArchiveFile, progress: Callable[[int], None]) -> _Survey:
    verdict = Verdict()
    return _Survey(owner_of(verdict.listen(_lines(file, progress))), verdict)


def _damage(surveys: dict[Path, _Survey]) -> dict[Path, int]:
    """Return how often each file was damaged. Files of one owner came through the same hands."""
    verdicts: dict[str | None, dict[Path, Verdict]] = defaultdict(dict)
    for path, survey in surveys.items():
        verdicts[survey.owner][path] = survey.verdict
    return {
        path: depth
        for of_owner in verdicts.values()
        for path, depth in zip(of_owner, depths(list(of_owner.values())), strict=True)
    }


def _post(record: Record, file: str, damaged: int) -> Post:
    body = record.body
    if record.crlf:
        body = body.replace("\r\n", "\n")
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
        repair=Repair("post 1", unescape(take_media(body, record.id)[0]))
        if mended != body
        else None,
    )


def _lines(file: ArchiveFile, progress: Callable[[int], None]) -> Iterator[str]:
    """Yield the lines of a file; one that cannot be read on is named."""
    try:
        yield from lines(file.path, progress)
    except OSError as error:
        raise ArchiveFileError(f"{file.path} cannot be read: {error.strerror}.") from error
