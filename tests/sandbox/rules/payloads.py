"""Payloads of Discord's API, for tests of the rules."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.errors import ApiError

Payload = dict[str, Any]
LAYOUT = 32768


def code_of(check: Callable[[], None]) -> int:
    """Return the error code of a refusal, 0 if there is none."""
    try:
        check()
    except ApiError as error:
        return error.code
    return 0


def text(content: str = "x") -> Payload:
    """Return a text display."""
    return {"type": 10, "content": content}


def button(**changes: Any) -> Payload:
    """Return a button."""
    return {"type": 2, "style": 1, "label": "x", "custom_id": "x"} | changes


def link(url: str, **changes: Any) -> Payload:
    """Return a link button."""
    return {"type": 2, "style": 5, "label": "x", "url": url} | changes


def buttons(count: int) -> list[Payload]:
    """Return `count` buttons with different ids."""
    return [button(custom_id=str(one)) for one in range(count)]


def row(*inside: Payload) -> Payload:
    """Return an action row."""
    return {"type": 1, "components": list(inside)}


def select(count: int = 2, **changes: Any) -> Payload:
    """Return a select menu with `count` options."""
    options = [{"label": str(one), "value": str(one)} for one in range(count)]
    return {"type": 3, "custom_id": "s", "options": options} | changes


def section(count: int, accessory: Payload | None) -> Payload:
    """Return a section with `count` texts."""
    return {"type": 9, "components": [text()] * count, "accessory": accessory}


def gallery(count: int, url: str = "https://a.example/b") -> Payload:
    """Return a gallery with `count` pictures."""
    return {"type": 12, "items": [{"media": {"url": url}}] * count}


def box(*inside: Payload) -> Payload:
    """Return a container."""
    return {"type": 17, "components": list(inside)}


def layout(*components: Payload, **others: Any) -> Payload:
    """Return a message of components of version 2."""
    return {"flags": LAYOUT, "components": list(components)} | others


def embeds(**embed: Any) -> Payload:
    """Return a message with one embed."""
    return {"embeds": [embed]}


def fields(count: int, name: str = "n", value: str = "v") -> list[Payload]:
    """Return the fields of an embed."""
    return [{"name": name, "value": value}] * count
