"""The bot with its state in PostgreSQL: a walk through what it remembers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

pytest.importorskip("asyncpg", reason="the driver is in the extra `postgres`")

from bot.settings import Settings
from tests.archives import record, snowflake
from tests.cogs.conftest import Harness
from tests.storage.postgres.schemas import new_schema
from tests.storage.postgres.server import Server

WHEN = datetime(2021, 11, 24, tzinfo=UTC)
POSTS = 8


@pytest.fixture
async def shared(bare_harness: Harness, postgres: Server) -> Settings:
    """The settings of a running bot, whose state is in PostgreSQL."""
    settings = replace(bare_harness.settings, state_url=await new_schema(postgres))
    await bare_harness.start(settings)
    posts = [record(WHEN + timedelta(hours=n), f"wombat {n}") for n in range(POSTS)]
    await bare_harness.load(*posts)
    return settings


@pytest.mark.parametrize("engine", ["postgres"])
async def test_what_is_remembered_outlives_a_restart(
    bare_harness: Harness, shared: Settings, engine: str
) -> None:
    """Buttons, rounds, digests and hidden posts: a bot that starts anew goes on with them."""
    harness = bare_harness
    mona = harness.guild.add_member("mona", manager=True)
    page = await harness.ask("search", query="wombat", sort="oldest")
    drawn = [(await harness.ask("random")).text for _ in range(POSTS // 2)]
    added = await mona.slash("digest add", channel_=harness.channel, time="9:00", content="random")
    assert "Digest 1 is set up" in added.text
    hidden = await mona.slash("archive hide", post=snowflake(WHEN + timedelta(hours=6)))
    assert hidden.private
    assert "7 posts" in (await harness.ask("search", query="wombat")).text
    await harness.saved()

    await harness.start(shared)
    assert engine in str(shared.state_url)
    following = await page.click("Next")
    assert "wombat 5" in following.text
    assert "wombat 6" not in following.text
    drawn += [(await harness.ask("random")).text for _ in range(POSTS - 1 - POSTS // 2)]
    seen = [n for text in drawn for n in range(POSTS) if f"wombat {n}" in text]
    assert len(seen) == len(set(seen)) == POSTS - 1
    assert "09:00 UTC" in (await mona.slash("digest list")).text
    harness.clock.move(timedelta(days=1))
    await harness.start(shared, posts=True)
    await harness.bot.digest_scheduler.tick()
    assert any("wombat" in str(message) for message in harness.channel.messages.values())
    assert not (harness.folder / "state.db").exists()
