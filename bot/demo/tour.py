"""The tour: every card once, over any archive, a digest that is posted by itself, and a backup."""

from datetime import time
from pathlib import Path

from bot.demo.conversation import PATIENCE
from bot.demo.harness import DemoHarness
from bot.demo.meaning import take_meaning
from bot.demo.operation import show_backup, show_health
from bot.demo.passing_time import advance, next_moment
from bot.demo.screen import Screen
from bot.demo.steps import TourStep, managed_steps, tour_steps
from bot.demo.times import moment_sentence
from bot.demo.typed_commands import TypedCommand
from bot.demo.web.visit import show_page
from bot.languages import CommandName, Message, _, lazy
from bot.languages.commands import MENU
from bot.languages.punctuation import sentences


async def tour(harness: DemoHarness, screen: Screen, url: str) -> None:
    """Give every command of the tour, show the answers, and then what an operator sees.

    `url` is the address of the page that is served beside it.
    """
    await take_meaning(harness)
    async for step in tour_steps(harness):
        await _show_step(step, harness, screen)
    for step in await managed_steps(harness):
        await _show_step(step, harness, screen)
    await _show_step(_digest_step(harness.digest_channel.name), harness, screen)
    *_others, digest = await harness.services.digests.of_guild(harness.guild.id)
    which = {"digest": f"{digest.id}"}
    await _show_step(
        TourStep(lazy("What it will post"), CommandName("digest preview"), which), harness, screen
    )
    screen.title(_("The next morning"))
    morning = next_moment(harness.clock.now(), time(9), harness.zone)
    async for posted in advance(harness, morning - harness.clock.now()):
        nobody = _("Nobody asked for anything.")
        screen.note(sentences([moment_sentence(harness.clock.now()), nobody]))
        for message in posted:
            screen.show_post(message)
    await _show_step(
        TourStep(lazy("What became of it"), CommandName("digest history"), which), harness, screen
    )
    best = which | {"content": "best"}
    await _show_step(
        TourStep(lazy("From now on the best liked"), CommandName("digest edit"), best),
        harness,
        screen,
    )
    await _show_step(
        TourStep(lazy("Each comes once"), CommandName("digest preview"), which), harness, screen
    )
    if harness.archive.has_pictures:
        await show_backup(harness, screen)
    await show_health(harness, screen)
    await show_page(harness, screen, url)


def _digest_step(channel: str) -> TourStep:
    options = {"channel": channel, "time": "9:00", "content": "both", "when_empty": "nearest"}
    return TourStep(lazy("A digest for every morning"), CommandName("digest add"), options)


async def _show_step(step: TourStep, harness: DemoHarness, screen: Screen) -> None:
    """Give a command and show the answer."""
    screen.title(f"{step.title}")
    if step.message is not None:
        screen.show_input(step.message)
        name = Message(step.command.name, context=MENU)
        screen.show_input(_("chooses “{name}” in the menu of that message", name=name))
        answer = await harness.find(harness.say(step.message), step.command.name)
    else:
        commands = harness.commands
        line = " ".join(
            commands.shown_option(step.command.name, name, _shown(value))
            for name, value in step.options.items()
        )
        screen.show_input(f"{step.command} {line}".strip())
        answer = await harness.slash(TypedCommand(step.command.name, tuple(step.options.items())))
    screen.show_answer(answer)
    for start in step.press:
        starts = (f"{start}", start.message)
        label = next((label for label in answer.buttons if label.startswith(starts)), None)
        if label is None:
            return
        screen.show_input(_("presses {label}", label=label))
        answer = await answer.click(label, timeout=PATIENCE)
        screen.show_answer(answer)


def _shown(value: str) -> str:
    """Return the value of an option as Discord shows it: a file by its name alone."""
    path = Path(value)
    return path.name if path.is_absolute() else value
