"""Databases of an older build work in this one, with all that users did in them."""

import json
import re
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.delivery.command_sync import sync_commands
from bot.delivery.connection import use_endpoints
from bot.sandbox import Answer, Message
from bot.sandbox.rules.messages import MessageFlag
from bot.services.statistics.pictures import StatisticsPictures
from tests.databases.__main__ import CHILD, HIDDEN, NOT_HELD, PARENT, PARTED, REPAIRED, SAMPLE, ZONE
from tests.databases.world import HERE, World, world

VERSIONS = sorted(path.parent.name for path in HERE.glob("*/expected.json"))

DRAWN = max(VERSIONS, key=lambda version: [int(number) for number in version.split(".")])
"""The version over whose databases figures are drawn."""

FAILURES = (
    "days and no longer work.",
    "belong to a command that is no more.",
    "Something went wrong here",
    "The digest that posted this was removed",
    "The bot cannot",
)
"""The answers of buttons that fail. Whole clauses, as posts hold words like "no more" too."""


def has(key: str) -> Callable[[str], bool]:
    """Return whether the description of a version has an entry."""
    return lambda version: key in described(version)


def sent(command: str) -> Callable[[str], bool]:
    """Return whether a version kept an answer to a command."""
    return lambda version: any(
        message["command"] == command for message in described(version)["messages"]
    )


def described(version: str) -> dict[str, Any]:
    """Return what a kept database contains."""
    read: dict[str, Any] = json.loads((HERE / version / "expected.json").read_text("utf-8"))
    return read


def only(holds: Callable[[str], bool]) -> pytest.MarkDecorator:
    """Run a test with the versions for which something holds: no bot starts for the others."""
    versions = [version for version in VERSIONS if holds(version)]
    return pytest.mark.parametrize("upgraded", versions, indirect=True)


class Upgraded(World):
    """A server whose databases an older build wrote; `expected` describes them."""

    expected: dict[str, Any]

    def show(self, kept: dict[str, Any]) -> Answer:
        """Return a message that the older build sent, as it is in the channel."""
        message = Message(
            self.sandbox.world.mint(),
            self.channel,
            self.sandbox.world.bot,
            self.sandbox.world.now(),
            components=kept["components"],
            flags=MessageFlag(kept["flags"] & ~MessageFlag.EPHEMERAL),
        )
        self.channel.post(message)
        return self.ada.see(message)

    def rows(self, file: str) -> dict[str, int]:
        """Return the number of rows of each table now."""
        path = self.folder / file
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            return {
                name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608 - our own names
                for (name,) in connection.execute(
                    "SELECT name FROM sqlite_schema WHERE type = 'table'"
                ).fetchall()
            }


@pytest.fixture(params=VERSIONS)
async def upgraded(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Upgraded]:
    """This build over the databases of an older one, an hour after that stopped.

    Figures have pictures over one alone: matplotlib is loaded for each bot, which takes seconds.
    """
    if request.param != DRAWN:
        monkeypatch.setattr(StatisticsPictures, "are_possible", False)
    monkeypatch.setattr("discord.http.Route.BASE", "")
    monkeypatch.setattr("discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY", None)
    kept = HERE / request.param
    for name in ("archive.db", "state.db"):
        shutil.copy(kept / name, tmp_path / name)
    expected = described(request.param)
    start = datetime.fromisoformat(expected["clock"]) + timedelta(hours=1)
    async with world(tmp_path, start, Upgraded) as server:
        server.expected = expected
        use_endpoints(server.settings)
        await server.start(posts=True)
        await sync_commands(
            server.bot, server.bot.services
        )  # Discord would still have them; the sandbox is new
        yield server


async def test_nothing_is_lost(upgraded: Upgraded) -> None:
    """Every table still has its rows, in the schema of this build."""
    assert upgraded.expected["channel"] == upgraded.channel.id
    await upgraded.stop()
    kept = upgraded.expected["rows"]
    posts, state = upgraded.rows("archive.db"), upgraded.rows("state.db")
    for name in ("posts", "corrections", "audit", "repairs", "versions", "sources", "media"):
        assert posts[name] == kept["archive"][name]
    assert posts["rejected_links"] == kept["archive"].get("rejected_links", 0)
    for name in ("same_people", "cross_posts"):
        assert posts[name] == kept["archive"].get(name, 0)
    for name in ("digests", "runs", "choices", "guilds", "drawn", "hidden", "pages"):
        assert state[name] >= kept["state"][name]


async def test_every_button_works(upgraded: Upgraded) -> None:
    """All buttons of old messages work."""
    pressed = 0
    for kept in upgraded.expected["messages"]:
        for label in kept["buttons"]:
            answer = await upgraded.show(kept).click(label)
            text = answer.text if answer.interaction.callback else ""
            assert text, (kept["command"], label)
            assert not any(failure in text for failure in FAILURES), (kept["command"], label, text)
            pressed += 1
    assert pressed >= len(upgraded.expected["messages"])


async def test_corrections_hold(upgraded: Upgraded) -> None:
    """Corrected links, undone repairs and hidden posts are kept."""
    thread = await upgraded.ada.slash("thread", post=CHILD)
    assert "A thread of 2 posts" in thread.text
    assert PARENT in str(thread.message)
    assert "A thread" not in (await upgraded.ada.slash("thread", post=PARTED)).text
    assert "â€ž" in (await upgraded.ada.slash("thread", post=REPAIRED)).text
    assert "does not hold post" in (await upgraded.ada.slash("thread", post=HIDDEN)).text
    for post in (HIDDEN, NOT_HELD):
        assert "may be shown again" in (await upgraded.ada.slash("archive unhide", post=post)).text


async def test_a_round_continues(upgraded: Upgraded) -> None:
    """Posts that were drawn do not come again before all others were drawn."""
    (kept,) = (one for one in upgraded.expected["messages"] if one["command"] == "random")
    drawn = {kept["text"].splitlines()[1]}  # below the account, in every version
    for _ in range(10):
        answer = await upgraded.ada.slash("random", query="from:ottilie_folds")
        post = answer.text.splitlines()[1]
        assert post not in drawn
        drawn.add(post)


async def test_digests_continue(upgraded: Upgraded) -> None:
    """Digests have the same list and history, and the next run is posted once."""
    shown = (await upgraded.mona.slash("digest list")).text
    # Since 0.6.0 the small print of a digest comes last.
    assert sorted(shown.splitlines()) == sorted(upgraded.expected["digests"].splitlines())
    history = (await upgraded.mona.slash("digest history", digest=1)).text
    assert history == upgraded.expected["history"]
    made = await upgraded.mona.slash("digest add", channel_=upgraded.news, time="9:00")
    assert ZONE in made.text  # the choice of the server
    number = int(re.search(r"[Dd]igest (\d+)", made.text)[1])  # type: ignore[index]
    await (await upgraded.mona.slash("digest remove", digest=number)).click("Remove it")
    upgraded.clock.move(timedelta(hours=23))
    for _ in range(3):
        await upgraded.bot.digest_scheduler.tick()
    assert len(upgraded.news.messages) == 1


@only(has("removed"))
async def test_a_removed_digest_comes_back(upgraded: Upgraded) -> None:
    """A digest that was removed an hour ago can be brought back."""
    number = upgraded.expected["removed"]
    await upgraded.mona.slash("digest restore", digest=number)
    listed = (await upgraded.mona.slash("digest list")).text
    assert "23:00" in listed
    assert "removed" not in listed


@only(has("erased"))
async def test_an_erased_post_stays_away(upgraded: Upgraded) -> None:
    """No import brings a post back that was erased."""
    report = await upgraded.services.imports.run([SAMPLE / "export"])
    assert report.erased == 1
    erased = await upgraded.ada.slash("thread", post=upgraded.expected["erased"])
    assert "does not hold post" in erased.text


@only(has("hidden_here"))
async def test_a_server_keeps_its_choices(upgraded: Upgraded) -> None:
    """What a server hides stays hidden there, and its answers are as private as it chose."""
    hidden = upgraded.expected["hidden_here"]
    answer = await upgraded.mona.slash("thread", post=hidden)
    assert "does not hold post" in answer.text
    assert (await upgraded.mona.slash("search", query="parcel")).private
    await upgraded.mona.slash("archive unhide", post=hidden, where="here")
    assert "does not hold post" not in (await upgraded.mona.slash("thread", post=hidden)).text


@only(has("quiet"))
async def test_quiet_rules_hold(upgraded: Upgraded) -> None:
    """The owner's rules are listed, and can be removed."""
    listed = await upgraded.ada.slash("archive quiet")
    for rule in upgraded.expected["quiet"]:
        assert rule in listed.text
        removed = await upgraded.ada.slash("archive quiet", remove=rule)
        assert "no longer kept quiet" in removed.text


@only(sent("teach"))
async def test_a_round_of_questions_goes_on(upgraded: Upgraded) -> None:
    """The open question comes again, and an answer is kept and can be taken back."""
    kept = [one for one in upgraded.expected["messages"] if one["command"] == "teach"]
    asked = await upgraded.ada.slash("archive teach")
    assert asked.text == kept[0]["text"]
    (rejected,) = [
        one for one in await upgraded.services.corrections.all() if one.verdict == "reject"
    ]
    undone = await asked.click("Undo")
    assert "Question 1 of 5" in undone.text
    assert rejected not in await upgraded.services.corrections.all()


@only(sent("shared"))
async def test_a_shared_answer_is_still_removed_by_its_user_alone(upgraded: Upgraded) -> None:
    """The button says whose message it is."""
    kept = next(one for one in upgraded.expected["messages"] if one["command"] == "shared")
    shared = upgraded.show(kept)
    await shared.click("Remove", by=upgraded.bob)
    assert shared.message["id"] in map(str, upgraded.channel.messages)
    await shared.click("Remove")
    assert shared.message["id"] not in map(str, upgraded.channel.messages)
