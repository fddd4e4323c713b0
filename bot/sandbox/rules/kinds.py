"""Discord's kinds of components: https://discord.com/developers/docs/components/reference."""

from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Any

Component = Mapping[str, Any]


class Kind(IntEnum):
    """Discord's numbers of component types."""

    ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT = 10
    THUMBNAIL = 11
    GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    FILE_UPLOAD = 19


class ButtonStyle(IntEnum):
    """Discord's numbers of the styles that have rules of their own."""

    LINK = 5
    PREMIUM = 6


SELECTS = frozenset(
    {
        Kind.STRING_SELECT,
        Kind.USER_SELECT,
        Kind.ROLE_SELECT,
        Kind.MENTIONABLE_SELECT,
        Kind.CHANNEL_SELECT,
    }
)


def walk(components: Sequence[Component]) -> Iterator[Component]:
    """Yield the components and all that is nested in them, in the order of the screen."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        for key in ("accessory", "component"):
            if component.get(key):
                yield from walk([component[key]])
