"""/stats and /year, as users see them."""

import os
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.sandbox.screen import Media, flatten
from bot.services.statistics import pictures
from bot.services.statistics.pictures import StatisticsPictures
from tests.archives import record
from tests.cogs.conftest import Harness

WHEN = datetime(2021, 11, 24, 9, tzinfo=UTC)


async def loaded(harness: Harness) -> None:
    """Load posts of two years, some of them a thread."""
    await harness.load(
        *(record(WHEN + timedelta(hours=n), f"wombat {n} #Comet") for n in range(5)),
        *(record(WHEN + timedelta(days=400, seconds=n), "a kettle") for n in (0.8, 0.4, 0)),
        record(WHEN + timedelta(days=750), "@bob_b hello"),
    )


async def test_all_pages(harness: Harness) -> None:
    """The figures are on pages that buttons turn, for everybody, after a restart too."""
    await loaded(harness)
    answer = await harness.ask("stats")
    assert not answer.private
    assert "9 posts, among them 1 reply." in answer.text
    when = await answer.click("Next")
    assert "2021 5 ████████████████\n2022 3 ██████████\n2023 1 ████" in when.text
    assert "Most often on" in when.text
    second = await when.click("Next")
    assert "@bob_b (1)" in second.text
    assert "#Comet (5)" in second.text
    await harness.start()
    third = await second.click("Next")
    assert "A thread of 3 posts" in third.text
    assert "Thread (3)" in third.buttons
    assert "no counts" in (await third.click("Next")).text


@pytest.mark.usefixtures("in_words")
async def test_a_query_and_an_account(harness: Harness) -> None:
    """Both limit what is counted, and are said; what is no filter is noted on."""
    await loaded(harness)
    answer = await harness.ask("stats", query="wombatt colour:x OR wombatt", account="@ADA")
    assert "5 posts." in answer.text
    assert "· @ADA · “wombatt" in answer.text
    assert "is no filter here" in answer.text


@pytest.mark.usefixtures("in_words")
async def test_a_year_leads_to_the_others(harness: Harness) -> None:
    """A year has its months, and buttons for the years beside it that have posts."""
    await loaded(harness)
    answer = await harness.ask("year", year=2022)
    assert "2022 in figures" in answer.text
    assert "3 posts." in answer.text
    assert "Dec 3 ████████████████" in answer.text
    assert {"← 2021", "2023 →"} <= set(answer.buttons)
    assert "← 2022" in (await harness.ask("year", year=2023)).buttons  # the nearest, not the first
    before = await answer.click("← 2021")
    assert "2021 in figures" in before.text
    assert "Nov 5" in before.text


@pytest.mark.parametrize(
    ("command", "options", "sentence"),
    [
        ("stats", {"query": "on:nowhere"}, "on:YYYY-MM-DD"),
        ("stats", {"query": "xylophone"}, "There is no post"),
        ("stats", {"account": "nobody"}, "There is no post by @nobody."),
        ("stats", {"account": "**no**"}, "There is no post by @**no**."),
        ("year", {"year": 1999}, "There are posts of 2021, 2022, 2023."),
    ],
)
async def test_what_has_no_figures_is_private(
    harness: Harness, command: str, options: dict[str, Any], sentence: str
) -> None:
    """Errors, and selections without a post, are for the asker alone."""
    await loaded(harness)
    answer = await harness.ask(command, **options)
    assert answer.private
    assert sentence in answer.text


async def test_an_empty_archive_is_said(harness: Harness) -> None:
    """Without any post the answer says how to load one."""
    answer = await harness.ask("stats")
    assert answer.private
    assert "throwback import" in answer.text


@pytest.mark.usefixtures("in_words")
async def test_a_private_answer_can_be_shared(harness: Harness) -> None:
    """A person who asked in private may show the figures to the channel."""
    await loaded(harness)
    answer = await harness.ask("year", year=2021, private=True)
    assert answer.private
    shared = await answer.click("Share here")
    assert not shared.private
    assert "2021 in figures" in shared.text


@pytest.mark.usefixtures("in_words")
async def test_days_are_those_of_the_server(harness: Harness) -> None:
    """Hours and days are in the time zone of the server."""
    await harness.load(record(datetime(2021, 12, 31, 20, tzinfo=UTC), "late"))
    await harness.services.guilds.put_time_zone(harness.guild.id, "Asia/Tokyo")
    answer = await harness.ask("stats")
    assert "Saturdays at 05:00" in answer.text
    assert "2022 1" in answer.text
    assert "Asia/Tokyo" in answer.text


async def test_accounts_are_suggested(harness: Harness) -> None:
    """The option completes the names of accounts."""
    await loaded(harness)
    choices = await harness.ada.autocomplete("stats", focused="account", account="@a")
    assert [choice["value"] for choice in choices] == ["ada"]
    assert await harness.ada.autocomplete("year", focused="account", account="ada wom") == []


def png_size(data: bytes) -> tuple[int, int]:
    """Return the width and the height of a PNG file, in pixels."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


async def test_the_first_page_has_a_picture(harness: Harness) -> None:
    """Its figures are in its alternative text too; the other pages and their turning need none."""
    await loaded(harness)
    answer = await harness.ask("stats")
    (file,) = answer.files
    width, height = png_size(file.data)
    assert 800 <= width <= height
    (picture,) = (part for part in flatten(answer.screen) if isinstance(part, Media))
    assert "9 posts, among them 1 reply. 3 days with posts" in picture.description
    assert "Posts by year: 2021 5, 2022 3, 2023 1." in picture.description
    second = await answer.click("Next")
    assert not second.files
    (again,) = (await second.click("Back")).files
    assert again.data == file.data


async def test_a_picture_has_a_theme(harness: Harness) -> None:
    """Light, dark without a choice; a page turn and the year beside it keep what was chosen."""
    await loaded(harness)
    dark, light = [
        (await harness.ask("year", year=2021, **options)).files[0].data
        for options in ({}, {"theme": "light"})
    ]
    assert dark != light
    of_account = await harness.ask("year", year=2021, account="ada", theme="light")
    assert of_account.files[0].data != light  # the same figures with another heading
    beside = await harness.ask("year", year=2022, theme="light")
    (picture,) = (await (await beside.click("Next")).click("← 2021")).files
    assert picture.data == light


@pytest.mark.usefixtures("in_words")
async def test_without_matplotlib_the_figures_are_in_words(harness: Harness) -> None:
    """The first page is the first one of words, and says what to install."""
    await loaded(harness)
    answer = await harness.ask("stats")
    assert not answer.files
    assert "2021 5 ████████████████" in answer.text
    assert "pip install 'matplotlib" in answer.text
    assert "pip install" not in (await answer.click("Next")).text


async def test_a_picture_that_fails_leaves_the_figures(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer says why there is none; the next one tries again."""
    await loaded(harness)
    with monkeypatch.context() as patched:
        patched.setattr(pictures, "draw", os._exit)
        answer = await harness.ask("stats")
    assert not answer.files
    assert "9 posts" in answer.text
    assert "No picture: the picture could not be drawn" in answer.text
    assert (await harness.ask("stats")).files


async def test_a_slow_picture_is_not_waited_for(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is drawn to its end, and is there for those who ask again."""
    await loaded(harness)
    with monkeypatch.context() as patched:
        patched.setattr(StatisticsPictures.of, "__kwdefaults__", {"deadline": 0.0})
        answer = await harness.ask("stats")
    assert not answer.files
    assert "ask again in a moment" in answer.text
    assert (await harness.ask("stats")).files


async def test_an_upload_that_is_refused_leaves_the_figures(harness: Harness) -> None:
    """Too large for a proxy, or for the server."""
    await loaded(harness)
    harness.sandbox.faults.next("PATCH", "*/messages/@original", status=413)
    answer = await harness.ask("stats")
    assert not answer.files
    assert "9 posts" in answer.text
    assert "Next" in answer.buttons
