"""The arguments of `throwback import`."""

import argparse
from pathlib import Path

from bot.languages import _, pgettext
from bot.terminal.parsing import values


def add_import_arguments(import_: argparse.ArgumentParser) -> None:
    """Add the arguments of `throwback import` to its parser."""
    import_.add_argument("paths", nargs="+", type=Path, metavar=pgettext("placeholder", "PATH"))
    import_.add_argument("--dry-run", action="store_true", help=_("report, but save nothing"))
    import_.add_argument(
        "--account",
        type=values.account,
        metavar=pgettext("placeholder", "NAME"),
        help=_("whose posts, where the files do not say"),
    )
    import_.add_argument(
        "--handle",
        type=values.handle,
        metavar=pgettext("placeholder", "NAME"),
        help=_("the handle of a Bluesky repository, which does not say it"),
    )
    import_.add_argument(
        "--include",
        choices=["followers"],
        help=_("posts for followers only, which are left alone otherwise"),
    )
    add_yes_public(import_)
    import_.add_argument(
        "--link-media",
        action="store_true",
        help=_("link pictures and films instead of copying them; the bot shows no linked ones"),
    )
    import_.add_argument(
        "--read-pictures",
        action="store_true",
        help=_("then read the text in pictures too, which takes about a second for each"),
    )


def add_yes_public(parser: argparse.ArgumentParser) -> None:
    """Add the option that confirms that what asks to be hidden may be shown."""
    parser.add_argument(
        "--yes-public",
        action="store_true",
        help=_("read a Bluesky account that asks not to be shown to strangers: it is yours"),
    )
