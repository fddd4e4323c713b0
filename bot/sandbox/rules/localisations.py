"""The names and descriptions of commands in other languages, which follow the rules of the default.

https://discord.com/developers/docs/interactions/application-commands#localization
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.sandbox.rules.form import FieldErrors, FieldPath

LOCALES = frozenset({
    "ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "he", "hi",
    "hr", "hu", "id", "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th",
    "tr", "uk", "vi", "zh-CN", "zh-TW",
})  # fmt: skip
"""All that Discord has, as its OpenAPI description names them."""


def variants(
    form: FieldErrors, path: FieldPath, item: Mapping[str, Any], key: str
) -> Iterator[tuple[FieldPath, Any]]:
    """Yield a field and what it is in each language, with their paths; refuse unknown languages."""
    yield (*path, key), item.get(key)
    field = f"{key}_localizations"
    for locale, text in (item.get(field) or {}).items():
        if locale not in LOCALES:
            form.refuse((*path, field), "BASE_TYPE_CHOICES", f"Not a valid locale: {locale}")
        elif text is not None:
            yield (*path, field, locale), text


def clashes(items: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the names that one of some siblings has, in any language, and another has as well.

    A name in one language may be the same as its own default, but no sibling's.
    """
    defaults = [item.get("name") or "" for item in items]
    found = {name for name, count in Counter(defaults).items() if count > 1}
    translated = [item.get("name_localizations") or {} for item in items]
    for index, names in enumerate(translated):
        for locale, name in names.items():
            others = {*defaults[:index], *defaults[index + 1 :]}
            others |= {one.get(locale) for at, one in enumerate(translated) if at != index}
            if name in others:
                found.add(name)
    return sorted(found)


def longest(item: Mapping[str, Any], key: str) -> int:
    """Return how long a field is in the language where it is the longest: that is what counts."""
    texts = [item.get(key), *(item.get(f"{key}_localizations") or {}).values()]
    return max((len(text) for text in texts if isinstance(text, str)), default=0)
