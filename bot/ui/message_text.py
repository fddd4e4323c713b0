"""What stands in somebody's message: its own text, previews, and what it forwards."""

from collections.abc import Iterator, Sequence
from typing import Any

from discord import Embed, Message, MessageSnapshot


def texts(message: Message) -> Iterator[str]:
    """Yield all that may hold a link, in the order of the screen."""
    for part in _parts(message):
        yield part.content
        yield from _components(part.components)
        for embed in part.embeds:
            yield from filter(None, (embed.author.url, embed.url, embed.title, embed.description))


def words(message: Message) -> str:
    """Return what the message itself says, or what it forwards if it says nothing."""
    return next((one for one in map(_said, _parts(message)) if one.strip()), "")


def _parts(message: Message) -> list[Message | MessageSnapshot]:
    return [message, *message.message_snapshots]


def _said(part: Message | MessageSnapshot) -> str:
    shown = [part.content, *_components(part.components), *map(_preview, part.embeds)]
    return next((one for one in shown if one.strip()), "")


def _preview(embed: Embed) -> str:
    return embed.description or embed.title or ""


def _components(components: Sequence[Any]) -> Iterator[str]:
    """Yield the texts in components, which may hold others."""
    for one in components:
        if content := getattr(one, "content", None):
            yield content
        yield from _components(getattr(one, "children", ()))
