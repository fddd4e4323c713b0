"""The choices of an option, as the users of Discord see them."""

from enum import StrEnum

from discord import app_commands


def choices_of(kind: type[StrEnum]) -> list[app_commands.Choice[str]]:
    """Return the values of an enum as choices: discord.py would show the names of its members."""
    return [app_commands.Choice(name=one.value, value=one.value) for one in kind]
