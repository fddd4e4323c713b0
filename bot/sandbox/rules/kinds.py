"""Discord's component types: https://discord.com/developers/docs/components/reference."""

from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from itertools import count
from typing import Any

Component = Mapping[str, Any]


class ComponentKind(IntEnum):
    """Discord's numbers for component types."""

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
    RADIO_GROUP = 21
    CHECKBOX_GROUP = 22
    CHECKBOX = 23


class ButtonStyle(IntEnum):
    """Discord's numbers for the button styles that have rules of their own."""

    LINK = 5
    PREMIUM = 6


SELECTS = frozenset(
    {
        ComponentKind.STRING_SELECT,
        ComponentKind.USER_SELECT,
        ComponentKind.ROLE_SELECT,
        ComponentKind.MENTIONABLE_SELECT,
        ComponentKind.CHANNEL_SELECT,
    }
)

WITH_OPTIONS = frozenset(
    {ComponentKind.STRING_SELECT, ComponentKind.RADIO_GROUP, ComponentKind.CHECKBOX_GROUP}
)


def walk(components: Sequence[Component]) -> Iterator[Component]:
    """Yield the components and those nested in them, in the order in which they are shown."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        for key in ("accessory", "component"):
            if component.get(key):
                yield from walk([component[key]])


def number(components: Sequence[Component]) -> None:
    """Give an id to each component that has none: the numbers from 1 that are not used yet."""
    all_components = list(walk(components))
    used = {component.get("id") for component in all_components}
    free = (id for id in count(1) if id not in used)
    for component in all_components:
        if isinstance(component, dict) and not component.get("id"):
            component["id"] = next(free)
