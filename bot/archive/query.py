"""What a person asks for."""

from dataclasses import dataclass

from bot.archive.words import query_words
from bot.errors import BadQueryError

LONGEST_QUERY = 200
"""The most characters a query may have."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was typed, and the words it asks for."""

    text: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return self.text


def parse(text: str) -> Query:
    """Return `text` as a query. Raises BadQueryError unless it has 1 to 200 characters."""
    text = " ".join(text.split())
    if not text:
        raise BadQueryError("A query needs at least one word.")
    if len(text) > LONGEST_QUERY:
        raise BadQueryError(
            f"A query may have {LONGEST_QUERY} characters at most; this one has {len(text)}."
        )
    return Query(text, tuple(query_words(text)))
