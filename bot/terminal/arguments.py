"""The command line of `throwback`: its commands and their options."""

import argparse
from collections.abc import Awaitable, Callable, Mapping
from datetime import MAXYEAR
from pathlib import Path
from textwrap import indent
from typing import Any, NoReturn

from rapidfuzz import fuzz, process

from bot import __version__
from bot.archive.posts.sanitize import show_controls
from bot.archive.search.query.grammar import help_text
from bot.archive.search.sort_order import SortOrder
from bot.archive.statistics.theme import Theme
from bot.errors import UsageError
from bot.formats.posts import FORMATS
from bot.settings import Settings, database_path

Arguments = argparse.Namespace
Command = Callable[[Arguments, Settings], Awaitable[None]]

_Add = Callable[[str, str], argparse.ArgumentParser]

_LONGEST_NAME = 20  # Twitter allows 15; some old accounts have more
_LIKE = 60  # percent: how alike a word must be to what was meant
_DIGITS = 18  # with more, a number may not fit into SQLite's integers


class _Parser(argparse.ArgumentParser):
    """An argument parser that raises usage errors."""

    def error(self, message: str) -> NoReturn:
        """Raise UsageError."""
        raise UsageError(f"{message} ({self.prog} --help)")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Raise UsageError for what is none of the choices, with the nearest or else with all.

        argparse would print Python's lists.
        """
        choices = [*map(str, action.choices or ())]
        if not choices or value in choices:
            return
        what = action.option_strings[-1] if action.option_strings else str(action.metavar).lower()
        nearest = process.extractOne(value, choices, scorer=fuzz.ratio, score_cutoff=_LIKE)
        hint = f"did you mean {nearest[0]}?" if nearest else f"choose one of {', '.join(choices)}"
        self.error(f"There is no {what} “{show_controls(value)}”: {hint}")


def parser(implementations: Mapping[str, Command]) -> argparse.ArgumentParser:
    """Return the parser of the command line; `implementations` maps names of commands to theirs.

    The parsed arguments include `command`, the implementation to run, and `connects`: whether it
    connects to Discord. Parsing raises UsageError.
    """
    root = _Parser(prog="throwback", description="A Discord bot that surfaces archived posts.")
    root.add_argument("--version", action="version", version=f"throwback {__version__}")
    common = _Parser(add_help=False)
    common.add_argument(
        "--database", type=_database, metavar="PATH", help="the archive; state.db stands beside it"
    )
    common.add_argument("--json", action="store_true", help="for other programs")
    commands = root.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, about: str, *, connects: bool = False) -> argparse.ArgumentParser:
        added = commands.add_parser(name, parents=[common], help=about, description=about)
        added.set_defaults(command=implementations[name], connects=connects)
        return added

    demo = command("demo", "show the bot at work: no token, no network")
    demo.add_argument("path", nargs="?", type=Path, help="your own archive")
    command("run", "run the bot on Discord", connects=True)
    import_ = command("import", "load archive files, folders or zips")
    import_.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    import_.add_argument("--dry-run", action="store_true", help="report, but save nothing")
    import_.add_argument(
        "--account", type=_account, metavar="NAME", help="whose posts, where the files do not say"
    )
    import_.add_argument(
        "--link-media",
        action="store_true",
        help="link pictures and films instead of copying them; the bot shows no linked ones",
    )
    search = command("search", "search; typing mistakes are forgiven")
    search.add_argument(
        "query", nargs="+", metavar="QUERY", help="words, or - to read a query a line"
    )
    search.add_argument("--limit", type=_positive, default=10, metavar="N")
    search.add_argument(
        "--sort", choices=[sort.value for sort in SortOrder], default=SortOrder.RELEVANCE
    )
    random = command("random", "show a post at random")
    random.add_argument("query", nargs="*", metavar="QUERY")
    random.add_argument("--seed", type=_whole, metavar="N", help="the same N, the same post")
    onthisday = command("onthisday", "show what was posted on this day")
    onthisday.add_argument("day", nargs="?", metavar="MM-DD")
    onthisday.add_argument("query", nargs="*", metavar="QUERY")
    _add_browse(command)
    stats = _add_statistics(command)
    for subparser in (search, random, onthisday, stats):
        subparser.formatter_class = argparse.RawDescriptionHelpFormatter
        subparser.epilog = f"queries:\n{indent(help_text(), '  ')}"
    thread = command("thread", "put a thread back together")
    thread.add_argument("post", nargs="+", metavar="ID|URL|WORDS")
    threads = command("threads", "count threads by length and by how they are known")
    threads.add_argument("--stats", action="store_true", help="count them (so does no option)")
    export = command("export", "write every post, oldest first, to standard output")
    export.add_argument(
        "--format", choices=sorted(FORMATS), help="jsonl if you give none, and with --json"
    )
    media = command("media", "say how many pictures and films there are, and which are missing")
    media.add_argument("--verify", action="store_true", help="read each of them")
    command("status", "say what the archive holds, from where, and how large its files are")
    _add_corrections(command)
    backup = command("backup", "copy both databases while they are in use, and check the copy")
    backup.add_argument("path", type=Path, metavar="PATH", help="a folder that does not exist yet")
    about = "look after the digests of all servers"
    digest = commands.add_parser("digest", help=about, description=about)
    _add_digest_actions(digest, common, implementations)
    command("check", "say what is wrong and how to mend it", connects=True)
    command("sync", "tell Discord of the commands", connects=True)
    return root


def _add_browse(command: _Add) -> None:
    """Add the command that shows a month."""
    browse = command("browse", "show the posts of a month, and how many each month has")
    browse.add_argument(
        "month", nargs="*", metavar="MONTH", help="2016-03, March 2016 or 2016; else the last one"
    )
    browse.add_argument(
        "--account", type=_account, metavar="NAME", help="posts of this account alone"
    )


def _add_statistics(command: _Add) -> argparse.ArgumentParser:
    """Add the commands that show figures; return the one that takes a query."""
    stats = command("stats", "show figures: posts by year and hour, people, words, threads, likes")
    stats.add_argument("query", nargs="*", metavar="QUERY")
    year = command("year", "show the figures of one year")
    year.add_argument("year", type=_year, metavar="YEAR")
    for subparser in (stats, year):
        subparser.add_argument(
            "--account", type=_account, metavar="NAME", help="posts of this account alone"
        )
        subparser.add_argument(
            "--png", type=Path, metavar="PATH", help="draw them as a picture, and write it there"
        )
        subparser.add_argument(
            "--theme",
            choices=[theme.value for theme in Theme],
            default=Theme.DARK,
            help="what background the picture is drawn for",
        )
    return stats


def _add_corrections(command: _Add) -> None:
    """Add the owner's corrections: which posts are shown, and how."""
    hide = command("hide", "hide posts from every answer; an export still holds them")
    which = hide.add_mutually_exclusive_group(required=True)
    which.add_argument("posts", nargs="*", default=[], metavar="ID|URL")
    which.add_argument("--list", action="store_true", help="show what is hidden")
    unhide = command("unhide", "show hidden posts again")
    unhide.add_argument("posts", nargs="+", metavar="ID|URL")
    quiet = command("quiet", "keep days, people or words out of random posts, this day and digests")
    which = quiet.add_mutually_exclusive_group()
    which.add_argument("--add", metavar="RULE", help="12-24, 12-24 to 12-26, 2016-03, @ada, words")
    which.add_argument("--remove", metavar="RULE", help="one of the rules, which no option lists")
    erase = command("erase", "erase posts for good, from the files too; imports leave them out")
    which = erase.add_mutually_exclusive_group(required=True)
    which.add_argument("posts", nargs="*", default=[], metavar="ID|URL")
    which.add_argument(
        "--account", metavar="NAME", help="all posts of an account, by its name or its id"
    )
    erase.add_argument("--yes", action="store_true", help="do not ask whether you mean it")
    repair = command("repair", "show how damaged text was mended, or take that back")
    which = repair.add_mutually_exclusive_group()
    which.add_argument("--list", action="store_true", help="show all repairs (so does no option)")
    which.add_argument("--undo", metavar="ID|URL", help="show the text as its file has it")
    which.add_argument("--redo", metavar="ID|URL", help="show the mended text again")
    repair.add_argument(
        "--doubtful", action="store_true", help="show what looks damaged and was left alone"
    )


def _add_digest_actions(
    digest: argparse.ArgumentParser, common: _Parser, implementations: Mapping[str, Command]
) -> None:
    """Add the commands that look after digests: `throwback digest list` and its like."""
    actions = digest.add_subparsers(required=True, metavar="ACTION")
    for action, does in (
        ("list", "show the digests of all servers"),
        ("preview", "show what a digest posts next"),
        ("history", "show what became of a digest's last runs"),
        ("pause", "let a digest rest until it is resumed"),
        ("resume", "let a paused digest go on"),
    ):
        added = actions.add_parser(action, parents=[common], help=does, description=does)
        added.set_defaults(command=implementations[f"digest {action}"], connects=False)
        if action != "list":
            added.add_argument("digest", type=_positive, metavar="NUMBER")
        if action == "history":
            added.add_argument("--limit", type=_positive, default=10, metavar="N")


def _account(text: str) -> str:
    name = text.removeprefix("@")
    if not (name.isascii() and name.replace("_", "").isalnum() and len(name) <= _LONGEST_NAME):
        raise argparse.ArgumentTypeError("give the name of an account, such as @ada")
    return name


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError("give a whole number") from None


def _positive(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else 0
    if number < 1:
        raise argparse.ArgumentTypeError("give a whole number above 0")
    return number


def _year(text: str) -> int:
    year = _positive(text)
    if year > MAXYEAR:
        raise argparse.ArgumentTypeError("give a year, such as 2016")
    return year


def _database(text: str) -> Path:
    try:
        return database_path(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
