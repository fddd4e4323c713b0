"""Messages and modals, and pages of them, as Discord's client draws them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from importlib.resources import files
from typing import Any

from bot.sandbox.page.components import ComponentRenderer
from bot.sandbox.page.elements import Child, Node, element, filled, join
from bot.sandbox.page.embeds import EmbedRenderer
from bot.sandbox.page.view import View
from bot.sandbox.rules.messages import MessageFlag

Payload = Mapping[str, Any]

_PLAIN = View()
_POLICY = (
    "default-src 'none'; img-src data: file: https: http:; media-src data: file: https: http:; "
    "style-src 'unsafe-inline'"
)
"""What the page may load: pictures and films, and no script at all."""


class Theme(StrEnum):
    """The themes of Discord's client."""

    LIGHT = "light"
    DARK = "dark"


def render_message(message: Payload, view: View = _PLAIN) -> Node:
    """Return a message; relative times are as of `view.now`, without it as when it was sent."""
    sent = datetime.fromisoformat(message["timestamp"])
    renderer = ComponentRenderer(view if view.now else replace(view, now=sent))
    flags = MessageFlag(int(message.get("flags") or 0))
    parts = [_invocation(message, view), _header(message, view)]
    if flags & MessageFlag.LOADING:
        parts.append(_thinking(message, view))
    if content := message.get("content"):
        parts.append(element("div", renderer.text(content), class_="text"))
    if not flags & MessageFlag.LAYOUT:
        parts += _beside_components(message, flags, renderer)
    parts.append(renderer.render(message.get("components") or []))
    is_private = bool(flags & MessageFlag.EPHEMERAL)
    if is_private:
        parts.append(_private(view))
    avatar = element("div", _author(message)[:1].upper(), class_="avatar", aria_hidden="true")
    return element(
        "article",
        avatar,
        element("div", *parts, class_="column"),
        class_="message private" if is_private else "message",
        data_message=message.get("id"),
    )


def render_modal(modal: Payload, view: View = _PLAIN) -> Node:
    """Return a modal, with its fields and the buttons that the client adds."""
    renderer = ComponentRenderer(view)
    cancel, submit = view.word("cancel"), view.word("submit")
    return element(
        "section",
        element("h2", str(modal["title"])),
        renderer.render(modal["components"]),
        element(
            "div",
            element("button", cancel, type="button", class_="button secondary cancel"),
            element("button", submit, type="submit", class_="button primary submit"),
            class_="row end",
        ),
        class_="modal",
    )


def render_document(*parts: Node, theme: Theme, title: str = "") -> str:
    """Return a page of messages and modals, complete with its style."""
    style = files("bot.sandbox.page").joinpath("style.css").read_text("utf-8")
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("title", title),
        element("style", style),
    )
    body = element("body", element("main", *parts))
    page = element("html", head, body, lang="en", data_theme=theme.value)
    return f"<!doctype html>\n{page.html()}\n"


def _beside_components(
    message: Payload, flags: MessageFlag, renderer: ComponentRenderer
) -> Iterator[Node]:
    """Yield the files and embeds of a message, which one of components alone does not show."""
    attachments = message.get("attachments") or []
    embeds = [] if flags & MessageFlag.SUPPRESS_EMBEDS else message.get("embeds") or []
    embed_renderer = EmbedRenderer(renderer, attachments)
    shown = {url for embed in embeds for url in embed_renderer.shown(embed)}
    for attachment in attachments:
        if attachment["url"] not in shown:
            yield renderer.attachment(attachment)
    yield from map(embed_renderer.render, embeds)


def _author(message: Payload) -> str:
    return _name(message["author"])


def _name(user: Payload) -> str:
    return str(user.get("global_name") or user["username"])


def _invocation(message: Payload, view: View) -> Node:
    """Return the line above an answer: who used which command; nothing for another message."""
    metadata = message.get("interaction_metadata") or {}
    if "name" not in metadata:
        return join()
    name = element("b", _name(metadata["user"]))
    is_menu = "target_message_id" in metadata or "target_user" in metadata
    shown = metadata["name"] if is_menu else f"/{metadata['name']}"
    command = element("span", shown, class_="command")
    return element(
        "div", filled(view.word("used"), user=name, command=command), class_="invocation"
    )


def _thinking(message: Payload, view: View) -> Node:
    return element("div", filled(view.word("thinking"), name=_author(message)), class_="thinking")


def _private(view: View) -> Node:
    """Return the line below a message that others do not see; the page can dismiss it."""
    parts: list[Child] = [view.word("private")]
    if view.origin is not None:
        button = element("button", view.word("dismiss"), type="button", class_="dismiss")
        parts += [" • ", button]
    return element("div", *parts, class_="ephemeral")


def _header(message: Payload, view: View) -> Node:
    time = datetime.fromisoformat(message["timestamp"])
    edited = [element("span", view.word("edited"))] if message.get("edited_timestamp") else []
    is_bot = bool(message["author"].get("bot"))
    return element(
        "div",
        element("b", _author(message)),
        *([element("span", view.word("app"), class_="tag")] if is_bot else []),
        element("time", f"{time:%d/%m/%Y, %H:%M}", datetime=time.isoformat(), data_style="header"),
        *edited,
        class_="header",
    )
