"""Links: which post continues which, and how that is known.

A link is *recorded* where the archive names the parent. Layouts that drop the parent keep the time
and the text: some links are *certain* by these, see `certain.py`. What else may continue a thread
is at best *likely*: see `likelihood.py`. The owner may know better, and link or unlink posts *by
hand*.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.archive.threads.candidate import CandidateLink

# What is stored is English, as JSON has it; `phrases.py` says it in the language of the reader.
RECORDED_WHY = "the archive names it as the parent"  # never translated
BY_HAND_WHY = "linked by hand"  # never translated
CONVERSATION_WHY = "the same conversation, in which what it answers is gone"  # never translated


class Evidence(StrEnum):
    """How a link is known."""

    RECORDED = "recorded"
    CERTAIN = "certain"
    LIKELY = "likely"
    BY_HAND = "by hand"  # never translated: stored


@dataclass(frozen=True, slots=True)
class Link:
    """One post continues another, both given by their ids. `why` is the reason, in English.

    `candidate` is what a likely link was inferred from; None for all others.
    """

    child: str
    parent: str
    evidence: Evidence
    why: str
    candidate: CandidateLink | None = field(default=None, compare=False)
