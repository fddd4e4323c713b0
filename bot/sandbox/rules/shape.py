"""The JSON types of fields: what else is said of a field supposes that it has its type."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.rules.form import FieldErrors, FieldPath

_TEXTS = {
    *("content", "custom_id", "label", "description", "title", "name", "url", "placeholder"),
    *("text", "filename", "icon_url", "timestamp"),
}
_NUMBERS = {
    *("flags", "type", "style", "accent_color", "spacing", "min_values", "max_values"),
    *("min_length", "max_length", "color"),
}
_SWITCHES = {
    *("disabled", "required", "autocomplete", "fail_if_not_exists", "enforce_nonce", "spoiler"),
    *("divider", "inline", "replied_user", "tts", "archived", "locked"),
}
_OBJECTS = {
    *("data", "message", "allowed_mentions", "message_reference", "accessory", "component"),
    *("media", "file", "emoji", "footer", "author", "image", "thumbnail", "provider"),
}
_LISTS_OF_OBJECTS = {
    *("embeds", "components", "attachments", "options", "choices", "fields", "items"),
}
_LISTS_OF_IDS = {"users", "roles", "applied_tags"}
_LISTS = _LISTS_OF_IDS | {"parse", "contexts", "integration_types", "channel_types"}
_IDS = {"user_id", "recipient_id", "message_id", "channel_id", "guild_id"}


def check_shape(body: Any, *, is_list: bool = False) -> None:
    """Raise the refusal of a body in which a field is of another JSON type than Discord's.

    `is_list` tells whether the body is a list of objects, else it is one.
    """
    form = FieldErrors()
    if is_list is not isinstance(body, list):
        form.refuse((), "TYPE_CONVERT", f"Only {'a list' if is_list else 'a dictionary'} will do")
        form.settle()
    for index, part in enumerate(body if isinstance(body, list) else [body]):
        place: FieldPath = (index,) if isinstance(body, list) else ()
        if isinstance(part, dict):
            _check_object(form, place, part)
        else:
            form.refuse(place, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
    form.settle()


def _check_object(form: FieldErrors, place: FieldPath, body: Mapping[str, Any]) -> None:
    for key, value in body.items():
        if value is not None:
            _check_value(form, (*place, key), key, value)


def _check_value(form: FieldErrors, place: FieldPath, key: str, value: Any) -> None:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if key in _TEXTS and not isinstance(value, str):
        form.refuse(place, "STRING_TYPE_CONVERT", f'Could not interpret "{value}" as string.')
    elif key in _NUMBERS and not is_number:
        form.refuse(place, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
    elif key in _SWITCHES and not isinstance(value, bool):
        form.refuse(place, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
    elif key in _IDS and not (is_number or (isinstance(value, str) and value.isdecimal())):
        form.refuse(place, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
    elif key in {"nonce", "value"} and not isinstance(value, str | int | float):
        form.refuse(place, "STRING_TYPE_CONVERT", f'Could not interpret "{value}" as string.')
    elif key in _OBJECTS:
        if isinstance(value, dict):
            _check_object(form, place, value)
        else:
            form.refuse(place, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
    elif key in _LISTS | _LISTS_OF_OBJECTS:
        _check_list(form, place, key, value)


def _check_list(form: FieldErrors, place: FieldPath, key: str, value: Any) -> None:
    if not isinstance(value, list):
        form.refuse(place, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return
    for index, part in enumerate(value):
        where = (*place, index)
        if key == "embeds" and isinstance(part, dict):
            # Their type alone is a text, and means nothing.
            _check_object(form, where, {**part, "type": None})
        elif key in _LISTS_OF_OBJECTS:
            _check_value(form, where, "data", part)
        else:
            _check_value(form, where, "user_id" if key in _LISTS_OF_IDS else "value", part)
