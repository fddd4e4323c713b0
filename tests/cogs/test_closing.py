"""Answers while the bot closes: finished, or a sentence that it restarts."""

import asyncio

import pytest

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
