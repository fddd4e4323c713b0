"""The options of `throwback accounts`."""

import argparse

from bot.languages import _, pgettext


def add_account_arguments(accounts: argparse.ArgumentParser) -> None:
    """Add the options that say who the accounts of the archive are."""
    which = accounts.add_mutually_exclusive_group()
    name = pgettext("placeholder", "NAME")
    which.add_argument(
        "--same",
        nargs=2,
        metavar=(name, name),
        help=_("two accounts, by name or id, that are of one person"),
    )
    which.add_argument(
        "--apart", metavar=name, help=_("an account that is joined with no other any more")
    )
    which.add_argument(
        "--handle",
        nargs=2,
        metavar=("DID", name),  # never translated
        help=_("what an account of Bluesky is called now"),
    )
