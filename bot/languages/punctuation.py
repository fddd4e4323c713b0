"""Punctuation in the current language, of texts that are put together from translated parts."""

from collections.abc import Iterable

from bot.languages.messages import _


def full_stop(text: str) -> str:
    """Return a sentence with its full stop."""
    return _("{sentence}.", sentence=text)


def colon(title: object, text: object) -> str:
    """Return a title with what it is of: “2016: 3 posts”."""
    return _("{title}: {text}", title=title, text=text)


def parentheses(text: object, note: object) -> str:
    """Return a text with a note in parentheses behind it: “comet (3)”."""
    return _("{text} ({note})", text=text, note=note)


def commas(items: Iterable[object]) -> str:
    """Return items that are listed without an “and”: “a, b, c”."""
    # Translators: two items of a list.
    between = _("{first}, {second}", first="", second="")
    return between.join(map(str, items))


def sentences(items: Iterable[str]) -> str:
    """Return whole sentences, one after another in a line."""
    # Translators: two whole sentences in a line.
    between = _("{first} {second}", first="", second="")
    return between.join(filter(None, items))
