"""Archives of any size, the same for the same size."""

import itertools
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.archives import record

_CONSONANTS, _VOWELS = "bcdfghklmnprstvwz", "aeiou"
_WORDS = 50_000


def vocabulary(dice: random.Random) -> tuple[list[str], list[float]]:
    """Return words and, as `cum_weights`, how common they are: as unequally as those of people."""
    words = [
        "".join(dice.choice(_CONSONANTS) + dice.choice(_VOWELS) for _ in range(dice.randint(1, 4)))
        for _ in range(_WORDS)
    ]
    return words, list(itertools.accumulate(1 / (rank + 3) for rank in range(_WORDS)))


def texts(count: int) -> Iterator[tuple[datetime, str]]:
    """Yield moments and texts; words are as unequally common as those of people."""
    dice = random.Random(7)
    words, common = vocabulary(dice)
    when = datetime(2010, 12, 1, tzinfo=UTC)
    for _ in range(count):
        when += timedelta(milliseconds=dice.randint(1_000, 400_000))
        yield when, " ".join(dice.choices(words, cum_weights=common, k=dice.randint(5, 30)))


def write(path: Path, count: int) -> Path:
    """Write an archive of `count` posts, as layout F7."""
    with path.open("w", encoding="utf-8") as file:
        for when, text in texts(count):
            file.write(f"{record(when, text)}\n----\n")
    return path
