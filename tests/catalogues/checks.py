"""What is wrong with a catalogue: missing and stale messages, placeholders, plurals, markup."""

import gettext
import re
from collections.abc import Iterator
from string import Formatter

from babel.messages.catalog import Catalog, Message

from bot.languages.commands import COMMAND, COMMAND_ABOUT, OPTION, OPTION_ABOUT
from tests.catalogues.extraction import language_of

_COUNTS = range(201)
_MAX_ABOUT = 100
_NAME = re.compile(r"[-_'\w]{1,32}")
_CODE = re.compile(r"`[^`]*`")
_MARKUP = ("**", "`", "\n", "### ", "-# ", "[", "](")

Placeholder = tuple[str, str]
"""The name of a placeholder, and its format."""


def problems(name: str, catalog: Catalog, wanted: Catalog) -> list[str]:
    """Return a sentence for each fault of a catalogue, which has to have the wanted messages."""
    return [*_of_plural_rule(name, catalog), *_missing_or_stale(catalog, wanted)] + [
        f"“{_source(message)[0]}”: {why}"
        for message in catalog
        if message.id
        for why in _of_message(name, message)
    ]


def placeholders(text: str) -> set[Placeholder]:
    """Return the placeholders of a message. Raises ValueError for text that is none."""
    found = set()
    for _, name, form, conversion in Formatter().parse(text):
        if name is None:
            continue
        if not name.isidentifier() or conversion or form not in {"", ","}:
            raise ValueError(f"{{{name}}} is no placeholder that all languages have")
        found.add((name, form or ""))
    return found


def _missing_or_stale(catalog: Catalog, wanted: Catalog) -> Iterator[str]:
    have = {(one.context, one.id): _source(one)[0] for one in catalog if one.id}
    want = {(one.context, one.id): _source(one)[0] for one in wanted if one.id}
    yield from (f"“{text}” is missing" for key, text in want.items() if key not in have)
    yield from (f"“{text}” is said no more" for key, text in have.items() if key not in want)
    yield from (f"“{_source(one)[0]}” is obsolete" for one in catalog.obsolete.values())


def _of_plural_rule(name: str, catalog: Catalog) -> Iterator[str]:
    rule, language = gettext.c2py(catalog.plural_expr), language_of(name)
    if catalog.num_plurals != language.forms or any(
        rule(count) != language.plural(count) for count in _COUNTS
    ):
        yield f"its rule of plurals, {catalog.plural_expr}, is not the language's"


def _source(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _of_message(name: str, message: Message) -> Iterator[str]:
    source, string = _source(message), message.string or ""
    texts = (string,) if isinstance(string, str) else tuple(string)
    if message.fuzzy:
        yield "its translation is marked as fuzzy"
    if not all(texts):
        yield "it is not translated"
        return
    if len(texts) != (language_of(name).forms if len(source) > 1 else 1):
        yield f"it has {len(texts)} forms"
        return
    try:
        asked = set[Placeholder]().union(*map(placeholders, source))
        for text in texts:
            yield from _of_text(source, text, asked)
    except ValueError as error:
        yield str(error)
    yield from _of_command(message.context, texts[0])


def _of_text(source: tuple[str, ...], text: str, asked: set[Placeholder]) -> Iterator[str]:
    has = placeholders(text)
    optional = {("count", ""), ("count", ",")} if len(source) > 1 else set()
    if has - asked or asked - has - optional:
        yield f"“{text}” has other placeholders"
    if not any(_markup(text) == _markup(one) for one in source):
        yield f"“{text}” has other markup"
    if not any(_edges(text) == _edges(one) for one in source):
        yield f"“{text}” has other spaces at its edges"


def _markup(text: str) -> list[object]:
    return [*(text.count(sign) for sign in _MARKUP), *sorted(_CODE.findall(text))]


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _of_command(context: str | None, text: str) -> Iterator[str]:
    """Yield what Discord would refuse; discord.py does not check localised names."""
    if context in {COMMAND, OPTION} and not (_NAME.fullmatch(text) and text == text.lower()):
        yield f"“{text}” is no name that Discord takes"
    if context in {COMMAND_ABOUT, OPTION_ABOUT} and len(text) > _MAX_ABOUT:
        yield f"“{text}” has more than {_MAX_ABOUT} characters"
