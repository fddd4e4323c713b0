"""Cards as a message: one container of Discord's Components V2, within its limits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from discord import ui

from bot.archive.paging import MANY_PAGES
from bot.archive.posts.media_files import WantedMedia
from bot.archive.statistics.picture import Picture
from bot.ui.answer_kinds import AnswerKind
from bot.ui.cards.card import Card, Measured, Remark, measure
from bot.ui.cards.media import PICTURE, ShownMedia, drawn_picture
from bot.ui.cards.page import Found, Page
from bot.ui.cards.room import (
    DISPLAY,
    ROOM,
    SHARED_COMPONENTS,
    cut,
    cut_part,
    display_size,
    share_room,
)
from bot.ui.limits import MAX_ATTACHMENTS, MAX_BUTTONS, MAX_COMPONENTS, Size

POSTS_PER_PAGE = 5
"""Posts on a page: few enough for each to be shown whole, almost always."""

_HEADING, _HINT = 500, 120  # maximum characters; a hint may have more if there is room
# Components left for cards besides the container, the heading, the hint and a row of buttons, and
# those of a second row, which answers of many pages have.
_CARD_COMPONENTS = MAX_COMPONENTS - 3 - MAX_BUTTONS - 1 - SHARED_COMPONENTS
_SECOND_ROW = MAX_BUTTONS + 1
_LEAST = Size.of_part(40)  # what each text has in any case
_TURNING = 2  # buttons: back and next


def page(
    heading: str,
    cards: Sequence[Card | Remark | Measured],
    *,
    hint: str = "",
    paging: Sequence[ui.Item[Any]] = (),
    buttons: Sequence[ui.Item[Any]] = (),
    menu: ui.Item[Any] | None = None,
    menus: Sequence[ui.Item[Any]] = (),
    picture: Picture | None = None,
    private: bool = False,
    kind: AnswerKind = AnswerKind.LIST,
) -> Page:
    """Return a message: heading, picture, cards, a hint in small print, menus, and buttons.

    The buttons for `paging` and the others share a row, unless one can do more than turn the page
    or a row has not that many.
    If the texts do not all fit, they are cut, the longest first. `kind` is the colour, `private` is
    as in Page.
    """
    together = len(paging) <= _TURNING and len(paging) + len(buttons) <= MAX_BUTTONS
    rows = [[*paging, *buttons]] if together else [paging, buttons]
    draft = _Draft(
        cut_part(heading.strip(), _HEADING),
        [measure(card) for card in cards],
        hint,
        [[one] for one in (menu, *menus) if one is not None],
        [row for row in rows if row],
        picture,
        kind,
        private,
    )
    return draft.page({})


def text_page(text: str, *, private: bool = False, kind: AnswerKind | None = None) -> Page:
    """Return a message that consists of one text, which is markdown.

    `kind` is its colour; None leaves it without one. `private` is as in Page.
    """
    return Page(ui.TextDisplay(cut(text, ROOM - DISPLAY)), kind=kind, private=private)


def paginate(heading: str, cards: Sequence[Card | Remark | Measured]) -> list[range]:
    """Return which of `cards` are on each page under `heading`: as many as fit whole.

    A card that does not fit even alone has a page of its own. There is always a first page.
    """
    measured = [measure(card) for card in cards]
    pages = _paginate(heading, measured, _CARD_COMPONENTS)
    if len(pages) < MANY_PAGES:
        return pages
    return _paginate(heading, measured, _CARD_COMPONENTS - _SECOND_ROW)


@dataclass(frozen=True, slots=True)
class _Layout:
    """What a message shows: each card with the room for its text and its media, and the rest.

    `cut` are the cards again, each with whether its text has to be cut here.
    """

    cards: Sequence[tuple[Measured, Size, ShownMedia]]
    hint: str
    has_separators: bool
    files: Mapping[str, bytes]
    wanted: tuple[WantedMedia, ...]
    cut: Sequence[Measured]


@dataclass(frozen=True, slots=True)
class _Draft:
    """A message of cards that can be drawn several times: without its media, and with them."""

    heading: str
    cards: Sequence[Measured]
    hint: str
    menus: Sequence[Sequence[ui.Item[Any]]]
    rows: Sequence[Sequence[ui.Item[Any]]]
    picture: Picture | None
    kind: AnswerKind
    private: bool

    def page(self, found: Found | None) -> Page:
        """Return the message, with those media of its cards that were found; None: no picture."""
        if found is None:
            return replace(self, picture=None).page({})
        cards = self.cards
        # A card whose text is cut gets a button, for which others may have to give up their media,
        # and say so. Cards stay cut: so each round but the last cuts one more.
        while (layout := self._layout(cards, found)).cut != cards:
            cards = layout.cut
        page = Page(*self._parts(layout), kind=self.kind, private=self.private)
        page.files |= layout.files
        if self.picture is not None:
            page.files[PICTURE] = self.picture.data
        page.wanted = layout.wanted
        page.draw = self.page
        return page

    def _layout(self, cards: Sequence[Measured], found: Found) -> _Layout:
        has_separators, wanted = self._plan(cards)
        files: dict[str, bytes] = {}
        shown = [card.show(own, found, files) for card, own in zip(cards, wanted, strict=True)]
        noted = [card.with_note(media) for card, media in zip(cards, shown, strict=True)]
        hint, drawn, shares = self._share_room(noted)
        cut = [card.cut_to(share) for card, share in zip(cards, shares, strict=True)]
        return _Layout(
            [*zip(drawn, shares, shown, strict=True)],
            hint,
            has_separators,
            files,
            tuple(one for own in wanted for one in own),
            cut,
        )

    def _parts(self, layout: _Layout) -> Iterator[ui.Item[Any]]:
        """Yield the components of the message."""
        if self.heading:
            yield ui.TextDisplay(self.heading)
        if self.picture is not None:
            yield drawn_picture(self.picture)
        for number, (card, share, media) in enumerate(layout.cards):
            if layout.has_separators and (number or self.heading):
                yield ui.Separator()
            yield from card.items(share, media)
        if layout.hint:
            yield ui.TextDisplay(layout.hint)
        yield from (ui.ActionRow(*row) for row in (*self.menus, *self.rows))

    def _plan(self, cards: Sequence[Measured]) -> tuple[bool, list[tuple[WantedMedia, ...]]]:
        """Return whether there are separators, and which media each card shows.

        Where components are few, separators go first, then the media of the last cards.
        """
        rows = (*self.menus, *self.rows)
        left = MAX_COMPONENTS - SHARED_COMPONENTS - 1 - bool(self.heading) - bool(self.hint)
        left -= sum(1 + len(row) for row in rows) + (0 if self.picture is None else 2)
        needed = sum(card.components for card in cards)
        has_separators = needed <= left
        if not has_separators:
            needed -= len(cards)
        wanted = [card.wanted for card in cards]
        files = sum(map(len, wanted)) + (self.picture is not None)
        for index in reversed(range(len(cards))):
            if needed <= left and files <= MAX_ATTACHMENTS:
                break
            files -= len(wanted[index])
            needed -= cards[index].media_components
            wanted[index] = ()
        return has_separators, wanted

    def _share_room(self, cards: Sequence[Measured]) -> tuple[str, list[Measured], list[Size]]:
        """Return the hint, the cards with small print that fits, and the room for each text.

        What is above the texts always fits: each part of it is limited, and so is the number of
        cards. The small print below them leaves each text a beginning.
        """
        room = ROOM - display_size(self.heading)
        for card in cards:
            room -= card.fixed_size
        hint = _hint(self.hint, cards, room)
        sizes = [card.text_size for card in cards]
        if sum(sizes, display_size(hint)).fits(room):  # as almost always
            return hint, [*cards], sizes
        room -= display_size(hint)
        for card in cards:
            room += Size.of(card.below)
        least = room
        for card in cards:
            least -= card.text_size.at_most(_LEAST)
        below = share_room([card.below for card in cards], least)
        cut = [card.with_below(share) for card, share in zip(cards, below, strict=True)]
        for card in cut:
            room -= Size.of(card.below)
        return hint, cut, share_room([card.text for card in cut], room)


def _paginate(heading: str, cards: Sequence[Measured], card_components: int) -> list[range]:
    largest_hint = Size.of("-# ") + Size.of_part(_HINT) + DISPLAY
    room = ROOM - display_size(cut_part(heading, _HEADING)) - largest_hint
    starts, left, components, files = [0], room, card_components, MAX_ATTACHMENTS
    for number, card in enumerate(cards):
        size = card.fixed_size + card.text_size
        fits = size.fits(left) and card.components <= components and card.attachments <= files
        if number > starts[-1] and not fits:
            starts.append(number)
            left, components, files = room, card_components, MAX_ATTACHMENTS
        left, components = left - size, components - card.components
        files -= card.attachments
    ends = [*starts[1:], len(cards)]
    return [range(start, end) for start, end in zip(starts, ends, strict=True)]


def _hint(hint: str, cards: Sequence[Measured], room: Size) -> str:
    """Return a hint in small print, cut if the texts of `cards` leave no `room` for all of it."""
    if not hint:
        return ""
    whole = f"-# {hint}"
    for card in cards:
        room -= card.text_size
    return whole if display_size(whole).fits(room) else f"-# {cut_part(hint, _HINT)}"
