"""The log of a bot that has just come up."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.archive.digests.model import ALL_SHARDS, ShardSet
from bot.delivery.start_report import report_start
from tests.archives import record
from tests.cogs.conftest import Harness

WHEN = datetime(2021, 11, 24, tzinfo=UTC)


async def lines(
    harness: Harness, caplog: pytest.LogCaptureFixture, shard_set: ShardSet = ALL_SHARDS
) -> list[str]:
    """Return what the log says of the running bot."""
    caplog.clear()
    caplog.set_level("INFO", "bot")
    guilds = harness.bot.settings.guilds
    await report_start(harness.bot, harness.services, guilds, shard_set)
    return [one.getMessage() for one in caplog.records if "start_report" in one.name]


async def test_nothing_is_missing(harness: Harness, caplog: pytest.LogCaptureFixture) -> None:
    """If all is in order, the line that says so is the only one; with GUILDS empty, one more."""
    await harness.load(record(WHEN, "a wombat"))
    others = harness.sandbox.add_guild("Others")
    await harness.start()
    (up,) = await lines(harness, caplog)
    assert " is up: 1 post, 2 servers. To invite it: https://" in up
    await harness.start(replace(harness.settings, guilds=frozenset()))
    (_, note) = await lines(harness, caplog)
    assert note.startswith("GUILDS names no server: the bot answers its owner alone, privately.")
    assert note.endswith(f" It is in Friends ({harness.guild.id}), Others ({others.id}).")


async def test_what_cannot_be_known_is_not_missing(
    harness: Harness, caplog: pytest.LogCaptureFixture, allowed_refusals: set[int]
) -> None:
    """A server in an outage, and one of another process's shards, lack nothing."""
    allowed_refusals.add(50001)
    await harness.load(record(WHEN, "a wombat"))
    harness.guild.takes_commands = False
    assert len(await lines(harness, caplog)) == 2
    others = ShardSet(frozenset({1 - (harness.guild.id >> 22) % 2}), 2)
    assert len(await lines(harness, caplog, others)) == 1
    harness.guild.begin_outage()
    while not harness.bot.guilds[0].unavailable:
        await harness.bot.wait_for("guild_unavailable", timeout=3)
    assert len(await lines(harness, caplog)) == 1


async def test_a_failure_of_discord(harness: Harness, caplog: pytest.LogCaptureFixture) -> None:
    """If Discord fails meanwhile, the log says so in a line, and the bot still answers."""
    harness.sandbox.faults.next("GET", "/applications/*", 503, times=5)
    said = await lines(harness, caplog)
    assert said[-1].startswith("What the servers allow was not found out: 503")
    assert "no post yet" in (await harness.ask("random")).text
