"""The analysis of a post: its words, the language that they are in, and their forms."""

from typing import Final, NamedTuple

from bot.archive.search.languages import language_of
from bot.archive.search.tokens import tokenize

VERSION: Final = 2
"""Raised when posts get other words than before, or other forms: the index is made anew then."""


class Analysed(NamedTuple):
    """The words of a post, in order, with spaces between; and their language, if it is known."""

    spaced: str
    language: str | None


def analyse(text: str, stated: str | None, beside: str = "") -> Analysed:
    """Analyse the text of a post; `stated` is the language that its export states, if any.

    `beside` is what the post is found by as well. A #tag of it that the text has counts once.
    """
    words = tokenize(text)
    if beside:
        held = set(words)
        words += [word for word in tokenize(beside) if word[0] != "#" or word not in held]
    return Analysed(" ".join(words), language_of(stated, text))


class AnalysedTexts(dict[tuple[str, str | None, str], Analysed]):
    """Texts that were analysed already, by the arguments of `analyse`."""

    def analysed(self, text: str, stated: str | None, beside: str = "") -> Analysed:
        """Return the analysis of the text of a post, made now if need be."""
        return self.get((text, stated, beside)) or analyse(text, stated, beside)
