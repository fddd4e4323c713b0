"""Posts as cards: one container per message, built of Discord's Components V2."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import discord
from discord import ui

from bot.archive.posts.post import Kind, Media, MediaKind, Post
from bot.errors import TooLargeError
from bot.ui.highlight import highlight
from bot.ui.limits import MAX_BUTTONS, MAX_COMPONENTS, MAX_FILE_SIZE, MAX_MESSAGE_TEXT
from bot.ui.moments import moment
from bot.ui.text import ELLIPSIS, one_line, shorten

MAX_NOTE_LENGTH = 200
"""Characters that a note may have; the end of a longer one is cut off."""

POSTS_PER_PAGE = 5
"""Posts on a page: few enough for each to be shown whole, almost always."""

_COLOUR = discord.Colour(0x5B8DEF)
# Maximum characters of the parts around the texts of posts; together they leave each text room.
_HEADING, _HINT, _ACCOUNT, _ALTS, _REMARK = 500, 120, 60, 120, 2000
# Components left for cards besides the container, the heading, the hint and a row of buttons.
_CARD_COMPONENTS = MAX_COMPONENTS - 3 - MAX_BUTTONS - 1
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
    def fixed_length(self) -> int:
        """How many characters the fixed parts have."""
        return len(self.above) + len(self.below)

    @property
    def components(self) -> int:
        """How many of a message's components the card takes, with the separator above it."""
        return 4 if isinstance(self.card, Card) and self.card.button else 2

    def item(self, limit: int) -> ui.Item[Any]:
        """Return the component, with the text in at most `limit` characters."""
        text = self.text
        if len(text) > limit and isinstance(self.card, Card):
            text = _text(self.card, limit)
        shown: ui.TextDisplay[Any] = ui.TextDisplay(self.above + text + self.below)
        if isinstance(self.card, Card) and self.card.button:
            return ui.Section(shown, accessory=self.card.button)
        return shown


def measure(card: Card | Remark | MeasuredCard) -> MeasuredCard:
    """Return a card with its parts rendered, which takes most of the time of a page."""
    if isinstance(card, MeasuredCard):
        return card
    if isinstance(card, Remark):
        return MeasuredCard(card, _cut(card.text, _REMARK), "", "")
    above, below = _above_and_below(card)
    return MeasuredCard(card, above, below, _text(card, MAX_MESSAGE_TEXT))


class Page(ui.LayoutView):
    """A message to show. `files` maps the names of its attached files to their contents.

    A `private` one is for the user who asked: it answers nothing that others would want to read.
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
    buttons: Sequence[ui.Item[Any]] = (),
    menu: ui.Item[Any] | None = None,
    private: bool = False,
) -> Page:
    """Return a message: heading, cards, a hint in small print, a menu, and a row of buttons.

    If the texts do not all fit, they are cut, the longest first. `private` is as in Page.
    """
    heading = _cut(heading, _HEADING)
    hint = _hint(hint)
    measured = [measure(card) for card in cards]
    fixed = len(heading) + len(hint) + sum(card.fixed_length for card in measured)
    limits = _allocate([len(card.text) for card in measured], MAX_MESSAGE_TEXT - fixed)
    parts: list[ui.Item[Any]] = [ui.TextDisplay(heading)] if heading else []
    for card, limit in zip(measured, limits, strict=True):
        if parts:
            parts.append(ui.Separator())
        parts.append(card.item(limit))
    if hint:
        parts.append(ui.TextDisplay(hint))
    if menu is not None:
        parts.append(ui.ActionRow(menu))
    if buttons:
        parts.append(ui.ActionRow(*buttons))
    return Page(*parts, colour=_COLOUR, private=private)


def paginate(heading: str, cards: Sequence[Card | Remark | MeasuredCard]) -> list[range]:
    """Return which of `cards` are on each page under `heading`: as many as fit whole.

    A card that does not fit even alone has a page of its own. There is always a first page.
    """
    room = MAX_MESSAGE_TEXT - min(len(heading), _HEADING) - len(_hint("x" * _HINT))
    starts, left, components = [0], room, _CARD_COMPONENTS
    for number, card in enumerate(cards):
        measured = measure(card)
        length = measured.fixed_length + len(measured.text)
        if number > starts[-1] and (length > left or measured.components > components):
            starts.append(number)
            left, components = room, _CARD_COMPONENTS
        left, components = left - length, components - measured.components
    ends = [*starts[1:], len(cards)]
    return [range(start, end) for start, end in zip(starts, ends, strict=True)]


def text_page(text: str, *, private: bool = False) -> Page:
    """Return a message that consists of one text, which is markdown; `private` is as in Page."""
    return Page(ui.TextDisplay(text), private=private)


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
    heading = f"{_cut(card.heading, _HEADING)}\n" if card.heading else ""
    note = f"-# {_cut(card.note, MAX_NOTE_LENGTH)}\n" if card.note else ""
    media = f"\n-# {_media(post.media)}" if post.media else ""
    return heading + note + head, media


def _text(card: Card, limit: int) -> str:
    """Return the text of a post on its own lines, in at most `limit` characters."""
    text, links = card.post.text, card.post.links
    if not text.strip():
        return ""
    shown = (
        highlight(text, card.found, limit - 1, links)
        if card.found
        else shorten(text, limit - 1, links)
    )
    return f"\n{shown}"


def _hint(hint: str) -> str:
    return f"-# {_cut(hint, _HINT)}" if hint else ""


def _cut(markdown: str, limit: int) -> str:
    """Return markdown in at most `limit` characters; a cut never splits an escape."""
    if len(markdown) <= limit:
        return markdown
    return markdown[: limit - 1].rstrip("\\") + ELLIPSIS


def _media(media: Sequence[Media]) -> str:
    counts = {kind: sum(medium.kind is kind for medium in media) for kind in MediaKind}
    named = [
        f"{count} {_NAMES[kind]}{'s' if count > 1 else ''}"
        for kind, count in counts.items()
        if count
    ]
    alts = "; ".join(one_line(medium.alt, _ALTS) for medium in media if medium.alt)
    return " and ".join(named) + (f": {shorten(alts, _ALTS)}" if alts else "")
