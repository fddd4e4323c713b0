"""The arguments of `throwback meaning`."""

import argparse
from collections.abc import Awaitable, Callable
from typing import Any

from bot.languages import _, pgettext


def add_meaning_actions(
    commands: "argparse._SubParsersAction[Any]",
    common: argparse.ArgumentParser,
    build: Callable[..., Awaitable[None]],
) -> None:
    """Add `throwback meaning build`."""
    about = _("what posts mean, so that they are found by it")
    meaning = commands.add_parser("meaning", help=about, description=about)
    actions = meaning.add_subparsers(required=True, metavar=pgettext("placeholder", "ACTION"))
    does = _("take the meaning of posts that have none yet; it goes on where it stopped")
    added = actions.add_parser("build", parents=[common], help=does, description=does)
    added.set_defaults(command=build, connects=False)
