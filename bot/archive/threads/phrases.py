"""What is said of links between posts, in the language of the reader."""

import re

from bot.archive.threads.likelihood import likely_why
from bot.archive.threads.links import BY_HAND_WHY, RECORDED_WHY, Evidence, Link
from bot.languages import _, lazy, number, plazy
from bot.languages.punctuation import colon

_NAMES = {
    Evidence.RECORDED: plazy("evidence", "recorded"),
    Evidence.CERTAIN: plazy("evidence", "certain"),
    Evidence.LIKELY: plazy("evidence", "likely"),
    Evidence.BY_HAND: plazy("evidence", "by hand"),
}
_STORED = {
    RECORDED_WHY: lazy("the archive names it as the parent"),
    BY_HAND_WHY: lazy("linked by hand"),
}
_CERTAIN = re.compile(r"posted (\d+\.\d+) s after it", re.ASCII)  # never translated


def evidence_name(evidence: Evidence) -> str:
    """Return how a link is known, in a word."""
    return f"{_NAMES[evidence]}"


def evidence_of(link: Link) -> str:
    """Return how a link is known, and why: “certain: posted 0.36 s after it”."""
    return colon(evidence_name(link.evidence), why(link))


def why(link: Link) -> str:
    """Return why one post continues another, as a phrase."""
    if link.evidence is Evidence.LIKELY:
        return likely_why(link.gap_ms or 0, link.features)
    if found := _CERTAIN.fullmatch(link.why):  # of a gap only the phrase is stored
        return _("posted {seconds} s after it", seconds=number(float(found[1]), 2))
    return f"{_STORED.get(link.why, link.why)}"
