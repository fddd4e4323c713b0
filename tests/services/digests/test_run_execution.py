"""Retries, refusals and changes between two attempts."""

from datetime import timedelta
from itertools import pairwise

from bot.archive.digests.model import ContentKind, RunState
from bot.archive.digests.reasons import HIDDEN
from bot.errors import CannotPostError, MessageRejectedError, TryAgainError
from bot.languages import of_discord, speaking
from tests.services.conftest import on_each_engine
from tests.services.digests.conftest import CHANNEL, DAY, DUE, GUILD, MINUTE, SECOND, Stage

pytestmark = on_each_engine


async def test_failures_are_retried_with_growing_pauses(stage: Stage) -> None:
    """A failing request is retried with growing pauses until it succeeds."""
    stage.poster.before += [TryAgainError("Discord had a failure of its own (503).")] * 12
    waits: list[timedelta] = []
    began = stage.clock.now()
    while not stage.posted:
        await stage.tick(SECOND)
        left = len(stage.poster.before)
        if len(waits) < 12 - left:
            waits.append(stage.clock.now() - began)
    assert await stage.states() == [(25, RunState.POSTED)]
    apart = [b - a for a, b in pairwise(waits)]
    assert apart[0] < 5 * SECOND
    assert 2 * apart[0] < apart[-1] < 11 * MINUTE
    assert all(b > a - 2 * SECOND for a, b in pairwise(apart))


async def test_persistent_failures_fail_the_run(stage: Stage) -> None:
    """After six hours the run fails with its reason; the next day has a run of its own."""
    stage.poster.before += [TryAgainError("Discord had a failure of its own (503).")] * 1000
    for _ in range(40):
        await stage.tick(10 * MINUTE)
    assert await stage.states() == [(25, RunState.FAILED)]
    assert "503" in await stage.why()
    stage.poster.before.clear()
    stage.clock.set(DUE + DAY)
    await stage.tick()
    assert await stage.states() == [(25, RunState.FAILED), (26, RunState.POSTED)]


async def test_discord_says_how_long_to_wait(stage: Stage) -> None:
    """The time to wait that Discord names is kept."""
    stage.poster.before.append(TryAgainError("slow down", after=300, arrived=False))
    await stage.tick()
    await stage.tick(299 * SECOND)
    assert stage.posted == 0
    await stage.tick(2 * SECOND)
    assert stage.posted == 1


async def test_an_answer_that_was_lost(stage: Stage) -> None:
    """If the response is lost, the message is found and not sent again."""
    stage.poster.after.append(TryAgainError("The connection to Discord broke."))
    await stage.tick()
    await stage.tick(10 * MINUTE)
    assert stage.posted == 1
    assert stage.poster.searches == 1
    assert await stage.states() == [(25, RunState.POSTED)]


async def test_a_request_has_a_deadline(stage: Stage) -> None:
    """A request that takes too long is abandoned, and its message is searched for later."""
    stage.scheduler = stage.process(deadline=0.01)
    stage.poster.delay = 1
    await stage.tick()
    assert "in time" in await stage.why()
    stage.poster.delay = 0
    await stage.tick(10 * MINUTE)
    assert stage.posted == 1


async def test_a_refusal_pauses_with_one_notice(stage: Stage) -> None:
    """A refusal pauses the digest with one notice; resumed, it posts again."""
    stage.poster.before.append(CannotPostError("The bot may not post in <#2>."))
    await stage.tick()
    digest = await stage.services.digests.get(GUILD, stage.digest.id)
    assert digest.pause is not None
    assert digest.pause.why == "The bot may not post in <#2>."
    assert await stage.states() == [(25, RunState.FAILED)]
    ((guild, text),) = stage.poster.notices
    assert guild == GUILD
    assert "<#2>" in text
    await stage.tick(DAY)
    assert stage.posted == 0
    await stage.services.digests.resume(GUILD, digest.id)
    await stage.tick(DAY)
    assert stage.posted == 1
    assert len(stage.poster.notices) == 1


async def test_edits_after_an_attempt_that_did_not_arrive(stage: Stage) -> None:
    """After an attempt that did not arrive, edits of channel and contents apply to the next one."""
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
    """A run that may have been sent stays in its channel; a refusal there pauses nothing."""
    stage.poster.before += [TryAgainError("The connection broke."), CannotPostError("It is gone.")]
    await stage.tick()
    await stage.services.digests.edit(GUILD, stage.digest.id, channel_id=CHANNEL + 1)
    await stage.tick(MINUTE)
    assert await stage.states() == [(25, RunState.FAILED)]
    assert (await stage.services.digests.get(GUILD, stage.digest.id)).pause is None
    assert stage.poster.notices == []
    await stage.tick(DAY)
    assert [target.channel_id for _, target, _, _ in stage.board.posts] == [CHANNEL + 1]


async def test_one_bad_message_pauses_nothing(stage: Stage) -> None:
    """A refused message fails its run; the next run is posted."""
    stage.poster.before.append(MessageRejectedError("Discord refused the message (error 50035)."))
    await stage.tick()
    await stage.tick(DAY)
    assert await stage.states() == [(25, RunState.FAILED), (26, RunState.POSTED)]
    assert stage.poster.notices == []


async def test_a_pause_between_two_attempts(stage: Stage) -> None:
    """After a pause a sent message is still searched for, but nothing is sent again."""
    stage.poster.after.append(TryAgainError("lost"))
    await stage.tick()
    await stage.services.digests.pause(GUILD, stage.digest.id)
    await stage.tick(10 * MINUTE)
    assert await stage.states() == [(25, RunState.POSTED)]
    await stage.services.digests.resume(GUILD, stage.digest.id)
    stage.clock.set(DUE + DAY)
    stage.poster.before.append(TryAgainError("lost"))
    await stage.tick()
    await stage.services.digests.pause(GUILD, stage.digest.id)
    await stage.tick(10 * MINUTE)
    assert (await stage.states())[-1] == (26, RunState.SKIPPED)
    assert stage.posted == 1


async def test_leaving_in_the_middle(stage: Stage) -> None:
    """A run that may have been posted before the bot left is uncertain, and not retried."""
    stage.poster.after.append(TryAgainError("lost"))
    await stage.tick()
    await stage.services.digests.guild_left(GUILD)
    await stage.tick(DAY)
    assert await stage.states() == [(25, RunState.UNCERTAIN)]
    await stage.services.digests.guild_joined(GUILD)
    await stage.tick(DAY)
    assert (await stage.states())[-1][1] is RunState.POSTED


async def test_a_removed_digest_while_it_is_sent(stage: Stage) -> None:
    """A digest that is removed during a send leaves nothing to record, without an error."""
    stage.poster.after.append(TryAgainError("lost"))
    await stage.tick()
    await stage.services.digests.remove(GUILD, stage.digest.id)
    await stage.tick(10 * MINUTE)
    assert stage.posted == 1


async def test_reasons_are_kept_in_english(stage: Stage) -> None:
    """A German server reads German; what is kept is English, for those who read it elsewhere."""
    german, french = of_discord("de"), of_discord("fr")
    stage.scheduler = stage.process(language_of=lambda _guild: german)
    stage.poster.before.append(CannotPostError(HIDDEN.filled(where="<#2>")))
    await stage.tick()
    ((_, notice),) = stage.poster.notices
    assert "Der Bot kann <#2> nicht sehen." in notice
    (run,) = await stage.services.digests.history(GUILD, stage.digest.id)
    digest = await stage.services.digests.get(GUILD, stage.digest.id)
    assert digest.pause is not None
    assert run.why == digest.pause.why == "The bot cannot see <#2>."
    with speaking(french):
        assert run.reason == digest.pause.reason == HIDDEN.format(where="<#2>") != run.why
