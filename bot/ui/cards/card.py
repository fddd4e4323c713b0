"""A post on a card: what is said of it, its text, its media, and its buttons."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from discord import ui

from bot.archive.posts.media_files import WantedMedia
from bot.archive.posts.post import Kind, Post
from bot.archive.posts.sanitize import close_directions
from bot.languages import _, pgettext
from bot.ui.cards.facts import (
    also_on_note,
    body,
    counts_note,
    handle,
    imported_note,
    kind_note,
    quote_note,
    visibility_note,
)
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
from bot.ui.highlight import NO_MARKS, Marks, highlight
from bot.ui.limits import Size
from bot.ui.moments import moment
from bot.ui.text import fit, linked

MAX_NOTE_LENGTH = 200
"""Characters that a note may have; the end of a longer one is cut off."""

# Maximum characters of the parts around the texts of posts; together they leave each text room.
_HEADING, _ACCOUNT, _FACTS, _REMARK = 500, 60, 320, 2000
_AND = " · "
_NOTHING = Size(0, 0)
# A text of more than the first is folded to the second: so that a fold hides some sentences.
_UNFOLDED, _FOLDED = Size.of_part(700), Size.of_part(500)


@dataclass(frozen=True, slots=True)
class Card:
    """A post to show. `note`, above it, says why it is shown: markdown, never a post's text.

    `marks` are the words of its text that are bold, since a query matched them. `button` is shown
    with the post, and so are `more_buttons`; `heading`, markdown, above it. `show_all` makes the
    button that is shown where the text is not whole: with it, a long text is folded. In a thread
    none is, and the notes say what each post answers. Of an `opened` post all media are shown, and
    outside a thread the picture of its account beside it; of another the first picture, small. Of a
    post with a content warning only that is shown, with the button, unless it is `revealed`.
    """

    post: Post
    note: str = ""
    marks: Marks = NO_MARKS
    button: ui.DynamicItem[Any] | None = None
    heading: str = ""
    show_all: Callable[[Post], ui.DynamicItem[Any]] | None = None
    in_thread: bool = False
    opened: bool = False
    revealed: bool = False
    more_buttons: tuple[ui.DynamicItem[Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """Markdown that is shown among cards."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A remark, or a card, with its fixed parts rendered. A remark has nothing but `above`."""

    above: str
    below: str = ""
    text: str = ""
    """The text of the post on its own lines: whole, folded, or longer than there is room for."""
    text_size: Size = _NOTHING
    wanted: tuple[WantedMedia, ...] = ()
    """The files that it would show, with the picture of the account."""

    @property
    def fixed_size(self) -> Size:
        """The size of the fixed parts, with what their text displays take."""
        return Size.of(self.above + self.below) + DISPLAY

    @property
    def attachments(self) -> int:
        """How many files a message with it has."""
        return len(self.wanted)

    @property
    def components(self) -> int:
        """How many of a message's components it takes, with the separator above it."""
        return 2

    @property
    def media_components(self) -> int:
        """How many of its components are for media."""
        return 0

    def show(
        self, _wanted: Sequence[WantedMedia], _found: Found, _files: dict[str, bytes]
    ) -> ShownMedia:
        """Return the media to show, of those `_wanted`."""
        return NO_MEDIA

    def with_note(self, _shown: ShownMedia) -> Self:
        """Return the same with the note on its media."""
        return self

    def with_below(self, room: Size) -> Self:
        """Return the same with its small print in at most `room`: the last parts of it go first."""
        below = self.below
        if Size.of(below).fits(room):
            return self
        while below and not Size.of(close_directions(below)).fits(room):
            below = below.rpartition(_AND)[0]  # a link that is cut would be no link
        return replace(self, below=close_directions(below))

    def cut_to(self, _room: Size) -> Self:
        """Return the same, marked as cut if its text does not fit into `_room`, or was before."""
        return self

    def items(self, _room: Size, _shown: ShownMedia) -> list[ui.Item[Any]]:
        """Return the components, with the text in at most `_room`."""
        return [ui.TextDisplay(self.above)]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredCard(Measured):
    """A card with its fixed parts rendered; only the text of the post may have to be cut."""

    card: Card
    is_cut: bool = False
    """Whether the text is folded, or will be cut to its share of the room."""
    avatar: WantedMedia | None = None
    """The picture of the account, which only an opened post has beside it."""

    @property
    def fixed_size(self) -> Size:
        """The size of the fixed parts, with what their text displays take."""
        displays = DISPLAY + DISPLAY if self._may_have_gallery else DISPLAY
        return Size.of(self.above + self.below) + displays

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
        if not self.wanted:
            return 0
        beside = 0 if self.card.opened and self.avatar is None else 2
        return beside + (2 if self._may_have_gallery else 0)

    @property
    def _may_have_gallery(self) -> bool:
        return self.card.opened and len(self.wanted) > (self.avatar is not None)

    @property
    def _buttons(self) -> list[ui.DynamicItem[Any]]:
        """The buttons, different ones: the card's own may show all of the post as well."""
        buttons = [self.card.button] if self.card.button is not None else []
        if self.is_cut and self.card.show_all is not None:
            buttons.insert(0, self.card.show_all(self.card.post))
        if len({one.custom_id for one in buttons}) == 1:
            del buttons[1:]
        return [*buttons, *self.card.more_buttons]

    def show(
        self, wanted: Sequence[WantedMedia], found: Found, files: dict[str, bytes]
    ) -> ShownMedia:
        """Return the media of the card, of which it is to show those `wanted`; see `show_media`."""
        if not self.wanted:
            return NO_MEDIA
        avatar = self.avatar
        media = show_media(self.card.post, [one for one in wanted if one != avatar], found, files)
        if avatar is None or avatar not in wanted:
            return media
        return replace(media, thumbnail=show_avatar(self.card.post, avatar, found, files))

    def with_note(self, shown: ShownMedia) -> Self:
        """Return the card with the note on its media."""
        return replace(self, below=_below(self.card.post, shown.note)) if self.wanted else self

    def cut_to(self, room: Size) -> Self:
        """Return the card, marked as cut if its text does not fit into `room`, or was before."""
        return self if self.is_cut or self.text_size.fits(room) else replace(self, is_cut=True)

    def items(self, room: Size, shown: ShownMedia) -> list[ui.Item[Any]]:
        """Return the components, with the text in at most `room`.

        Buttons have a row of their own: beside a text they would take a third of a phone's width.
        """
        text = self.text if self.text_size.fits(room) else _text(self.card, room)
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


def measure(part: Card | Remark | Measured) -> Measured:
    """Return a part with its texts rendered, which takes most of the time of a page."""
    if isinstance(part, Measured):
        return part
    if isinstance(part, Remark):
        return Measured(above=cut_part(part.text, _REMARK))
    post = part.post
    note = show_media(post, (), {}, {}).note if post.media else ""
    text = _text(part, ROOM)
    size = Size.of(text)
    can_open = part.show_all is not None
    folds = can_open and not part.in_thread and not size.fits(_UNFOLDED)
    if folds:
        text = _text(part, _FOLDED)
        size = Size.of(text)
    avatar = wanted_avatar(post) if part.opened and not part.in_thread else None
    media = wanted_media(post, opened=part.opened) if post.media else ()
    return MeasuredCard(
        above=_above(part),
        below=_below(post, note),
        text=text,
        text_size=size,
        wanted=media if avatar is None else (avatar, *media),
        card=part,
        is_cut=folds or (can_open and body(post, revealed=part.revealed).is_folded),
        avatar=avatar,
    )


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
        imported_note(post),
        visibility_note(post),
        counts_note(post),
        media_note,
        pgettext("a post", "edited") if post.is_edited else "",
        _("missing from the newest export") if post.missing_from else "",
    )
    original = linked(_("original"), post.url) if post.url else ""
    quote = quote_note(post)
    parts = [moment(post, "f"), cut_part(_AND.join(filter(None, facts)), _FACTS), quote, original]
    parts.append(also_on_note(post))
    return f"\n-# {_AND.join(filter(None, parts))}"


def _text(card: Card, room: Size) -> str:
    """Return the text of a post on its own lines, in at most `room`."""
    text, links = body(card.post, revealed=card.revealed).text, card.post.links
    if not text.strip():
        return ""
    left = room - Size.of("\n")
    marks = card.marks
    shown = fit(text, left, links) if marks is NO_MARKS else highlight(text, marks, left, links)
    return f"\n{shown}"
