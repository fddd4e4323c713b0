"""The colours: their order is seen in every kind of colour blindness, text on them can be read."""

import math
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.statistics.theme import Theme
from bot.workers.charts.palette import (
    PALETTES,
    Palette,
    colour_of,
    contrast,
    linear,
    steps,
    text_on,
)

BLINDNESS = {
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.1124, 0.8876, 0), (0.1124, 0.8876, 0), (0.0040, -0.0040, 1)),
    "deuteranopia": ((0.2928, 0.7072, 0), (0.2928, 0.7072, 0), (-0.0223, 0.0223, 1)),
    "tritanopia": ((1, 0.1274, -0.1274), (0, 0.8739, 0.1261), (0, 0.8739, 0.1261)),
    "achromatopsia": ((0.2126, 0.7152, 0.0722),) * 3,
}
"""What of the red, green and blue light is seen, after Vienot, Brettel and Mollon (1999)."""

MOST = st.integers(0, 10**7)


def lightness(colour: str, blindness: str) -> float:
    """Return how light a colour is seen, from 0 to 100, as CIE L* defines it."""
    seen = [_mixed(row, linear(colour)) for row in BLINDNESS[blindness]]
    luminance = _mixed((0.2126, 0.7152, 0.0722), seen)
    return 116 * math.cbrt(luminance) - 16


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES.keys())
@pytest.mark.parametrize("blindness", BLINDNESS)
def test_each_step_of_a_scale_is_seen_as_more(palette: Palette, blindness: str) -> None:
    """From none to most each colour differs in lightness from the one before, in one direction."""
    seen = [lightness(colour, blindness) for colour in (palette.empty, *palette.scale)]
    changes = [after - before for before, after in pairwise(seen)]
    sign = 1 if changes[-1] > 0 else -1
    assert all(sign * change >= 5 for change in changes), changes


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES.keys())
@pytest.mark.parametrize("blindness", BLINDNESS)
def test_the_peak_is_seen_as_another_colour_than_a_bar(palette: Palette, blindness: str) -> None:
    """It also has a number; here they differ in lightness."""
    assert abs(lightness(palette.peak, blindness) - lightness(palette.bar, blindness)) >= 10


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES.keys())
def test_text_can_be_read(palette: Palette) -> None:
    """Text has the contrast that WCAG asks for, bars that of graphics."""
    for text in (palette.text, palette.muted):
        assert contrast(text, palette.background) >= 4.5
    assert contrast(palette.text, palette.track) >= 7
    for colour in (palette.bar, palette.peak):
        assert contrast(colour, palette.background) >= 3
    for colour in (palette.empty, *palette.scale):
        assert contrast(text_on(colour), colour) >= 4.5


@given(MOST, st.sampled_from(Theme))
def test_the_steps_of_a_scale_are_all_counts(most: int, theme: Theme) -> None:
    """They follow one another from 1 to the most, the last in the strongest colour."""
    scale = PALETTES[theme].scale
    found = steps(most, scale)
    assert len(found) == min(most, len(scale))
    assert [step.least for step in found] == [1, *(step.most + 1 for step in found)][: len(found)]
    assert all(step.least <= step.most for step in found)
    assert not found or (found[-1].most, found[-1].colour) == (most, scale[-1])
    assert len({step.colour for step in found}) == len(found)


@given(st.data(), MOST)
def test_a_count_has_the_colour_of_its_step(data: st.DataObject, most: int) -> None:
    """None has the colour of nothing."""
    scale = PALETTES[Theme.DARK].scale
    found = steps(most, scale)
    count = data.draw(st.integers(0, most))
    colour = colour_of(count, found, "empty")
    assert (colour == "empty") == (count == 0)
    assert count == 0 or next(one for one in found if count <= one.most).colour == colour


def _mixed(shares: Sequence[float], light: Sequence[float]) -> float:
    return sum(share * one for share, one in zip(shares, light, strict=True))
