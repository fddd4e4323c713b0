"""A form that the bot opened, to fill in and send."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.sandbox.interactions import Interaction, InteractionKind
from bot.sandbox.rules.kinds import Kind, walk

if TYPE_CHECKING:
    from bot.sandbox.actor import Actor
    from bot.sandbox.answer import Answer

Payload = dict[str, Any]

_LONGEST = 4000


class Modal:
    """A modal on the screen of somebody."""

    def __init__(self, interaction: Interaction, actor: "Actor") -> None:
        self.interaction = interaction
        self.actor = actor
        self.payload = interaction.modal

    @property
    def title(self) -> str:
        """What stands above it."""
        return str(self.payload["title"])

    @property
    def fields(self) -> dict[str, Payload]:
        """Its fields by their labels, which are also how `submit` knows them."""
        fields: dict[str, Payload] = {}
        for part in self.payload["components"]:
            inside = [one for one in walk([part]) if one.get("custom_id")]
            for field in inside:
                label = part.get("label") or field.get("label") or field["custom_id"]
                fields[label] = dict(field)
        return fields

    async def submit(
        self,
        values: Mapping[str, Any] | None = None,
        /,
        *,
        timeout: float = 5.0,  # noqa: ASYNC109 - a number of seconds is easiest to give
        **named: Any,
    ) -> "Answer":
        """Fill in fields, known by label or by custom_id, send it, and return the answer.

        Raises LookupError for an unknown field, ValueError for what Discord's client would not
        let through.
        """
        given = dict(values or {}) | named
        known = self.fields
        keys = {key for label, one in known.items() for key in (label, one["custom_id"])}
        if unknown := set(given) - keys:
            raise LookupError(f"the modal has no {unknown}, only {list(known)}")
        filled = {
            field["custom_id"]: _filled(field, given.get(field["custom_id"], given.get(label)))
            for label, field in known.items()
        }
        components = [_sent(part, filled) for part in self.payload["components"]]
        data = {"custom_id": self.payload["custom_id"], "components": components}
        origin = self.interaction
        return await self.actor.act(
            InteractionKind.MODAL,
            origin.channel,
            data,
            timeout,
            message=origin.message,
            origin=origin,
        )


def _filled(field: Payload, value: Any) -> Any:
    if field["type"] != Kind.TEXT_INPUT:
        return list(value or [])
    text = (field.get("value") or "") if value is None else str(value)
    low = field.get("min_length") or 0
    high = field.get("max_length") or _LONGEST
    if not text and field.get("required", True):
        raise ValueError(f"{field['custom_id']} must be filled in")
    if text and not low <= len(text) <= high:
        raise ValueError(f"{field['custom_id']} takes {low} to {high} characters")
    return text


def _sent(part: Payload, filled: Mapping[str, Any]) -> Payload:
    """Return a part of the modal as a client sends it back: kinds, ids and values."""
    sent: Payload = {"type": part["type"], "id": part.get("id", 0)}
    if custom_id := part.get("custom_id"):
        key = "value" if part["type"] == Kind.TEXT_INPUT else "values"
        return sent | {"custom_id": custom_id, key: filled[custom_id]}
    if "component" in part:
        return sent | {"component": _sent(part["component"], filled)}
    return sent | {"components": [_sent(one, filled) for one in part.get("components") or []]}
