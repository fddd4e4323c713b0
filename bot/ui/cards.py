"""Posts as cards: one container per message, built of Discord's Components V2."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import discord
from discord import ui

from bot.archive.paging import MANY_PAGES
from bot.archive.posts.post import Kind, Media, MediaKind, Post
from bot.errors import TooLargeError
from bot.ui.answer_kinds import AnswerKind
from bot.ui.highlight import highlight
from bot.ui.limits import (
    MAX_BUTTONS,
    MAX_COMPONENTS,
    MAX_FILE_SIZE,
    MAX_MESSAGE_BYTES,
    MAX_MESSAGE_TEXT,
    TEXT_DISPLAY_BYTES,
    Size,
    shares,
)
from bot.ui.moments import moment
from bot.ui.post_facts import counts_note, handle, kind_note
from bot.ui.text import ELLIPSIS, fit, grapheme_start, one_line, shorten

MAX_NOTE_LENGTH = 200
"""Characters that a note may have; the end of a longer one is cut off."""

POSTS_PER_PAGE = 5
"""Posts on a page: few enough for each to be shown whole, almost always."""

_ROOM = Size(MAX_MESSAGE_TEXT, MAX_MESSAGE_BYTES)
_DISPLAY = Size(0, TEXT_DISPLAY_BYTES)
# Maximum characters of the parts around the texts of posts; together they leave each text room.
_HEADING, _HINT, _ACCOUNT, _ALTS, _REMARK = 500, 120, 60, 120, 2000
# Components left for cards besides the container, the heading, the hint and a row of buttons, and
# those of a second row, which answers of many pages have.
_CARD_COMPONENTS = MAX_COMPONENTS - 3 - MAX_BUTTONS - 1
_SECOND_ROW = MAX_BUTTONS + 1
_TURNING = 2  # buttons: back and next
_NAMES = {MediaKind.IMAGE: "picture", MediaKind.VIDEO: "video", MediaKind.GIF: "GIF"}
_KINDS = {Kind.POST: "", Kind.REPLY: "reply", Kind.REPOST: "repost"}
# A text of more than the first is folded to the second: so that a fold hides some sentences.
_UNFOLDED, _FOLDED = Size.of_part(700), Size.of_part(500)


@dataclass(frozen=True, slots=True)
class Card:
    """A post to show. `note`, above it, says why it is shown: markdown, never a post's text.

    `found` are words of its text that a query matched, as the index stores them: they are shown
    in bold. `button` is shown beside the post, `heading`, markdown, above it. `show_all` is shown
    where the text is not whole: if there is such a button, a long text is folded. In a thread none
    is, and the notes say what each post answers.
    """

    post: Post
    note: str = ""
    found: frozenset[str] = frozenset()
    button: ui.Item[Any] | None = None
    heading: str = ""
    show_all: ui.Item[Any] | None = None
    in_thread: bool = False


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
    """The text of the post on its own lines: whole, folded, or longer than there is room for."""
    folded: bool = False

    @property
    def fixed_size(self) -> Size:
        """The size of the fixed parts, with what their text display takes."""
        return Size.of(self.above + self.below) + _DISPLAY

    @property
    def components(self) -> int:
        """How many of a message's components the card takes, with the separator above it."""
        buttons = len(_buttons(self.card, cut=self.folded))
        return 2 + (2 + (buttons > 1) if buttons else 0)

    def items(self, room: Size) -> list[ui.Item[Any]]:
        """Return the components, with the text in at most `room`."""
        text, cut = self.text, self.folded
        if isinstance(self.card, Card) and not Size.of(text).fits(room):
            text, cut = _text(self.card, room), True
        shown: ui.TextDisplay[Any] = ui.TextDisplay(self.above + text + self.below)
        buttons = _buttons(self.card, cut=cut)
        if len(buttons) == 1:
            return [ui.Section(shown, accessory=buttons[0])]
        return [shown, ui.ActionRow(*buttons)] if buttons else [shown]


def measure(card: Card | Remark | MeasuredCard) -> MeasuredCard:
    """Return a card with its parts rendered, which takes most of the time of a page."""
    if isinstance(card, MeasuredCard):
        return card
    if isinstance(card, Remark):
        return MeasuredCard(card, _cut_part(card.text, _REMARK), "", "")
    above, below = _above_and_below(card)
    text = _text(card, _ROOM)
    folds = card.show_all is not None and not card.in_thread and not Size.of(text).fits(_UNFOLDED)
    return MeasuredCard(card, above, below, _text(card, _FOLDED) if folds else text, folds)


class Page(ui.LayoutView):
    """A message to show. `files` maps the names of its attached files to their contents.

    A `private` one is for the user who asked: it answers nothing that others would want to read.
    """

    def __init__(
        self,
        *parts: ui.Item[Any],
        kind: AnswerKind | None = None,
        private: bool = False,
    ) -> None:
        super().__init__(timeout=None)
        self.files: dict[str, str] = {}
        self.private = private
        colour = None if kind is None else discord.Colour(kind.value)
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
    kind: AnswerKind = AnswerKind.LIST,
) -> Page:
    """Return a message: heading, cards, a hint in small print, a menu, and buttons.

    The buttons for `paging` and the others share a row, unless one can do more than turn the page.
    If the texts do not all fit, they are cut, the longest first. `kind` is the colour, `private` is
    as in Page.
    """
    heading = _cut_part(heading, _HEADING)
    hint = _hint(hint)
    measured = [measure(card) for card in cards]
    room = _ROOM - _display_size(heading) - _display_size(hint)
    for card in measured:
        room -= card.fixed_size
    parts: list[ui.Item[Any]] = [ui.TextDisplay(heading)] if heading else []
    for card, share in zip(measured, shares([card.text for card in measured], room), strict=True):
        if parts:
            parts.append(ui.Separator())
        parts += card.items(share)
    if hint:
        parts.append(ui.TextDisplay(hint))
    if menu is not None:
        parts.append(ui.ActionRow(menu))
    rows = [[*paging, *buttons]] if len(paging) <= _TURNING else [paging, buttons]
    parts += [ui.ActionRow(*row) for row in rows if row]
    return Page(*parts, kind=kind, private=private)


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


def text_page(text: str, *, private: bool = False, kind: AnswerKind | None = None) -> Page:
    """Return a message that consists of one text, which is markdown.

    `kind` is its colour; None leaves it without one. `private` is as in Page.
    """
    return Page(ui.TextDisplay(_cut(text, _ROOM - _DISPLAY)), kind=kind, private=private)


def _above_and_below(card: Card) -> tuple[str, str]:
    """Return the markdown above and below the text of a card."""
    post = card.post
    head = f"**{handle(post.account, _ACCOUNT)}** · {moment(post, 'f')}"
    if kind := _KINDS[post.kind] if card.in_thread else kind_note(post):
        head += f" · {kind}"
    if post.versions:
        head += " · edited"
    if post.missing_from:
        head += " · missing from the newest export"
    if post.url:
        head += f" · [original](<{post.url}>)"
    heading = f"{_cut_part(card.heading, _HEADING)}\n" if card.heading else ""
    note = f"-# {_cut_part(card.note, MAX_NOTE_LENGTH)}\n" if card.note else ""
    facts = " · ".join(filter(None, (counts_note(post), _media(post.media))))
    return heading + note + head, f"\n-# {facts}" if facts else ""


def _buttons(card: Card | Remark, *, cut: bool) -> list[ui.Item[Any]]:
    """Return the buttons of a card, whose text may be `cut`."""
    if isinstance(card, Remark):
        return []
    return [one for one in (card.show_all if cut else None, card.button) if one is not None]


def _text(card: Card, room: Size) -> str:
    """Return the text of a post on its own lines, in at most `room`."""
    text, links = card.post.text, card.post.links
    if not text.strip():
        return ""
    left = room - Size.of("\n")
    shown = highlight(text, card.found, left, links) if card.found else fit(text, left, links)
    return f"\n{shown}"


def _hint(hint: str) -> str:
    return f"-# {_cut_part(hint, _HINT)}" if hint else ""


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
    named = [
        f"{count} {_NAMES[kind]}{'s' if count > 1 else ''}"
        for kind, count in counts.items()
        if count
    ]
    alts = "; ".join(one_line(medium.alt, _ALTS) for medium in media if medium.alt)
    return " and ".join(named) + (f": {shorten(alts, _ALTS)}" if alts else "")
