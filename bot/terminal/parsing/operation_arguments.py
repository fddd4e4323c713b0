"""The arguments of the commands that copy, restore and check the databases as files."""

import argparse
from collections.abc import Callable
from pathlib import Path

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


def add_deep(check: argparse.ArgumentParser) -> None:
    """Add the option by which `throwback check` does not connect, and proves the databases."""
    check.add_argument(
        "--deep",
        dest="connects",
        action="store_false",
        help=_("prove the databases, or a backup, row by row; needs no token and no network"),
    )
