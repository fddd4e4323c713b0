"""Every golden card in every language: said whole in it, and taken by Discord."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.languages import Language, month_name, speaking
from tests.catalogues.extraction import TRANSLATED
from tests.conftest import OPENAPI
from tests.golden.cards import Card, cards
from tests.golden.photographs import golden
from tests.languages.chosen import CHOSEN
from tests.languages.leftovers import english_lines, is_sentence
from tests.languages.pseudo import DOUBLED, SIGN, doubled

_LABELS = {"label", "placeholder", "title"}
_READ = {"content", "description"} | _LABELS


def texts(part: object) -> Iterator[tuple[str, str]]:
    """Yield what a user reads of a payload, each text with its key."""
    if isinstance(part, Mapping):
        yield from ((key, part[key]) for key in _READ if isinstance(part.get(key), str))
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from texts(one)


def read(payload: Mapping[str, Any]) -> str:
    """Return all that a user reads of a payload."""
    return "\n".join(text for _key, text in texts(payload))


async def made(language: Language) -> list[Card]:
    """Return the cards where everybody speaks a language; Discord would refuse none of them."""
    with speaking(language):
        return await cards(Path(OPENAPI) if OPENAPI else None)


@pytest.mark.parametrize("language", CHOSEN)
async def test_no_card_is_left_in_english(language: str) -> None:
    """Nothing of a card but posts is as in English."""
    english: Mapping[str, Any] = golden()
    found = await made(TRANSLATED[language])
    assert {card.name for card in found} == english.keys()
    left = {
        card.name: lines
        for card in found
        if (lines := english_lines(read(card.payload), read(english[card.name])))
    }
    assert left == {}


async def test_a_language_twice_as_long_fits() -> None:
    """Where every message is twice as long as in English, none is cut, and no card is refused."""
    with doubled(), speaking(DOUBLED):
        found = await made(DOUBLED)
        values = re.compile(
            "|".join(["[^a-z]", *(month_name(n) for n in range(1, 13))]), re.IGNORECASE
        )
    assert len(found) == len(golden())
    unsigned = [
        (card.name, key, text)
        for card in found
        for key, text in texts(card.payload)
        if SIGN not in text
    ]
    assert [one for one in unsigned if one[1] in _LABELS and values.sub("", one[2])] == []
    assert [one for one in unsigned if is_sentence(one[2])] == []


def test_what_stayed_english_is_found() -> None:
    """A sentence of the bot is found, a post and a name are not."""
    post = "Pamphlet has learnt to open the press. I am now the second strongest bookbinder"
    text = f"Seite 1\n  There is no post of that day.\n{post}\n@ada_of_the_hives"
    assert english_lines(text, text) == ["There is no post of that day."]
