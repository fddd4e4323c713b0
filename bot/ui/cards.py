"""Posts as cards: one container per message, built of Discord's Components V2."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import discord
from discord import ui

from bot.archive.paging import MANY_PAGES
from bot.archive.posts.media_files import WantedMedia
from bot.archive.posts.post import Kind, Post
from bot.ui.highlight import highlight
from bot.ui.limits import MAX_ATTACHMENTS, MAX_BUTTONS, MAX_COMPONENTS, Size
from bot.ui.media import ShownMedia, show_media, wanted_media
from bot.ui.moments import moment
from bot.ui.page import Found, Page
from bot.ui.room import (
    DISPLAY,
    ROOM,
    SHARED_COMPONENTS,
    cut,
    cut_part,
    display_size,
    share_room,
)
from bot.ui.text import fit, shorten

MAX_NOTE_LENGTH = 200
"""Characters that a note may have; the end of a longer one is cut off."""

POSTS_PER_PAGE = 5
"""Posts on a page: few enough for each to be shown whole, almost always."""

_COLOUR = discord.Colour(0x5B8DEF)
# Maximum characters of the parts around the texts of posts; together they leave each text room.
_HEADING, _HINT, _ACCOUNT, _MEDIA, _REMARK = 500, 120, 60, 240, 2000
# Components left for cards besides the container, the heading, the hint and a row of buttons, and
# those of a second row, which answers of many pages have.
_CARD_COMPONENTS = MAX_COMPONENTS - 3 - MAX_BUTTONS - 1 - SHARED_COMPONENTS
_SECOND_ROW = MAX_BUTTONS + 1
_TURNING = 2  # buttons: back and next
_KINDS = {Kind.POST: "", Kind.REPLY: " · reply", Kind.REPOST: " · repost"}


@dataclass(frozen=True, slots=True)
class Card:
    """A post to show. `note`, above it, says why it is shown: markdown, never a post's text.

    `found` are words of its text that a query matched, as the index stores them: they are shown
    in bold. `button` is shown beside the post, `heading`, markdown, above it. Of an `opened` post
    all media are shown, of another the first picture, small.
    """

    post: Post
    note: str = ""
    found: frozenset[str] = frozenset()
    button: ui.Item[Any] | None = None
    heading: str = ""
    opened: bool = False


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
        return Size.of(self.above + self.below) + DISPLAY

    @property
    def wanted(self) -> tuple[WantedMedia, ...]:
        """The files of media that the card would show."""
        if isinstance(self.card, Remark):
            return ()
        return wanted_media(self.card.post, opened=self.card.opened)

    @property
    def attachments(self) -> int:
        """How many files a message with the card has."""
        return len(self.wanted)

    @property
    def components(self) -> int:
        """How many of a message's components the card takes, with the separator above it."""
        if isinstance(self.card, Remark):
            return 2
        return (4 if self.card.button else 2) + self.media_components

    @property
    def media_components(self) -> int:
        """How many of its components are for media: a gallery, or a section with a thumbnail.

        Beside a thumbnail there is no room for a button, which takes a row of its own.
        """
        if isinstance(self.card, Remark) or not self.wanted:
            return 0
        return 1 if self.card.opened else 2

    def with_media(self, shown: ShownMedia) -> "MeasuredCard":
        """Return the card with another note on its media."""
        return replace(self, below=_below(shown.note))

    def items(self, room: Size, shown: ShownMedia) -> list[ui.Item[Any]]:
        """Return the components, with the text in at most `room`."""
        text = self.text
        if isinstance(self.card, Card) and not Size.of(text).fits(room):
            text = _text(self.card, room)
        body: ui.Item[Any] = ui.TextDisplay(self.above + text + self.below)
        button = self.card.button if isinstance(self.card, Card) else None
        beside: ui.Item[Any] | None = shown.thumbnail or button
        if beside:
            body = ui.Section(body, accessory=beside)
        items = [body, *([shown.gallery] if shown.gallery else [])]
        if button and beside is not button:
            items.append(ui.ActionRow(button))
        return items


def measure(card: Card | Remark | MeasuredCard) -> MeasuredCard:
    """Return a card with its parts rendered, which takes most of the time of a page."""
    if isinstance(card, MeasuredCard):
        return card
    if isinstance(card, Remark):
        return MeasuredCard(card, cut_part(card.text, _REMARK), "", "")
    note = show_media(card.post, (), {}, {}).note
    return MeasuredCard(card, _above(card), _below(note), _text(card, ROOM))


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
    rows = [[*paging, *buttons]] if len(paging) <= _TURNING else [paging, buttons]
    draft = _Draft(
        cut_part(heading, _HEADING),
        [measure(card) for card in cards],
        hint,
        [[menu]] if menu is not None else [],
        [row for row in rows if row],
        private,
    )
    return draft.page({})


@dataclass(frozen=True, slots=True)
class _Draft:
    """A message of cards that can be drawn several times: without its media, and with them."""

    heading: str
    cards: Sequence[MeasuredCard]
    hint: str
    menus: Sequence[Sequence[ui.Item[Any]]]
    rows: Sequence[Sequence[ui.Item[Any]]]
    private: bool

    def page(self, found: Found) -> Page:
        """Return the message, with those media of its cards that were found."""
        files: dict[str, bytes] = {}
        has_separators, wanted = self._plan()
        shown = [
            show_media(card.card.post, own, found, files)
            if isinstance(card.card, Card)
            else ShownMedia()
            for card, own in zip(self.cards, wanted, strict=True)
        ]
        cards = [
            card.with_media(media) if isinstance(card.card, Card) else card
            for card, media in zip(self.cards, shown, strict=True)
        ]
        room = ROOM - display_size(self.heading)
        for card in cards:
            room -= card.fixed_size
        hint = _hint(self.hint, cards, room)
        room -= display_size(hint)
        parts: list[ui.Item[Any]] = [ui.TextDisplay(self.heading)] if self.heading else []
        shares = share_room([card.text for card in cards], room)
        for card, share, media in zip(cards, shares, shown, strict=True):
            if parts and has_separators:
                parts.append(ui.Separator())
            parts += card.items(share, media)
        if hint:
            parts.append(ui.TextDisplay(hint))
        parts += [ui.ActionRow(*row) for row in (*self.menus, *self.rows)]
        page = Page(*parts, colour=_COLOUR, private=self.private)
        page.files |= files
        page.wanted = tuple(one for own in wanted for one in own)
        page.draw = self.page
        return page

    def _plan(self) -> tuple[bool, list[tuple[WantedMedia, ...]]]:
        """Return whether there are separators, and which media each card shows.

        Where components are few, separators go first, then the media of the last cards.
        """
        rows = (*self.menus, *self.rows)
        left = MAX_COMPONENTS - SHARED_COMPONENTS - 1 - bool(self.heading) - bool(self.hint)
        left -= sum(1 + len(row) for row in rows)
        needed = sum(card.components for card in self.cards)
        has_separators = needed <= left
        if not has_separators:
            needed -= len(self.cards)
        wanted = [card.wanted for card in self.cards]
        files = sum(map(len, wanted))
        for index in reversed(range(len(self.cards))):
            if needed <= left and files <= MAX_ATTACHMENTS:
                break
            files -= len(wanted[index])
            needed -= self.cards[index].media_components
            wanted[index] = ()
        return has_separators, wanted


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
    largest_hint = Size.of("-# ") + Size.of_part(_HINT) + DISPLAY
    room = ROOM - display_size(cut_part(heading, _HEADING)) - largest_hint
    starts, left, components, files = [0], room, card_components, MAX_ATTACHMENTS
    for number, card in enumerate(cards):
        size = card.fixed_size + Size.of(card.text)
        fits = size.fits(left) and card.components <= components and card.attachments <= files
        if number > starts[-1] and not fits:
            starts.append(number)
            left, components, files = room, card_components, MAX_ATTACHMENTS
        left, components = left - size, components - card.components
        files -= card.attachments
    ends = [*starts[1:], len(cards)]
    return [range(start, end) for start, end in zip(starts, ends, strict=True)]


def text_page(text: str, *, private: bool = False) -> Page:
    """Return a message that consists of one text, which is markdown; `private` is as in Page."""
    return Page(ui.TextDisplay(cut(text, ROOM - DISPLAY)), private=private)


def _above(card: Card) -> str:
    """Return the markdown above the text of a card."""
    post = card.post
    head = f"**@{shorten(post.account, _ACCOUNT)}** · {moment(post, 'f')}{_KINDS[post.kind]}"
    if post.versions:
        head += " · edited"
    if post.missing_from:
        head += " · missing from the newest export"
    if post.url:
        head += f" · [original](<{post.url}>)"
    heading = f"{cut_part(card.heading, _HEADING)}\n" if card.heading else ""
    note = f"-# {cut_part(card.note, MAX_NOTE_LENGTH)}\n" if card.note else ""
    return heading + note + head


def _below(note: str) -> str:
    """Return the markdown below the text of a card, which is a note on its media."""
    return f"\n-# {cut_part(note, _MEDIA)}" if note else ""


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
    return whole if display_size(whole).fits(room) else f"-# {cut_part(hint, _HINT)}"
