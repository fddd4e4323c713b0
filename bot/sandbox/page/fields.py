"""Fields of modals, and menus: what a person fills in or chooses from."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.sandbox.page.elements import Node, element, join
from bot.sandbox.page.view import View
from bot.sandbox.rules.kinds import ComponentKind

Payload = Mapping[str, Any]

_LONG = 2  # the style of a text input of several lines


def select(part: Payload, view: View) -> Node:
    """Return a menu, closed, with its options as JSON; the page opens it."""
    options = list(_options(part, view))
    chosen = [one["label"] for one in options if one.get("default")]
    low, high = counts(part)
    text = ", ".join(chosen) or part.get("placeholder") or view.word("select")
    return element(
        "button",
        element("span", text),
        element("span", "▾", aria_hidden="true"),
        type="button",
        class_="select" if chosen else "select empty",
        aria_haspopup="listbox",
        disabled=bool(part.get("disabled")),
        data_custom_id=part.get("custom_id"),
        data_type=part["type"],
        data_min=low,
        data_max=high,
        data_options=json.dumps(options, ensure_ascii=False, separators=(",", ":")),
    )


def counts(part: Payload) -> tuple[int, int]:
    """Return how many values a menu or a field for files takes, at least and at most."""
    low, high = part.get("min_values"), part.get("max_values")
    return 1 if low is None else int(low), 1 if high is None else int(high)


def _options(part: Payload, view: View) -> Iterator[Payload]:
    if part["type"] == ComponentKind.STRING_SELECT:
        for one in part.get("options") or []:
            extra = {key: one[key] for key in ("description", "default") if one.get(key)}
            yield {"label": one["label"], "value": one["value"], **extra}
        return
    defaults = {one["id"] for one in part.get("default_values") or []}
    kinds: Sequence[int] = part.get("channel_types") or []
    for one in view.pools.get(part["type"], ()):
        if not kinds or one.get("kind") in kinds:
            chosen = {"default": True} if one["value"] in defaults else {}
            yield {"label": one["label"], "value": one["value"], **chosen}


def text_input(part: Payload) -> Node:
    """Return a field for text, of one line or several, with its limits in characters."""
    value = part.get("value") or ""
    label = part.get("label")
    limits: dict[str, Any] = {
        "name": part.get("custom_id"),
        "required": part.get("required") is not False,
        "minlength": part.get("min_length"),
        "maxlength": part.get("max_length"),
        "placeholder": part.get("placeholder"),
    }
    field = (
        element("textarea", value, class_="input", **limits)
        if part.get("style") == _LONG
        else element("input", class_="input", value=value, **limits)
    )
    return join(*([element("div", label, class_="caption")] if label else []), field)


def file_upload(part: Payload, view: View) -> Node:
    """Return a field for files; in a photograph the box that Discord draws."""
    if view.origin is None:
        return element("div", view.word("upload"), class_="upload")
    return element(
        "input",
        type="file",
        class_="upload",
        name=part.get("custom_id"),
        required=part.get("required") is not False,
        multiple=counts(part)[1] > 1,
    )
