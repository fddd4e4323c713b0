"""The language of the terminal."""

import argparse
import re
from collections import defaultdict
from collections.abc import Iterator

import pytest
from wcwidth import wcswidth

from bot.languages import speaking
from bot.terminal.arguments import parser
from bot.terminal.bot_commands import run
from tests.languages.pseudo import SIGN, doubled
from tests.terminal.conftest import Terminal


def test_language_chooses_the_language(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal whose LANGUAGE is German says errors in German; JSON stays English."""
    monkeypatch.setenv("LANGUAGE", "de_AT:en")
    assert "gibt es noch kein Archiv" in terminal("search", "wombat")[2]
    assert "There is no archive" in terminal("search", "wombat", "--json")[2]
    monkeypatch.setenv("LANGUAGE", "tlh:xx")
    assert "There is no archive" in terminal("search", "wombat")[2]


def test_usage_errors_are_translated(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong with a command line is said in the language, also in argparse's own words."""
    monkeypatch.setenv("LANGUAGE", "de")
    assert terminal("serch")[2] == (
        "throwback: Den Befehl „serch“ gibt es nicht: meintest du search? (throwback --help)\n"
    )
    assert "diese Argumente fehlen: SUCHE" in terminal("search")[2]
    assert terminal("search", "--help")[1].startswith("Aufruf: throwback search")
    monkeypatch.setenv("LANGUAGE", "en")
    assert "the following arguments are required: QUERY" in terminal("search")[2]


def test_all_help_is_translated() -> None:
    """No command or option is explained in English alone."""
    with doubled() as language, speaking(language):
        explained = [*_explained(parser(defaultdict(lambda: run)))]
        assert len(explained) > 50
        assert [text for text in explained if SIGN not in text] == []


def _explained(commands: argparse.ArgumentParser) -> Iterator[str]:
    """Yield the help of each option and command, of commands within commands too."""
    yield commands.description or ""
    for action in commands._actions:
        if action.help:
            yield action.help
        if isinstance(action, argparse._SubParsersAction):
            yield from (one.help or "" for one in action._choices_actions)
            for command in action.choices.values():
                yield from _explained(command)


def test_json_may_be_abbreviated(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """The parser takes --js for --json, and other programs get English for that too."""
    monkeypatch.setenv("LANGUAGE", "de")
    assert "There is no archive" in terminal("search", "wombat", "--js")[2]


@pytest.mark.parametrize("command", ["search", "erase", "import", "stats"])
def test_columns_are_straight(
    command: str, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Characters that are twice as wide move no column of the help, nor a line over its end."""
    monkeypatch.setenv("LANGUAGE", "ja")
    monkeypatch.setenv("COLUMNS", "80")
    options, _, queries = terminal(command, "--help")[1].partition("検索の書き方：")
    # The last argument of each begins its help where the first does.
    starts = {
        wcswidth(line[: match.start(2)])
        for line in options.splitlines()
        if (match := re.match(r"  (\S+(?: \S+)*)  +(\S)", line))
    }
    assert len(starts) == 1
    assert max(map(wcswidth, options.splitlines())) <= 80
    starts = {
        wcswidth(match[1])
        for line in queries.splitlines()
        if (match := re.match(r"(  .+?  +)\S", line))
    }
    assert len(starts) == (command in {"search", "stats"})


def test_french_has_a_space_before_a_colon(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The headings of the help are punctuated as the language does."""
    monkeypatch.setenv("LANGUAGE", "fr")
    assert "\noptions\N{NO-BREAK SPACE}:\n" in terminal("search", "--help")[1]
