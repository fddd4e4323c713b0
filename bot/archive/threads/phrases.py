"""What is said of links between posts, in the language of the reader."""

import re

from bot.archive.threads.candidate import CandidateLink
from bot.archive.threads.certain import LONG_WHY, NUMBERED_WHY
from bot.archive.threads.features import Features
from bot.archive.threads.links import BY_HAND_WHY, CONVERSATION_WHY, RECORDED_WHY, Evidence, Link
from bot.languages import ENGLISH, _, lazy, number, plazy, speaking
from bot.languages.punctuation import colon, commas

_NAMES = {
    Evidence.RECORDED: plazy("evidence", "recorded"),
    Evidence.CERTAIN: plazy("evidence", "certain"),
    Evidence.LIKELY: plazy("evidence", "likely"),
    Evidence.BY_HAND: plazy("evidence", "by hand"),
}
_LONG, _NUMBERED = lazy("both long"), lazy("numbered as the next")
_STORED = {
    RECORDED_WHY: lazy("the archive names it as the parent"),
    BY_HAND_WHY: lazy("linked by hand"),
    CONVERSATION_WHY: lazy("the same conversation, in which what it answers is gone"),
    LONG_WHY: _LONG,
    NUMBERED_WHY: _NUMBERED,
}
_NEXT_UNIT = 90  # seconds, then minutes: one and a half of the next unit
_CERTAIN = re.compile(r"posted (\d+\.\d+) s after it(?:, (.+))?", re.ASCII)  # never translated


def evidence_name(evidence: Evidence) -> str:
    """Return how a link is known, in a word."""
    return f"{_NAMES[evidence]}"


def evidence_of(link: Link) -> str:
    """Return how a link is known, and why: “certain: posted 0.36 s after it”."""
    return colon(evidence_name(link.evidence), why(link))


def why(link: Link) -> str:
    """Return why one post continues another, as a phrase."""
    if link.candidate:
        return _likely_why(link.candidate)
    if found := _CERTAIN.fullmatch(link.why):  # of a certain link only the phrase is stored
        gap = _("posted {seconds} s after it", seconds=number(float(found[1]), 2))
        return commas([gap, _stored(found[2])]) if found[2] else gap
    return _stored(link.why)


def likely_link(candidate: CandidateLink) -> Link:
    """Return the link to show for a candidate link that is likely."""
    with speaking(ENGLISH):
        reason = _likely_why(candidate)
    return Link(candidate.child, candidate.parent, Evidence.LIKELY, reason, candidate)


def signs(candidate: CandidateLink) -> list[str]:
    """Return what speaks for a likely link besides its gap, as phrases."""
    found = []
    if candidate.features & Features.NUMBERED:
        found.append(f"{_NUMBERED}")
    if candidate.in_conversation:
        found.append(_("to the same people"))
    if candidate.features & (Features.BEGINS | Features.ENDS | Features.CONTINUES):
        found.append(_("reads as going on"))
    if candidate.both_long:
        found.append(f"{_LONG}")
    if candidate.word:
        found.append(_("shares “{word}”", word=candidate.word))
    return found


def format_gap(gap_ms: int) -> str:
    """Return a gap in everyday units, rounded to the nearest: 26 s, 2 min, 3 h.

    >>> format_gap(111_130)
    '2 min'
    """
    seconds = max(round(gap_ms / 1000), 0)
    if seconds < _NEXT_UNIT:
        return _("{seconds} s", seconds=seconds)
    minutes = round(seconds / 60)
    if minutes < _NEXT_UNIT:
        return _("{minutes} min", minutes=minutes)
    return _("{hours} h", hours=round(minutes / 60))


def _likely_why(candidate: CandidateLink) -> str:
    gap = _("posted {gap} after it", gap=format_gap(candidate.gap_ms))
    return commas([gap, *signs(candidate)])


def _stored(phrase: str) -> str:
    return f"{_STORED.get(phrase, phrase)}"
