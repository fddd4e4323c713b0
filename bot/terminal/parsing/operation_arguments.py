"""The arguments of the commands that copy, restore and check the databases as files."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.languages import _, pgettext
from bot.terminal.parsing import values


def add_operation_arguments(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add `throwback backup` and `throwback restore`."""
    path = pgettext("placeholder", "PATH")
    backup = command(
        "backup",
        _("copy both databases and all pictures while they are in use, and check the copy"),
    )
    backup.add_argument(
        "path",
        type=Path,
        metavar=path,
        help=_("a folder that does not exist yet; with --keep one that does"),
    )
    backup.add_argument(
        "--keep",
        type=values.positive,
        metavar=pgettext("placeholder", "N"),
        help=_("make it in that folder, named by the time, and keep the newest N of those"),
    )
    backup.add_argument(
        "--no-media", action="store_true", help=_("list the pictures and films, do not copy them")
    )
    restore = command(
        "restore", _("put a backup in the place of the databases; the bot has to be stopped")
    )
    restore.add_argument(
        "path", type=Path, metavar=path, help=_("a folder that throwback backup wrote")
    )
    restore.add_argument(
        "--force", action="store_true", help=_("also over databases that were changed later")
    )


def add_state_actions(commands: Any, common: argparse.ArgumentParser, copy: object) -> None:
    """Add `throwback state copy`, which `copy` implements, to the parser's commands."""
    about = _("move what the bot remembers between state.db and PostgreSQL")
    state = commands.add_parser("state", help=about, description=about)
    actions = state.add_subparsers(required=True, metavar=pgettext("placeholder", "ACTION"))
    about = _("copy it into an empty state.db or database, and compare both; stop all bots first")
    added = actions.add_parser("copy", parents=[common], help=about, description=about)
    added.set_defaults(command=copy, connects=False)
    place = pgettext("placeholder", "URL|PATH")
    added.add_argument(
        "--to",
        required=True,
        metavar=place,
        help=_("where it goes; the word STATE_URL means the setting, with its password"),
    )
    added.add_argument(
        "--from",
        dest="source",
        metavar=place,
        help=_("where it is: else state.db beside the archive, or STATE_URL for a copy to a PATH"),
    )
    added.add_argument(
        "--force", action="store_true", help=_("delete what is there first, if it is not empty")
    )


def add_deep(check: argparse.ArgumentParser) -> None:
    """Add the option by which `throwback check` does not connect, and proves the databases."""
    check.add_argument(
        "--deep",
        dest="connects",
        action="store_false",
        help=_("prove the databases, or a backup, row by row; needs no token and no network"),
    )
