"""The room of a message: how its parts share it, and how a part is cut to what it has."""

from collections.abc import Sequence

from bot.archive.posts.sanitize import close_directions
from bot.languages import lazy
from bot.ui.limits import MAX_MESSAGE_BYTES, MAX_MESSAGE_TEXT, TEXT_DISPLAY_BYTES, Size
from bot.ui.text import ELLIPSIS, grapheme_start

DISPLAY = Size(0, TEXT_DISPLAY_BYTES)
"""What a text display takes besides its text."""

_SHARED_BY = lazy("-# shared by {user}")
LONGER_SHARED_BY = 8
"""Characters and bytes that this is longer in another language than in English, at most."""

SHARED_COMPONENTS = 3
"""What a shared answer has below: who shared it, and a button in a row. A private one has less."""


def shared_by(user: int) -> str:
    """Return the text below an answer that the user with an id shared with the channel."""
    return _SHARED_BY.format(user=f"<@{user}>")


SHARED_ROOM = Size.of(shared_by(2**64 - 1)) + Size(LONGER_SHARED_BY, LONGER_SHARED_BY)
"""The room that this text has, in any language."""

ROOM = Size(MAX_MESSAGE_TEXT, MAX_MESSAGE_BYTES) - SHARED_ROOM - DISPLAY
"""What all texts of a message may take together, besides what is below a shared answer."""


def share_room(texts: Sequence[str], room: Size) -> list[Size]:
    """Return the share of `room` for each text; only the longest are given less than they have."""
    sizes = [Size.of(text) for text in texts]
    characters = _allocate([size.characters for size in sizes], room.characters)
    return list(map(Size, characters, _allocate([size.bytes for size in sizes], room.bytes)))


def _allocate(lengths: Sequence[int], room: int) -> list[int]:
    """Return the share of `room` for each length: all of it, or an equal part for the longest."""
    shares = [0] * len(lengths)
    by_length = sorted(range(len(lengths)), key=lambda number: lengths[number])
    for remaining, number in zip(range(len(lengths), 0, -1), by_length, strict=True):
        shares[number] = min(lengths[number], room // remaining)
        room -= shares[number]
    return shares


def display_size(text: str) -> Size:
    """Return what a text display of `text` takes; there is none for an empty text."""
    return Size.of(text) + DISPLAY if text else Size(0, 0)


def cut_part(markdown: str, limit: int) -> str:
    """Return markdown for a small part of a message, in at most `limit` characters."""
    return cut(markdown, Size.of_part(limit))


def cut(markdown: str, room: Size) -> str:
    """Return markdown in at most `room`; a cut splits neither an escape nor a grapheme.

    It closes the writing directions that the end of the text would have closed.
    """
    if Size.of(markdown).fits(room):
        return markdown
    left = room - Size.of(ELLIPSIS)
    while left.characters > 0 and left.bytes > 0:
        fitting = markdown[: left.characters].encode()[: left.bytes].decode(errors="ignore")
        whole = markdown[: grapheme_start(markdown, len(fitting))].rstrip("\\")
        shown = close_directions(whole) + ELLIPSIS
        if Size.of(shown).fits(room):
            return shown
        left -= (Size.of(shown) - room).at_least_zero()
    return ELLIPSIS
