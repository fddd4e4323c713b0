"""The tour in every language."""

import pytest

from bot.languages import speaking
from tests.catalogues.extraction import TRANSLATED
from tests.demo.touring import toured
from tests.languages.chosen import CHOSEN
from tests.languages.leftovers import english_lines

PAGE_1 = {
    "de": "Seite 1 von",
    "es": "Página 1 de",
    "fr": "Page 1 sur",
    "ja": "1 / 4 ページ",
    "pt": "Página 1 de",
}


@pytest.mark.parametrize("language", CHOSEN)
async def test_the_tour_speaks_a_language_throughout(english_tour: str, language: str) -> None:
    """Nothing that the tour prints is as in English but posts; it is as long as in English."""
    with speaking(TRANSLATED[language]):
        text = await toured(meaning=language == CHOSEN[0])  # for which a model is loaded
    assert english_lines(text, english_tour) == []
    assert PAGE_1[language] in text
    assert len(text.splitlines()) == pytest.approx(len(english_tour.splitlines()), rel=0.05)
