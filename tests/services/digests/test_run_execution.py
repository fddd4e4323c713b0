"""Retries, refusals and changes between two attempts."""

from datetime import timedelta
from itertools import pairwise

from bot.archive.digests.model import ContentKind, RunState
from bot.errors import NotTakenError, RefusedError, TryAgainError
from tests.services.digests.conftest import CHANNEL, DAY, DUE, GUILD, MINUTE, SECOND, Stage


async def test_trouble_is_tried_again_with_growing_pauses(stage: Stage) -> None:
    """Until it is over."""
    stage.poster.before += [TryAgainError("Discord had a failure of its own (503).")] * 12
    waits: list[timedelta] = []
    began = stage.clock.now()
    while not stage.posted:
        await stage.tick(SECOND)
        left = len(stage.poster.before)
        if len(waits) < 12 - left:
            waits.append(stage.clock.now() - began)
    assert await stage.fates() == [(25, RunState.POSTED)]
    apart = [b - a for a, b in pairwise(waits)]
    assert apart[0] < 5 * SECOND
    assert 2 * apart[0] < apart[-1] < 11 * MINUTE
    assert all(b > a - 2 * SECOND for a, b in pairwise(apart))


async def test_trouble_that_stays_fails_in_the_end(stage: Stage) -> None:
    """After six hours, with why; the next day is another."""
    stage.poster.before += [TryAgainError("Discord had a failure of its own (503).")] * 1000
    for _ in range(40):
        await stage.tick(10 * MINUTE)
    assert await stage.fates() == [(25, RunState.FAILED)]
    assert "503" in await stage.why()
    stage.poster.before.clear()
    stage.clock.set(DUE + DAY)
    await stage.tick()
    assert await stage.fates() == [(25, RunState.FAILED), (26, RunState.POSTED)]


async def test_discord_says_how_long_to_wait(stage: Stage) -> None:
    """That is waited for."""
    stage.poster.before.append(TryAgainError("slow down", after=300, arrived=False))
    await stage.tick()
    await stage.tick(299 * SECOND)
    assert stage.posted == 0
    await stage.tick(2 * SECOND)
    assert stage.posted == 1


async def test_an_answer_that_was_lost(stage: Stage) -> None:
    """The message stands there: it is found, not sent again."""
    stage.poster.after.append(TryAgainError("The connection to Discord broke."))
    await stage.tick()
    await stage.tick(10 * MINUTE)
    assert stage.posted == 1
    assert stage.poster.looked == 1
    assert await stage.fates() == [(25, RunState.POSTED)]


async def test_a_request_has_a_deadline(stage: Stage) -> None:
    """What takes too long is given up, and looked for later."""
    stage.scheduler = stage.process(deadline=0.01)
    stage.poster.delay = 1
    await stage.tick()
    assert "in time" in await stage.why()
    stage.poster.delay = 0
    await stage.tick(10 * MINUTE)
    assert stage.posted == 1


async def test_a_refusal_pauses_and_is_told_once(stage: Stage) -> None:
    """The reason stands with the digest; resumed, it posts again."""
    stage.poster.before.append(RefusedError("The bot may not post in <#2>."))
    await stage.tick()
    digest = await stage.services.digests.get(GUILD, stage.digest.id)
    assert digest.pause is not None
    assert digest.pause.why == "The bot may not post in <#2>."
    assert await stage.fates() == [(25, RunState.FAILED)]
    ((guild, text),) = stage.poster.told
    assert guild == GUILD
    assert "<#2>" in text
    await stage.tick(DAY)
    assert stage.posted == 0
    await stage.services.digests.resume(GUILD, digest.id)
    await stage.tick(DAY)
    assert stage.posted == 1
    assert len(stage.poster.told) == 1


async def test_a_try_that_did_not_arrive_binds_to_nothing(stage: Stage) -> None:
    """Edited before the next one, a digest goes where it belongs now, and shows what it is to."""
    await stage.services.digests.edit(GUILD, stage.digest.id, count=1)
    stage.poster.before.append(TryAgainError("slow down", after=1, arrived=False))
    await stage.tick()
    other = CHANNEL + 1
    await stage.services.digests.edit(
        GUILD, stage.digest.id, channel_id=other, holds=ContentKind.RANDOM
    )
    await stage.tick(MINUTE)
    ((_, target, _, content),) = stage.board.posts
    assert target.channel_id == other
    assert content.items[0].year is None
    assert (await stage.services.digests.history(GUILD, stage.digest.id))[0].channel_id == other


async def test_a_refusal_of_the_old_channel_pauses_nothing(stage: Stage) -> None:
    """Where a run may have been sent already it stays, though the digest was moved since."""
    stage.poster.before += [TryAgainError("The connection broke."), RefusedError("It is gone.")]
    await stage.tick()
    await stage.services.digests.edit(GUILD, stage.digest.id, channel_id=CHANNEL + 1)
    await stage.tick(MINUTE)
    assert await stage.fates() == [(25, RunState.FAILED)]
    assert (await stage.services.digests.get(GUILD, stage.digest.id)).pause is None
    assert stage.poster.told == []
    await stage.tick(DAY)
    assert [target.channel_id for _, target, _, _ in stage.board.posts] == [CHANNEL + 1]


async def test_one_bad_message_pauses_nothing(stage: Stage) -> None:
    """The run failed; the next one is posted."""
    stage.poster.before.append(NotTakenError("Discord refused the message (error 50035)."))
    await stage.tick()
    await stage.tick(DAY)
    assert await stage.fates() == [(25, RunState.FAILED), (26, RunState.POSTED)]
    assert stage.poster.told == []


async def test_a_pause_between_two_tries(stage: Stage) -> None:
    """What was sent is still looked for; what was not, or is not found, is not sent again."""
    stage.poster.after.append(TryAgainError("lost"))
    await stage.tick()
    await stage.services.digests.pause(GUILD, stage.digest.id)
    await stage.tick(10 * MINUTE)
    assert await stage.fates() == [(25, RunState.POSTED)]
    await stage.services.digests.resume(GUILD, stage.digest.id)
    stage.clock.set(DUE + DAY)
    stage.poster.before.append(TryAgainError("lost"))
    await stage.tick()
    await stage.services.digests.pause(GUILD, stage.digest.id)
    await stage.tick(10 * MINUTE)
    assert (await stage.fates())[-1] == (26, RunState.SKIPPED)
    assert stage.posted == 1


async def test_leaving_in_the_middle(stage: Stage) -> None:
    """What may have been posted is uncertain then; nothing is tried while the bot is away."""
    stage.poster.after.append(TryAgainError("lost"))
    await stage.tick()
    await stage.services.digests.guild_left(GUILD)
    await stage.tick(DAY)
    assert await stage.fates() == [(25, RunState.UNCERTAIN)]
    await stage.services.digests.guild_joined(GUILD)
    await stage.tick(DAY)
    assert (await stage.fates())[-1][1] is RunState.POSTED


async def test_a_removed_digest_while_it_is_sent(stage: Stage) -> None:
    """Nothing is left to record, and nothing breaks."""
    stage.poster.after.append(TryAgainError("lost"))
    await stage.tick()
    await stage.services.digests.remove(GUILD, stage.digest.id)
    await stage.tick(10 * MINUTE)
    assert stage.posted == 1
