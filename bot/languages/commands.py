"""The names of commands in the current language, as Discord shows them to users."""

from dataclasses import dataclass

from bot.languages.messages import pgettext

COMMAND = "name of a command"
"""The context of the names of commands, subcommands and groups, which have no capital letter."""

COMMAND_ABOUT = "description of a command"
OPTION = "name of an option"
OPTION_ABOUT = "description of an option"
CHOICE = "name of a choice"
MENU = "name in the menu of a message"


@dataclass(frozen=True, slots=True)
class CommandName:
    """A command by its English name without the slash, for a place in a message.

    As text it is what users type: “/archive timezone”, in German “/archiv zeitzone”.
    """

    name: str

    def __str__(self) -> str:
        return "/" + " ".join(pgettext(COMMAND, part) for part in self.name.split())
