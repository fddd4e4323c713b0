"""The colours of the pictures, and which of them a count has.

Colours of a scale differ in lightness, in one direction, so their order can be seen without seeing
hues; a test simulates the three kinds of colour blindness.
"""

from dataclasses import dataclass
from typing import NamedTuple

from bot.archive.statistics.theme import Theme


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a theme. `scale` has those of counts above 0, the least first.

    `background` is that of Discord's containers. `bar` is drawn on it, `track` lies behind text.
    """

    background: str
    text: str
    muted: str
    line: str
    bar: str
    track: str
    peak: str
    empty: str
    scale: tuple[str, ...]


PALETTES = {
    Theme.DARK: Palette(
        background="#242429",
        text="#f4f4f6",
        muted="#b0b1bb",
        line="#3d3d45",
        bar="#5b8def",
        track="#354569",
        peak="#ffd166",
        empty="#313138",
        scale=("#31487a", "#4a6ea9", "#7f93a6", "#c2ae78", "#ffd166"),
    ),
    Theme.LIGHT: Palette(
        background="#f7f7f9",
        text="#16171b",
        muted="#565762",
        line="#d5d5dc",
        bar="#4a80e4",
        track="#cfdcf7",
        peak="#a83400",
        empty="#e9e9ee",
        scale=("#c3d5f6", "#8fb0ec", "#5a87da", "#315bb0", "#142c6b"),
    ),
}
"""The colours of each theme."""


class Step(NamedTuple):
    """A colour, and the counts that have it, from `least` to `most`."""

    least: int
    most: int
    colour: str


def steps(most: int, scale: tuple[str, ...]) -> list[Step]:
    """Return the steps of a scale for counts from 1 to `most`, as wide as each other.

    There are fewer of them than colours if there are fewer counts, and none if `most` is 0.
    """
    number = min(len(scale), most)
    return [
        Step(
            most * step // number + 1,
            most * (step + 1) // number,
            scale[(len(scale) - 1) * (step + 1) // number],
        )
        for step in range(number)
    ]


def colour_of(count: int, found: list[Step], empty: str) -> str:
    """Return the colour of a count, which is at most that of the last step; `empty` of 0."""
    return next((step.colour for step in found if step.least <= count <= step.most), empty)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, from 0 to 1, as WCAG defines it."""
    return sum(
        share * value for share, value in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True)
    )


def linear(colour: str) -> tuple[float, ...]:
    """Return the red, green and blue light of a colour, each from 0 to 1."""
    return tuple(_light(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21, as WCAG defines it."""
    less, more = sorted((luminance(one), luminance(other)))
    return (more + 0.05) / (less + 0.05)


def text_on(colour: str) -> str:
    """Return the colour of text on another: the one of nearly black and white that can be read."""
    return max("#111114", "#ffffff", key=lambda text: contrast(text, colour))


def _light(encoded: float) -> float:
    """Return the light of a part of a colour, as sRGB defines it."""
    dark = 0.04045
    return encoded / 12.92 if encoded <= dark else ((encoded + 0.055) / 1.055) ** 2.4
