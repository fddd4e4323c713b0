"""The rules for modals: https://discord.com/developers/docs/interactions/receiving-and-responding."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.rules.components import check_options, check_select, refuse_duplicates
from bot.sandbox.rules.form import FieldErrors, FieldPath
from bot.sandbox.rules.kinds import SELECTS, ComponentKind, walk

_GROUPS = {ComponentKind.RADIO_GROUP: 2, ComponentKind.CHECKBOX_GROUP: 1}
"""The least number of options in a group."""
_FIELD_KINDS = SELECTS | {
    ComponentKind.TEXT_INPUT,
    ComponentKind.FILE_UPLOAD,
    ComponentKind.CHECKBOX,
    *_GROUPS,
}
_STYLES = frozenset({1, 2})
_TITLE, _CUSTOM_ID, _FIELDS = 45, 100, 5
_LABEL, _DESCRIPTION, _PLACEHOLDER, _VALUE = 45, 100, 100, 4000
_IN_GROUP = 10


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
    if field.get("disabled"):
        form.refuse((*path, "disabled"), "MODAL_COMPONENT_DISABLED", "Nothing is disabled here")
    if field.get("min_values") == 0 and field.get("required") is not False:
        form.refuse((*path, "min_values"), "NUMBER_TYPE_MIN", "At least 1, as it is required")
    if field["type"] in SELECTS:
        check_select(form, path, field)
        return
    form.length((*path, "custom_id"), field.get("custom_id"), 1, _CUSTOM_ID)
    if field["type"] in _GROUPS:
        options = field.get("options") or []
        check_options(form, path, options, _GROUPS[field["type"]], _IN_GROUP)
    if field["type"] == ComponentKind.TEXT_INPUT:
        _check_text_input(form, path, field)
    else:
        _check_bounds(form, path, field, ("min_values", "max_values"), _IN_GROUP)


def _check_text_input(form: FieldErrors, path: FieldPath, field: Mapping[str, Any]) -> None:
    form.choice((*path, "style"), field.get("style"), _STYLES)
    _check_bounds(form, path, field, ("min_length", "max_length"), _VALUE)
    form.length((*path, "placeholder"), field.get("placeholder"), 0, _PLACEHOLDER)
    form.length((*path, "value"), field.get("value"), 0, _VALUE)


def _check_bounds(
    form: FieldErrors, path: FieldPath, field: Mapping[str, Any], keys: tuple[str, str], limit: int
) -> None:
    """Check that a least and a greatest number are within a limit, and in this order."""
    low, high = (field.get(key) for key in keys)
    if low is not None:
        form.between((*path, keys[0]), low, 0, limit)
    if high is not None:
        form.between((*path, keys[1]), high, max(1, low or 0), limit)
