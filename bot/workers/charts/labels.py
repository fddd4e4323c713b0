"""Labels: texts of any script, cut to the room they have, with the fonts that have their glyphs."""

import unicodedata
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties

from bot.workers.charts.fonts import Fonts
from bot.workers.charts.graphemes import emoji_name, graphemes, is_right_to_left

DPI = 72
"""Dots an inch, so that a point of type is a pixel."""

ELLIPSIS = "…"

_LONGEST_WORD = 20  # graphemes: a longer one is divided

_NARROWEST = 0.2  # of the size: the mean width of characters is greater in every script


@dataclass(frozen=True, slots=True)
class Label:
    """A text that can be drawn, and its width in pixels."""

    text: str
    font: FontProperties
    width: float

    @property
    def is_right_to_left(self) -> bool:
        """Whether it is to be read from right to left."""
        return is_right_to_left(self.text)


class Typesetter:
    """Makes labels of the texts of one picture, and counts those that no font can show."""

    def __init__(self, fonts: Fonts) -> None:
        self.without_font = 0
        """How many texts were asked for that no installed font has all characters of."""
        self._fonts = fonts
        self._renderer = RendererAgg(1, 1, DPI)  # type: ignore[no-untyped-call]
        self._font_of: dict[tuple[tuple[str, ...], int, bool], FontProperties] = {}
        self._widths: dict[tuple[str, int], float] = {}

    def label(self, text: str, size: int, width: float, *, is_bold: bool = False) -> Label | None:
        """Return a text as a label of at most `width` pixels, with an ellipsis if it is cut.

        `size` is in pixels. Return None, and count it, if no font has all characters of what is
        shown; and if nothing of it is.
        """
        lines = self.lines(text, size, width, 1, is_bold=is_bold)
        return lines[0] if lines else None

    def lines(
        self, text: str, size: int, width: float, most: int, *, is_bold: bool = False
    ) -> list[Label]:
        """Return a text in at most `most` lines, none where `label` returns None."""
        wanted = graphemes(text)
        rest, is_whole = self._shown(wanted)
        font = self._font(rest, size, is_bold=is_bold)
        found: list[Label] = []
        try:
            if is_whole or self._measured("".join(rest), font) > most * width:  # cut in any case
                while rest and len(found) < most:
                    is_last = len(found) == most - 1
                    line, rest = self._line(rest, font, width, is_last=is_last)
                    found.append(line)
        except UserWarning:  # a glyph is missing although its font has all characters
            found = []
        if wanted and not found:
            self.without_font += 1
        return found

    def cut(self, text: str, most: int) -> str:
        """Return a text of at most `most` graphemes, with an ellipsis if it was cut."""
        found = graphemes(text)
        return "".join(found) if len(found) <= most else "".join(found[: most - 1]) + ELLIPSIS

    def width(self, text: str, size: int, *, is_bold: bool = False) -> float:
        """Return the width in pixels of a text of our own, such as a number."""
        return self._measured(text, self._font(text, size, is_bold=is_bold))

    def _shown(self, found: Sequence[str]) -> tuple[list[str], bool]:
        """Return graphemes up to the first without a font, and whether these are all.

        Symbols without a font are replaced by their names.
        """
        shown: list[str] = []
        for grapheme in found:
            one = grapheme
            if not self._has_font(one) and unicodedata.category(one[0]).startswith("S"):
                one = emoji_name(one)
            if not self._has_font(one):
                return shown, False
            shown.extend(one if one.isascii() else [one])  # a name may be divided
        return shown, True

    def _has_font(self, shown: str) -> bool:
        if shown.isascii():
            return True
        return self._fonts.family(shown) is not None

    def _font(self, shown: Sequence[str], size: int, *, is_bold: bool) -> FontProperties:
        families = self._fonts.families(shown)
        key = (tuple(families), size, is_bold)
        if key not in self._font_of:
            weight = "bold" if is_bold else "normal"
            self._font_of[key] = FontProperties(family=families, size=size, weight=weight)
        return self._font_of[key]

    def _line(
        self, rest: list[str], font: FontProperties, width: float, *, is_last: bool
    ) -> tuple[Label, list[str]]:
        """Return the first line of some graphemes, and those after it."""
        whole = "".join(rest)
        if self._fits(whole, font, width):
            return self._made(whole, font), []
        end = ELLIPSIS if is_last else ""
        fits, too_many = 0, min(len(rest), _longest(font, width) + 1)
        while too_many - fits > 1:
            middle = (fits + too_many) // 2
            if self._fits("".join(rest[:middle]).rstrip() + end, font, width):
                fits = middle
            else:
                too_many = middle
        if rest[fits] != " " and " " in rest[max(1, fits - _LONGEST_WORD) : fits]:
            fits = max(at for at in range(1, fits) if rest[at] == " ")  # between words
        if fits == 0:  # a grapheme may be wider than any line: some are whole sentences
            return self._made(ELLIPSIS, font), rest[1:]
        text = "".join(rest[:fits]).strip() + end
        after = rest[fits:]
        return self._made(text, font), after[1:] if after[:1] == [" "] else after

    def _made(self, text: str, font: FontProperties) -> Label:
        return Label(text, font, self._measured(text, font))

    def _fits(self, text: str, font: FontProperties, width: float) -> bool:
        return len(text) <= _longest(font, width) and self._measured(text, font) <= width

    def _measured(self, text: str, font: FontProperties) -> float:
        """Return a text's width; raises UserWarning if a glyph is missing."""
        key = (text, id(font))  # `_font_of` keeps each font
        if key not in self._widths:
            with warnings.catch_warnings():
                warnings.simplefilter("error", UserWarning)
                measured = self._renderer.get_text_width_height_descent
                self._widths[key] = measured(text, font, ismath=False)[0]  # type: ignore[no-untyped-call]
        return self._widths[key]


def _longest(font: FontProperties, width: float) -> int:
    """Return how many characters may fit into `width`: to shape many more would take long."""
    return int(width / (_NARROWEST * font.get_size_in_points())) + 1
