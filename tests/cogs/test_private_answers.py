"""What has no answer is said to the asker alone; the channel keeps nothing of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.sandbox import Answer
from bot.services.page_requests import LIFETIME
from tests.archives import record, snowflake
from tests.cogs.conftest import Harness

WHEN = datetime(2021, 11, 24, tzinfo=UTC)

UNANSWERED: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("search", {"query": '"left'}, "left open"),
    ("search", {"query": "since:someday"}, "since:"),
    ("search", {"query": "?"}, "What a search understands"),
    ("search", {"query": "xylophone"}, "Nothing in the archive matches"),
    ("random", {"query": '"left'}, "left open"),
    ("random", {"query": "xylophone"}, "no post"),
    ("onthisday", {"date": "soon"}, "no day of the year"),
    ("onthisday", {"query": '"left'}, "left open"),
    ("onthisday", {"date": "01-01"}, "Nothing was posted"),
    ("thread", {"post": "17"}, "17"),
    ("thread", {"post": "xylophone"}, "No post in the archive matches"),
    ("thread", {"post": '"left'}, "left open"),
)


async def loaded(harness: Harness) -> None:
    """Load wombats, on three pages."""
    await harness.load(*(record(WHEN + timedelta(hours=n), f"wombat {n}") for n in range(12)))


def public(harness: Harness) -> list[str]:
    """Return the messages that everybody in the channel sees, as texts."""
    return [str(one.payload) for one in harness.channel.history if one.ephemeral_for is None]


@pytest.mark.parametrize(("command", "options", "sentence"), UNANSWERED)
async def test_what_has_no_answer_is_private(
    harness: Harness, command: str, options: dict[str, Any], sentence: str
) -> None:
    """Errors, help, nothing found and unknown ids are private, in any command."""
    await loaded(harness)
    answer = await harness.ask(command, **options)
    assert sentence in answer.text
    assert answer.private
    assert public(harness) == []


@pytest.mark.parametrize("command", ["search", "random", "onthisday"])
async def test_an_empty_archive_is_said_privately(harness: Harness, command: str) -> None:
    """That there is no post at all is private too."""
    answer = await harness.ask(command, **({"query": "wombat"} if command == "search" else {}))
    assert answer.private
    assert public(harness) == []


async def test_an_answer_is_public(harness: Harness) -> None:
    """What has an answer is for the channel, as before."""
    await loaded(harness)
    answers: list[Answer] = [
        await harness.ask("search", query="wombat"),
        await harness.ask("random"),
        await harness.ask("onthisday"),
        await harness.ask("thread", post=snowflake(WHEN)),
    ]
    assert not any(answer.private for answer in answers)
    assert len(public(harness)) == len(answers)


async def test_suggestions_work_in_private(harness: Harness) -> None:
    """A suggestion below “nothing found” turns that private message into the results."""
    await loaded(harness)
    nothing = await harness.ask("search", query="wombat year:1999")
    (label, *_) = nothing.buttons
    found = await nothing.click(label)
    assert found.private
    assert "12 posts" in found.text
    assert public(harness) == []


async def test_expired_buttons_are_private(harness: Harness) -> None:
    """Every kind of expired button answers privately, and leaves the message as it is."""
    await loaded(harness)
    await harness.load(record(WHEN.replace(year=2019), "an old wombat"))
    page, drawn = await harness.ask("search", query="wombat"), await harness.ask("random")
    day = await harness.ask("onthisday", date="11-24")
    before = public(harness)
    harness.clock.move(LIFETIME + timedelta(days=1))
    for answer in (
        await page.click("Next"),
        await drawn.click("Another"),
        await day.select("2019"),
    ):
        assert answer.private
        assert "90 days" in answer.text
    assert public(harness) == before


async def test_a_button_without_an_answer_is_private(harness: Harness) -> None:
    """A button whose posts are gone leaves the public message, and says so privately."""
    await loaded(harness)
    page, drawn = await harness.ask("search", query="wombat"), await harness.ask("random")
    before = public(harness)
    ids = [snowflake(WHEN + timedelta(hours=n)) for n in range(12)]
    await harness.services.hidden.hide(ids, "terminal")
    for answer in (await page.click("Next"), await drawn.click("Another")):
        assert answer.private
        assert "wombat 3" not in answer.text
    assert public(harness) == before


async def test_a_failure_after_the_deferral_is_private(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So is a failure that nobody foresaw, although the answer was begun publicly."""
    await loaded(harness)

    def fail(*_arguments: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(harness.services.grouped_search, "_find", fail)
    answer = await harness.ask("search", query="wombat")
    assert answer.private
    assert "Something went wrong" in answer.text
    assert public(harness) == []
