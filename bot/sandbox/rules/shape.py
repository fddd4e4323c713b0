"""The JSON types of fields. All other rules assume that a field has its type."""

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
_BOOLEANS = {
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
    """Check the JSON type of every field of a body. Raises ApiError.

    `is_list` is whether the body must be a list of objects; otherwise it must be one object.
    """
    form = FieldErrors()
    if is_list is not isinstance(body, list):
        form.refuse((), "TYPE_CONVERT", f"Only {'a list' if is_list else 'a dictionary'} will do")
        form.raise_if_any()
    for index, item in enumerate(body if isinstance(body, list) else [body]):
        path: FieldPath = (index,) if isinstance(body, list) else ()
        if isinstance(item, dict):
            _check_object(form, path, item)
        else:
            form.refuse(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
    form.raise_if_any()


def _check_object(form: FieldErrors, path: FieldPath, body: Mapping[str, Any]) -> None:
    for key, value in body.items():
        if value is not None:
            _check_value(form, (*path, key), key, value)


def _check_value(form: FieldErrors, path: FieldPath, key: str, value: Any) -> None:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if key in _TEXTS and not isinstance(value, str):
        form.refuse(path, "STRING_TYPE_CONVERT", f'Could not interpret "{value}" as string.')
    elif key in _NUMBERS and not is_number:
        form.refuse(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
    elif key in _BOOLEANS and not isinstance(value, bool):
        form.refuse(path, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
    elif key in _IDS and not (is_number or (isinstance(value, str) and value.isdecimal())):
        form.refuse(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
    elif key in {"nonce", "value"} and not isinstance(value, str | int | float):
        form.refuse(path, "STRING_TYPE_CONVERT", f'Could not interpret "{value}" as string.')
    elif key in _OBJECTS:
        if isinstance(value, dict):
            _check_object(form, path, value)
        else:
            form.refuse(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
    elif key in _LISTS | _LISTS_OF_OBJECTS:
        _check_list(form, path, key, value)


def _check_list(form: FieldErrors, path: FieldPath, key: str, value: Any) -> None:
    if not isinstance(value, list):
        form.refuse(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return
    for index, item in enumerate(value):
        item_path = (*path, index)
        if key == "embeds" and isinstance(item, dict):
            # Only an embed's `type` is a text, and it has no effect.
            _check_object(form, item_path, {**item, "type": None})
        elif key in _LISTS_OF_OBJECTS:
            _check_value(form, item_path, "data", item)
        else:
            _check_value(form, item_path, "user_id" if key in _LISTS_OF_IDS else "value", item)
