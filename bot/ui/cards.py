"""Posts as cards: one container a message, built of Discord's second kind of components."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from bot.archive.posts import Kind, Media, MediaKind, Post
from bot.ui.highlight import highlight
from bot.ui.limits import TEXT_OF_MESSAGE
from bot.ui.text import ELLIPSIS, one_line, shorten

NOTE = 200
"""Characters that a note may have; of more the end is cut off."""

PER_PAGE = 5
"""Posts on a page: few enough for each to be read whole, almost always."""

_COLOUR = discord.Colour(0x5B8DEF)
# The most characters of what stands around the texts of posts: in all, it leaves each some room.
_HEADING, _HINT, _ACCOUNT, _ALTS = 500, 120, 60, 120
_NAMES = {MediaKind.IMAGE: "picture", MediaKind.VIDEO: "video", MediaKind.GIF: "GIF"}
_KINDS = {Kind.POST: "", Kind.REPLY: " · reply", Kind.REPOST: " · repost"}


@dataclass(frozen=True, slots=True)
class Card:
    """A post to show, with a note above it: why it is here. Notes are markdown, not a post's.

    `found` are words of its text that a query found, as the index keeps them: they stand in bold.
    """

    post: Post
    note: str = ""
    found: frozenset[str] = frozenset()


def page(
    heading: str,
    cards: Sequence[Card],
    *,
    hint: str = "",
    buttons: Sequence[ui.Item[Any]] = (),
    menu: ui.Item[Any] | None = None,
) -> ui.LayoutView:
    """Return a message: heading, cards, a hint in small print, a menu, and a row of buttons."""
    heading = _cut(heading, _HEADING)
    hint = f"-# {_cut(hint, _HINT)}" if hint else ""
    around = [_around(card) for card in cards]
    taken = len(heading) + len(hint) + sum(len(above) + len(below) for above, below in around)
    share = (TEXT_OF_MESSAGE - taken) // max(len(cards), 1)
    container: ui.Container[Any] = ui.Container(accent_colour=_COLOUR)
    if heading:
        container.add_item(ui.TextDisplay(heading))
    for card, (above, below) in zip(cards, around, strict=True):
        if container.children:
            container.add_item(ui.Separator())
        container.add_item(ui.TextDisplay(above + _text(card, share) + below))
    if hint:
        container.add_item(ui.TextDisplay(hint))
    if menu is not None:
        container.add_item(ui.ActionRow(menu))
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


def _around(card: Card) -> tuple[str, str]:
    """Return what stands above and below the text of a card."""
    post = card.post
    seconds = int(post.created_at.timestamp())
    head = f"**@{shorten(post.account, _ACCOUNT)}** · <t:{seconds}:f>{_KINDS[post.kind]}"
    if post.versions:
        head += " · edited"
    if post.missing_from:
        head += " · missing from the newest export"
    if post.url:
        head += f" · [original](<{post.url}>)"
    note = f"-# {_cut(card.note, NOTE)}\n" if card.note else ""
    media = f"\n-# {_media(post.media)}" if post.media else ""
    return note + head, media


def _text(card: Card, share: int) -> str:
    """Return the text of a post on lines of its own, in at most `share` characters."""
    text = card.post.text
    if not text.strip():
        return ""
    shown = highlight(text, card.found, share - 1) if card.found else shorten(text, share - 1)
    return f"\n{shown}"


def _cut(markdown: str, limit: int) -> str:
    """Return markdown in at most `limit` characters; a cut leaves no half of an escape."""
    if len(markdown) <= limit:
        return markdown
    return markdown[: limit - 1].rstrip("\\") + ELLIPSIS


def _media(media: Sequence[Media]) -> str:
    counts = {kind: sum(one.kind is kind for one in media) for kind in MediaKind}
    named = [
        f"{count} {_NAMES[kind]}{'s' if count > 1 else ''}"
        for kind, count in counts.items()
        if count
    ]
    alts = "; ".join(one_line(one.alt, _ALTS) for one in media if one.alt)
    return " and ".join(named) + (f": {shorten(alts, _ALTS)}" if alts else "")
