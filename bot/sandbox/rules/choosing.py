"""What Discord's client lets a user choose in a menu, a group of boxes, or a field for files.

https://discord.com/developers/docs/components/reference
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.sandbox.rules.kinds import WITH_OPTIONS, Component, ComponentKind

_RESOLVED_KEYS: Mapping[int, frozenset[str]] = {
    ComponentKind.USER_SELECT: frozenset({"users"}),
    ComponentKind.ROLE_SELECT: frozenset({"roles"}),
    ComponentKind.MENTIONABLE_SELECT: frozenset({"users", "roles"}),
    ComponentKind.CHANNEL_SELECT: frozenset({"channels"}),
    ComponentKind.FILE_UPLOAD: frozenset({"attachments"}),
}


def wrong_choice(component: Component, values: Sequence[str], *, may_be_empty: bool) -> str | None:
    """Return why the client would not send these values, or None if it would.

    `may_be_empty` is whether a choice of nothing is sent even if at least one is needed.
    """
    if component.get("disabled"):
        return "it is disabled"
    if len(set(values)) != len(values):
        return "nothing can be chosen twice"
    if component["type"] in WITH_OPTIONS:
        known = [option["value"] for option in component.get("options") or []]
        if unknown := [value for value in values if value not in known]:
            return f"there is no {unknown[0]}"
    if not values and may_be_empty:
        return None
    low, high = _bounds(component)
    return None if low <= len(values) <= high else f"it takes {low} to {high} choices"


def wrong_object(component: Component, key: str, payload: Mapping[str, Any]) -> str | None:
    """Return why an object cannot be chosen, or None; `key` is that of its type in resolved data.

    `payload` is the object's own.
    """
    if key not in _RESOLVED_KEYS[component["type"]]:
        return f"it takes none of the {key}"
    kinds = component.get("channel_types")
    if kinds and payload["type"] not in kinds:
        return "it does not take a channel of this type"
    return None


def _bounds(component: Component) -> tuple[int, int]:
    low, high = component.get("min_values"), component.get("max_values")
    if component["type"] == ComponentKind.RADIO_GROUP:
        return 1, 1
    if high is None and component["type"] == ComponentKind.CHECKBOX_GROUP:
        high = len(component["options"])
    return 1 if low is None else low, 1 if high is None else high
