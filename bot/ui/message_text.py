"""The text of a Discord message: its own, its previews, and what it forwards."""

from collections.abc import Iterator, Sequence
from typing import Any

from discord import Embed, Message, MessageSnapshot


def texts(message: Message) -> Iterator[str]:
    """Yield all texts that may contain a link, in the order of the screen."""
    for part in _parts(message):
        yield part.content
        yield from _components(part.components)
        for embed in part.embeds:
            yield from filter(None, (embed.author.url, embed.url, embed.title, embed.description))


def words(message: Message) -> str:
    """Return the message's own text, or that of what it forwards if it has none."""
    return next((text for text in map(_first_text, _parts(message)) if text.strip()), "")


def _parts(message: Message) -> list[Message | MessageSnapshot]:
    return [message, *message.message_snapshots]


def _first_text(part: Message | MessageSnapshot) -> str:
    shown = [part.content, *_components(part.components), *map(_preview, part.embeds)]
    return next((text for text in shown if text.strip()), "")


def _preview(embed: Embed) -> str:
    return embed.description or embed.title or ""


def _components(components: Sequence[Any]) -> Iterator[str]:
    """Yield the texts in components, which may be nested."""
    for component in components:
        if content := getattr(component, "content", None):
            yield content
        yield from _components(getattr(component, "children", ()))
