"""The forms of the query language, as they are explained."""

from dataclasses import dataclass, field

from bot.languages import Message, lazy

_OR = " or "
"""What is between two forms of a value, in their pattern and in their example."""


@dataclass(frozen=True, slots=True)
class Syntax:
    """One form of the language: its pattern, an example, and a description of what it finds.

    Some have a pattern `in_words` of the reader's language; a keyword is the same in all.
    """

    pattern: str
    example: str
    description: Message
    in_words: Message | None = field(default=None, kw_only=True)

    @property
    def shown(self) -> str:
        """The pattern in the current language."""
        return f"{alternatives(self.pattern) if self.in_words is None else self.in_words}"


def alternatives(text: str) -> str | Message:
    """Return a pattern or an example, with the word between its two forms, if it has two."""
    one, _, other = text.partition(_OR)
    return lazy("{one} or {other}", one=one, other=other) if other else text
