"""Every message is translated into every language, and every command by Discord's rules."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog

from bot.app import Throwback
from bot.clock import SystemClock
from bot.delivery import command_names
from bot.delivery.command_sync import payload_of
from bot.languages import LANGUAGES, catalogues, speaking
from bot.languages.catalogues import FOLDER
from bot.languages.commands import CHOICE, COMMAND, COMMAND_ABOUT, MENU, OPTION, OPTION_ABOUT
from bot.sandbox.rules.commands import check_commands
from bot.services.container import Services
from bot.settings import Settings
from tests.catalogues import checks, extraction
from tests.catalogues.checks import problems

Payload = dict[str, Any]
MAX_COMMAND = 8000  # characters of all names and descriptions, the longest language of each


@pytest.fixture(scope="module")
def wanted() -> Catalog:
    """All messages, untranslated."""
    return asyncio.run(extraction.template())


@pytest.fixture(scope="module")
def payload(tmp_path_factory: pytest.TempPathFactory) -> list[Payload]:
    """The commands with all names and descriptions."""

    async def read() -> list[Payload]:
        path = tmp_path_factory.mktemp("archive") / "archive.db"
        async with (
            Services(path, SystemClock()) as services,
            Throwback(Settings(), services, SystemClock(), syncs=False, posts=False) as bot,
        ):
            await bot.setup_hook()
            return payload_of(bot)

    command_names.translated.cache_clear()
    return asyncio.run(read())


def test_each_language_has_a_catalogue() -> None:
    """Each but English has one, and there is no other file."""
    names = {language.catalogue for language in LANGUAGES} - {None}
    assert {path.stem for path in FOLDER.iterdir()} == names == set(extraction.TRANSLATED)


@pytest.mark.parametrize("name", sorted(extraction.TRANSLATED))
def test_every_message_is_translated(name: str, wanted: Catalog) -> None:
    """No message is missing, stale, fuzzy, or without a placeholder or a form that it needs.

    If this fails: `python -m tests.catalogues`, and translate what that names.
    """
    assert problems(name, extraction.catalogue(name), wanted) == []


@pytest.mark.parametrize("name", sorted(extraction.TRANSLATED))
def test_a_catalogue_is_as_the_update_writes_it(
    name: str, wanted: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An update of an up-to-date catalogue changes no byte."""
    before = (FOLDER / f"{name}.po").read_bytes()
    (tmp_path / f"{name}.po").write_bytes(before)
    monkeypatch.setattr(extraction, "FOLDER", tmp_path)
    extraction.update(name, wanted)
    assert (tmp_path / f"{name}.po").read_bytes() == before


@pytest.mark.parametrize(
    ("id", "string", "why"),
    [
        ("Page {number:,}", "Seite {number:,}", None),
        ("Page {number:,}", "Seite {nummer:,}", "placeholders"),
        ("Page {number:,}", "Seite {number}", "placeholders"),
        ("Page {number:,}", "Seite", "placeholders"),
        ("Page {number:,}", "Seite {number:,} {0}", "no placeholder"),
        ("Page {number:,}", "Seite {number:,", "'{'"),
        ("Page {number:,}", "", "not translated"),
        ("`is:reply`", "`is:antwort`", "markup"),
        ("**a**", "*a*", "markup"),
        (" a", "a", "spaces"),
        (("{count} day", "{count} days"), ("ein Tag", "{count} Tage"), None),
        (("{count} day", "{count} days"), ("ein Tag", ""), "not translated"),
        (("{count} day", "{count} days"), ("ein Tag",), "1 forms"),
    ],
)
def test_faults_of_translations(id: Any, string: Any, why: str | None) -> None:
    """Each kind of fault is found."""
    catalog, source = (
        Catalog(locale="de_DE", fuzzy=False),
        Catalog(locale="de_DE", fuzzy=False),
    )
    catalog.add(id, string)
    source.add(id)
    found = problems("de", catalog, source)
    assert (found == []) if why is None else why in "".join(found)


def test_missing_and_stale_messages() -> None:
    """A message that the code lacks, or that a catalogue lacks, is found."""
    catalog, source = Catalog(locale="de_DE"), Catalog(locale="de_DE")
    catalog.add("old", "alt")
    source.add("new")
    assert problems("de", catalog, source) == ["“new” is missing", "“old” is said no more"]
    assert checks.placeholders("{a} of {b:,}") == {("a", ""), ("b", ",")}


def described(items: list[Payload], path: str = "") -> Iterator[tuple[str, list[Payload]]]:
    """Yield each list of siblings in commands, with its path."""
    yield path, items
    for item in items:
        if options := item.get("options"):
            yield from described(options, f"{path}/{item['name']}")


def in_language(item: Payload, locale: str) -> Payload:
    """Return a command or option as users of a locale see it."""
    shown = dict(item)
    for key in ("name", "description"):
        if key in item:
            shown[key] = item.get(f"{key}_localizations", {}).get(locale, item[key])
    for key in ("options", "choices"):
        if item.get(key):
            shown[key] = [in_language(one, locale) for one in item[key]]
    return shown


def size(item: Payload) -> int:
    """Return the characters of a command as Discord counts them: the longest of each field."""
    texts = [
        max(map(len, (item[key], *item.get(f"{key}_localizations", {}).values())))
        for key in ("name", "description")
        if key in item
    ]
    if isinstance(item.get("value"), str):
        texts.append(len(item["value"]))
    inner = [*(item.get("options") or []), *(item.get("choices") or [])]
    return sum(texts) + sum(map(size, inner))


def test_discord_takes_the_commands_in_every_language(payload: list[Payload]) -> None:
    """Localised names and descriptions are held to Discord's rules, which discord.py leaves out."""
    for language in LANGUAGES:
        for locale in language.discord:
            check_commands([in_language(command, locale) for command in payload])
    assert max(map(size, payload)) < MAX_COMMAND


def test_localised_names_are_unique(payload: list[Payload]) -> None:
    """A name is no sibling's in its language, nor any sibling's default name."""
    for path, items in described(payload):
        defaults = {item["name"] for item in items}
        for locale in {one for language in LANGUAGES for one in language.discord}:
            names = Counter(in_language(item, locale)["name"] for item in items)
            assert max(names.values()) == 1, (path, locale)
            for item in items:
                own = in_language(item, locale)["name"]
                assert own == item["name"] or own not in defaults, (path, locale, own)


def test_each_string_is_translated_once(payload: list[Payload]) -> None:
    """Many commands have the same options; each text is looked up once."""
    assert payload
    information = command_names.translated.cache_info()
    strings = {
        (one.context, one.id)
        for one in extraction.catalogue("de")
        if one.context in {CHOICE, COMMAND, COMMAND_ABOUT, MENU, OPTION, OPTION_ABOUT}
    }
    languages = {one for one in LANGUAGES if one.catalogue}
    assert information.misses == len(strings) * len(languages)


def test_the_catalogues_speak_each_message() -> None:
    """What a catalogue has is what the bot says, in each of its forms."""
    for language in LANGUAGES[1:]:
        assert language.catalogue
        entries = [one for one in extraction.catalogue(language.catalogue) if one.id and one.string]
        with speaking(language):
            for one in entries:
                source = one.id if isinstance(one.id, str) else one.id[0]
                found = catalogues.forms(language, (one.context, source))
                assert found == ((one.string,) if isinstance(one.string, str) else one.string)
