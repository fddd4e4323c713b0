"""Answers while the bot closes: finished, or a sentence that it restarts."""

import asyncio
import gc
import logging
from functools import partial

import pytest

from bot.ui.observation.observer import Handled, Observer, Outcome
from tests.archives import record
from tests.cogs.conftest import Harness
from tests.waiting import until

SENTENCE = "The bot is restarting; try again in a moment."
GERMAN = "Der Bot startet gerade neu; versuche es gleich noch einmal."


@pytest.mark.usefixtures("deferred")
async def test_an_answer_that_takes_too_long_is_a_sentence(harness: Harness) -> None:
    """Whose answer is not finished when closing stops waiting reads why, in their language."""
    await harness.load(record(harness.clock.now(), "a wombat"))
    harness.bob.user.locale = "de"
    stuck = harness.sandbox.faults.next("PATCH", "*/@original", status=503, times=99)
    asked = [asyncio.create_task(one.slash("random")) for one in (harness.ada, harness.bob)]
    await until(lambda: stuck.times < 98)  # the bot tries again for three seconds
    await harness.bot.drain.wait(longest=0)
    ada, bob = await asyncio.gather(*asked)
    assert (ada.text, bob.text) == (SENTENCE, GERMAN)
    assert ada.message["flags"] & bob.message["flags"] & 64


async def test_nothing_is_begun_while_the_bot_closes(harness: Harness) -> None:
    """A command or a button that comes after closing began gets the sentence at once."""
    await harness.load(record(harness.clock.now(), "a wombat"))
    shown = await harness.ask("random")
    await harness.bot.drain.wait(longest=0)
    assert (await harness.ask("random")).text == SENTENCE
    assert SENTENCE in (await shown.press(shown.buttons["Another"])).text


class _Outcomes(Observer):
    """Keeps what became of each interaction."""

    def __init__(self) -> None:
        self.kept: list[Outcome] = []

    def interaction(self, handled: Handled) -> None:
        """Keep its outcome."""
        self.kept.append(handled.outcome)


@pytest.mark.usefixtures("deferred")
@pytest.mark.parametrize("path", ["/interactions/*", "/webhooks/*"])
async def test_what_discord_does_not_take_before_the_end_is_no_error(
    harness: Harness,
    path: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    allowed_refusals: set[int],
) -> None:
    """Answers that Discord stalls beyond the wait are one line of the log, and no error.

    Nor is the sentence for a command that came after closing began.
    """
    allowed_refusals.add(40060)  # a stalled response was taken in: the sentence is a second one
    await harness.load(record(harness.clock.now(), "a wombat"))
    bot, outcomes = harness.bot, _Outcomes()
    caplog.clear()
    bot.observer = outcomes
    monkeypatch.setattr(bot.drain, "wait", partial(bot.drain.wait, 0.3, 0.05))
    stall = harness.sandbox.faults.next("*", path, times=-1, delay=1.5)
    early = [harness.guild.add_member(f"early {number}") for number in range(8)]
    asked = [asyncio.create_task(one.slash("random", timeout=1)) for one in early]
    await until(lambda: stall.times <= -1 - len(early))
    closing = asyncio.create_task(bot.close())
    await asyncio.sleep(0)  # closing begins
    harness.sandbox.faults.next("*", "/interactions/*", times=-1, delay=1.5)
    asked.append(asyncio.create_task(harness.ada.slash("random", timeout=1)))
    await closing
    await until(lambda: len(outcomes.kept) == len(asked))
    assert set(outcomes.kept) == {Outcome.UNANSWERED}
    await asyncio.gather(*asked, return_exceptions=True)
    gc.collect()  # an exception that nobody retrieved is logged then
    assert f"neither answer nor sentence before the end: {len(early)}\n" in caplog.text
    assert not [one for one in caplog.records if one.exc_info or one.levelno >= logging.ERROR]
