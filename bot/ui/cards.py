"""Posts as cards: one container per message, built of Discord's Components V2."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import discord
from discord import ui

from bot.archive.paging import MANY_PAGES
from bot.archive.plurals import counted
from bot.archive.posts.post import Kind, Media, MediaKind, Post
from bot.errors import TooLargeError
from bot.ui.highlight import highlight
from bot.ui.interactions.requests import PageRequest
from bot.ui.limits import (
    MAX_BUTTONS,
    MAX_COMPONENTS,
    MAX_FILE_SIZE,
    MAX_MESSAGE_BYTES,
    MAX_MESSAGE_TEXT,
    TEXT_DISPLAY_BYTES,
    Size,
)
from bot.ui.moments import moment
from bot.ui.text import ELLIPSIS, fit, grapheme_start, one_line, shorten

MAX_NOTE_LENGTH = 200
"""Characters that a note may have; the end of a longer one is cut off."""

POSTS_PER_PAGE = 5
"""Posts on a page: few enough for each to be shown whole, almost always."""

SHARED_BY = "-# shared by <@{}>"
"""The text below an answer that the user with an id shared with the channel."""

_COLOUR = discord.Colour(0x5B8DEF)
_DISPLAY = Size(0, TEXT_DISPLAY_BYTES)
# A shared answer has, below, who shared it and a button in a row; a private one a button in a row.
_SHARED_BY = Size.of(SHARED_BY.format(2**64 - 1)) + _DISPLAY
_SHARED_COMPONENTS = 3
_ROOM = Size(MAX_MESSAGE_TEXT, MAX_MESSAGE_BYTES) - _SHARED_BY
# Maximum characters of the parts around the texts of posts; together they leave each text room.
_HEADING, _HINT, _ACCOUNT, _ALTS, _REMARK = 500, 120, 60, 120, 2000
# Components left for cards besides the container, the heading, the hint and a row of buttons, and
# those of a second row, which answers of many pages have.
_CARD_COMPONENTS = MAX_COMPONENTS - 3 - MAX_BUTTONS - 1 - _SHARED_COMPONENTS
_SECOND_ROW = MAX_BUTTONS + 1
_TURNING = 2  # buttons: back and next
_NAMES = {MediaKind.IMAGE: "picture", MediaKind.VIDEO: "video", MediaKind.GIF: "GIF"}
_KINDS = {Kind.POST: "", Kind.REPLY: " · reply", Kind.REPOST: " · repost"}


@dataclass(frozen=True, slots=True)
class Card:
    """A post to show. `note`, above it, says why it is shown: markdown, never a post's text.

    `found` are words of its text that a query matched, as the index stores them: they are shown
    in bold. `button` is shown beside the post, `heading`, markdown, above it.
    """

    post: Post
    note: str = ""
    found: frozenset[str] = frozenset()
    button: ui.Item[Any] | None = None
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Markdown that is shown among cards."""

    text: str


@dataclass(frozen=True, slots=True)
class MeasuredCard:
    """A card with its fixed parts rendered; only the text of the post may have to be cut."""

    card: Card | Remark
    above: str
    below: str
    text: str
    """The text of the post on its own lines: whole, or longer than there is ever room for."""

    @property
    def fixed_size(self) -> Size:
        """The size of the fixed parts, with what their text display takes."""
        return Size.of(self.above + self.below) + _DISPLAY

    @property
    def components(self) -> int:
        """How many of a message's components the card takes, with the separator above it."""
        return 4 if isinstance(self.card, Card) and self.card.button else 2

    def item(self, room: Size) -> ui.Item[Any]:
        """Return the component, with the text in at most `room`."""
        text = self.text
        if isinstance(self.card, Card) and not Size.of(text).fits(room):
            text = _text(self.card, room)
        shown: ui.TextDisplay[Any] = ui.TextDisplay(self.above + text + self.below)
        if isinstance(self.card, Card) and self.card.button:
            return ui.Section(shown, accessory=self.card.button)
        return shown


def measure(card: Card | Remark | MeasuredCard) -> MeasuredCard:
    """Return a card with its parts rendered, which takes most of the time of a page."""
    if isinstance(card, MeasuredCard):
        return card
    if isinstance(card, Remark):
        return MeasuredCard(card, _cut_part(card.text, _REMARK), "", "")
    above, below = _above_and_below(card)
    return MeasuredCard(card, above, below, _text(card, _ROOM))


class Page(ui.LayoutView):
    """A message to show. `files` maps the names of its attached files to their contents.

    A `private` one is for the user who asked: it answers nothing that others would want to read.
    `shared_as` is the request for what is shown when the page is shared, if that is another than
    the page's own.
    """

    def __init__(
        self,
        *parts: ui.Item[Any],
        colour: discord.Colour | None = None,
        private: bool = False,
    ) -> None:
        super().__init__(timeout=None)
        self.files: dict[str, str] = {}
        self.private = private
        self.shared_as: PageRequest | None = None
        container: ui.Container[Any] = ui.Container(*parts, accent_colour=colour)
        self.add_item(container)

    def attach(self, name: str, contents: str) -> Self:
        """Attach a file and return the page. Raises TooLargeError if Discord would refuse it."""
        if len(contents.encode()) > MAX_FILE_SIZE:
            raise TooLargeError
        self.files[name] = contents
        return self.add_item(ui.File(f"attachment://{name}"))


def page(
    heading: str,
    cards: Sequence[Card | Remark | MeasuredCard],
    *,
    hint: str = "",
    paging: Sequence[ui.Item[Any]] = (),
    buttons: Sequence[ui.Item[Any]] = (),
    menu: ui.Item[Any] | None = None,
    private: bool = False,
) -> Page:
    """Return a message: heading, cards, a hint in small print, a menu, and buttons.

    The buttons for `paging` and the others share a row, unless one can do more than turn the page.
    If the texts do not all fit, they are cut, the longest first. `private` is as in Page.
    """
    heading = _cut_part(heading, _HEADING)
    measured = [measure(card) for card in cards]
    room = _ROOM - _display_size(heading)
    for card in measured:
        room -= card.fixed_size
    hint = _hint(hint, measured, room)
    room -= _display_size(hint)
    parts: list[ui.Item[Any]] = [ui.TextDisplay(heading)] if heading else []
    for card, share in zip(measured, _shares([card.text for card in measured], room), strict=True):
        if parts:
            parts.append(ui.Separator())
        parts.append(card.item(share))
    if hint:
        parts.append(ui.TextDisplay(hint))
    if menu is not None:
        parts.append(ui.ActionRow(menu))
    rows = [[*paging, *buttons]] if len(paging) <= _TURNING else [paging, buttons]
    parts += [ui.ActionRow(*row) for row in rows if row]
    return Page(*parts, colour=_COLOUR, private=private)


def paginate(heading: str, cards: Sequence[Card | Remark | MeasuredCard]) -> list[range]:
    """Return which of `cards` are on each page under `heading`: as many as fit whole.

    A card that does not fit even alone has a page of its own. There is always a first page.
    """
    measured = [measure(card) for card in cards]
    pages = _paginate(heading, measured, _CARD_COMPONENTS)
    if len(pages) < MANY_PAGES:
        return pages
    return _paginate(heading, measured, _CARD_COMPONENTS - _SECOND_ROW)


def _paginate(heading: str, cards: Sequence[MeasuredCard], card_components: int) -> list[range]:
    largest_hint = Size.of("-# ") + Size.of_part(_HINT) + _DISPLAY
    room = _ROOM - _display_size(_cut_part(heading, _HEADING)) - largest_hint
    starts, left, components = [0], room, card_components
    for number, card in enumerate(cards):
        size = card.fixed_size + Size.of(card.text)
        if number > starts[-1] and (not size.fits(left) or card.components > components):
            starts.append(number)
            left, components = room, card_components
        left, components = left - size, components - card.components
    ends = [*starts[1:], len(cards)]
    return [range(start, end) for start, end in zip(starts, ends, strict=True)]


def text_page(text: str, *, private: bool = False) -> Page:
    """Return a message that consists of one text, which is markdown; `private` is as in Page."""
    return Page(ui.TextDisplay(_cut(text, _ROOM - _DISPLAY)), private=private)


def _shares(texts: Sequence[str], room: Size) -> list[Size]:
    """Return the share of `room` for each text; only the longest are given less than they have."""
    sizes = [Size.of(text) for text in texts]
    characters = _allocate([size.characters for size in sizes], room.characters)
    return list(map(Size, characters, _allocate([size.bytes for size in sizes], room.bytes)))


def _allocate(lengths: Sequence[int], room: int) -> list[int]:
    """Return the share of `room` for each length: all of it, or an equal part for the longest."""
    shares = [0] * len(lengths)
    by_length = sorted(range(len(lengths)), key=lambda number: lengths[number])
    for remaining, number in zip(range(len(lengths), 0, -1), by_length, strict=True):
        shares[number] = min(lengths[number], room // remaining)
        room -= shares[number]
    return shares


def _above_and_below(card: Card) -> tuple[str, str]:
    """Return the markdown above and below the text of a card."""
    post = card.post
    head = f"**@{shorten(post.account, _ACCOUNT)}** · {moment(post, 'f')}{_KINDS[post.kind]}"
    if post.versions:
        head += " · edited"
    if post.missing_from:
        head += " · missing from the newest export"
    if post.url:
        head += f" · [original](<{post.url}>)"
    heading = f"{_cut_part(card.heading, _HEADING)}\n" if card.heading else ""
    note = f"-# {_cut_part(card.note, MAX_NOTE_LENGTH)}\n" if card.note else ""
    media = f"\n-# {_media(post.media)}" if post.media else ""
    return heading + note + head, media


def _text(card: Card, room: Size) -> str:
    """Return the text of a post on its own lines, in at most `room`."""
    text, links = card.post.text, card.post.links
    if not text.strip():
        return ""
    left = room - Size.of("\n")
    shown = highlight(text, card.found, left, links) if card.found else fit(text, left, links)
    return f"\n{shown}"


def _hint(hint: str, cards: Sequence[MeasuredCard], room: Size) -> str:
    """Return a hint in small print, cut if the texts of `cards` leave no `room` for all of it."""
    if not hint:
        return ""
    whole = f"-# {hint}"
    for card in cards:
        room -= Size.of(card.text)
    return whole if _display_size(whole).fits(room) else f"-# {_cut_part(hint, _HINT)}"


def _display_size(text: str) -> Size:
    """Return what a text display of `text` takes; there is none for an empty text."""
    return Size.of(text) + _DISPLAY if text else Size(0, 0)


def _cut_part(markdown: str, limit: int) -> str:
    """Return markdown for a small part of a message, in at most `limit` characters."""
    return _cut(markdown, Size.of_part(limit))


def _cut(markdown: str, room: Size) -> str:
    """Return markdown in at most `room`; a cut splits neither an escape nor a grapheme."""
    if Size.of(markdown).fits(room):
        return markdown
    left = room - Size.of(ELLIPSIS)
    fitting = markdown[: left.characters].encode()[: left.bytes].decode(errors="ignore")
    return markdown[: grapheme_start(markdown, len(fitting))].rstrip("\\") + ELLIPSIS


def _media(media: Sequence[Media]) -> str:
    counts = {kind: sum(medium.kind is kind for medium in media) for kind in MediaKind}
    named = [counted(count, _NAMES[kind]) for kind, count in counts.items() if count]
    alts = "; ".join(one_line(medium.alt, _ALTS) for medium in media if medium.alt)
    return " and ".join(named) + (f": {shorten(alts, _ALTS)}" if alts else "")
