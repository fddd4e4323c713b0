"""A modal that the bot opened, to fill in and submit."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.sandbox.interactions import Interaction, InteractionKind
from bot.sandbox.options import Resolved
from bot.sandbox.rules.choosing import wrong_choice
from bot.sandbox.rules.kinds import ComponentKind, walk
from bot.sandbox.wording import listed

if TYPE_CHECKING:
    from bot.sandbox.actor import Actor
    from bot.sandbox.answer import Answer

Payload = dict[str, Any]

_MAX_LENGTH = 4000
_SINGLE = {ComponentKind.TEXT_INPUT, ComponentKind.RADIO_GROUP, ComponentKind.CHECKBOX}


class Modal:
    """A modal that a user sees."""

    def __init__(self, interaction: Interaction, actor: "Actor") -> None:
        self.interaction = interaction
        self.actor = actor
        self.payload = interaction.modal

    @property
    def title(self) -> str:
        """Its title."""
        return str(self.payload["title"])

    @property
    def fields(self) -> dict[str, Payload]:
        """Its fields by their labels, which `submit` accepts as keys.

        The second field with a label is there by its custom_id.
        """
        fields: dict[str, Payload] = {}
        for part in self.payload["components"]:
            inputs = [component for component in walk([part]) if component.get("custom_id")]
            for field in inputs:
                label = part.get("label") or field.get("label") or field["custom_id"]
                fields[field["custom_id"] if label in fields else label] = dict(field)
        return fields

    async def submit(
        self,
        values: Mapping[str, Any] | None = None,
        /,
        *,
        timeout: float = 5.0,  # noqa: ASYNC109 - a number of seconds is easiest to give
        **named: Any,
    ) -> "Answer":
        """Fill in fields by label or custom_id, submit the modal, and return the answer.

        A menu takes the values of its options, or users, roles and channels; a field for files
        takes files.

        Raises LookupError for an unknown field, ValueError for a value that Discord's client would
        not accept.
        """
        entered = dict(values or {}) | named
        fields = self.fields
        keys = {key for label, field in fields.items() for key in (label, field["custom_id"])}
        if unknown := set(entered) - keys:
            raise LookupError(f"the modal has no {listed(unknown)}; it has {listed(fields)}")
        values_by_id = {
            field["custom_id"]: _field_value(
                label, field, entered.get(field["custom_id"], entered.get(label))
            )
            for label, field in fields.items()
        }
        resolved = Resolved(self.actor.world, self.interaction.guild, self.actor.user)
        for key, value in values_by_id.items():
            if isinstance(value, list):
                values_by_id[key] = [
                    one if isinstance(one, str) else resolved.add(one)[1] for one in value
                ]
        components = [_submitted(part, values_by_id) for part in self.payload["components"]]
        data = {"custom_id": self.payload["custom_id"], "components": components}
        if resolved.payloads:
            data["resolved"] = resolved.payloads
        origin = self.interaction
        return await self.actor.act(
            InteractionKind.MODAL,
            origin.channel,
            data,
            timeout,
            message=origin.message,
            origin=origin,
        )


def _field_value(label: str, field: Payload, value: Any) -> Any:
    if field["type"] == ComponentKind.CHECKBOX:
        return bool(field.get("default") if value is None else value)
    if field["type"] != ComponentKind.TEXT_INPUT:
        return _chosen(label, field, value)
    text = (field.get("value") or "") if value is None else str(value)
    low = field.get("min_length") or 0
    high = field.get("max_length") or _MAX_LENGTH
    if not text and field.get("required", True):
        raise ValueError(f"“{label}” must be filled in")
    if text and not low <= len(text) <= high:
        raise ValueError(f"“{label}” takes {low} to {high} characters")
    return text


def _chosen(label: str, field: Payload, value: Any) -> Any:
    """Return what was chosen in a field: one value of a radio group, a list of any other."""
    options = field.get("options") or []
    is_radio = field["type"] == ComponentKind.RADIO_GROUP
    if value is None:
        chosen = [option["value"] for option in options if option.get("default")]
    else:
        chosen = [value] if is_radio else list(value)
    required = field.get("required", True)
    if reason := wrong_choice(field, chosen, may_be_empty=not required):
        raise ValueError(f"“{label}” cannot be filled in so: {reason}")
    if is_radio:
        return chosen[0] if chosen else None
    return chosen


def _submitted(part: Payload, values_by_id: Mapping[str, Any]) -> Payload:
    """Return a part of the modal as a client submits it: types, ids and values."""
    submitted: Payload = {"type": part["type"], "id": part["id"]}
    if custom_id := part.get("custom_id"):
        key = "value" if part["type"] in _SINGLE else "values"
        return submitted | {"custom_id": custom_id, key: values_by_id[custom_id]}
    if "component" in part:
        return submitted | {"component": _submitted(part["component"], values_by_id)}
    if part["type"] == ComponentKind.TEXT:
        return submitted
    return submitted | {
        "components": [_submitted(child, values_by_id) for child in part.get("components") or []]
    }
