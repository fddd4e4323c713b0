"""The arguments of `throwback demo`."""

import argparse
from pathlib import Path

from bot.languages import _, pgettext
from bot.terminal.parsing import values
from bot.terminal.parsing.import_arguments import add_yes_public


def add_demo_arguments(demo: argparse.ArgumentParser) -> None:
    """Add the arguments of `throwback demo` to its parser."""
    demo.add_argument(
        "path",
        nargs="?",
        type=Path,
        metavar=pgettext("placeholder", "PATH"),
        help=_("your own archive"),
    )
    demo.add_argument(
        "--web",
        action="store_true",
        help=_("serve the page alone, until it is interrupted; its address is the first line"),
    )
    demo.add_argument(
        "--port",
        type=values.port,
        default=0,
        metavar=pgettext("placeholder", "N"),
        help=_("the port of the page on 127.0.0.1; by default one that is free"),
    )
    demo.add_argument("--open", action="store_true", help=_("open the page in a browser"))
    add_yes_public(demo)
