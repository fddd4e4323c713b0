"""Posts as cards: one container a message, built of Discord's second kind of components."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import discord
from discord import ui

from bot.archive.posts.post import Kind, Media, MediaKind, Post
from bot.errors import TooLargeError
from bot.ui.highlight import highlight
from bot.ui.limits import BUTTONS, COMPONENTS, FILE, TEXT_OF_MESSAGE
from bot.ui.text import ELLIPSIS, one_line, shorten

NOTE = 200
"""Characters that a note may have; of more the end is cut off."""

PER_PAGE = 5
"""Posts on a page: few enough for each to be read whole, almost always."""

_COLOUR = discord.Colour(0x5B8DEF)
# The most characters of what stands around the texts of posts: in all, it leaves each some room.
_HEADING, _HINT, _ACCOUNT, _ALTS, _REMARK = 500, 120, 60, 120, 2000
# Components that are left for cards beside the box, the heading, the hint and a row of buttons.
_PLACES = COMPONENTS - 3 - BUTTONS - 1
_NAMES = {MediaKind.IMAGE: "picture", MediaKind.VIDEO: "video", MediaKind.GIF: "GIF"}
_KINDS = {Kind.POST: "", Kind.REPLY: " · reply", Kind.REPOST: " · repost"}


@dataclass(frozen=True, slots=True)
class Card:
    """A post to show, with a note above it: why it is here. Notes are markdown, not a post's.

    `found` are words of its text that a query found, as the index keeps them: they stand in bold.
    `button` stands beside it, `heading`, markdown, above.
    """

    post: Post
    note: str = ""
    found: frozenset[str] = frozenset()
    button: ui.Item[Any] | None = None
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Markdown that stands among cards."""

    text: str


class Page(ui.LayoutView):
    """A message to show, and the files that go with it: their contents by their names."""

    def __init__(self, *parts: ui.Item[Any], colour: discord.Colour | None = None) -> None:
        super().__init__(timeout=None)
        self.files: dict[str, str] = {}
        container: ui.Container[Any] = ui.Container(*parts, accent_colour=colour)
        self.add_item(container)

    def attach(self, name: str, contents: str) -> Self:
        """Put a file below; return the page. Raises TooLargeError for what Discord refuses."""
        if len(contents.encode()) > FILE:
            raise TooLargeError
        self.files[name] = contents
        return self.add_item(ui.File(f"attachment://{name}"))


def page(
    heading: str,
    cards: Sequence[Card | Remark],
    *,
    hint: str = "",
    buttons: Sequence[ui.Item[Any]] = (),
    menu: ui.Item[Any] | None = None,
) -> Page:
    """Return a message: heading, cards, a hint in small print, a menu, and a row of buttons.

    Texts that do not all fit are cut, the longest first.
    """
    heading = _cut(heading, _HEADING)
    hint = _hint(hint)
    drawn = [_MeasuredCard.of(card) for card in cards]
    taken = len(heading) + len(hint) + sum(one.taken for one in drawn)
    shares = _shares([one.wanted for one in drawn], TEXT_OF_MESSAGE - taken)
    parts: list[ui.Item[Any]] = [ui.TextDisplay(heading)] if heading else []
    for one, share in zip(drawn, shares, strict=True):
        if parts:
            parts.append(ui.Separator())
        parts.append(one.item(share))
    if hint:
        parts.append(ui.TextDisplay(hint))
    if menu is not None:
        parts.append(ui.ActionRow(menu))
    if buttons:
        parts.append(ui.ActionRow(*buttons))
    return Page(*parts, colour=_COLOUR)


def paginate(heading: str, cards: Sequence[Card | Remark]) -> list[range]:
    """Return which of `cards` stand on each page under `heading`: as many as fit whole.

    A card that does not fit even alone has a page of its own. There is always a first page.
    """
    room = TEXT_OF_MESSAGE - min(len(heading), _HEADING) - len(_hint("x" * _HINT))
    starts, left, places = [0], room, _PLACES
    for number, card in enumerate(cards):
        drawn = _MeasuredCard.of(card)
        length = drawn.taken + drawn.wanted
        if number > starts[-1] and (length > left or drawn.places > places):
            starts.append(number)
            left, places = room, _PLACES
        left, places = left - length, places - drawn.places
    ends = [*starts[1:], len(cards)]
    return [range(start, end) for start, end in zip(starts, ends, strict=True)]


def sentence(text: str) -> Page:
    """Return a message that says one thing; `text` is markdown."""
    return Page(ui.TextDisplay(text))


@dataclass(frozen=True, slots=True)
class _MeasuredCard:
    """A card with all that is fixed of it; only the text of the post may have to be cut."""

    card: Card | Remark
    above: str
    below: str
    text: str
    """The text of the post on lines of its own: whole, or more than there is ever room for."""

    @classmethod
    def of(cls, card: Card | Remark) -> Self:
        if isinstance(card, Remark):
            return cls(card, _cut(card.text, _REMARK), "", "")
        above, below = _around(card)
        return cls(card, above, below, _text(card, TEXT_OF_MESSAGE))

    @property
    def taken(self) -> int:
        return len(self.above) + len(self.below)

    @property
    def wanted(self) -> int:
        return len(self.text)

    @property
    def places(self) -> int:
        """Of the components that a message may have: what it takes, with a line above it."""
        return 4 if isinstance(self.card, Card) and self.card.button else 2

    def item(self, share: int) -> ui.Item[Any]:
        """Return it with the text in at most `share` characters."""
        text = self.text
        if len(text) > share and isinstance(self.card, Card):
            text = _text(self.card, share)
        shown: ui.TextDisplay[Any] = ui.TextDisplay(self.above + text + self.below)
        if isinstance(self.card, Card) and self.card.button:
            return ui.Section(shown, accessory=self.card.button)
        return shown


def _shares(wanted: Sequence[int], room: int) -> list[int]:
    """Return how much of `room` each gets: what it wants, or as much as any other, the longest."""
    shares = [0] * len(wanted)
    by_length = sorted(range(len(wanted)), key=lambda number: wanted[number])
    for waiting, number in zip(range(len(wanted), 0, -1), by_length, strict=True):
        shares[number] = min(wanted[number], room // waiting)
        room -= shares[number]
    return shares


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
    heading = f"{_cut(card.heading, _HEADING)}\n" if card.heading else ""
    note = f"-# {_cut(card.note, NOTE)}\n" if card.note else ""
    media = f"\n-# {_media(post.media)}" if post.media else ""
    return heading + note + head, media


def _text(card: Card, share: int) -> str:
    """Return the text of a post on lines of its own, in at most `share` characters."""
    text = card.post.text
    if not text.strip():
        return ""
    shown = highlight(text, card.found, share - 1) if card.found else shorten(text, share - 1)
    return f"\n{shown}"


def _hint(hint: str) -> str:
    return f"-# {_cut(hint, _HINT)}" if hint else ""


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
