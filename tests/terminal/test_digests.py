"""Digests in the terminal, for those who have no Discord at hand."""

import asyncio
import json
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.archive.digests.model import ContentKind, DigestOptions, WhenEmpty
from bot.archive.digests.schedule import Schedule
from bot.clock import MovableClock, SystemClock
from bot.services.container import Services
from tests.ingest.export.exports import files, tweet, tweets
from tests.terminal.conftest import Terminal

MORNING = Schedule(time(9), "Europe/Berlin", frozenset({0, 4}), timedelta(minutes=30))


@pytest.fixture
def with_digests(loaded: Terminal) -> Terminal:
    """A terminal with a digest in each of two servers; the first one missed a run."""

    async def add() -> None:
        clock = MovableClock(SystemClock().now() - timedelta(days=8))
        async with Services(Path("archive.db"), clock) as services:
            options = DigestOptions(20, MORNING, query="thread", when_empty=WhenEmpty.NEAREST)
            await services.digests.add(2, options)
            await services.digests.add(1, DigestOptions(10, Schedule(time(18, 30), "UTC"), count=1))
            await services.digest_ledger.claim_due("test", SystemClock().now(), 10)

    asyncio.run(add())
    return loaded


def test_digests_are_listed(with_digests: Terminal) -> None:
    """All servers' digests are listed, with what they post and when."""
    status, output, errors = with_digests("digest", "list")
    assert (status, errors) == (0, "")
    assert "1 · channel 20 of server 2 · 09:00 Europe/Berlin, Mon, Fri" in output
    assert "on this day · up to 3 posts that fit “thread”".replace(" that", " · that") in output
    assert "the nearest day's on a day without · at most 30 minutes late" in output
    assert "2 · channel 10 of server 1 · 18:30 UTC, every day" in output
    assert output.count("Next at ") == 2
    first, second = map(json.loads, with_digests("digest", "list", "--json")[1].splitlines())
    assert (first["digest"], first["server"], first["weekdays"]) == (1, "2", ["Mon", "Fri"])
    assert (second["time_zone"], second["paused"], second["late_minutes"]) == ("UTC", None, 360)
    assert datetime.fromisoformat(first["next_at"]) > datetime.now(UTC)


def test_a_preview_shows_what_comes_next(with_digests: Terminal) -> None:
    """A preview is the title and the posts; it is the same each time."""
    answer = with_digests.json("digest", "preview", "1")
    assert answer == with_digests.json("digest", "preview", "1")
    assert [(post["year"], post["thread_length"]) for post in answer["posts"]] == [(2022, 3)]
    _, output, _ = with_digests("digest", "preview", "1")
    assert f"({answer['date']})" in output
    assert "2022 · a thread of 3 posts" in output
    assert "first of a thread" in output


def test_a_digest_without_posts_says_so(with_digests: Terminal) -> None:
    """A preview of nothing is a sentence, and null for other programs."""
    with_digests("hide", *(post["id"] for post in map(json.loads, _lines(with_digests, "export"))))
    assert "nothing would be posted" in with_digests("digest", "preview", "2")[1]
    assert with_digests.json("digest", "preview", "2") is None


def test_a_digest_of_the_best_says_so(with_digests: Terminal) -> None:
    """Its preview says why a post is in it; without counts, or with all quiet, why none is."""

    async def change(folder: Path | None) -> None:
        async with Services(Path("archive.db"), SystemClock()) as services:
            await services.digests.edit(1, 2, holds=ContentKind.BEST)
            if folder:
                liked = tweets(tweet(1, "liked", favorite_count="3"))
                await services.imports.run([files(folder, tweets=liked)])

    asyncio.run(change(None))
    output = with_digests("digest", "preview", "2")[1]
    assert "has a like or a repost that is known: nothing would be posted." in output
    assert "No post of this archive has counts" in output
    assert "keep some posts quiet" not in output
    asyncio.run(change(with_digests.folder / "export"))
    output = with_digests("digest", "preview", "2")[1]
    assert output.startswith("Liked best (")
    assert "among the best liked" in output
    with_digests("quiet", "--add", "liked")
    output = with_digests("digest", "preview", "2")[1]
    assert "The owners keep some posts quiet: a search alone finds them." in output
    assert "No post of this archive has counts" not in output


def test_the_history_says_what_became_of_runs(with_digests: Terminal) -> None:
    """Missed runs are listed with the reason, newest first."""
    lines = _lines(with_digests, "digest", "history", "2", "--limit", "3")
    assert len(lines) == 3
    assert lines == sorted(lines, reverse=True)
    assert " · missed · The bot was not running" in lines[-1]
    runs = [json.loads(line) for line in _lines(with_digests, "digest", "history", "2", "--json")]
    assert {(run["state"], run["message"]) for run in runs[1:]} == {("missed", None)}


def test_a_digest_rests_and_goes_on(with_digests: Terminal) -> None:
    """Pausing and resuming change the digest that a running bot reads."""
    _, output, _ = with_digests("digest", "pause", "1")
    assert output.startswith("Digest 1 is paused.\n1 · channel 20")
    assert "Paused by hand." in output
    assert with_digests.json("digest", "pause", "1")["next_at"] is None
    _, output, _ = with_digests("digest", "resume", "1")
    assert output.startswith("Digest 1 goes on.\n")
    assert with_digests.json("digest", "resume", "1")["paused"] is None


@pytest.mark.parametrize("action", ["preview", "history", "pause", "resume"])
def test_a_missing_digest_is_a_sentence(loaded: Terminal, action: str) -> None:
    """A number that no digest has is a failure of one line."""
    sentence = "throwback: There is no digest 7; throwback digest list shows those there are.\n"
    assert loaded("digest", action, "7") == (1, "", sentence)
    assert loaded("digest", action, "x")[0] == 2


def test_no_digest_is_no_failure(loaded: Terminal) -> None:
    """Without a digest the list says how one begins."""
    assert "no digest yet" in loaded("digest", "list")[1]
    assert loaded("digest", "list", "--json") == (0, "", "")
    assert loaded("digest")[0] == 2


def _lines(terminal: Terminal, *command: str) -> list[str]:
    return terminal(*command)[1].splitlines()
