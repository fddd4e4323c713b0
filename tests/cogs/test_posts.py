"""Opened posts: Show all, Before and After."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.sandbox import Answer
from tests.archives import record, snowflake
from tests.cogs.conftest import Harness

WHEN = datetime(2021, 11, 24, 9, tzinfo=UTC)
LONG = " ".join(f"wombat{n}" for n in range(1, 800))


def at(hour: int) -> datetime:
    """Return a time on the day."""
    return WHEN + timedelta(hours=hour)


async def loaded(harness: Harness) -> None:
    """Load posts of two authors; one has a word of its own."""
    await harness.load(
        *(record(at(hour), f"zebra {hour}{' quagga' * (hour == 2)}") for hour in (0, 2, 4, 6)),
    )
    await harness.load(record(at(3), "an okapi", account="bob"))


async def read_whole(answer: Answer) -> str:
    """Return the texts of all pages of an opened post."""
    text = answer.text
    while "Next" in answer.buttons:
        answer = await answer.click("Next")
        text += answer.text
    return text


async def test_show_all_shows_all(harness: Harness) -> None:
    """A folded post is opened privately, on as many pages as it takes: no word is lost."""
    await harness.load(record(WHEN, LONG), record(at(9), "short"))
    answer = await harness.ask("search", query="wombat1")
    assert "wombat500" not in answer.text
    opened = await answer.click("Show all")
    assert opened.private
    assert not answer.private
    assert "Page 1 of " in opened.text
    words = (await read_whole(opened)).split()
    assert [one for one in words if one.startswith("wombat")] == LONG.split()


async def test_before_and_after(harness: Harness) -> None:
    """The neighbours are the author's own; they come privately, then take each other's place."""
    await loaded(harness)
    answer = await harness.ask("thread", post=snowflake(at(2)))
    assert not answer.private
    after = await answer.click("After")
    assert after.private
    assert "zebra 4" in after.text
    last = await after.click("After")
    assert last.interaction.original is after.interaction.original
    assert "zebra 6" in last.text
    assert set(last.buttons) == {"Before", "Share here"}
    assert "zebra 4" in (await last.click("Before")).text
    alone = await harness.ask("thread", post=snowflake(at(3)))
    assert "nothing of that author before" in (await alone.click("Before")).text
    assert "nothing of that author after" in (await alone.click("After")).text


async def test_hidden_posts_are_nobodys_neighbours(harness: Harness) -> None:
    """They are passed over, and cannot be opened by a button that is older than the decision."""
    await loaded(harness)
    await harness.start(replace(harness.settings, owners=frozenset({harness.ada.id})))
    answer = await harness.ask("thread", post=snowflake(at(2)))
    opened = await answer.click("After")
    await harness.ask("archive hide", post=snowflake(at(4)))
    assert "zebra 6" in (await answer.click("After")).text
    before = await (await answer.click("After")).click("Before")
    assert "zebra 2" in before.text
    await harness.ask("archive hide", post=snowflake(at(6)))
    refused = await opened.click("After")
    assert "does not hold post" in str(refused.followups) + refused.text


async def test_random_posts_have_neighbours(harness: Harness) -> None:
    """A post at random has both buttons, which work after a restart."""
    await loaded(harness)
    answer = await harness.ask("random", query="quagga")
    assert list(answer.buttons) == ["Another", "Before", "After"]
    await harness.start()
    assert "zebra 0" in (await answer.click("Before")).text
    assert "zebra 4" in (await answer.click("After")).text
