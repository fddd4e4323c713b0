"""Digests of servers on the shards of a process that is gone, which REST alone reaches."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.archive.digests.model import DigestRun, RunState, ShardSet
from bot.delivery.pacer import Pacer
from bot.delivery.poster import DiscordPoster
from bot.sandbox import ChannelKind, Permission
from tests.archives import record
from tests.cogs.conftest import Harness
from tests.delivery.conftest import MINUTE, SEND, Digests

GUILD_REQUESTS = 3  # the server, its channels, the bot's member


@pytest.fixture
async def remote(harness: Harness) -> Digests:
    """A scheduler for whose poster the server is on another shard."""
    await harness.load(record(datetime(2020, 11, 25, tzinfo=UTC), "the *moon* @everyone"))
    digests = Digests(harness)
    other = 1 - (harness.guild.id >> 22) % 2
    digests.poster = DiscordPoster(
        harness.bot, Pacer(1_000_000).wait_turn, shards=ShardSet(frozenset({other}), 2)
    )
    digests.restart(deadline=1.5)
    return digests


async def post(remote: Digests) -> tuple[DigestRun, list[str]]:
    """Post the digest; return its run and the requests that it took."""
    before = len(remote.harness.sandbox.requests)
    run = await remote.post()
    return run, [one.method for one in remote.harness.sandbox.requests[before:]]


@pytest.mark.parametrize(
    "kind", [ChannelKind.TEXT, ChannelKind.FORUM, ChannelKind.ANNOUNCEMENT, ChannelKind.THREAD]
)
async def test_in_channels_of_every_kind(
    harness: Harness, remote: Digests, kind: ChannelKind
) -> None:
    """It is posted there as by the server's own process, after a few requests more."""
    parent = harness.channel if kind is ChannelKind.THREAD else None
    channel = harness.guild.add_channel("there", kind, parent=parent)
    await remote.add(channel)
    run, requests = await post(remote)
    assert run.state is RunState.POSTED
    assert requests.count("GET") == GUILD_REQUESTS + (kind is ChannelKind.THREAD)
    assert requests[-1] == "POST"


async def test_in_the_servers_language(harness: Harness, remote: Digests) -> None:
    """It is in the language of its server, which is known only once the server is fetched."""
    harness.guild.preferred_locale = "de"
    await remote.add(harness.channel)
    await post(remote)
    (message,) = harness.channel.history
    assert "### An diesem Tag: 25. November" in "\n".join(message.texts)


@pytest.mark.parametrize("allowed", [True, False])
async def test_one_that_was_interrupted(
    harness: Harness, remote: Digests, *, allowed: bool
) -> None:
    """Its message is looked for, if the bot may read the history there."""
    denied = Permission.READ_MESSAGE_HISTORY
    if not allowed:
        harness.channel.set_permissions(harness.guild.everyone, deny=denied)
    await remote.add(harness.channel)
    harness.sandbox.faults.next("POST", SEND, reset=True, applied=True)
    assert (await remote.post()).state is RunState.CLAIMED
    run = await remote.post(after=5 * MINUTE)
    assert run.state is (RunState.POSTED if allowed else RunState.UNCERTAIN)
    assert len(harness.channel.history) == 1


async def test_a_server_out_of_reach(
    harness: Harness, remote: Digests, allowed_refusals: set[int]
) -> None:
    """What Discord does not show is left to the server's own shard: nothing is paused."""
    allowed_refusals.update({10004, 50001})
    await remote.add(harness.channel)
    harness.sandbox.faults.next("GET", "/guilds/*", status=403)
    run = await remote.post()
    assert (run.state, run.sent_at) == (RunState.CLAIMED, None)
    assert "no other reaches the server" in run.why
    (digest,) = await harness.services.digests.of_guild(harness.guild.id)
    assert digest.pause is None
    assert (await remote.post(after=timedelta(minutes=2))).state is RunState.POSTED


async def test_a_channel_that_is_gone(
    harness: Harness, remote: Digests, allowed_refusals: set[int]
) -> None:
    """What the server's own process would hear as well pauses the digest, and is said there."""
    allowed_refusals.add(10003)
    channel = harness.guild.add_channel("gone")
    await remote.add(channel)
    channel.delete()
    assert (await remote.post()).state is RunState.FAILED
    (notice,) = harness.channel.history
    assert "is paused" in "\n".join(notice.texts)


async def test_a_server_is_fetched_once_a_minute(harness: Harness, remote: Digests) -> None:
    """Further digests of a server take no more requests than those of one's own servers."""
    await remote.add(harness.channel)
    await remote.add(harness.guild.add_channel("second"))
    _, requests = await post(remote)
    assert requests.count("GET") == GUILD_REQUESTS
    assert requests.count("POST") == 2
