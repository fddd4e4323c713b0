"""Posts as cards: one container a message, built of Discord's second kind of components."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from bot.archive.posts import Kind, Media, MediaKind, Post
from bot.ui.limits import TEXT_OF_MESSAGE
from bot.ui.text import escape, one_line, shorten

PER_PAGE = 5
"""Posts on a page: few enough for each to be read whole, almost always."""

_COLOUR = discord.Colour(0x5B8DEF)
_HEADING = 400  # characters kept free for a page's heading
_CHROME = 260  # and for what stands around the text of a post
_ALT = 120
_NAMES = {MediaKind.IMAGE: "picture", MediaKind.VIDEO: "video", MediaKind.GIF: "GIF"}
_KINDS = {Kind.POST: "", Kind.REPLY: " · reply", Kind.REPOST: " · repost"}


@dataclass(frozen=True, slots=True)
class Card:
    """A post to show, with a note above it: why it is here. Notes are markdown, not a post's."""

    post: Post
    note: str = ""


def page(
    heading: str,
    cards: Sequence[Card],
    *,
    hint: str = "",
    buttons: Sequence[ui.Item[Any]] = (),
) -> ui.LayoutView:
    """Return a message: the heading, the cards, a hint in small print, and a row of buttons."""
    budget = (TEXT_OF_MESSAGE - _HEADING) // max(len(cards), 1) - _CHROME
    container: ui.Container[Any] = ui.Container(accent_colour=_COLOUR)
    if heading:
        container.add_item(ui.TextDisplay(heading))
    for card in cards:
        if container.children:
            container.add_item(ui.Separator())
        container.add_item(ui.TextDisplay(_markdown(card, budget)))
    if hint:
        container.add_item(ui.TextDisplay(f"-# {hint}"))
    if buttons:
        container.add_item(ui.ActionRow(*buttons))
    return _view(container)


def sentence(text: str) -> ui.LayoutView:
    """Return a message that says one thing; `text` is markdown."""
    container: ui.Container[Any] = ui.Container(ui.TextDisplay(text))
    return _view(container)


def _view(container: ui.Container[Any]) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    return view


def _markdown(card: Card, budget: int) -> str:
    post = card.post
    seconds = int(post.created_at.timestamp())
    head = f"**@{escape(post.account)}** · <t:{seconds}:f>{_KINDS[post.kind]}"
    if post.url:
        head += f" · [original](<{post.url}>)"
    lines = [f"-# {card.note}"] if card.note else []
    lines.append(head)
    if post.text.strip():
        lines.append(shorten(post.text, budget))
    if post.media:
        lines.append(f"-# {_media(post.media)}")
    return "\n".join(lines)


def _media(media: Sequence[Media]) -> str:
    counts = {kind: sum(one.kind is kind for one in media) for kind in MediaKind}
    named = [
        f"{count} {_NAMES[kind]}{'s' if count > 1 else ''}"
        for kind, count in counts.items()
        if count
    ]
    alts = [escape(one_line(one.alt, _ALT)) for one in media if one.alt]
    return " and ".join(named) + (f": {'; '.join(alts)}" if alts else "")
