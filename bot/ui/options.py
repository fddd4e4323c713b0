"""Options of commands and their choices, as the users of Discord see them."""

from collections.abc import Iterable
from enum import StrEnum

from discord import app_commands

from bot.ui.limits import MAX_CHOICE, MAX_CHOICES
from bot.ui.text import one_line

AccountName = app_commands.Range[str, 1, MAX_CHOICE]
"""The name of an account, with or without @: as long as a choice may be."""

ACCOUNT = "Posts of one account alone, by its name"
"""The description of the option for an account."""


def account_choices(names: Iterable[str]) -> list[app_commands.Choice[str]]:
    """Return the choices for names of accounts, as many as Discord takes."""
    return [
        app_commands.Choice(name=one_line(f"@{name}", MAX_CHOICE), value=name)
        for name in names
        if len(name) <= MAX_CHOICE
    ][:MAX_CHOICES]


def choices_of(kind: type[StrEnum]) -> list[app_commands.Choice[str]]:
    """Return the values of an enum as choices: discord.py would show the names of its members."""
    return [app_commands.Choice(name=one.value, value=one.value) for one in kind]
