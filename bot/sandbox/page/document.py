"""Messages and modals as a page that looks as Discord's client draws them."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from importlib.resources import files
from typing import Any

from bot.sandbox.page.components import ComponentRenderer
from bot.sandbox.page.elements import Html, element, join
from bot.sandbox.rules.messages import MessageFlag

Payload = Mapping[str, Any]
Strings = Mapping[str, str]

_NONE: Strings = {}
_POLICY = (
    "default-src 'none'; img-src data: file: https: http:; media-src data: file: https: http:; "
    "style-src 'unsafe-inline'"
)
"""What the page may load: pictures and films, and no script at all."""


class Theme(StrEnum):
    """The themes of Discord's client."""

    LIGHT = "light"
    DARK = "dark"


def render_message(message: Payload, names: Strings = _NONE, sources: Strings = _NONE) -> Html:
    """Return a message as when it was sent; `names`, `sources` are as in `ComponentRenderer`."""
    renderer = ComponentRenderer(names, sources, datetime.fromisoformat(message["timestamp"]))
    flags = MessageFlag(int(message.get("flags") or 0))
    parts = [_invocation(message), _header(message)]
    if content := message.get("content"):
        parts.append(element("div", renderer.text(content), class_="text"))
    parts.append(renderer.render(message.get("components") or []))
    if not flags & MessageFlag.LAYOUT:
        parts += map(renderer.attachment, message.get("attachments") or [])
    if flags & MessageFlag.EPHEMERAL:
        parts.append(element("div", "Only you can see this", class_="ephemeral"))
    name = "message private" if flags & MessageFlag.EPHEMERAL else "message"
    avatar = element("div", _author(message)[:1].upper(), class_="avatar")
    return element("article", avatar, element("div", *parts, class_="column"), class_=name)


def render_modal(modal: Payload, names: Strings = _NONE) -> Html:
    """Return a modal, with its fields and the buttons that the client adds."""
    renderer = ComponentRenderer(names, _NONE)
    return element(
        "section",
        element("h2", str(modal["title"])),
        renderer.render(modal["components"]),
        element(
            "div",
            element("button", "Cancel", type="button", class_="button secondary"),
            element("button", "Submit", type="button", class_="button primary"),
            class_="row end",
        ),
        class_="modal",
    )


def render_document(*parts: Html, theme: Theme, title: str = "") -> str:
    """Return a page of messages and modals, complete with its style."""
    style = files("bot.sandbox.page").joinpath("style.css").read_text("utf-8")
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("title", title),
        element("style", Html(style)),
    )
    body = element("body", element("main", *parts))
    return f"<!doctype html>\n{element('html', head, body, lang='en', data_theme=theme.value)}\n"


def _author(message: Payload) -> str:
    author = message["author"]
    return str(author.get("global_name") or author["username"])


def _invocation(message: Payload) -> Html:
    """Return the line above an answer: who used which command; nothing for another message."""
    metadata = message.get("interaction_metadata") or {}
    if "name" not in metadata:
        return join()
    user = metadata["user"]
    name = str(user.get("global_name") or user["username"])
    command = element("span", f"/{metadata['name']}", class_="command")
    return element("div", element("b", name), " used ", command, class_="invocation")


def _header(message: Payload) -> Html:
    time = datetime.fromisoformat(message["timestamp"])
    edited = [element("span", "(edited)")] if message.get("edited_timestamp") else []
    is_bot = bool(message["author"].get("bot"))
    return element(
        "div",
        element("b", _author(message)),
        *([element("span", "APP", class_="tag")] if is_bot else []),
        element("time", f"{time:%d/%m/%Y, %H:%M}"),
        *edited,
        class_="header",
    )
