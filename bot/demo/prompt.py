"""The prompt: a person types slash commands and presses buttons by their numbers."""

import re
import shlex
from collections.abc import Iterable, Mapping
from typing import Any

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from bot.demo.screen import Screen
from bot.demo.stage import Stage
from bot.sandbox import Answer
from bot.sandbox.errors import NoAnswerError

_NUMBER = re.compile("[0-9]{1,9}")

HELP = "Type a command: {commands}. A number presses that button; “quit” leaves."


class Commands(Completer):
    """The commands that the bot told Discord of, and completion of what is typed."""

    def __init__(self, payloads: Iterable[Mapping[str, Any]]) -> None:
        self._options = {
            payload["name"]: [option["name"] for option in payload.get("options", [])]
            for payload in payloads
        }
        self._about = {payload["name"]: payload["description"] for payload in payloads}

    @property
    def names(self) -> list[str]:
        """The commands, as they are typed."""
        return [f"/{name}" for name in self._options]

    def get_completions(
        self, document: Document, _complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        """Yield what the text before the cursor may become."""
        typed = document.text_before_cursor
        name, space, _ = typed.removeprefix("/").partition(" ")
        if not space:
            for command, about in self._about.items():
                if command.startswith(name):
                    yield Completion(f"/{command} ", -len(typed), f"/{command}", about)
        elif name in self._options:
            word = typed.rpartition(" ")[2]
            for option in self._options[name]:
                if option.startswith(word) and f"{option}:" not in typed:
                    yield Completion(f"{option}:", -len(word))

    def read(self, line: str) -> tuple[str, dict[str, str]] | None:
        """Return the command of `line` and its options; None if there is no such command.

        `/search query:staff engineer` and `/search staff engineer` are the same: what names no
        option belongs to the option before it, or to the first.
        """
        name, _, rest = line.removeprefix("/").partition(" ")
        if name not in self._options:
            return None
        names = self._options[name]
        options: dict[str, list[str]] = {}
        current = names[0] if names else None
        for word in _words(rest):
            option, colon, value = word.partition(":")
            if colon and option in names:
                current, word = option, value  # noqa: PLW2901 - the name is not part of the value
            if current is not None and word:
                options.setdefault(current, []).append(word)
        return name, {option: " ".join(words) for option, words in options.items()}


async def prompt(stage: Stage, screen: Screen) -> None:
    """Answer what is typed, until the person has enough."""
    commands = Commands(stage.sandbox.commands)
    session: PromptSession[str] = PromptSession("you  ", completer=commands)
    screen.say(HELP.format(commands=", ".join(commands.names)))
    answer: Answer | None = None
    while True:
        try:
            line = (await session.prompt_async()).strip()
        except (EOFError, KeyboardInterrupt):
            return
        if line in {"quit", "exit"}:
            return
        try:
            if _NUMBER.fullmatch(line):
                answer = await _press(answer, int(line), screen)
            elif line and (asked := commands.read(line)):
                answer = await stage.ask(*asked)
                screen.answered(answer)
            elif line:
                screen.say(HELP.format(commands=", ".join(commands.names)))
        except LookupError as error:
            screen.say(f"Discord would not let you do that: {error}.")
        except NoAnswerError as error:
            screen.say(f"No answer came: {error}.")


async def _press(answer: Answer | None, number: int, screen: Screen) -> Answer | None:
    labels = list(answer.buttons) if answer else []
    if answer is None or not 1 <= number <= len(labels):
        screen.say("The last answer has no button of that number.")
        return answer
    pressed = await answer.click(labels[number - 1])
    screen.answered(pressed)
    return pressed


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # a quote that is not closed
        return text.split()
