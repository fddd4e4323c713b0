"""The report of an import, as lines for people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.archive.plurals import counted
from bot.archive.posts.ids.account_names import is_did
from bot.archive.posts.post import UNKNOWN
from bot.archive.posts.sanitize import show_controls
from bot.formats.unread_report import (
    how_to_confirm,
    unnamed_sentence,
    unread_sentences,
    withheld_sentence,
)
from bot.ingest.files.signatures import FileKind
from bot.ingest.records.counts import Missing
from bot.ingest.records.quarantine import Quarantined, Unit
from bot.languages import _, ngettext
from bot.languages.punctuation import colon, commas, full_stop, sentences
from bot.services.posts.import_report import ImportReport
from bot.services.search.nearest import not_compared

_MOST_LISTED = 10


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A line of a report, which warns where something is missing or could not be read."""

    text: str
    warns: bool = False


def report_lines(
    report: ImportReport, *, dry_run: bool = False, has_buttons: bool = False
) -> Iterator[ReportLine]:
    """Yield the lines of a report: what was read, what was left alone and what is missing.

    What can be confirmed is confirmed by an option, unless the report has buttons.
    """
    yield from _read(report, dry_run=dry_run)
    if report.lost:
        yield ReportLine(
            ngettext(
                "{count:,} post lost characters for good: {sign}",
                "{count:,} posts lost characters for good: {sign}",
                report.lost,
                sign="\ufffd",
            )
        )
    if report.corrections_read and _says_posts(report):
        yield ReportLine(_corrections(report))
    if report.media:
        yield ReportLine(_("Pictures and films taken in: {count:,}.", count=report.media))
    if report.community:
        yield ReportLine(
            ngettext(
                "{count:,} post of them to a community.",
                "{count:,} posts of them to a community.",
                report.community,
            )
        )
    yield from map(ReportLine, _meaning(report))
    yield from _not_imported(report)
    if report.withheld and not has_buttons:
        yield ReportLine(how_to_confirm())
    if report.deleted:
        yield ReportLine(
            ngettext(
                "Left {count:,} post out of all answers: a newer export says that the author "
                "deleted it. To see it: throwback search is:deleted",
                "Left {count:,} posts out of all answers: a newer export says that the author "
                "deleted them. To see them: throwback search is:deleted",
                report.deleted,
            )
        )
    if report.erased:
        yield ReportLine(
            ngettext(
                "Left {count:,} post alone that you had erased.",
                "Left {count:,} posts alone that you had erased.",
                report.erased,
            )
        )
    if report.missing:
        yield ReportLine(_("The export counts more than was read:"), warns=True)
        yield from _list([colon(show_controls(one.file), _lacking(one)) for one in report.missing])
    if rejected := report.quarantined:
        yield ReportLine(
            ngettext(
                "{count:,} record could not be read:",
                "{count:,} records could not be read:",
                len(rejected),
            ),
            warns=True,
        )
        yield from _list(list(map(_refused, rejected)))


def _meaning(report: ImportReport) -> Iterator[str]:
    if report.meaning_taken:
        yield taken(report.meaning_taken)
    yield from map(full_stop, not_compared(report.meaning_left))


def taken(posts: int) -> str:
    """Return the sentence that says of how many posts the meaning was taken."""
    return ngettext(
        "The meaning of {count:,} post was taken.",
        "The meaning of {count:,} posts was taken.",
        posts,
    )


def _read(report: ImportReport, *, dry_run: bool) -> Iterator[ReportLine]:
    """Yield what was read, and how an account without a name gets one."""
    if _says_posts(report):
        read = _posts(report)
    else:
        read = _corrections(report) if report.corrections_read else ""
    rehearsal = _("Nothing was saved: this was a dry run.") if dry_run else ""
    if said := f"{read} {rehearsal}".strip():
        yield ReportLine(said)
    if report.posts_new:
        for did in filter(is_did, sorted(report.accounts)):
            yield ReportLine(unnamed_sentence(did))


def _says_posts(report: ImportReport) -> bool:
    """Return whether there is anything to say of posts.

    There is nothing of files with corrections alone, nor if all that was found is withheld.
    """
    if report.posts_read or report.quarantined:
        return True
    return not (report.corrections_read or report.withheld)


def _not_imported(report: ImportReport) -> Iterator[ReportLine]:
    """Yield a line about each kind of what was left alone, and each repository."""
    for sentence in (*_left_alone(report), *unread_sentences(report.unread)):
        yield ReportLine(sentence)
    for repository in report.withheld:
        yield ReportLine(withheld_sentence(repository), warns=True)


def _list(lines: Sequence[str]) -> Iterator[ReportLine]:
    for line in lines[:_MOST_LISTED]:
        yield ReportLine(f"  {line}")
    if len(lines) > _MOST_LISTED:
        more = _("… and {count:,} more (--json).", count=len(lines) - _MOST_LISTED)
        yield ReportLine(f"  {more}")


def _posts(report: ImportReport) -> str:
    """Return how many posts were read, as a sentence."""
    return ngettext(
        "Read {count:,} post of {accounts} from {files}: {new:,} new, {known:,} known, "
        "{repaired:,} with damaged text repaired.",
        "Read {count:,} posts of {accounts} from {files}: {new:,} new, {known:,} known, "
        "{repaired:,} with damaged text repaired.",
        report.posts_read,
        accounts=commas(map(_account, sorted(report.accounts))) or _("no account"),
        files=counted(len(report.files), "file"),
        new=report.posts_new,
        known=report.posts_merged,
        repaired=report.repaired,
    )


def _corrections(report: ImportReport) -> str:
    """Return what became of corrections of links, in sentences."""
    read = ngettext(
        "Read {count:,} correction of links: {new:,} new.",
        "Read {count:,} corrections of links: {new:,} new.",
        report.corrections_read,
        new=report.corrections_new,
    )
    if not report.corrections_waiting:
        return read
    waiting = ngettext(
        "{count:,} correction in all waits for a post that the archive does not hold yet.",
        "{count:,} corrections in all wait for posts that the archive does not hold yet.",
        report.corrections_waiting,
    )
    return sentences([read, waiting])


def _left_alone(report: ImportReport) -> Iterator[str]:
    """Yield a sentence about each kind of what was left alone."""
    if report.private:
        yield ngettext(
            "Left {count:,} file of direct messages or deleted posts alone.",
            "Left {count:,} files of direct messages or deleted posts alone.",
            report.private,
        )
    if circle := report.left_alone.get(FileKind.CIRCLE, 0):
        yield ngettext(
            "Left {count:,} file of posts to a circle alone.",
            "Left {count:,} files of posts to a circle alone.",
            circle,
        )
    if articles := report.left_alone.get(FileKind.ARTICLES, 0):
        yield ngettext(
            "Left {count:,} article alone: it may be a draft.",
            "Left {count:,} articles alone: they may be drafts.",
            articles,
        )
    if report.first_other:
        file, line = report.first_other
        yield ngettext(
            "Left {count:,} post of another account alone; it is in {file}, line {line}.",
            "Left {count:,} posts of other accounts alone; the first is in {file}, line {line}.",
            report.others,
            file=file,
            line=line,
        )


def _refused(one: Quarantined) -> str:
    if one.unit is Unit.FILE:
        return colon(one.file, one.reason)
    if one.unit is Unit.ITEM:
        return _(
            "{file}, item {number}: {reason}", file=one.file, number=one.line, reason=one.reason
        )
    return _("{file}, line {line}: {reason}", file=one.file, line=one.line, reason=one.reason)


def _lacking(missing: Missing) -> str:
    """Return how much of a file is missing."""
    if missing.count is None:
        return _("all of it")
    return ngettext("{count:,} entry not read", "{count:,} entries not read", missing.count)


def _account(name: str) -> str:
    return _("an unknown account") if name == UNKNOWN else f"@{name}"
