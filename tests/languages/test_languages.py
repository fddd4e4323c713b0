"""The current language, messages, numbers and dates, and the variables that choose it."""

import asyncio
import pickle
from contextvars import copy_context
from datetime import date as Date  # noqa: N812 - `date` is what is tested
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadPageError
from bot.languages import (
    ENGLISH,
    LANGUAGES,
    CommandName,
    Language,
    _,
    catalogues,
    current,
    date,
    day_name,
    joined,
    lazy,
    month_name,
    month_of,
    ngettext,
    number,
    of_discord,
    of_list,
    pgettext,
    short_dates,
    speaking,
    switch_to,
    weekday,
)
from bot.languages.catalogues import _loaded
from bot.languages.language import FRENCH, GERMAN, JAPANESE, LATIN_AMERICAN_SPANISH, SPANISH
from bot.services.fair_pool import FairPool
from bot.settings import terminal_language

MADE_UP = Language("made up", "de_DE", ())


def said(monkeypatch: pytest.MonkeyPatch, **messages: str) -> None:
    """Have the language MADE_UP translate messages of one word."""
    entries = {(None, message): (text,) for message, text in messages.items()}
    monkeypatch.setitem(_loaded, "made up", entries)


@pytest.mark.parametrize(
    ("names", "language"),
    [
        ("de", GERMAN), ("de_AT", GERMAN), ("de_DE.UTF-8", GERMAN), ("de@euro", GERMAN),
        ("en_GB:en", ENGLISH), ("en_GB:de", ENGLISH), ("tlh:fr:de", FRENCH), ("xx", None),
        ("es", SPANISH), ("es_ES", SPANISH), ("es_MX", LATIN_AMERICAN_SPANISH), ("ja-JP", JAPANESE),
        ("C", ENGLISH), ("POSIX", ENGLISH), ("C.UTF-8", ENGLISH), ("", None), (":::", None),
        ("\0/../de", None), ("DE", GERMAN),
    ],
)  # fmt: skip
def test_lists_of_languages(names: str, language: Language | None) -> None:
    """The first known language of a list counts, in any of a locale's forms."""
    assert of_list(names) is language


@given(st.text())
def test_no_list_is_an_error(names: str) -> None:
    """Any text is a list, of unknown languages at worst."""
    assert of_list(names) in {*LANGUAGES, None}
    assert of_discord(names) in LANGUAGES


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, ENGLISH),
        ({"LANGUAGE": "de"}, GERMAN),
        ({"LANGUAGE": "de", "LANG": "C"}, GERMAN),
        ({"LANGUAGE": "de", "LC_ALL": "C.UTF-8"}, GERMAN),
        ({"LANGUAGE": "de", "LC_ALL": "C"}, ENGLISH),
        ({"LANGUAGE": "tlh", "LANG": "de_DE.UTF-8"}, ENGLISH),
        ({"LANGUAGE": "", "LANG": "de_DE.UTF-8"}, GERMAN),
        ({"LC_ALL": "fr_FR", "LC_MESSAGES": "ja_JP", "LANG": "de_DE"}, FRENCH),
        ({"LC_MESSAGES": "ja_JP", "LANG": "de_DE"}, JAPANESE),
        ({"LANG": "C.UTF-8"}, ENGLISH),
    ],
)
def test_the_language_of_a_terminal(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: Language
) -> None:
    """LANGUAGE counts before the locale; LC_ALL at C means English in any case."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert terminal_language() is language


@pytest.mark.parametrize("language", LANGUAGES)
def test_discord_names_each_language(language: Language) -> None:
    """Each of Discord's locales leads to its language, all others to English."""
    assert language.discord
    assert all(of_discord(name) is language for name in language.discord)
    assert of_discord("ko") is of_discord(None) is ENGLISH


def test_a_message_is_said_when_it_is_shown() -> None:
    """An error of a French answer is read in German by a user who speaks German."""
    with speaking(FRENCH):
        error = BadPageError(1234)
    with speaking(GERMAN):
        assert str(error) == "Das ist keine Seite. Gib eine Zahl von 1 bis 1.234 an."
    assert str(error) == "That is no page. Give a number from 1 to 1,234."
    assert str(pickle.loads(pickle.dumps(lazy("All years")))) == "All years"  # noqa: S301


def test_counts_follow_the_language() -> None:
    """None is singular in French, plural in German, and Japanese has one form."""
    forms = ("{count:,} day", "{count:,} days")
    with speaking(FRENCH):
        assert [ngettext(*forms, n) for n in (0, 1, 2)] == ["0 jour", "1 jour", "2 jours"]
    with speaking(GERMAN):
        assert [ngettext(*forms, n) for n in (0, 1, 2000)] == ["0 Tage", "1 Tag", "2.000 Tage"]
    with speaking(JAPANESE):
        assert [ngettext(*forms, n) for n in (1, 2)] == ["1日", "2日"]
    assert [ngettext(*forms, n) for n in (0, 1, 2000)] == ["0 days", "1 day", "2,000 days"]


def test_commands_have_the_names_that_users_type() -> None:
    """A command in a message has its localised name."""
    name = CommandName("archive timezone")
    assert f"{name}" == "/archive timezone"
    with speaking(GERMAN):
        assert f"{name}" == "/archiv zeitzone"
        assert pgettext("button", "Back") == "Zurück"


@pytest.mark.parametrize("damaged", ["{nobody}", "{}", "{0}", "{", "}", "{count.real.x}", "{n:z}"])
def test_a_damaged_translation_is_said_in_english(
    monkeypatch: pytest.MonkeyPatch, damaged: str
) -> None:
    """A placeholder that a translation lacks or misspells never becomes an error."""
    said(monkeypatch, **{"You have {count:,}": damaged})
    with speaking(MADE_UP):
        assert _("You have {count:,}", count=1000, n=1) == "You have 1,000"


@given(st.text())
def test_values_are_no_messages(value: str) -> None:
    """What users typed, or posts say, is shown as it is: it has no placeholders."""
    for language in LANGUAGES:
        with speaking(language):
            assert value in _("There is no post that fits “{query}” to draw.", query=value)


def test_numbers_dates_and_lists() -> None:
    """They are written as each language writes them; English as it always was."""
    day = Date(2022, 10, 1)
    assert (number(12345), number(0.25, 1)) == ("12,345", "0.2")
    assert (date(day), day_name(2, 29), month_of(2022, 10)) == (
        "1 October 2022", "29 February", "October 2022",
    )  # fmt: skip
    assert [joined(["a", "b", "c"][:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    with speaking(GERMAN):
        assert (number(12345), number(0.25, 2)) == ("12.345", "0,25")
        assert (date(day), month_name(3), weekday(0)) == ("1. Oktober 2022", "März", "Montag")
        assert joined(["a", "b", "c"]) == "a, b und c"
    with speaking(FRENCH):
        assert (number(12345), date(day)) == ("12\u202f345", "1er octobre 2022")
        assert date(Date(2022, 10, 11)) == "11 octobre 2022"
    with speaking(JAPANESE):
        assert (date(day), month_of(2022, 10), day_name(2, 29)) == (
            "2022年10月1日", "2022年10月", "2月29日",
        )  # fmt: skip
    with speaking(LATIN_AMERICAN_SPANISH):
        assert number(12345) == "12,345"


async def test_tasks_and_their_threads_speak_their_own_language() -> None:
    """What serves one user on a thread of the pool speaks that user's language."""
    pool = FairPool("test")

    async def answer(language: Language) -> tuple[Language, str]:
        switch_to(language)
        await asyncio.sleep(0)
        return await pool.run(lambda: (current(), _("All years")))

    answers = await asyncio.gather(*(answer(language) for language in (GERMAN, FRENCH, ENGLISH)))
    await pool.close()
    assert answers == [
        (GERMAN, "Alle Jahre"), (FRENCH, "Toutes les années"), (ENGLISH, "All years"),
    ]  # fmt: skip
    assert current() is ENGLISH
    assert copy_context().run(current) is ENGLISH


_OTHER_CHARSET = (
    b'msgid ""\nmsgstr "Content-Type: text/plain; charset=x\\n"\n\nmsgid "Page"\nmsgstr "S"\n'
)


@pytest.mark.parametrize("content", [None, b"\xff\xfe", _OTHER_CHARSET])
def test_a_damaged_catalogue_is_english(
    content: bytes | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A file that is missing or damaged ends nothing: its language is English, as a log says."""
    if content is not None:
        (tmp_path / "made up.po").write_bytes(content)
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    monkeypatch.setitem(_loaded, "made up", {})
    monkeypatch.delitem(_loaded, "made up")
    with speaking(MADE_UP):
        assert [_("Page"), _("Page")] == ["Page", "Page"]
    assert caplog.text.count("made up cannot be read") == 1


def test_the_first_of_a_month_in_french() -> None:
    """It is ordinal wherever it stands, also in days from one to another."""
    with speaking(FRENCH):
        assert short_dates(Date(2019, 5, 1), Date(2019, 6, 1)).count("1er ") == 2
        assert short_dates(Date(2019, 5, 1), Date(2019, 5, 11)) == "1er–11 mai 2019"
        assert date(Date(2021, 11, 11)) == "11 novembre 2021"
