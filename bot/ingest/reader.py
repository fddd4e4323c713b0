"""Archive files to posts: the way from a file's record to a post is here."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from bot.archive.posts import Post, Repair, Source
from bot.ingest.damage import MOST_TIMES, Verdict, damage, depths, repair
from bot.ingest.discover import ArchiveFile, Discovery, Layout
from bot.ingest.export import posts_of, survey
from bot.ingest.lines import lines
from bot.ingest.media import take_media
from bot.ingest.parsed import Broken, Record, owner_of, records
from bot.ingest.places import UnreadableError
from bot.ingest.quarantine import Quarantined
from bot.ingest.text import kind_of, links, unescape

__all__ = ["Quarantined", "read"]


def read(
    found: Discovery,
    progress: Callable[[int], None] = lambda _size: None,
    *,
    account: str | None = None,
) -> Iterator[Post | Quarantined]:
    """Yield every post of what was found, and whatever could not be read.

    The files are gone through twice: what they hold all together tells how each was damaged.
    `progress` is told of the bytes read since it was last told, half of them in either round.
    `account` is whose the posts are of an export that does not say. Raises ArchiveFileError.
    """
    halves = _Halves(progress)
    parsed = [file for file in found.files if file.layout is not Layout.EXPORT]
    surveys = {file: _survey(file, halves) for file in parsed}
    exports = [(export, survey(export, account, halves)) for export in found.exports]
    for _, export_survey in exports:
        owner = export_survey.account.lower()
        surveys |= {f: _Survey(owner, verdict) for f, verdict in export_survey.verdicts.items()}
    damaged = _damage(surveys)
    for name, reason in found.refused:
        yield Quarantined(name, 1, reason)
    for file in parsed:
        for one in records(_lines(file, halves), surveys[file].owner):
            if isinstance(one, Broken):
                yield Quarantined(file.name, one.line, one.reason)
            else:
                yield _post(one, file.name, damaged[file])
    mends = {file: partial(_mended, depth=depth) for file, depth in damaged.items()}
    for export, export_survey in exports:
        yield from posts_of(export, export_survey, mends, found.media, halves)


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


def _damage(surveys: dict[ArchiveFile, _Survey]) -> dict[ArchiveFile, int]:
    """Return how often each file was damaged. Files of one owner came through the same hands."""
    verdicts: dict[str | None, dict[ArchiveFile, Verdict]] = defaultdict(dict)
    for file, found in surveys.items():
        verdicts[found.owner][file] = found.verdict
    return {
        file: depth
        for of_owner in verdicts.values()
        for file, depth in zip(of_owner, depths(list(of_owner.values())), strict=True)
    }


def _post(record: Record, file: str, damaged: int) -> Post:
    body = record.body
    if record.crlf:
        body = body.replace("\r\n", "\n")
    mended, plan = _mended(body, damaged)
    text, media = take_media(mended, record.id)
    text = unescape(text)
    before = unescape(take_media(body, record.id)[0])
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
        repair=Repair(plan, before) if plan else None,
    )


def _mended(text: str, depth: int) -> tuple[str, str | None]:
    """Return `text` mended, and by what plan: whether the file or the post told, and how often."""
    mended = repair(text, depth)
    if mended == text:
        return text, None
    if depth:
        return mended, f"file {depth}"
    again, times = mended, 0
    while again != text and times < MOST_TIMES:
        again, times = damage(again), times + 1
    return mended, f"post {times}"


def _lines(file: ArchiveFile, progress: Callable[[int], None]) -> Iterator[str]:
    """Yield the lines of a file; one that cannot be read on is named."""
    try:
        yield from lines(file.place, progress)
    except OSError as error:
        raise UnreadableError(file.name, str(error.strerror)) from error
