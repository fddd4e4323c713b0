"""The prompt: a person types slash commands, button numbers and clock commands."""

import re
import shlex
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from bot.archive.digests.time_phrases import parse_time
from bot.demo.harness import DemoHarness
from bot.demo.screen import Screen
from bot.demo.typed_commands import TypedCommands
from bot.errors import BadDigestError
from bot.sandbox import Answer
from bot.sandbox.errors import NoAnswerError

_NUMBER = re.compile("[0-9]{1,9}")

_CLOCK = re.compile(r"/clock\s+(?:\+(?P<count>[0-9]{1,4})\s*(?P<unit>[mhd])|(?P<time>.+))")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}

HELP = (
    "Type a command: {commands}. A number presses that button; “/clock 9:00” or “/clock +1d” moves "
    "the clock on, and digests come; “quit” leaves."
)


class CommandCompleter(Completer):
    """The commands that the bot registered: parsing and completion of what is typed."""

    def __init__(self, payloads: Iterable[Mapping[str, Any]]) -> None:
        typed = TypedCommands(payloads)
        self._descriptions = typed.descriptions
        self._options = {name: typed.options(name) for name in self._descriptions}

    @property
    def names(self) -> list[str]:
        """The commands as they are typed, with a slash."""
        return [f"/{name}" for name in self._options]

    def get_completions(
        self, document: Document, _complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        """Yield the completions of the text before the cursor."""
        typed = document.text_before_cursor
        line = typed.removeprefix("/")
        name = self._command(line)
        if name is None or line == name:
            for command, description in self._descriptions.items():
                if command.startswith(line):
                    yield Completion(f"/{command} ", -len(typed), f"/{command}", description)
        else:
            word = typed.rpartition(" ")[2]
            for option in self._options[name]:
                if option.startswith(word) and f"{option}:" not in typed:
                    yield Completion(f"{option}:", -len(word))

    def read(self, line: str) -> tuple[str, dict[str, str]] | None:
        """Return the command in `line` and its options, or None if there is no such command.

        `/search query:staff engineer` and `/search staff engineer` are the same: a word without an
        option name belongs to the option before it, or to the first option.
        """
        line = line.removeprefix("/")
        name = self._command(line)
        if name is None:
            return None
        arguments = line.removeprefix(name)
        names = self._options[name]
        options: dict[str, list[str]] = {}
        current = names[0] if names else None
        for word in _words(arguments):
            option, colon, value = word.partition(":")
            if colon and option in names:
                current, word = option, value  # noqa: PLW2901 - the name is not part of the value
            if current is not None and word:
                options.setdefault(current, []).append(word)
        return name, {option: " ".join(words) for option, words in options.items()}

    def _command(self, line: str) -> str | None:
        """Return the command that a line begins with, or None."""
        words = line.split(" ")
        prefixes = (" ".join(words[:count]) for count in (1, 2, 3))
        return next((name for name in prefixes if name in self._options), None)


async def prompt(harness: DemoHarness, screen: Screen) -> None:
    """Read and execute lines until the person quits."""
    commands = CommandCompleter(harness.sandbox.commands)
    session: PromptSession[str] = PromptSession("you  ", completer=commands)
    screen.note(HELP.format(commands=", ".join(commands.names)))
    answer: Answer | None = None
    while True:
        try:
            line = (await session.prompt_async()).strip()
        except (EOFError, KeyboardInterrupt):
            return
        if line in {"quit", "exit"}:
            return
        try:
            answer = await _execute(line, commands, answer, harness, screen)
        except BadDigestError as error:
            screen.note(str(error))
        except LookupError as error:
            screen.note(f"Discord would not let you do that: {error}.")
        except NoAnswerError as error:
            screen.note(f"No answer came: {error}.")


async def _execute(
    line: str,
    commands: CommandCompleter,
    answer: Answer | None,
    harness: DemoHarness,
    screen: Screen,
) -> Answer | None:
    """Execute a line; return the answer whose buttons the next line can press."""
    if clock := _CLOCK.fullmatch(line):
        return await _move_clock(clock, harness, screen) or answer
    if _NUMBER.fullmatch(line):
        return await _press(answer, int(line), screen)
    if command := commands.read(line):
        answer = await harness.slash(*command)
        screen.show_answer(answer)
    elif line:
        screen.note(HELP.format(commands=", ".join(commands.names)))
    return answer


async def _move_clock(clock: re.Match[str], harness: DemoHarness, screen: Screen) -> Answer | None:
    """Move the clock and show what is posted; return the last message, or None."""
    if clock["time"]:
        duration = harness.time_until(parse_time(clock["time"]))
    else:
        duration = timedelta(**{_UNITS[clock["unit"]]: int(clock["count"])})
    posted = await harness.advance(duration)
    screen.note(f"It is {harness.clock.now():%A, %d %B %Y, %H:%M} UTC.")
    for message in posted:
        screen.show_post(message)
    return posted[-1] if posted else None


async def _press(answer: Answer | None, number: int, screen: Screen) -> Answer | None:
    buttons = answer.pressable if answer else []
    if answer is None or not 1 <= number <= len(buttons):
        screen.note("The last answer has no button of that number.")
        return answer
    pressed = await answer.press(buttons[number - 1])
    screen.show_answer(pressed)
    return pressed


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # an unclosed quote
        return text.split()
