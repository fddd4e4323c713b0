"""Certain links: where the two posts alone leave no doubt that the second continues the first.

Posts of one author at most two seconds apart were written as one thread in Twitter's composer: of
477 such neighbours with a known parent, 464 were its replies (97 %). Two long posts within ten
seconds were too (27 of 27), and posts numbered k and k + 1 within two minutes are a thread (47 of
48). Nothing else comes near that: of those two to three seconds apart 33 of 36, of those numbered
within an hour 53 of 57; and before the composer sent threads, 5 of 838 within two seconds.
"""

from datetime import UTC, datetime

from bot.archive.threads.features import Features
from bot.archive.threads.length import are_long, text_length
from bot.archive.threads.timeline import Pair
from bot.archive.timestamps import to_milliseconds

CERTAIN_GAP_MS = 2_000
"""The longest gap, in milliseconds, between two posts that the composer sent as one thread."""

TWITTER_THREADS_SINCE_MS = to_milliseconds(datetime(2017, 12, 12, tzinfo=UTC))
"""The day on which Twitter's composer began to send threads. Before it, two posts in one second
are programs that posted twice."""

_LONG_GAP_MS = 10_000
_NUMBERED_GAP_MS = 120_000

# What is stored is English, as JSON has it; `phrases.py` says it in the language of the reader.
LONG_WHY = "both long"  # never translated
NUMBERED_WHY = "numbered as the next"  # never translated


def certain_why(pair: Pair, features: Features) -> str | None:
    """Return why it is certain that the child continues the parent, in English; None if it is not.

    Where the archive names the parent of the child, there is nothing to infer.
    """
    gap = pair.gap_ms
    if gap > _NUMBERED_GAP_MS or pair.parent.at < TWITTER_THREADS_SINCE_MS:
        return None
    together = (
        gap <= _LONG_GAP_MS and not features & Features.SAME_MENTIONS and _has_exact_gap(pair)
    )
    why = ""
    if not (together and gap <= CERTAIN_GAP_MS):
        if features & Features.NUMBERED:
            why = f", {NUMBERED_WHY}"
        elif together and _are_long(pair):
            why = f", {LONG_WHY}"
        else:
            return None
    return f"posted {gap / 1000:.2f} s after it{why}"  # never translated: stored


def _has_exact_gap(pair: Pair) -> bool:
    """Return whether the gap is known to the millisecond.

    It is not if both ids hold whole seconds: one pair in a million does by chance, and all do whose
    ids were made from times.
    """
    return (
        pair.parent.has_exact_time
        and pair.child.has_exact_time
        and (pair.parent.at % 1000 or pair.child.at % 1000) != 0
    )


def _are_long(pair: Pair) -> bool:
    return are_long(text_length(pair.parent.text), text_length(pair.child.text))
