"""The report of an import, as lines for people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.archive.plurals import counted
from bot.archive.posts.post import UNKNOWN
from bot.archive.posts.sanitize import show_controls
from bot.ingest.files.signatures import FileKind
from bot.ingest.records.counts import Missing
from bot.services.posts.imports import ImportReport

_MOST_LISTED = 10


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A line of a report, which warns where something is missing or could not be read."""

    text: str
    warns: bool = False


def report_lines(report: ImportReport, *, dry_run: bool = False) -> Iterator[ReportLine]:
    """Yield the lines of a report: what was read, what was left alone and what is missing."""
    accounts = ", ".join(map(_account, sorted(report.accounts))) or "no account"
    rehearsal = " Nothing was saved: this was a dry run." if dry_run else ""
    yield ReportLine(
        f"Read {counted(report.posts_read, 'post')} of {accounts} from "
        f"{counted(len(report.files), 'file')}: {report.posts_new:,} new, "
        f"{report.posts_merged:,} known, {report.repaired:,} with damaged text mended.{rehearsal}"
    )
    if report.lost:
        yield ReportLine(f"{counted(report.lost, 'post')} lost characters for good: \ufffd")
    if report.media:
        yield ReportLine(f"Pictures and films taken in: {report.media:,}.")
    if report.community:
        yield ReportLine(f"{counted(report.community, 'post')} of them to a community.")
    for sentence in _left_alone(report):
        yield ReportLine(sentence)
    if report.deleted:
        them = "it" if report.deleted == 1 else "them"
        yield ReportLine(
            f"Left {counted(report.deleted, 'post')} out of all answers: a newer export says that "
            f"the author deleted {them}. To see {them}: throwback search is:deleted"
        )
    if report.erased:
        yield ReportLine(f"Left {counted(report.erased, 'post')} alone that you had erased.")
    if report.missing:
        yield ReportLine("The export counts more than was read:", warns=True)
        yield from _list([f"{show_controls(one.file)}: {_lacking(one)}" for one in report.missing])
    if rejected := report.quarantined:
        yield ReportLine(f"{counted(len(rejected), 'record')} could not be read:", warns=True)
        yield from _list([f"{one.file}, line {one.line}: {one.reason}" for one in rejected])


def _list(lines: Sequence[str]) -> Iterator[ReportLine]:
    for line in lines[:_MOST_LISTED]:
        yield ReportLine(f"  {line}")
    if len(lines) > _MOST_LISTED:
        yield ReportLine(f"  … and {len(lines) - _MOST_LISTED:,} more (--json).")


def _left_alone(report: ImportReport) -> Iterator[str]:
    """Yield a sentence about each kind of what was left alone."""
    circle = report.left_alone.get(FileKind.CIRCLE, 0)
    for count, what in (
        (report.private, "direct messages or deleted posts"),
        (circle, "posts to a circle"),
    ):
        if count:
            yield f"Left {counted(count, 'file')} of {what} alone."
    if articles := report.left_alone.get(FileKind.ARTICLES, 0):
        they = "it may be a draft" if articles == 1 else "they may be drafts"
        yield f"Left {counted(articles, 'article')} alone: {they}."
    if report.first_other:
        posts, (file, line) = counted(report.others, "post"), report.first_other
        others = "another account" if report.others == 1 else "other accounts"
        which = "it" if report.others == 1 else "the first"
        yield f"Left {posts} of {others} alone; {which} is in {file}, line {line}."


def _lacking(missing: Missing) -> str:
    """Return how much of a file is missing."""
    return "all of it" if missing.count is None else f"{counted(missing.count, 'entry')} not read"


def _account(name: str) -> str:
    return "an unknown account" if name == UNKNOWN else f"@{name}"
