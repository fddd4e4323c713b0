"""Archive files to posts: the way from a file's record to a post is here."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from bot.archive.posts import UNKNOWN, Kind, Media, Post, Repair, Source
from bot.archive.snowflake import made_id
from bot.errors import ArchiveFileError
from bot.ingest import bare, early, html, quoted
from bot.ingest.damage import Verdict, depths, repair
from bot.ingest.discover import NOT_YET, READABLE, ArchiveFile, Layout
from bot.ingest.lines import blocks
from bot.ingest.media import take_media
from bot.ingest.owners import Owners, others_in, owner_in
from bot.ingest.records import Broken, Record
from bot.ingest.text import kind_of, links, put_back, unescape


class _Reading(NamedTuple):
    """How a layout is read: whom its records name, and the records of one of those."""

    owners_of: Callable[[Iterable[str]], Owners]
    records: Callable[[Iterable[str], str | None, frozenset[str]], Iterator[Record | Broken]]


_READINGS = {
    Layout.BARE: _Reading(bare.owners_of, bare.records),
    Layout.FIRST: _Reading(early.owners_of_first, early.records_of_first),
    Layout.EARLY: _Reading(early.owners_of, early.records),
    Layout.QUOTED: _Reading(quoted.owners_of, quoted.records),
    Layout.HTML: _Reading(html.owners_of, html.records),
}


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
    for file in files:
        beginning = next(_blocks(file, lambda _size: None), "")
        if bare.keeps_neither(file.path.name, beginning):
            raise ArchiveFileError(f"{file.path} {bare.NEITHER}")
    halves = _Halves(progress)
    surveys = {file.path: _survey(file, halves) for file in files if file.layout in READABLE}
    damaged = _damage(surveys)
    for file in files:
        if file.path not in surveys:
            yield Quarantined(file.name, 1, f"it is {file.layout.value}: {NOT_YET}")
            progress(file.size)
            continue
        survey = surveys[file.path]
        reading = _READINGS[file.layout]
        seen: Counter[str] = Counter()  # the ids that were made
        for found in reading.records(_blocks(file, halves), survey.owner, survey.others):
            if isinstance(found, Broken):
                yield Quarantined(file.name, found.line, found.reason)
            else:
                yield _post(found, file.name, damaged[file.path], seen)


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

    owners: Owners
    verdict: Verdict

    @property
    def owner(self) -> str | None:
        return owner_in(self.owners)

    @property
    def others(self) -> frozenset[str]:
        return others_in(self.owners, self.owner)


def _survey(file: ArchiveFile, progress: Callable[[int], None]) -> _Survey:
    verdict = Verdict()
    owners = _READINGS[file.layout].owners_of(verdict.listen(_blocks(file, progress)))
    return _Survey(owners, verdict)


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


def _post(record: Record, file: str, damaged: int, seen: Counter[str]) -> Post:
    mended, times = repair(record.body, damaged)
    text, media = _text(record, mended)
    kind, reply_to_account = kind_of(text)
    header = record.header
    if header:
        kind, reply_to_account = Kind.REPLY, header.parent_account
    elif record.tells_parents and kind is Kind.REPLY:
        kind, reply_to_account = Kind.POST, None  # it only begins with a name
    return Post(
        id=record.id or _made_id(record, text, seen),
        account=record.account or UNKNOWN,
        created_at=record.created_at,
        text=text,
        raw=record.raw,
        kind=kind,
        reply_to=header.parent if header else None,
        reply_to_account=reply_to_account,
        links=links(text),
        media=media,
        sources=(Source(file, record.line),),
        parent_known=record.tells_parents,
        origin=record.origin,
        repair=_repair(record, damaged, times) if times else None,
    )


def _text(record: Record, body: str) -> tuple[str, tuple[Media, ...]]:
    """Return the text that a post's body stands for, and its media."""
    media = record.media
    if media is None:
        body, media = take_media(body, record.id or "")
    if not record.plain:
        body = unescape(body)
    if record.header:
        body = put_back(record.header.names, body, record.account)
    return body, media


def _repair(record: Record, damaged: int, times: int) -> Repair:
    """Return how a body was mended that was decoded again so often."""
    return Repair(f"{'file' if damaged else 'post'} {times}", _text(record, record.body)[0])


def _made_id(record: Record, text: str, seen: Counter[str]) -> str:
    """Return an id for a record that has none; `seen` counts the like of it in its file."""
    first = made_id(record.created_at, text)
    seen[first] += 1
    return made_id(record.created_at, text, seen[first] - 1)


def _blocks(file: ArchiveFile, progress: Callable[[int], None]) -> Iterator[str]:
    """Yield the text of a file; one that cannot be read on is named."""
    try:
        yield from blocks(file.path, progress)
    except OSError as error:
        raise ArchiveFileError(f"{file.path} cannot be read: {error.strerror}.") from error
