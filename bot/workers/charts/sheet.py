"""The parts of a picture one below the other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Self

from bot.archive.posts.body import beginning
from bot.archive.statistics.model import Statistics
from bot.archive.statistics.theme import Theme
from bot.workers.charts.canvas import MARGIN, Canvas
from bot.workers.charts.fonts import Fonts
from bot.workers.charts.labels import Typesetter
from bot.workers.charts.palette import PALETTES
from bot.workers.charts.wording import sample

_GAP = 34


@dataclass
class Sheet:
    """What is drawn so far, down to `y` pixels."""

    canvas: Canvas
    y: float = MARGIN

    @classmethod
    def of(cls, found: Statistics, heading: str, theme: Theme) -> Self:
        """Return an empty one with the fonts that the texts of statistics need."""
        typesetter = Typesetter(Fonts([heading, *_texts(found), sample()]))
        return cls(Canvas(PALETTES[theme], typesetter))

    def add(self, part: Callable[[float], float], gap: float = _GAP) -> None:
        """Draw a part, and a gap before it; a part that draws nothing returns where it began."""
        start = self.y if self.y == MARGIN else self.y + gap
        end = part(start)
        if end > start:
            self.y = end

    def png(self) -> bytes:
        """Return the picture as PNG."""
        return self.canvas.png(self.y + MARGIN)


def _texts(found: Statistics) -> Iterator[str]:
    """Yield what shows the language of an archive."""
    for name in (*found.people, *found.hashtags):
        yield name.name
    for words in found.words.values():
        for word in words:
            yield word.word
    for post in (*found.liked, *(thread.first for thread in found.threads)):
        yield beginning(post)
