"""Archives of any size, the same for the same size."""

import itertools
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.archives import record

_CONSONANTS, _VOWELS = "bcdfghklmnprstvwz", "aeiou"
_WORDS = 50_000


def vocabulary(rng: random.Random) -> tuple[list[str], list[float]]:
    """Return words and, as `cum_weights`, their frequencies, as uneven as in people's texts."""
    words = [
        "".join(rng.choice(_CONSONANTS) + rng.choice(_VOWELS) for _ in range(rng.randint(1, 4)))
        for _ in range(_WORDS)
    ]
    return words, list(itertools.accumulate(1 / (rank + 3) for rank in range(_WORDS)))


def texts(count: int) -> Iterator[tuple[datetime, str]]:
    """Yield moments and texts; the frequencies of words are as uneven as in people's texts."""
    rng = random.Random(7)
    words, common = vocabulary(rng)
    when = datetime(2010, 12, 1, tzinfo=UTC)
    for _ in range(count):
        when += timedelta(milliseconds=rng.randint(1_000, 400_000))
        yield when, " ".join(rng.choices(words, cum_weights=common, k=rng.randint(5, 30)))


def write(path: Path, count: int) -> Path:
    """Write an archive of `count` posts in layout F7."""
    with path.open("w", encoding="utf-8") as file:
        for when, text in texts(count):
            file.write(f"{record(when, text)}\n----\n")
    return path
