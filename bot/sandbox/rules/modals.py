"""The rules for modals: https://discord.com/developers/docs/interactions/receiving-and-responding."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.rules.components import check_select, refuse_duplicates
from bot.sandbox.rules.form import FieldErrors, FieldPath
from bot.sandbox.rules.kinds import SELECTS, ComponentKind, walk

_FIELD_KINDS = SELECTS | {ComponentKind.TEXT_INPUT, ComponentKind.FILE_UPLOAD}
_TITLE, _CUSTOM_ID, _FIELDS = 45, 100, 5
_LABEL, _DESCRIPTION, _PLACEHOLDER, _VALUE = 45, 100, 100, 4000


def check_modal(data: Mapping[str, Any]) -> None:
    """Check a modal. Raises ApiError, with every field that is wrong."""
    form = FieldErrors()
    components = data.get("components") or []
    form.length(("data", "title"), data.get("title"), 1, _TITLE)
    form.length(("data", "custom_id"), data.get("custom_id"), 1, _CUSTOM_ID)
    form.count(("data", "components"), components, 1, _FIELDS)
    for index, component in enumerate(components):
        _check_part(form, ("data", "components", index), component)
    refuse_duplicates(form, list(walk(components)))
    form.raise_if_any()


def _check_part(form: FieldErrors, path: FieldPath, part: Mapping[str, Any]) -> None:
    kind = part.get("type")
    if kind == ComponentKind.LABEL:
        form.length((*path, "label"), part.get("label"), 1, _LABEL)
        form.length((*path, "description"), part.get("description"), 0, _DESCRIPTION)
        _check_field(form, (*path, "component"), part.get("component") or {})
    elif kind == ComponentKind.ROW:
        form.count((*path, "components"), part.get("components"), 1, 1)
        for index, field in enumerate(part.get("components") or []):
            form.length((*path, "components", index, "label"), field.get("label"), 1, _LABEL)
            _check_field(form, (*path, "components", index), field)
    else:
        form.choice(
            (*path, "type"),
            kind,
            frozenset({ComponentKind.ROW, ComponentKind.LABEL, ComponentKind.TEXT}),
        )


def _check_field(form: FieldErrors, path: FieldPath, field: Mapping[str, Any]) -> None:
    if not form.choice((*path, "type"), field.get("type"), _FIELD_KINDS):
        return
    if field["type"] in SELECTS:
        check_select(form, path, field)
        return
    form.length((*path, "custom_id"), field.get("custom_id"), 1, _CUSTOM_ID)
    form.length((*path, "placeholder"), field.get("placeholder"), 0, _PLACEHOLDER)
    form.length((*path, "value"), field.get("value"), 0, _VALUE)
