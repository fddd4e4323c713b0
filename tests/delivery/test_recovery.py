"""Failures of a request, and the search for a message that may have arrived."""

import asyncio
import signal
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.archive.digests.model import (
    DeliveryTarget,
    RunState,
)
from bot.errors import HistoryUnreadableError
from bot.sandbox import ChannelKind, Permission
from tests.archives import record
from tests.cogs.conftest import Harness
from tests.delivery.conftest import DUE, MINUTE, SEND, Digests


@pytest.mark.parametrize("applied", [False, True])
@pytest.mark.parametrize("fault", [{"status": 503}, {"status": 500}, {"reset": True}])
@pytest.mark.parametrize("forum", [False, True])
async def test_failed_requests(
    harness: Harness, digests: Digests, fault: dict[str, Any], applied: bool, forum: bool
) -> None:
    """Whether the failed request arrived or not, there is one message in the end."""
    target = harness.channel
    if forum:
        target = harness.guild.add_channel("forum", ChannelKind.FORUM)
    harness.sandbox.faults.next("POST", "/channels/*", **fault, applied=applied)
    await digests.add(target)
    assert (await digests.post()).state is RunState.CLAIMED
    run = await digests.post(10 * MINUTE)
    assert run.state is RunState.POSTED
    assert len(harness.guild.threads_of(target) if forum else target.history) == 1


async def test_too_slow_an_answer(harness: Harness, digests: Digests) -> None:
    """A request that takes too long is abandoned, and its message is found."""
    digests.restart(deadline=0.05)
    harness.sandbox.faults.next("POST", SEND, delay=0.2, applied=True)
    await digests.add(harness.channel)
    assert "in time" in (await digests.post()).why
    digests.restart(deadline=20)
    assert (await digests.post(10 * MINUTE)).state is RunState.POSTED
    assert len(harness.channel.history) == 1


async def test_429_that_is_not_discords(harness: Harness, digests: Digests) -> None:
    """A 429 that is not from Discord is waited for a minute."""
    harness.sandbox.faults.next("POST", SEND, 429, via=False)
    await digests.add(harness.channel)
    run = await digests.post()
    assert (run.state, run.sent_at) == (RunState.CLAIMED, None)
    assert (await digests.post(59 * timedelta(seconds=1))).state is RunState.CLAIMED
    assert (await digests.post(2 * MINUTE)).state is RunState.POSTED


@pytest.mark.parametrize("kind", [ChannelKind.TEXT, ChannelKind.THREAD, ChannelKind.FORUM])
@pytest.mark.parametrize("noise", [0, 230])
async def test_found_after_nonces_are_forgotten(
    harness: Harness, digests: Digests, kind: ChannelKind, noise: int
) -> None:
    """A message is found among later ones, in an archived post too."""
    parent = harness.channel if kind is ChannelKind.THREAD else None
    target = harness.guild.add_channel("there", kind, parent=parent)
    await digests.add(target)
    harness.sandbox.faults.next("POST", "/channels/*", reset=True, applied=True)
    run = await digests.post()
    assert run.state is RunState.CLAIMED
    for number in range(noise):
        if kind is ChannelKind.FORUM:
            harness.guild.add_channel(
                f"post {number}", ChannelKind.THREAD, parent=target
            ).owner_id = 1
        else:
            harness.ada.say("noise", channel=target)
    if kind is ChannelKind.FORUM:
        for thread in harness.guild.threads_of(target):
            thread.archive()
    run = await digests.post(timedelta(hours=1))
    assert run.state is RunState.POSTED
    sent = [
        one for one in harness.sandbox.requests if one.method == "POST" and "nonce" in str(one.body)
    ]
    assert len(sent) == (kind is not ChannelKind.FORUM)


async def test_found_although_the_clock_was_ahead(harness: Harness, digests: Digests) -> None:
    """For a claim of a clock five hours ahead, earlier messages are searched too."""
    await digests.add(harness.channel)
    harness.sandbox.faults.next("POST", SEND, reset=True, applied=True)
    await digests.post()
    harness.clock.move(timedelta(hours=-1))
    for _ in range(3):
        harness.ada.say("noise", channel=harness.channel)
    async with harness.services._state.write() as tx:
        await tx.execute("UPDATE runs SET claimed_at = claimed_at + 18000000")
    assert (await digests.post(timedelta(hours=1))).state is RunState.POSTED
    assert sum(message.author is harness.sandbox.bot for message in harness.channel.history) == 1


async def test_too_many_later_messages(harness: Harness, digests: Digests) -> None:
    """After 2000 later messages the state of the run is uncertain."""
    await digests.add(harness.channel)
    harness.sandbox.faults.next("POST", SEND, 503)
    await digests.post()
    harness.clock.set(DUE + 10 * MINUTE)
    for _ in range(2000):
        harness.ada.say("noise", channel=harness.channel)
    assert (await digests.post(timedelta(hours=1))).state is RunState.UNCERTAIN


async def test_unreadable_history(harness: Harness, digests: Digests) -> None:
    """Without permission Discord returns an empty history, so the bot checks it first."""
    harness.guild.everyone.permissions &= ~Permission.READ_MESSAGE_HISTORY
    harness.guild.allow_bot(harness.guild.bot_role.permissions & ~Permission.READ_MESSAGE_HISTORY)
    await harness.start()
    digests = Digests(harness)
    await digests.add(harness.channel)
    harness.sandbox.faults.next("POST", SEND, reset=True, applied=True)
    await digests.post()
    run = await digests.post(10 * MINUTE)
    assert run.state is RunState.UNCERTAIN
    assert "may not read the history" in run.why
    assert len(harness.channel.history) == 1
    with pytest.raises(HistoryUnreadableError):
        await digests.poster.find(
            DeliveryTarget(harness.guild.id, harness.channel.id), run.run_id, DUE
        )


async def test_history_of_a_hidden_channel(harness: Harness, digests: Digests) -> None:
    """Where the bot cannot see, it does not ask for messages, and says why it cannot look."""
    hidden = harness.guild.add_channel("hidden")
    await digests.add(hidden)
    harness.sandbox.faults.next("POST", SEND, reset=True, applied=True)
    await digests.post()
    hidden.set_permissions(harness.guild.bot_role, deny=Permission.VIEW_CHANNEL)
    await harness.ask("random")  # events come in order: by its answer, the bot knows
    run = await digests.post(10 * MINUTE)
    assert run.state is RunState.UNCERTAIN
    assert run.why.endswith(f"cannot look. The bot cannot see <#{hidden.id}>.")


async def test_an_outage_is_waited_for(bare_harness: Harness) -> None:
    """A bot that starts in an outage does not know its permissions, and waits."""
    await bare_harness.start()
    await bare_harness.load(record(datetime(2020, 11, 25, tzinfo=UTC), "the moon"))
    before = Digests(bare_harness)
    await before.add(bare_harness.channel)
    bare_harness.sandbox.faults.next("POST", SEND, reset=True)
    await before.post()
    await bare_harness.stop()
    bare_harness.guild.begin_outage()
    await bare_harness.start()
    digests = Digests(bare_harness)
    digests.digest = before.digest
    run = await digests.post(30 * MINUTE)
    assert (run.state, "outage" in run.why) == (RunState.CLAIMED, True)
    bare_harness.guild.end_outage()
    await bare_harness.bot.wait_until_ready()
    for _ in range(100):
        if not bare_harness.bot.guilds[0].unavailable:
            break
        await asyncio.sleep(0.01)
    assert (await digests.post(90 * MINUTE)).state is RunState.POSTED
    assert len(bare_harness.channel.history) == 1


async def test_a_message_that_was_deleted_between_two_attempts(
    harness: Harness, digests: Digests, allowed_refusals: set[int]
) -> None:
    """A message that was posted and then deleted is not posted again."""
    allowed_refusals.add(10008)
    await digests.add(harness.channel)
    harness.sandbox.faults.next("POST", SEND, reset=True, applied=True)
    await digests.post()
    harness.channel.messages.clear()
    run = await digests.post(MINUTE)
    assert (run.state, run.message_id) == (RunState.POSTED, None)
    assert harness.channel.history == []


@pytest.mark.parametrize("absence", [2 * MINUTE, timedelta(hours=3)])
async def test_kill_9_between_send_and_record(
    harness: Harness, digests: Digests, absence: timedelta
) -> None:
    """If the process is killed after the send, the next process does not post again."""
    await digests.add(harness.channel)
    harness.clock.set(DUE)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.delivery.killed", harness.sandbox.api_url,
        harness.sandbox.gateway_url,
        harness.sandbox.token, str(harness.settings.database), harness.clock.now().isoformat(),
    )  # fmt: skip
    assert await process.wait() == -signal.SIGKILL
    assert len(harness.channel.history) == 1
    assert (await digests.post(absence)).state is RunState.POSTED
    assert len(harness.channel.history) == 1
