"""The option of commands whose answer may be about the posts of one account."""

from collections.abc import Iterable

from discord import app_commands

from bot.ui.limits import MAX_CHOICE, MAX_CHOICES

AccountName = app_commands.Range[str, 1, MAX_CHOICE]
"""The name of an account, with or without @: as long as a choice may be."""

ACCOUNT = "Posts of one account alone, by its name"
"""The description of the option."""


def account_choices(names: Iterable[str]) -> list[app_commands.Choice[str]]:
    """Return the choices for names of accounts, as many as Discord takes."""
    return [app_commands.Choice(name=f"@{name}", value=name) for name in names][:MAX_CHOICES]
