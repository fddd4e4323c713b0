"""Messages: sentences in English, said in the current language. The names are gettext's.

Values are named: `_("Page {number:,} of {pages:,}", number=2, pages=12)`. `{name:,}` writes a whole
number as the language groups its digits, `{name}` writes any value as it is. No other format is
used, and a value is never taken for a message, whatever characters it has.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.languages.catalogues import Key, forms
from bot.languages.current import current
from bot.languages.formats import number
from bot.languages.language import Language


def _(message: str, /, **values: object) -> str:
    """Return a message in the current language, with `values` for its placeholders."""
    language = current()
    if language.catalogue is None:
        return message.format(**values) if values else message
    return _say(language, (None, message), message, values)


def pgettext(context: str, message: str, /, **values: object) -> str:
    """Return the same as `_`, of a message that has another meaning elsewhere.

    The `context` says which is meant: "button", "name of a command".
    """
    language = current()
    if language.catalogue is None:
        return message.format(**values) if values else message
    return _say(language, (context, message), message, values)


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """Return the form of a message that follows a count, which is its placeholder `count`."""
    return npgettext(None, one, many, count, **values)


def npgettext(context: str | None, one: str, many: str, count: int, /, **values: object) -> str:
    """Return the form of a message with a context that follows a count: see `ngettext`."""
    language = current()
    english = one if count == 1 else many
    values["count"] = count
    if language.catalogue is None:
        return english.format(**values)
    return _say(language, (context, one), english, values, language.plural(abs(count)))


@dataclass(frozen=True, slots=True)
class Message:
    """A message that is said when it is shown: str() gives it in the language of that moment."""

    message: str
    many: str | None = None
    context: str | None = None
    count: int = 1
    values: tuple[tuple[str, object], ...] = ()

    def format(self, **values: object) -> str:
        """Return it in the current language, with further values for its placeholders."""
        named = dict(self.values) | values
        if self.many is not None:
            return npgettext(self.context, self.message, self.many, self.count, **named)
        if self.context is not None:
            return pgettext(self.context, self.message, **named)
        return _(self.message, **named)

    def filled(self, **values: object) -> "Message":
        """Return it with further values for its placeholders, still to be said."""
        return replace(self, values=(*self.values, *values.items()))

    def __str__(self) -> str:
        return self.format()


def lazy(message: str, /, **values: object) -> Message:
    """Return a message for later, in the language that is spoken then; see `_`."""
    return Message(message, values=tuple(values.items()))


def plazy(context: str, message: str, /, **values: object) -> Message:
    """Return a message with a context for later; see `pgettext`."""
    return Message(message, context=context, values=tuple(values.items()))


def nlazy(one: str, many: str, count: int, /, **values: object) -> Message:
    """Return a message with a count for later; see `ngettext`."""
    return Message(one, many, count=count, values=tuple(values.items()))


class _Grouped(int):
    """A whole number, whose format `,` is that of the current language."""

    def __format__(self, spec: str, /) -> str:
        return number(self) if spec == "," else super().__format__(spec)


def _say(
    language: Language, key: Key, english: str, values: Mapping[str, object], form: int = 0
) -> str:
    """Return a message with its values; in English if its translation is missing or damaged."""
    translated = forms(language, key)
    text = english if translated is None else translated[min(form, len(translated) - 1)]
    if not values:
        return text
    if ":," in text:
        values = {
            name: _Grouped(value) if isinstance(value, int) else value
            for name, value in values.items()
        }
    try:
        return text.format(**values)
    except (AttributeError, IndexError, KeyError, ValueError):
        return english.format(**values)
