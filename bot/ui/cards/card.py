"""A post on a card: what is said of it, its text, its media, and its buttons."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from discord import ui

from bot.archive.posts.media_files import WantedMedia
from bot.archive.posts.post import Kind, Post
from bot.archive.posts.sanitize import close_directions
from bot.languages import _, pgettext
from bot.ui.cards.facts import counts_note, handle, kind_note, own_text
from bot.ui.cards.media import (
    NO_MEDIA,
    ShownMedia,
    show_avatar,
    show_media,
    wanted_avatar,
    wanted_media,
)
from bot.ui.cards.page import Found
from bot.ui.cards.room import DISPLAY, ROOM, cut_part
from bot.ui.highlight import highlight
from bot.ui.limits import Size
from bot.ui.moments import moment
from bot.ui.text import fit

MAX_NOTE_LENGTH = 200
"""Characters that a note may have; the end of a longer one is cut off."""

# Maximum characters of the parts around the texts of posts; together they leave each text room.
_HEADING, _ACCOUNT, _FACTS, _REMARK = 500, 60, 320, 2000
_AND = " · "
# A text of more than the first is folded to the second: so that a fold hides some sentences.
_UNFOLDED, _FOLDED = Size.of_part(700), Size.of_part(500)


@dataclass(frozen=True, slots=True)
class Card:
    """A post to show. `note`, above it, says why it is shown: markdown, never a post's text.

    `found` are words of its text that a query matched, as the index stores them: they are shown
    in bold. `button` is shown with the post, `heading`, markdown, above it. `show_all` makes the
    button that is shown where the text is not whole: with it, a long text is folded. In a thread
    none is, and the notes say what each post answers. Of an `opened` post all media are shown, and
    outside a thread the picture of its account beside it; of another the first picture, small.
    """

    post: Post
    note: str = ""
    found: frozenset[str] = frozenset()
    button: ui.DynamicItem[Any] | None = None
    heading: str = ""
    show_all: Callable[[Post], ui.DynamicItem[Any]] | None = None
    in_thread: bool = False
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
    """The text of the post on its own lines: whole, folded, or longer than there is room for."""
    text_size: Size
    is_cut: bool = False
    """Whether the text is folded, or will be cut to its share of the room."""
    avatar: WantedMedia | None = None
    """The picture of the account, which only an opened post has beside it."""
    wanted: tuple[WantedMedia, ...] = ()
    """The files that the card would show, with the avatar."""

    @property
    def fixed_size(self) -> Size:
        """The size of the fixed parts, with what their text displays take."""
        displays = DISPLAY + DISPLAY if self._may_have_gallery else DISPLAY
        return Size.of(self.above + self.below) + displays

    @property
    def attachments(self) -> int:
        """How many files a message with the card has."""
        return len(self.wanted)

    @property
    def components(self) -> int:
        """How many of a message's components the card takes, with the separator above it."""
        buttons = len(self._buttons)
        return 2 + (1 + buttons if buttons else 0) + self.media_components

    @property
    def media_components(self) -> int:
        """How many of its components are for media.

        A gallery and the small print below it, or a section with a thumbnail.
        """
        if isinstance(self.card, Remark) or not self.wanted:
            return 0
        beside = 0 if self.card.opened and self.avatar is None else 2
        return beside + (2 if self._may_have_gallery else 0)

    @property
    def _may_have_gallery(self) -> bool:
        if isinstance(self.card, Remark) or not self.card.opened:
            return False
        return len(self.wanted) > (self.avatar is not None)

    @property
    def _buttons(self) -> list[ui.DynamicItem[Any]]:
        """The buttons, different ones: the card's own may show all of the post as well."""
        if isinstance(self.card, Remark):
            return []
        buttons = [self.card.button] if self.card.button is not None else []
        if self.is_cut and self.card.show_all is not None:
            buttons.insert(0, self.card.show_all(self.card.post))
        return buttons[:1] if len({one.custom_id for one in buttons}) == 1 else buttons

    def show(
        self, wanted: Sequence[WantedMedia], found: Found, files: dict[str, bytes]
    ) -> ShownMedia:
        """Return the media of the card, of which it is to show those `wanted`; see `show_media`."""
        if isinstance(self.card, Remark) or not self.wanted:
            return NO_MEDIA
        avatar = self.avatar
        media = show_media(self.card.post, [one for one in wanted if one != avatar], found, files)
        if avatar is None or avatar not in wanted:
            return media
        return replace(media, thumbnail=show_avatar(self.card.post, avatar, found, files))

    def with_note(self, shown: ShownMedia) -> "MeasuredCard":
        """Return the card with the note on its media."""
        if isinstance(self.card, Remark) or not self.wanted:
            return self
        return replace(self, below=_below(self.card.post, shown.note))

    def with_below(self, room: Size) -> "MeasuredCard":
        """Return the card with its small print in at most `room`: the last parts of it go first."""
        below = self.below
        if Size.of(below).fits(room):
            return self
        while below and not Size.of(close_directions(below)).fits(room):
            below = below.rpartition(_AND)[0]  # a link that is cut would be no link
        return replace(self, below=close_directions(below))

    def cut_to(self, room: Size) -> "MeasuredCard":
        """Return the card, marked as cut if its text does not fit into `room`, or was before."""
        return self if self.is_cut or self.text_size.fits(room) else replace(self, is_cut=True)

    def items(self, room: Size, shown: ShownMedia) -> list[ui.Item[Any]]:
        """Return the components, with the text in at most `room`.

        Buttons have a row of their own: beside a text they would take a third of a phone's width.
        """
        text = self.text
        if isinstance(self.card, Card) and not self.text_size.fits(room):
            text = _text(self.card, room)
        below = "" if shown.gallery else self.below
        body: ui.TextDisplay[Any] = ui.TextDisplay(self.above + text + below)
        items: list[ui.Item[Any]] = [body]
        if shown.thumbnail:
            items = [ui.Section(body, accessory=shown.thumbnail)]
        if shown.gallery:
            items.append(shown.gallery)
            if self.below:
                items.append(ui.TextDisplay(self.below.lstrip("\n")))
        if buttons := self._buttons:
            items.append(ui.ActionRow(*buttons))
        return items


def measure(card: Card | Remark | MeasuredCard) -> MeasuredCard:
    """Return a card with its parts rendered, which takes most of the time of a page."""
    if isinstance(card, MeasuredCard):
        return card
    if isinstance(card, Remark):
        text = cut_part(card.text, _REMARK)
        return MeasuredCard(card, text, "", "", Size(0, 0))
    post = card.post
    note = show_media(post, (), {}, {}).note if post.media else ""
    above, below = _above(card), _below(post, note)
    text = _text(card, ROOM)
    size = Size.of(text)
    folds = card.show_all is not None and not card.in_thread and not size.fits(_UNFOLDED)
    if folds:
        text = _text(card, _FOLDED)
        size = Size.of(text)
    avatar = wanted_avatar(post) if card.opened and not card.in_thread else None
    media = wanted_media(post, opened=card.opened) if post.media else ()
    wanted = media if avatar is None else (avatar, *media)
    return MeasuredCard(card, above, below, text, size, folds, avatar, wanted)


def _above(card: Card) -> str:
    """Return the markdown above the text of a card."""
    post = card.post
    head = f"**{handle(post.account, _ACCOUNT)}**"
    # In a thread each post but the first is a reply, and the note above it says to which.
    kind = "" if card.in_thread and post.kind is Kind.REPLY else kind_note(post)
    if kind:
        head += f" · {kind}"
    heading = f"{cut_part(card.heading, _HEADING)}\n" if card.heading else ""
    note = f"-# {cut_part(card.note, MAX_NOTE_LENGTH)}\n" if card.note else ""
    return heading + note + head


def _below(post: Post, media_note: str) -> str:
    """Return the small print below the text of a card: when it was written, its counts, its media.

    Beside the name of the account, the time would take a second line on a phone.
    """
    facts = (
        counts_note(post),
        media_note,
        pgettext("a post", "edited") if post.versions else "",
        _("missing from the newest export") if post.missing_from else "",
    )
    original = _("original")
    original = f"[{original}](<{post.url}>)" if post.url else ""
    parts = [moment(post, "f"), cut_part(_AND.join(filter(None, facts)), _FACTS), original]
    return f"\n-# {_AND.join(filter(None, parts))}"


def _text(card: Card, room: Size) -> str:
    """Return the text of a post on its own lines, in at most `room`."""
    text, links = own_text(card.post), card.post.links
    if not text.strip():
        return ""
    left = room - Size.of("\n")
    shown = highlight(text, card.found, left, links) if card.found else fit(text, left, links)
    return f"\n{shown}"
