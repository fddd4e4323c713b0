"""The report of an import of an archive that is shown alone afterwards, in a few sentences."""

from collections.abc import Iterator

from bot.archive.posts.post import UNKNOWN
from bot.formats.unread_report import withheld_sentence
from bot.ingest.records.counts import Unread
from bot.languages import _, ngettext
from bot.languages.punctuation import colon, commas, full_stop, sentences
from bot.services.posts.import_report import ImportReport


def summary(report: ImportReport) -> str:
    """Return what an import read, what it could not read, and what it left out."""
    return sentences(_summary(report))


def _summary(report: ImportReport) -> Iterator[str]:
    yield ngettext(
        "The bot now answers from {count:,} post of {accounts}, and from nothing else.",
        "The bot now answers from {count:,} posts of {accounts}, and from nothing else.",
        report.posts_new,
        accounts=commas(map(_account, sorted(report.accounts))),
    )
    if count := len(report.quarantined):
        yield ngettext(
            "{count:,} record could not be read.", "{count:,} records could not be read.", count
        )
    yield from _left_out(report)
    if count := sum(report.left_alone.values()):
        yield ngettext(
            "{count:,} file with what is private was not opened.",
            "{count:,} files with what is private were not opened.",
            count,
        )


def _left_out(report: ImportReport) -> Iterator[str]:
    private = sum(report.unread.get(kind, 0) for kind in (Unread.DIRECT, Unread.FOLLOWERS))
    if count := private + sum(one.posts for one in report.withheld):
        yield ngettext(
            "{count:,} post was left out, as private or not to be shown.",
            "{count:,} posts were left out, as private or not to be shown.",
            count,
        )


def why_nothing(report: ImportReport) -> str:
    """Return why an import read no post."""
    stays = _("What was shown before stays.")
    if report.withheld:
        way = _("If they may be shown, give the path to: throwback demo PATH --yes-public")
        return sentences([*map(withheld_sentence, report.withheld), stays, way])
    read = _("Not one post in it could be read.")
    reason = [full_stop(colon(one.file, one.reason)) for one in report.quarantined[:1]]
    return sentences([read, *reason, *_left_out(report), stays])


def _account(name: str) -> str:
    return _("an unknown account") if name == UNKNOWN else f"@{name}"
