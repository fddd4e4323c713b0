"""The catalogues: the messages of each language but English, read from gettext's .po files."""

import logging
from collections.abc import Mapping
from pathlib import Path

from bot.languages.language import Language

FOLDER = Path(__file__).parent / "catalogues"
"""The folder with a file for each catalogue."""

Key = tuple[str | None, str]
"""The context of a message, if it has one, and its English text; of a plural, the singular."""

Catalogue = Mapping[Key, tuple[str, ...]]
"""The translations: one form of each message, or as many as the language has plurals."""

_loaded: dict[str, Catalogue] = {}

_log = logging.getLogger(__name__)


def forms(language: Language, key: Key) -> tuple[str, ...] | None:
    """Return the forms of a message in a language, None if it is not translated.

    Babel reads the file of a language when that is spoken first. One that cannot be read has no
    message.
    """
    name = language.catalogue
    if name is None:
        return None
    try:
        catalogue = _loaded[name]
    except KeyError:
        catalogue = _loaded[name] = _read(name)
    return catalogue.get(key)


def preload() -> None:
    """Read all catalogues that are not read yet. It may run on a thread of its own."""
    for path in sorted(FOLDER.glob("*.po")):
        if path.stem not in _loaded:
            _loaded[path.stem] = _read(path.stem)


def _read(name: str) -> Catalogue:
    from babel.messages.pofile import read_po  # noqa: PLC0415 - English does without it

    try:
        with (FOLDER / f"{name}.po").open("rb") as file:
            messages = read_po(file, ignore_obsolete=True)
    except (OSError, ValueError, LookupError) as error:
        _log.warning("The language %s cannot be read, and is English: %r", name, error)
        return {}
    found: dict[Key, tuple[str, ...]] = {}
    for message in messages:
        if not message.id or message.fuzzy:
            continue
        source = message.id if isinstance(message.id, str) else message.id[0]
        texts = (message.string,) if isinstance(message.string, str) else message.string or ()
        if all(texts):
            found[message.context or None, source] = tuple(texts)
    return found
