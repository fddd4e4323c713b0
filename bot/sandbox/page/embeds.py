"""Embeds of a message: https://discord.com/developers/docs/resources/message#embed-object."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.sandbox.page.components import ComponentRenderer, coloured
from bot.sandbox.page.elements import Child, Node, element, safe_url

Payload = Mapping[str, Any]

_ATTACHED = "attachment://"


class EmbedRenderer:
    """Renders the embeds of a message, whose attachments they may show."""

    def __init__(self, renderer: ComponentRenderer, attachments: Sequence[Payload]) -> None:
        self._renderer = renderer
        self._urls = {f"{_ATTACHED}{one['filename']}": one["url"] for one in attachments}

    def render(self, embed: Payload) -> Node:
        """Return an embed."""
        column = element("div", *self._column(embed), class_="beside")
        thumbnail = self._picture(embed, "thumbnail", "thumbnail")
        top = [element("div", column, *thumbnail, class_="section")]
        return coloured(
            embed.get("color"),
            *(top if column.children or thumbnail else []),
            *self._picture(embed, "image", "medium"),
            *_footer(embed),
            name="container embed",
        )

    def shown(self, embed: Payload) -> set[str]:
        """Return the addresses of attachments that an embed shows, which are then not beside it."""
        urls = (_url(embed.get(key)) for key in ("image", "thumbnail"))
        return {self._urls.get(url, url) for url in urls}

    def _column(self, embed: Payload) -> Iterator[Node]:
        author = embed.get("author") or {}
        if name := author.get("name"):
            yield element("div", _linked(name, author.get("url")), class_="author")
        if title := embed.get("title"):
            text = self._renderer.text(title)
            yield element("div", _linked(text, embed.get("url")), class_="text title")
        if description := embed.get("description"):
            yield element("div", self._renderer.text(description), class_="text")
        if fields := embed.get("fields"):
            yield element("div", *map(self._field, fields), class_="fields")

    def _field(self, field: Payload) -> Node:
        return element(
            "div",
            element("div", self._renderer.text(field["name"]), class_="caption"),
            element("div", self._renderer.text(field["value"]), class_="text"),
            class_="inline" if field.get("inline") else None,
        )

    def _picture(self, embed: Payload, key: str, name: str) -> list[Node]:
        url = _url(embed.get(key))
        if not url:
            return []
        holder = {"description": (embed.get(key) or {}).get("description")}
        return [self._renderer.medium(holder, {"url": self._urls.get(url, url)}, name)]


def _footer(embed: Payload) -> list[Node]:
    parts: list[Child] = []
    if text := (embed.get("footer") or {}).get("text"):
        parts.append(text)
    if (moment := _moment(embed.get("timestamp"))) is not None:
        shown = f"{moment:%d/%m/%Y, %H:%M}"
        parts += [" • "] if parts else []
        parts.append(element("time", shown, datetime=moment.isoformat(), data_style="header"))
    return [element("div", *parts, class_="line small")] if parts else []


def _linked(text: Child, url: str | None) -> Child:
    if url is None or safe_url(url) is None:
        return text
    return element("a", text, href=url, rel="noopener noreferrer", target="_blank")


def _url(medium: Payload | None) -> str:
    return str((medium or {}).get("url") or "")


def _moment(timestamp: object) -> datetime | None:
    try:
        return datetime.fromisoformat(timestamp) if isinstance(timestamp, str) else None
    except ValueError:
        return None
