"""What is said of links between posts, in the language of the reader."""

import re

from bot.archive.threads.likelihood import likely_why
from bot.archive.threads.links import Evidence, Link
from bot.languages import _, number, plazy

_NAMES = {
    Evidence.RECORDED: plazy("evidence", "recorded"),
    Evidence.CERTAIN: plazy("evidence", "certain"),
    Evidence.LIKELY: plazy("evidence", "likely"),
    Evidence.BY_HAND: plazy("evidence", "by hand"),
}
_SECONDS = re.compile(r"[\d.]+", re.ASCII)


def evidence_name(evidence: Evidence) -> str:
    """Return how a link is known, in a word."""
    return f"{_NAMES[evidence]}"


def evidence_of(link: Link) -> str:
    """Return how a link is known, and why: “certain: posted 0.36 s after it”."""
    return f"{evidence_name(link.evidence)}: {why(link)}"


def why(link: Link) -> str:
    """Return why one post continues another, as a phrase."""
    match link.evidence:
        case Evidence.RECORDED:
            return _("the archive names it as the parent")
        case Evidence.BY_HAND:
            return _("linked by hand")
        case Evidence.LIKELY:
            return likely_why(link.gap_ms or 0, link.features)
        case Evidence.CERTAIN:
            seconds = _SECONDS.search(link.why)  # only the sentence is stored
            shown = number(float(seconds[0]), 2) if seconds else ""
            return _("posted {seconds} s after it", seconds=shown)
