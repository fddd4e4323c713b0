"""Discord's limits, in characters as `len` counts them; discord.py checks almost none of them.

From Discord's developer documentation: components reference, message and application command
resources.
"""

from dataclasses import dataclass
from typing import Self

MAX_MESSAGE_TEXT = 4000
"""The characters of all text displays of a message together."""

MAX_MESSAGE_BYTES = 10_000
"""The bytes of all text displays of a message together, in UTF-8, with TEXT_DISPLAY_BYTES for each.

Discord fails with status 500 beyond 10,170, as one reporter measured; it has not confirmed the
figure (https://github.com/discord/discord-api-docs/issues/8554), so some are left unused.
"""

TEXT_DISPLAY_BYTES = 12
"""The bytes that a text display takes besides its text."""

MAX_COMPONENTS = 40
"""The components of a message, including nested ones."""

MAX_BUTTONS = 5
"""The buttons of one row."""

MAX_BUTTON_LABEL = 80
"""The text on a button."""

MAX_CHOICE = 100
"""The name and the value of an autocomplete choice."""

MAX_CHOICES = 25
"""The choices of one autocomplete."""

MAX_THREAD_NAME = 100
"""The name of a thread, such as a post in a forum, or of a channel."""

MAX_OPTIONS = 25
"""The options of one select menu."""

MAX_ATTACHMENTS = 10
"""The files of one message, and the items of one gallery."""

MAX_ALT_TEXT = 1024
"""The description of a medium; one has at least one character."""

MAX_FILE_SIZE = 10 * 1024 * 1024
"""The size of a file, in bytes, where no server has been boosted."""

_PART_BYTES = 3  # to a character: enough for nearly all scripts, but not for nothing but emoji


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a text, or the room for one: in characters, and in bytes of UTF-8."""

    characters: int
    bytes: int

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the size of a text."""
        return cls(len(text), len(text.encode()))

    @classmethod
    def of_part(cls, characters: int) -> Self:
        """Return the room for a small part of a message, of at most so many characters."""
        return cls(characters, characters * _PART_BYTES)

    def fits(self, room: "Size") -> bool:
        """Return whether a text of this size fits into `room`."""
        return self.characters <= room.characters and self.bytes <= room.bytes

    def __add__(self, other: "Size") -> "Size":
        return Size(self.characters + other.characters, self.bytes + other.bytes)

    def __sub__(self, other: "Size") -> "Size":
        return Size(self.characters - other.characters, self.bytes - other.bytes)

    def at_most(self, room: "Size") -> "Size":
        """Return the size, or `room` where that is less."""
        return Size(min(self.characters, room.characters), min(self.bytes, room.bytes))

    def at_least_zero(self) -> "Size":
        """Return the size with zero in place of what is negative, as a difference may be."""
        return Size(max(0, self.characters), max(0, self.bytes))
