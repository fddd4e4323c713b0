"""The messages that the bot can say, as the code and its commands have them now."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from bot.app import Throwback
from bot.clock import SystemClock
from bot.delivery.command_names import named_parts
from bot.delivery.command_sync import payload_of
from bot.demo.web.words import CONTEXT
from bot.languages import LANGUAGES, Language
from bot.languages.catalogues import FOLDER
from bot.sandbox.page.words import ENGLISH
from bot.services.container import Services
from bot.settings import Settings

ROOT = Path(__file__).parent.parent.parent
KEYWORDS: dict[str, Any] = {
    "_": None,
    "lazy": None,
    "ngettext": (1, 2),
    "nlazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "plazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
"""The functions of `bot.languages` that take messages, as Babel's extractor wants them."""

COMMENT = "Translators:"
"""What begins a comment in the code that translators get to read."""

TRANSLATED = {
    language.catalogue: language for language in reversed(LANGUAGES) if language.catalogue
}
"""The language of each catalogue; of the two that share Spanish, the first."""

PLURALS = {"de": "(n != 1)", "es": "(n != 1)", "fr": "(n > 1)", "ja": "0", "pt": "(n > 1)"}
"""The rules of plurals as the headers of the catalogues have them.

Babel's own have a form more for whole millions, which no message needs.
"""

_WIDTH = 100
_PAGE = "bot/sandbox/page/words.py"
_NEVER = datetime(2026, 1, 1, tzinfo=UTC)  # a date that changed would make a change of each update
_HEADER = """\
# The messages of Throwback. Update: python -m tests.catalogues"""


def modules() -> list[Path]:
    """Return the modules that say something to users. The sandbox speaks for Discord."""
    found = [*ROOT.glob("bot/**/*.py"), *ROOT.glob("cogs/**/*.py")]
    return sorted(path for path in found if "sandbox" not in path.parts)


async def template() -> Catalog:
    """Return all messages, untranslated, each with the files that say it.

    Those of the demo's page are in a table: the sandbox, whose page it is, knows no languages.
    """
    catalog = Catalog(fuzzy=False, creation_date=_NEVER, revision_date=_NEVER)
    for path in modules():
        for message, comments, context in _said_in(path):
            name = path.relative_to(ROOT).as_posix()
            catalog.add(message, locations=[(name, 1)], auto_comments=comments, context=context)
    for text in ENGLISH.values():
        catalog.add(text, locations=[(_PAGE, 1)], context=CONTEXT)
    for text, context in sorted(await _of_commands(), key=lambda one: one[::-1]):
        catalog.add(text, context=context)
    return catalog


def _said_in(path: Path) -> Iterator[tuple[Any, list[str], str | None]]:
    with path.open("rb") as file:
        for _, message, comments, context in extract(
            "python", file, keywords=KEYWORDS, comment_tags=[COMMENT], strip_comment_tags=True
        ):
            yield message, comments, context


async def _of_commands() -> set[tuple[str, str]]:
    """Return the names and descriptions in all commands, each with its context."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            Services(Path(folder) / "archive.db", SystemClock()) as services,
            Throwback(Settings(), services, SystemClock(), syncs=False, posts=False) as bot,
        ):
            await bot.setup_hook()
            return {(part[key], context) for part, key, context in named_parts(payload_of(bot))}


def catalogue(name: str) -> Catalog:
    """Return a catalogue as it is; an empty one if there is no file yet."""
    path = FOLDER / f"{name}.po"
    if not path.exists():
        return Catalog(locale=TRANSLATED[name].locale, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=TRANSLATED[name].locale)


def update(name: str, wanted: Catalog) -> Catalog:
    """Write a catalogue anew with the wanted messages alone, and return it.

    Translations stay with their messages; new messages are empty.
    """
    known = {(one.context, one.id): one for one in catalogue(name)}
    updated = Catalog(
        locale=TRANSLATED[name].locale,
        header_comment=_HEADER,
        project="Throwback",
        version="1",
        msgid_bugs_address="-",
        last_translator="The Throwback authors",
        language_team="-",
        creation_date=_NEVER,
        revision_date=_NEVER,
        fuzzy=False,
    )
    vars(updated).update(_num_plurals=TRANSLATED[name].forms, _plural_expr=PLURALS[name])
    for message in wanted:
        if not message.id:
            continue
        before = known.get((message.context, message.id))
        updated.add(
            message.id,
            before.string if before else None,
            locations=message.locations,
            auto_comments=message.auto_comments,
            user_comments=before.user_comments if before else (),
            flags=before.flags & {"fuzzy"} if before else (),
            context=message.context,
        )
    with (FOLDER / f"{name}.po").open("wb") as file:
        write_po(file, updated, width=_WIDTH, include_lineno=False)
    return updated


def language_of(name: str) -> Language:
    """Return the language of a catalogue."""
    return TRANSLATED[name]
