"""The command line of `throwback`: its commands and their options."""

import argparse
from collections.abc import Awaitable, Callable, Mapping
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
from bot.languages import _, pgettext
from bot.languages.punctuation import commas, parentheses
from bot.settings import Settings
from bot.terminal.parsing import argparse_words, values
from bot.terminal.parsing.account_arguments import add_account_arguments
from bot.terminal.parsing.demo_arguments import add_demo_arguments
from bot.terminal.parsing.help_format import HelpFormatter
from bot.terminal.parsing.import_arguments import add_import_arguments
from bot.terminal.parsing.meaning_arguments import add_meaning_actions
from bot.terminal.parsing.operation_arguments import (
    add_deep,
    add_operation_arguments,
    add_state_actions,
)

Arguments = argparse.Namespace
Command = Callable[[Arguments, Settings], Awaitable[None]]

_Add = Callable[[str, str], argparse.ArgumentParser]

_PROGRAM = "throwback"
_LIKE = 60  # percent: how alike a word must be to what was meant


class _Parser(argparse.ArgumentParser):
    """An argument parser that raises usage errors."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=HelpFormatter, **options)

    def error(self, message: str) -> NoReturn:
        """Raise UsageError."""
        raise UsageError(parentheses(message, f"{self.prog} --help"))

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Raise UsageError for what is none of the choices, with the nearest or else with all.

        argparse would print Python's lists.
        """
        choices = [*map(str, action.choices or ())]
        if not choices or value in choices:
            return
        nearest = process.extractOne(value, choices, scorer=fuzz.ratio, score_cutoff=_LIKE)
        if nearest:
            hint = _("did you mean {right}?", right=nearest[0])
        else:
            hint = _("choose one of {choices}", choices=commas(choices))
        given = show_controls(value)
        if action.option_strings:
            option = action.option_strings[-1]
            self.error(
                _("There is no {option} “{given}”: {hint}", option=option, given=given, hint=hint)
            )
        if self.prog == _PROGRAM:
            self.error(_("There is no command “{given}”: {hint}", given=given, hint=hint))
        self.error(_("There is no action “{given}”: {hint}", given=given, hint=hint))


def parser(implementations: Mapping[str, Command]) -> argparse.ArgumentParser:
    """Return the parser of the command line; `implementations` maps names of commands to theirs.

    The parsed arguments include `command`, the implementation to run, and `connects`: whether it
    connects to Discord. Its help is in the current language. Parsing raises UsageError.
    """
    argparse_words.translate()
    root = _Parser(prog=_PROGRAM, description=_("A Discord bot that surfaces archived posts."))
    root.add_argument(
        "--version",
        action="version",
        version=f"throwback {__version__}",
        help=_("show program's version number and exit"),
    )
    common = _Parser(add_help=False)
    common.add_argument(
        "--database",
        type=values.database,
        metavar=pgettext("placeholder", "PATH"),
        help=_("the archive; state.db stands beside it"),
    )
    common.add_argument("--json", action="store_true", help=_("for other programs"))
    commands = root.add_subparsers(required=True, metavar=pgettext("placeholder", "COMMAND"))

    def command(name: str, about: str, *, connects: bool = False) -> argparse.ArgumentParser:
        added = commands.add_parser(name, parents=[common], help=about, description=about)
        added.set_defaults(command=implementations[name], connects=connects)
        return added

    add_demo_arguments(command("demo", _("show the bot at work: no token, no network")))
    command("run", _("run the bot on Discord"), connects=True)
    import_ = command("import", _("load archives: files, folders, zips or tars"))
    add_import_arguments(import_)
    search = command("search", _("search; typing mistakes are forgiven"))
    search.add_argument(
        "query",
        nargs="+",
        metavar=pgettext("placeholder", "QUERY"),
        help=_("words, or - to read a query a line"),
    )
    search.add_argument(
        "--limit", type=values.positive, default=10, metavar=pgettext("placeholder", "N")
    )
    search.add_argument(
        "--sort", choices=[sort.value for sort in SortOrder], default=SortOrder.RELEVANCE
    )
    random = command("random", _("show a post at random"))
    random.add_argument("query", nargs="*", metavar=pgettext("placeholder", "QUERY"))
    random.add_argument(
        "--seed",
        type=values.whole,
        metavar=pgettext("placeholder", "N"),
        help=_("the same N, the same post"),
    )
    onthisday = command("onthisday", _("show what was posted on this day"))
    onthisday.add_argument("day", nargs="?", metavar=pgettext("placeholder", "MM-DD"))
    onthisday.add_argument("query", nargs="*", metavar=pgettext("placeholder", "QUERY"))
    _add_browse(command)
    stats = _add_statistics(command)
    for subparser in (search, random, onthisday, stats):
        subparser.epilog = _("queries:") + "\n" + indent(help_text(), "  ")
    _add_threads(command)
    media = command("media", _("say how many pictures and films there are, and which are missing"))
    media.add_argument("--verify", action="store_true", help=_("read each of them"))
    media.add_argument(
        "action",
        nargs="?",
        choices=["read"],
        help=_("read: the text in pictures, so that it is found; it goes on where it stopped"),
    )
    command("status", _("say what the archive holds, from where, and how large its files are"))
    add_account_arguments(
        command("accounts", _("list the accounts, and say which are of one person"))
    )
    _add_corrections(command)
    add_operation_arguments(command)
    about = _("look after the digests of all servers")
    digest = commands.add_parser("digest", help=about, description=about)
    _add_digest_actions(digest, common, implementations)
    add_meaning_actions(commands, common, implementations["meaning build"])  # never translated
    add_state_actions(commands, common, implementations["state copy"])  # never translated
    add_deep(command("check", _("say what is wrong and how to fix it"), connects=True))
    command("sync", _("tell Discord of the commands"), connects=True)
    return root


def _add_threads(command: _Add) -> None:
    """Add the commands about threads, and the export."""
    thread = command("thread", _("put a thread back together"))
    thread.add_argument("post", nargs="+", metavar=pgettext("placeholder", "ID|URL|WORDS"))
    threads = command(
        "threads", _("count threads by length and how they are known, or ask about them")
    )
    which = threads.add_mutually_exclusive_group()
    which.add_argument("--stats", action="store_true", help=_("count them (so does no option)"))
    which.add_argument("--ask", action="store_true", help=_("ask which posts continue others"))
    export = command("export", _("write every post, oldest first, to standard output"))
    export.add_argument(
        "--format", choices=sorted(FORMATS), help=_("jsonl if you give none, and with --json")
    )
    export.add_argument(
        "--corrections", action="store_true", help=_("links that you set or rejected, no posts")
    )


def _add_browse(command: _Add) -> None:
    """Add the command that shows a month."""
    browse = command("browse", _("show the posts of a month, and how many each month has"))
    browse.add_argument(
        "month",
        nargs="*",
        metavar=pgettext("placeholder", "MONTH"),
        help=_("2016-03, March 2016 or 2016; else the last one"),
    )
    browse.add_argument(
        "--account",
        type=values.account,
        metavar=pgettext("placeholder", "NAME"),
        help=_("posts of this account alone"),
    )


def _add_statistics(command: _Add) -> argparse.ArgumentParser:
    """Add the commands that show figures; return the one that takes a query."""
    stats = command(
        "stats", _("show figures: posts by year and hour, people, words, threads, likes")
    )
    stats.add_argument("query", nargs="*", metavar=pgettext("placeholder", "QUERY"))
    year = command("year", _("show the figures of one year"))
    year.add_argument("year", type=values.year, metavar=pgettext("placeholder", "YEAR"))
    for subparser in (stats, year):
        subparser.add_argument(
            "--account",
            type=values.account,
            metavar=pgettext("placeholder", "NAME"),
            help=_("posts of this account alone"),
        )
        subparser.add_argument(
            "--png",
            type=Path,
            metavar=pgettext("placeholder", "PATH"),
            help=_("draw them as a picture, and write it there"),
        )
        subparser.add_argument(
            "--theme",
            choices=[theme.value for theme in Theme],
            default=Theme.DARK,
            help=_("what background the picture is drawn for"),
        )
    return stats


def _add_corrections(command: _Add) -> None:
    """Add the owner's corrections: which posts are shown, and how."""
    hide = command("hide", _("hide posts from every answer; an export still holds them"))
    which = hide.add_mutually_exclusive_group(required=True)
    which.add_argument("posts", nargs="*", default=[], metavar=pgettext("placeholder", "ID|URL"))
    which.add_argument("--list", action="store_true", help=_("show what is hidden"))
    unhide = command("unhide", _("show hidden posts again"))
    unhide.add_argument("posts", nargs="+", metavar=pgettext("placeholder", "ID|URL"))
    quiet = command(
        "quiet", _("keep days, people or words out of random posts, this day and digests")
    )
    which = quiet.add_mutually_exclusive_group()
    which.add_argument(
        "--add",
        metavar=pgettext("placeholder", "RULE"),
        help=_("12-24, 12-24 to 12-26, 2016-03, @ada, words"),
    )
    which.add_argument(
        "--remove",
        metavar=pgettext("placeholder", "RULE"),
        help=_("one of the rules, which no option lists"),
    )
    erase = command("erase", _("erase posts for good, from the files too; imports leave them out"))
    which = erase.add_mutually_exclusive_group(required=True)
    which.add_argument("posts", nargs="*", default=[], metavar=pgettext("placeholder", "ID|URL"))
    which.add_argument(
        "--account",
        metavar=pgettext("placeholder", "NAME"),
        help=_("all posts of an account, by its name or its id"),
    )
    erase.add_argument("--yes", action="store_true", help=_("do not ask whether you mean it"))
    repair = command("repair", _("show how damaged text was repaired, or take that back"))
    which = repair.add_mutually_exclusive_group()
    which.add_argument(
        "--list", action="store_true", help=_("show all repairs (so does no option)")
    )
    which.add_argument(
        "--undo",
        metavar=pgettext("placeholder", "ID|URL"),
        help=_("show the text as its file has it"),
    )
    which.add_argument(
        "--redo", metavar=pgettext("placeholder", "ID|URL"), help=_("show the repaired text again")
    )
    repair.add_argument(
        "--doubtful", action="store_true", help=_("show what looks damaged and was left alone")
    )


def _add_digest_actions(
    digest: argparse.ArgumentParser, common: _Parser, implementations: Mapping[str, Command]
) -> None:
    """Add the commands that look after digests: `throwback digest list` and its like."""
    actions = digest.add_subparsers(required=True, metavar=pgettext("placeholder", "ACTION"))
    for action, does in (
        ("list", _("show the digests of all servers")),
        ("preview", _("show what a digest posts next")),
        ("history", _("show what became of a digest's last runs")),
        ("pause", _("let a digest rest until it is resumed")),
        ("resume", _("let a paused digest go on")),
    ):
        added = actions.add_parser(action, parents=[common], help=does, description=does)
        added.set_defaults(command=implementations[f"digest {action}"], connects=False)
        if action != "list":
            added.add_argument(
                "digest", type=values.positive, metavar=pgettext("placeholder", "NUMBER")
            )
        if action == "history":
            added.add_argument(
                "--limit", type=values.positive, default=10, metavar=pgettext("placeholder", "N")
            )
