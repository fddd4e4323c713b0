"""Answers of many pages: the first, the last and any other page can be chosen."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox import Answer
from tests.archives import record, snowflake
from tests.cogs.conftest import Harness

WHEN = datetime(2021, 11, 24, 10, tzinfo=UTC)
LENGTH = 60
TURNING = ["First", "Back", "Next", "Last", "Go to page …"]


@pytest.fixture
async def long_thread(harness: Harness) -> Answer:
    """A thread of 60 posts, too many for four pages, opened at its first page."""
    posts = [record(WHEN + timedelta(seconds=n / 2), f"wombat {n:02}") for n in range(LENGTH)]
    await harness.load(*posts)
    return await harness.ask("thread", post=snowflake(WHEN))


def number(page: Answer) -> tuple[int, int]:
    """Return which page it is, and out of how many."""
    (hint,) = (line for line in page.text.splitlines() if line.startswith("Page "))
    _, at, _, pages = hint.split()
    return int(at), int(pages)


async def test_a_long_thread_has_first_last_and_any_page(long_thread: Answer) -> None:
    """The ends are one press away, and so is every page by its number."""
    assert list(long_thread.buttons)[:3] == ["Next", "Last", "Go to page …"]
    _, pages = number(long_thread)
    page = await long_thread.click("Last")
    assert number(page) == (pages, pages)
    assert f"wombat {LENGTH - 1}" in page.text
    assert list(page.buttons)[:3] == ["First", "Back", "Go to page …"]
    form = (await page.click("Go to page …")).modal
    assert list(form.fields) == [f"A number from 1 to {pages}"]
    page = await form.submit({f"A number from 1 to {pages}": " 3 "})
    assert number(page) == (3, pages)
    assert list(page.buttons) == [*TURNING, "To the post you asked for", "Markdown file"]
    assert number(await page.click("First")) == (1, pages)
    assert number(long_thread.latest) == (1, pages)


@pytest.mark.parametrize("typed", ["0", "x", "-1", "1.5", "²", "00"])
async def test_what_is_no_page_is_said(long_thread: Answer, typed: str) -> None:
    """Text that is no page gets a private sentence, and the message stays."""
    form = (await long_thread.click("Go to page …")).modal
    answer = await form.submit({next(iter(form.fields)): typed})
    assert answer.private
    assert "That is no page. Give a number from 1 to " in answer.text
    assert number(long_thread.latest)[0] == 1


async def test_a_page_beyond_the_last_is_the_last(long_thread: Answer) -> None:
    """There may be fewer pages than when the button was made."""
    form = (await long_thread.click("Go to page …")).modal
    at, pages = number(await form.submit({next(iter(form.fields)): "999999"}))
    assert at == pages


async def test_somebody_else_goes_to_a_page_of_their_own(
    harness: Harness, long_thread: Answer
) -> None:
    """Another user who goes to a page sees it privately."""
    form = (await long_thread.click("Go to page …", by=harness.bob)).modal
    page = await form.submit({next(iter(form.fields)): "2"})
    assert (page.private, number(page)[0]) == (True, 2)
    assert number(long_thread.latest)[0] == 1


async def test_the_button_outlives_the_bot(harness: Harness, long_thread: Answer) -> None:
    """The button opens its form after a restart."""
    await harness.start()
    form = (await long_thread.click("Go to page …")).modal
    assert number(await form.submit({next(iter(form.fields)): "4"}))[0] == 4


async def test_all_answers_of_many_pages_have_them(harness: Harness) -> None:
    """A search and a day with many posts have the same buttons, and stay valid."""
    hours = range(23)
    await harness.load(*(record(WHEN.replace(hour=n), f"wombat {n}") for n in hours),
                       record(WHEN - timedelta(days=3), "before"),
                       record(WHEN + timedelta(days=3), "after"))  # fmt: skip
    for answer in (
        await harness.ask("search", query="wombat"),
        await harness.ask("onthisday", date="11-24"),
    ):
        form = (await answer.click("Go to page …")).modal
        page = await form.submit({next(iter(form.fields)): "3"})
        assert number(page) == (3, 5)
        assert [label for label in page.buttons if label in TURNING] == TURNING
        assert number(await page.click("Last")) == (5, 5)
