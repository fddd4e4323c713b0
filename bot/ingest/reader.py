"""Reading of archive files into rows of posts.

The files are read twice. The first pass detects damage, over all of the parser's files of an owner
together, and over all files of an export: they have the same history, so a damaged file is evidence
for one that is too short to show damage.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from bot.archive.posts.people import Person
from bot.archive.posts.post import Deletions, Post, Profile
from bot.archive.posts.row import PostRow, row_of
from bot.archive.threads.corrections import Correction
from bot.ingest import markdown
from bot.ingest.bluesky import reader as bluesky
from bot.ingest.discover import Discovery
from bot.ingest.export import reader as export
from bot.ingest.export.counted import count_likes
from bot.ingest.export.manifest import Export
from bot.ingest.export.survey import ExportSurvey, chunks_of, survey_export
from bot.ingest.export.tweets import Repairer
from bot.ingest.files.archive_file import ArchiveFile, Layout
from bot.ingest.files.input_file import file_context
from bot.ingest.files.lines import lines, naming_file
from bot.ingest.mastodon import reader as mastodon
from bot.ingest.options import NO_OPTIONS, ReadOptions
from bot.ingest.parser import reader as parsed
from bot.ingest.records import corrections
from bot.ingest.records.counts import FileCounts, LeftAlone, Unread, Withheld
from bot.ingest.records.quarantine import Quarantined, Unit
from bot.ingest.records.records import BrokenRecord
from bot.ingest.text.mojibake import MojibakeEvidence, export_depths, mojibake_depths, repair

ReadItem = (
    Profile | Deletions | Person | Correction | Quarantined | FileCounts | LeftAlone | Withheld
)
"""What is read beside posts."""

Progress = Callable[[int], None]
"""Called with the bytes read since its last call, half of each file's size in either pass."""


def read(
    found: Discovery,
    progress: Progress = lambda _size: None,
    *,
    account: str | None = None,
    options: ReadOptions = NO_OPTIONS,
) -> Iterator[Post | ReadItem]:
    """Yield every post and profile of the files in `found`, and what could not be read.

    The parameters and errors are those of `read_rows`; `account` is that of the options.
    """
    options = replace(options, account=account) if account else options
    for item in read_rows(found, progress, options):
        yield item.post if isinstance(item, PostRow) else item


def read_rows(
    found: Discovery, progress: Progress, options: ReadOptions = NO_OPTIONS
) -> Iterator[PostRow | ReadItem]:
    """Yield the rows of all posts and the profiles of the files in `found`, and what is unreadable.

    For each file of an export its counts follow. Raises ArchiveFileError, before the first post if
    the error is known by then.
    """
    account = options.account
    half_progress = _HalfProgress(progress)
    surveys = {}
    for file in found.files:
        if file.layout in parsed.LAYOUTS:
            with file_context(file.name):
                surveys[file] = parsed.survey(file, account, half_progress)
    owners = [survey.owner for survey in surveys.values() if survey.owner]
    exports = list(_surveyed_exports(found.exports, account, owners, half_progress))
    evidence: dict[str | None, dict[ArchiveFile, MojibakeEvidence]] = defaultdict(dict)
    for file, survey in surveys.items():
        evidence[survey.owner][file] = survey.evidence
    depths = _damage_depths(evidence)

    for name, reason in found.refused:
        yield Quarantined(name, 1, reason, Unit.FILE)
    yield from _read_networks(found, options, progress)
    for file, survey in surveys.items():
        with file_context(file.name):
            yield from parsed.rows_of(file, survey, depths[file], half_progress)
    yield from _read_own(found.files, progress)
    for found_export, export_survey in exports:
        repairers = _repairers(export_survey)
        yield from export.rows_of(
            found_export, export_survey, repairers, found.media, half_progress
        )
    for likes in found.likes:
        yield LeftAlone(likes.name, Unread.LIKES, count_likes(chunks_of(likes)))


def _read_networks(
    found: Discovery, options: ReadOptions, progress: Progress
) -> Iterator[PostRow | ReadItem]:
    """Yield what the archives of other networks than X hold."""
    for archive in found.mastodon:
        with file_context(archive.outbox.name):
            yield from mastodon.rows_of(archive, options, progress)
    for repository in found.bluesky:
        with file_context(repository.file.name):
            yield from bluesky.read(repository.file, options, found.media, _HalfProgress(progress))


def _read_own(files: Iterable[ArchiveFile], progress: Progress) -> Iterator[PostRow | ReadItem]:
    """Yield what is in the files of Throwback's own layouts."""
    for file in files:
        if file.layout is Layout.OWN:
            with file_context(file.name):
                yield from _read_markdown(file, progress)
        elif file.layout is Layout.CORRECTIONS:
            with file_context(file.name):
                yield from _read_corrections(file, progress)


def _surveyed_exports(
    exports: Iterable[Export], account: str | None, owners: list[str], progress: Progress
) -> Iterator[tuple[Export, ExportSurvey]]:
    """Yield the exports with the results of their first pass.

    One that names no owner, such as a `tweets.csv`, which comes last, is `account`'s, or else that
    of the only owner of the files beside it, among which are those of `owners`.
    """
    by_name = {name.lower(): name for name in owners}
    for found in exports:
        if not found.files:
            continue
        only = next(iter(by_name.values())) if len(by_name) == 1 else None
        survey = survey_export(found, account or only, progress)
        by_name[survey.account.lower()] = survey.account
        yield found, survey


class _HalfProgress:
    """Reports half of the bytes it is given; two full passes add up to the exact size."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._odd = 0

    def __call__(self, size: int) -> None:
        half, self._odd = divmod(size + self._odd, 2)
        self._progress(half)


def _damage_depths(
    evidence: Mapping[str | None, Mapping[ArchiveFile, MojibakeEvidence]],
) -> dict[ArchiveFile, int]:
    """Return how often each file was damaged, by the evidence of all files of its owner."""
    return {
        file: depth
        for files in evidence.values()
        for file, depth in zip(files, mojibake_depths(list(files.values())), strict=True)
    }


def _repairers(survey: ExportSurvey) -> dict[ArchiveFile, Repairer]:
    """Return the repairer of each file of an export."""
    depths = export_depths(
        [(survey.evidence[file], survey.entries[file]) for file in survey.evidence]
    )
    return {
        file: partial(_repair_with_plan, depth=depth)
        for file, depth in zip(survey.evidence, depths, strict=True)
    }


def _repair_with_plan(text: str, depth: int) -> tuple[str, str | None]:
    """Return a text of a file that was damaged `depth` times, repaired, and the plan.

    The plan is `file` and the number of inversions; None if there was nothing to repair.
    """
    repaired, times = repair(text, depth) if depth else (text, 0)
    return repaired, f"file {times}" if times else None


def _read_markdown(
    file: ArchiveFile, progress: Progress
) -> Iterator[PostRow | Profile | Deletions | Person | Quarantined]:
    for item in markdown.read(naming_file(file.file, lines(file.file, progress))):
        if isinstance(item, Post):
            yield row_of(item)
        elif isinstance(item, BrokenRecord):
            yield Quarantined(file.name, item.line, item.reason)
        else:
            yield item


def _read_corrections(file: ArchiveFile, progress: Progress) -> Iterator[Correction | Quarantined]:
    for item in corrections.read(naming_file(file.file, lines(file.file, progress))):
        if isinstance(item, BrokenRecord):
            yield Quarantined(file.name, item.line, item.reason)
        else:
            yield item
