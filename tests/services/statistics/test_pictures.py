"""Pictures of statistics are kept by the language that they are drawn in."""

from datetime import UTC, datetime

import pytest

from bot.archive.statistics.picture import Picture
from bot.archive.statistics.theme import Theme
from bot.languages import speaking
from bot.languages.language import FRENCH, GERMAN
from bot.services.container import Services
from tests.archives import record
from tests.services.conftest import Load

pytest.importorskip("matplotlib")


async def test_no_language_gets_the_picture_of_another(services: Services, load: Load) -> None:
    """The same statistics, asked for in two languages, are two pictures; the first is kept."""
    await load(record(datetime(2022, 10, 28, tzinfo=UTC), "a comet"))
    found = await services.statistics.of(UTC)
    drawn = []
    for language in (GERMAN, FRENCH, GERMAN):
        with speaking(language):
            picture = await services.statistics_pictures.of(found, "", Theme.DARK, deadline=None)
        assert isinstance(picture, Picture)
        drawn.append(picture)
    german, french, again = drawn
    assert german is again
    assert "1 Beitrag" in german.description
    assert "1 publication" in french.description
    assert german.data != french.data
