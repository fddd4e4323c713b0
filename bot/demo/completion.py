"""Completion at the prompt: commands, options, and the values that Discord or the bot offers."""

from collections.abc import AsyncGenerator, Iterable

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from bot.demo.harness import DemoHarness
from bot.demo.typed_commands import TypedCommand, channels_for, folded
from bot.languages import lazy
from bot.sandbox import NoAnswerError
from bot.sandbox.rules.commands import OptionKind

OWN_COMMANDS = {
    "clock": lazy("move the clock on: /clock 9:00, /clock +1d"),
    "find": lazy("Find in archive, on the message with a number: /find 3"),
}
"""The commands of the demo itself, with their descriptions."""

_MOST_DAYS = 8
_DATE = "date"  # the name of options that take a day of the year


class CommandCompleter(Completer):
    """Completes what is typed, as Discord does: what to offer is asked of the bot."""

    def __init__(self, harness: DemoHarness) -> None:
        self._harness = harness

    def get_completions(
        self, _document: Document, _complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        """Return nothing: the bot's answers have to be waited for."""
        return ()

    async def get_completions_async(
        self, document: Document, _complete_event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        """Yield the completions of the text before the cursor."""
        line = document.text_before_cursor
        command = self._harness.commands.read(line)
        commands = self._harness.commands
        typed_name = folded(line.removeprefix("/"))
        if command is None or typed_name == folded(commands.shown(command.name)):
            for name, description in (commands.descriptions | OWN_COMMANDS).items():
                if folded(name).startswith(typed_name):
                    yield Completion(f"/{name} ", -len(line), f"/{name}", f"{description}")
            return
        options = commands.options(command.name)
        word = line.rpartition(" ")[2]
        given = {name for name, _text in command.options}
        for name, option in options.items():
            shown = commands.text(option)
            is_given = name in given and (f"{shown}:" in line or f"{name}:" in line)
            if folded(shown).startswith(folded(word)) and not is_given:
                meta = commands.text(option, "description")
                yield Completion(f"{shown}:", -len(word), display_meta=meta)
        if not options:
            return
        name, typed = command.options[-1] if command.options else (next(iter(options)), "")
        start = line.rfind(typed) - len(line) if typed else 0
        for text, label in await self._values(command, name, typed):
            if text != typed:
                yield Completion(text, start, label)

    async def _values(self, command: TypedCommand, name: str, typed: str) -> list[tuple[str, str]]:
        """Return the values that are offered for an option, each with its label."""
        option = self._harness.commands.options(command.name)[name]
        if option.get("autocomplete"):
            try:
                found = await self._harness.suggestions(command, name)
            except (LookupError, NoAnswerError):  # another option is not complete, or no bot
                return []
            return [(str(one["value"]), one["name"]) for one in found]
        guild = self._harness.guild
        commands = self._harness.commands
        names = [commands.text(choice) for choice in option.get("choices") or []]
        match option["type"]:
            case OptionKind.BOOLEAN:
                names = ["true", "false"]
            case OptionKind.CHANNEL:
                names = [f"#{channel.name}" for channel in channels_for(option, guild)]
            case OptionKind.ROLE:
                names = [f"@{role.name.removeprefix('@')}" for role in guild.roles.values()]
            case _ if name == _DATE:
                names = [str(day) for day in await self._harness.days(_MOST_DAYS)]
        return [(one, one) for one in names if folded(typed) in folded(one)]
