"""What has no answer is said to the asker alone; the channel keeps nothing of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.errors import DatabaseError
from bot.sandbox import Answer
from bot.services.page_requests import LIFETIME
from tests.archives import record, snowflake
from tests.cogs.conftest import Harness

WHEN = datetime(2021, 11, 24, tzinfo=UTC)
CALLBACK = "/interactions/*/*/callback"

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


@pytest.fixture(autouse=True, params=["at once", "deferred"])
def when(request: pytest.FixtureRequest) -> None:
    """Whether the answer is the first response, or was deferred before."""
    if request.param == "deferred":
        request.getfixturevalue("deferred")


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


@pytest.mark.parametrize(("command", "options", "sentence"), [UNANSWERED[3], UNANSWERED[-1]])
async def test_a_lost_response_makes_nothing_public(
    harness: Harness,
    allowed_refusals: set[int],
    caplog: pytest.LogCaptureFixture,
    command: str,
    options: dict[str, Any],
    sentence: str,
) -> None:
    """If Discord took the first response and answered with a failure, all is said as ever."""
    allowed_refusals.add(40060)
    await loaded(harness)
    harness.sandbox.faults.next("POST", CALLBACK, 502, applied=True)
    answer = await harness.ask(command, **options)
    assert sentence in answer.text
    assert answer.private
    assert public(harness) == []
    assert "Somebody else" not in caplog.text


async def test_a_lost_response_to_a_button_makes_nothing_public(
    harness: Harness, allowed_refusals: set[int], caplog: pytest.LogCaptureFixture
) -> None:
    """So it is with buttons, whose message stays as it is."""
    allowed_refusals.add(40060)
    await loaded(harness)
    page, drawn = await harness.ask("search", query="wombat"), await harness.ask("random")
    before = public(harness)
    await harness.services.hidden.hide(
        [snowflake(WHEN + timedelta(hours=n)) for n in range(12)], "terminal"
    )
    for lifetime in (timedelta(), LIFETIME + timedelta(days=1)):
        harness.clock.move(lifetime)
        for answer, label in ((page, "Next"), (drawn, "Another")):
            harness.sandbox.faults.next("POST", CALLBACK, 502, applied=True)
            assert (await answer.click(label)).private
            await harness.bot.drain._idle.wait()  # it sends its first response once more
    assert public(harness) == before
    assert "Somebody else" not in caplog.text


async def test_a_public_deferral_that_stays_gets_nothing_private(harness: Harness) -> None:
    """If Discord does not delete the deferral at first, what is private does not replace it."""
    await loaded(harness)
    harness.sandbox.faults.next("DELETE", "/webhooks/*/@original", 429, via=False)
    answer = await harness.ask("search", query="xylophone")
    assert answer.private
    assert public(harness) == []


async def test_a_failure_after_the_answer_leaves_the_answer(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If only its buttons could not be saved, the answer stays, and that is said privately."""
    await loaded(harness)

    async def fail(*_arguments: Any) -> None:
        raise DatabaseError("The disk is full.")

    monkeypatch.setattr(harness.services.page_requests, "save", fail)
    answer = await harness.ask("search", query="wombat")
    after = answer if answer.followups else await answer.changed()
    assert "12 posts" in after.text
    (note,) = after.followups
    assert "The disk is full" in str(note)
    assert len(public(harness)) == 1
