"""What the `throwback` command can be asked, in words and options."""

import argparse
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from textwrap import indent
from typing import NoReturn

from bot import __version__
from bot.archive.search.query.grammar import HELP
from bot.formats.posts import FORMATS
from bot.services.search.sort_order import Sort
from bot.settings import Settings, database_path

Arguments = argparse.Namespace
Command = Callable[[Arguments, Settings], Awaitable[None]]

_Add = Callable[[str, str], argparse.ArgumentParser]

_LONGEST_NAME = 20  # Twitter allows 15; some old accounts have more
_DIGITS = 18  # more make a number that SQLite cannot hold


class _Parser(argparse.ArgumentParser):
    """Tells a wrong usage in one line."""

    def error(self, message: str) -> NoReturn:
        """End with status 2."""
        self.exit(2, f"throwback: {' '.join(message.split())} ({self.prog} --help)\n")


def parser(runs: Mapping[str, Command]) -> argparse.ArgumentParser:
    """Return what reads the command line. `runs` says by its name what each command does.

    What was given comes with `command`, which is to be run, and `connects`: whether it goes to
    Discord. A wrong usage ends the process with status 2 and one line.
    """
    whole = _Parser(prog="throwback", description="A Discord bot that surfaces archived posts.")
    whole.add_argument("--version", action="version", version=f"throwback {__version__}")
    everywhere = _Parser(add_help=False)
    everywhere.add_argument(
        "--database", type=_database, metavar="PATH", help="the archive; state.db stands beside it"
    )
    commands = whole.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, about: str, *, connects: bool = False) -> argparse.ArgumentParser:
        added = commands.add_parser(name, parents=[everywhere], help=about, description=about)
        added.set_defaults(command=runs[name], connects=connects)
        return added

    def answers(name: str, about: str) -> argparse.ArgumentParser:
        added = command(name, about)
        added.add_argument("--json", action="store_true", help="for other programs")
        return added

    demo = command("demo", "show the bot at work: no token, no network")
    demo.add_argument("path", nargs="?", type=Path, help="your own archive")
    command("run", "run the bot on Discord", connects=True)
    loads = answers("import", "load archive files, folders or zips")
    loads.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    loads.add_argument("--dry-run", action="store_true", help="report, but save nothing")
    loads.add_argument(
        "--account", type=_account, metavar="NAME", help="whose posts, where the files do not say"
    )
    loads.add_argument(
        "--link-media", action="store_true", help="link pictures and films instead of copying them"
    )
    search = answers("search", "search; typing mistakes are forgiven")
    search.add_argument(
        "query", nargs="+", metavar="QUERY", help="words, or - to read a query a line"
    )
    search.add_argument("--limit", type=_positive, default=10, metavar="N")
    search.add_argument("--sort", choices=[sort.value for sort in Sort], default=Sort.RELEVANCE)
    random = answers("random", "show a post at random")
    random.add_argument("query", nargs="*", metavar="QUERY")
    random.add_argument("--seed", type=int, metavar="N", help="the same N, the same post")
    onthisday = answers("onthisday", "show what was posted on this day")
    onthisday.add_argument("day", nargs="?", metavar="MM-DD")
    onthisday.add_argument("query", nargs="*", metavar="QUERY")
    for asking in (search, random, onthisday):
        asking.formatter_class = argparse.RawDescriptionHelpFormatter
        asking.epilog = f"queries:\n{indent(HELP, '  ')}"
    thread = answers("thread", "put a thread back together")
    thread.add_argument("post", metavar="ID|URL")
    threads = answers("threads", "count threads by length and by how they are known")
    threads.add_argument("--stats", action="store_true", help="count them (so does no option)")
    export = command("export", "write every post, oldest first, to standard output")
    export.add_argument(
        "--format", choices=sorted(FORMATS), default="jsonl", help="jsonl if you give none"
    )
    _add_corrections(command, answers)
    command("check", "say what is wrong and how to mend it", connects=True)
    command("sync", "tell Discord of the commands", connects=True)
    return whole


def _add_corrections(command: _Add, answers: _Add) -> None:
    """Add what the owner corrects: which posts are shown, and how."""
    hide = answers("hide", "hide posts from every answer; an export still holds them")
    which = hide.add_mutually_exclusive_group(required=True)
    which.add_argument("posts", nargs="*", default=[], metavar="ID|URL")
    which.add_argument("--list", action="store_true", help="show what is hidden")
    unhide = command("unhide", "show hidden posts again")
    unhide.add_argument("posts", nargs="+", metavar="ID|URL")
    repair = answers("repair", "show how damaged text was mended, or take that back")
    which = repair.add_mutually_exclusive_group()
    which.add_argument("--list", action="store_true", help="show all repairs (so does no option)")
    which.add_argument("--undo", metavar="ID|URL", help="show the text as its file has it")
    which.add_argument("--redo", metavar="ID|URL", help="show the mended text again")


def _account(text: str) -> str:
    name = text.removeprefix("@")
    if not (name.isascii() and name.replace("_", "").isalnum() and len(name) <= _LONGEST_NAME):
        raise argparse.ArgumentTypeError("give the name of an account, such as @ada")
    return name


def _positive(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else 0
    if number < 1:
        raise argparse.ArgumentTypeError("give a whole number above 0")
    return number


def _database(text: str) -> Path:
    try:
        return database_path(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
