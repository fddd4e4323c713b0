"""What a modal may hold: https://discord.com/developers/docs/interactions/receiving-and-responding."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.rules.components import check_select, refuse_duplicates
from bot.sandbox.rules.form import FieldErrors, FieldPath
from bot.sandbox.rules.kinds import SELECTS, Kind, walk

_FIELD_KINDS = SELECTS | {Kind.TEXT_INPUT, Kind.FILE_UPLOAD}
_TITLE, _CUSTOM_ID, _FIELDS = 45, 100, 5
_LABEL, _ABOUT, _PLACEHOLDER, _VALUE = 45, 100, 100, 4000


def check_modal(data: Mapping[str, Any]) -> None:
    """Raise the refusal of a modal."""
    form = FieldErrors()
    components = data.get("components") or []
    form.length(("data", "title"), data.get("title"), 1, _TITLE)
    form.length(("data", "custom_id"), data.get("custom_id"), 1, _CUSTOM_ID)
    form.count(("data", "components"), components, 1, _FIELDS)
    for index, component in enumerate(components):
        _check_part(form, ("data", "components", index), component)
    refuse_duplicates(form, list(walk(components)))
    form.settle()


def _check_part(form: FieldErrors, place: FieldPath, part: Mapping[str, Any]) -> None:
    kind = part.get("type")
    if kind == Kind.LABEL:
        form.length((*place, "label"), part.get("label"), 1, _LABEL)
        form.length((*place, "description"), part.get("description"), 0, _ABOUT)
        _check_field(form, (*place, "component"), part.get("component") or {})
    elif kind == Kind.ROW:
        form.count((*place, "components"), part.get("components"), 1, 1)
        for index, field in enumerate(part.get("components") or []):
            form.length((*place, "components", index, "label"), field.get("label"), 1, _LABEL)
            _check_field(form, (*place, "components", index), field)
    else:
        form.choice((*place, "type"), kind, frozenset({Kind.ROW, Kind.LABEL, Kind.TEXT}))


def _check_field(form: FieldErrors, place: FieldPath, field: Mapping[str, Any]) -> None:
    if not form.choice((*place, "type"), field.get("type"), _FIELD_KINDS):
        return
    if field["type"] in SELECTS:
        check_select(form, place, field)
        return
    form.length((*place, "custom_id"), field.get("custom_id"), 1, _CUSTOM_ID)
    form.length((*place, "placeholder"), field.get("placeholder"), 0, _PLACEHOLDER)
    form.length((*place, "value"), field.get("value"), 0, _VALUE)
