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


def analyse(text: str, stated: str | None) -> Analysed:
    """Analyse the text of a post; `stated` is the language that its export states, if any."""
    return Analysed(" ".join(tokenize(text)), language_of(stated, text))


class AnalysedTexts(dict[tuple[str, str | None], Analysed]):
    """Texts that were analysed already, by the text and the language that is stated for it."""

    def analysed(self, text: str, stated: str | None) -> Analysed:
        """Return the analysis of the text of a post, made now if need be."""
        return self.get((text, stated)) or analyse(text, stated)
