"""The bot behind a REST proxy that keeps Discord's rate limits for all its processes."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import discord
import pytest

from bot.archive.digests.model import DigestOptions, RunState
from bot.archive.digests.schedule import Schedule
from bot.delivery.connection import log_in, use_endpoints
from bot.errors import ThrowbackError
from bot.sandbox import ChannelKind
from bot.settings import Settings
from bot.ui.interactions.sending import first_response, retrying
from tests.archives import record
from tests.cogs.conftest import Harness
from tests.delivery.conftest import DUE, MINUTE, SEND, Digests
from tests.delivery.rest_proxy import RestProxy
from tests.waiting import until

PER_SECOND, _DIGESTS = 50, 24


@pytest.fixture
async def proxy(bare_harness: Harness, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RestProxy]:
    """A proxy in front of the sandbox."""
    monkeypatch.setattr(retrying, "_PAUSES", (0.02, 0.05, 0.1))
    async with RestProxy(bare_harness.sandbox.api_url, interval=1 / PER_SECOND) as proxy:
        use_endpoints(behind(proxy, bare_harness))
        yield proxy


def behind(proxy: RestProxy, harness: Harness) -> Settings:
    """Return the settings of a bot behind a proxy."""
    return replace(harness.settings, api_url=proxy.url, rest_proxy=True)


@pytest.fixture
async def digests(bare_harness: Harness, proxy: RestProxy) -> Digests:
    """A bot behind the proxy, and a scheduler over an archive with a post of 25 November."""
    await bare_harness.start(behind(proxy, bare_harness))
    await bare_harness.load(record(datetime(2020, 11, 25, tzinfo=UTC), "the moon"))
    return Digests(bare_harness)


@pytest.mark.parametrize("fault", ["slow", "gone"])
@pytest.mark.parametrize("path", ["/interactions/", "/webhooks/"])
async def test_a_command_is_answered(
    digests: Digests,
    proxy: RestProxy,
    fault: str,
    path: str,
    allowed_refusals: set[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the proxy answers in Discord's place reaches no user: the request is made again."""
    allowed_refusals.add(40060)  # Discord has the first response already
    if path == "/webhooks/":  # which a deferred answer uses
        monkeypatch.setattr(first_response, "SOON", 0.0)
    harness = digests.harness
    if fault == "slow":
        proxy.timeout = 0.2
        harness.sandbox.faults.next("*", f"{path}*", delay=0.4)
    else:
        proxy.gone, proxy.part = 2, path
    answer = await harness.ask("random")
    assert "the moon" in answer.text
    status = 408 if fault == "slow" else 429
    await until(lambda: proxy.statuses[status] and not proxy.held)


@pytest.mark.parametrize("forum", [False, True])
async def test_a_digest_whose_request_timed_out_is_posted_once(
    digests: Digests, proxy: RestProxy, forum: bool
) -> None:
    """It may be there: it is looked for a minute later, and found."""
    harness = digests.harness
    channel = harness.channel
    if forum:
        channel = harness.guild.add_channel("forum", ChannelKind.FORUM)
    await digests.add(channel)
    proxy.timeout = 0.2
    path = "/channels/*/threads" if forum else SEND
    harness.sandbox.faults.next("POST", path, delay=0.4, applied=True)
    run = await digests.post()
    assert (run.state, run.why) == (RunState.CLAIMED, "Discord did not answer in time.")
    assert proxy.statuses[408] == 1
    run = await digests.post(timedelta(seconds=59))
    assert run.state is RunState.CLAIMED
    run = await digests.post(2 * MINUTE)
    assert run.state is RunState.POSTED
    posts = [one for one in harness.sandbox.requests if one.method == "POST" and
             one.path.endswith(path.rpartition("/")[2])]  # fmt: skip
    assert len(posts) == 1


async def test_a_digest_whose_node_was_gone_is_posted_once(
    digests: Digests, proxy: RestProxy
) -> None:
    """The proxy's own 429 asks for a second, and is no ban of Discord's."""
    await digests.add(digests.harness.channel)
    proxy.gone, proxy.part = 1, "/messages"
    run = await digests.post()
    assert run.state is RunState.CLAIMED
    run = await digests.post(timedelta(seconds=3))
    assert run.state is RunState.POSTED
    assert len(digests.harness.channel.history) == 1


async def test_the_proxy_alone_holds_digests_back(bare_harness: Harness, proxy: RestProxy) -> None:
    """Very many that are due wait at the proxy, not in the bot, and never for long."""
    harness = bare_harness
    bot = await harness.start(behind(proxy, harness))
    await harness.load(record(datetime(2020, 11, 25, tzinfo=UTC), "the moon"))
    channels = [harness.guild.add_channel(f"c{number}") for number in range(_DIGESTS)]
    for channel in channels:
        options = DigestOptions(channel.id, Schedule(time(9), "UTC"))
        await harness.services.digests.add(harness.guild.id, options)
    harness.clock.set(DUE)
    proxy.opened.clear()
    posting = asyncio.create_task(bot.digest_scheduler.tick())
    await until(lambda: proxy.held == bot.pace.at_once)
    proxy.opened.set()
    await posting
    assert [len(one.history) for one in channels] == [1] * _DIGESTS
    assert proxy.most_held == bot.pace.at_once
    assert proxy.statuses.keys() == {200}


async def test_a_login_that_timed_out_is_tried_again(
    bare_harness: Harness, proxy: RestProxy
) -> None:
    """It is an address that cannot be reached for now, not a refusal."""
    proxy.timeout = 0.05
    bare_harness.sandbox.faults.next("*", "*", delay=0.2)
    async with discord.Client(intents=discord.Intents.none()) as client:
        with pytest.raises(ThrowbackError, match="cannot be reached"):
            await log_in(client, bare_harness.sandbox.token)
