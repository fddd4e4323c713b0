"""The media of posts on cards: which are shown, where, and what is said of the others."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from bot.archive.plurals import Noun, counted
from bot.archive.posts.media_files import MediaFile, MediaProblem, WantedMedia
from bot.archive.posts.post import Media, MediaKind, Post
from bot.archive.posts.sanitize import show_controls
from bot.archive.statistics.picture import Picture
from bot.languages import _, joined
from bot.ui.cards.page import Found
from bot.ui.limits import MAX_ALT_TEXT, MAX_ATTACHMENTS
from bot.ui.text import ELLIPSIS, grapheme_start, one_line, shorten

_ALTS = 120  # characters of the descriptions of media that are not shown
_NAMES: dict[MediaKind, Noun] = {
    MediaKind.IMAGE: "picture",
    MediaKind.VIDEO: "video",
    MediaKind.GIF: "GIF",
    MediaKind.AUDIO: "sound",
}
_SPOILER = "SPOILER_"
"""The beginning of the name of a file that Discord covers until it is clicked."""


@dataclass(frozen=True, slots=True)
class ShownMedia:
    """The media of a card: a thumbnail beside it or a gallery below it, and a note on the rest."""

    thumbnail: ui.Thumbnail[Any] | None = None
    gallery: ui.MediaGallery[Any] | None = None
    note: str = ""


PICTURE = "statistics.png"
"""The name of the file of a picture that the bot has drawn."""

NO_MEDIA = ShownMedia()
"""What a card without media shows of them."""


def wanted_media(post: Post, *, opened: bool) -> tuple[WantedMedia, ...]:
    """Return the files to show of a post: all that a message takes if it is opened, else one.

    That one is the first picture, or the still frame of the first film. A sound has no picture, and
    a gallery takes none: it is only named.
    """
    shown = (medium for medium in post.media if medium.kind is not MediaKind.AUDIO)
    paths = [(medium.path, medium.kind) for medium in shown if medium.path]
    if opened:
        return tuple(WantedMedia(path) for path, _kind in paths[:MAX_ATTACHMENTS])
    paths.sort(key=lambda one: one[1] is not MediaKind.IMAGE)
    return tuple(WantedMedia(path, is_thumbnail=True) for path, _kind in paths[:1])


def show_media(
    post: Post, wanted: Sequence[WantedMedia], found: Found, files: dict[str, bytes]
) -> ShownMedia:
    """Return the media of a post, and add their files to those of the message.

    What has no file is counted, and where that is not for the lack of room, the note says why.
    """
    prepared = {one.path: found[one] for one in wanted if one in found}
    is_spoiler = bool(post.sensitive or post.content_warning)
    shown: list[discord.MediaGalleryItem] = []
    rest, stills = list[Media](), list[Media]()
    problems: dict[MediaProblem, list[Media]] = {}
    for medium in post.media:
        file = prepared.pop(medium.path or "", None)
        if isinstance(file, MediaFile):
            shown.append(_attached(medium, file, files, is_spoiler=is_spoiler))
            if file.is_still:
                stills.append(medium)
        elif file is None or file is MediaProblem.FILM:
            rest.append(medium)
        else:
            problems.setdefault(file, []).append(medium)
    is_thumbnail = bool(wanted) and wanted[0].is_thumbnail
    notes = []
    if rest:
        # What is said of media behind a warning would say what is behind it.
        described = _counted(rest) if is_spoiler else _described(rest)
        notes.append(_("Also {media}", media=described) if shown else described)
    if stills and not is_thumbnail:
        notes.append(_("{media} as a still picture", media=_counted(stills)))
    for why, media in problems.items():
        notes.append(_("{media} not shown: {why}", media=_counted(media), why=why))
    note = " · ".join(notes)
    if not shown:
        return ShownMedia(note=note)
    if not is_thumbnail:
        return ShownMedia(gallery=ui.MediaGallery(*shown), note=note)
    (item,) = shown
    thumbnail: ui.Thumbnail[Any] = ui.Thumbnail(
        item.media, description=item.description, spoiler=item.spoiler
    )
    return ShownMedia(thumbnail, note=note)


def _attached(
    medium: Media, file: MediaFile, files: dict[str, bytes], *, is_spoiler: bool
) -> discord.MediaGalleryItem:
    """Add a file to those of the message, and return the item of a gallery that shows it."""
    name = f"{_SPOILER if is_spoiler else ''}media-{len(files) + 1}{file.suffix}"
    files[name] = file.data
    return discord.MediaGalleryItem(
        f"attachment://{name}", description=alternative_text(medium.alt), spoiler=is_spoiler
    )


def wanted_avatar(post: Post) -> WantedMedia | None:
    """Return the picture of the account of a post, where a message has room for one more file."""
    has_room = len(wanted_media(post, opened=True)) < MAX_ATTACHMENTS
    return WantedMedia(post.avatar, is_thumbnail=True) if post.avatar and has_room else None


def show_avatar(
    post: Post, wanted: WantedMedia, found: Found, files: dict[str, bytes]
) -> ui.Thumbnail[Any] | None:
    """Return the picture of the account of a post, if it was found, and add its file.

    Nothing is said of one that was not: no post lacks anything without it.
    """
    file = found.get(wanted)
    if not isinstance(file, MediaFile):
        return None
    name = f"avatar-{len(files) + 1}{file.suffix}"
    files[name] = file.data
    alt = alternative_text(_("The picture of @{name}", name=post.account))
    return ui.Thumbnail(f"attachment://{name}", description=alt)


def drawn_picture(picture: Picture) -> ui.MediaGallery[Any]:
    """Return a picture that the bot has drawn, which is the file PICTURE of the message."""
    alt = alternative_text(picture.description)
    return ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{PICTURE}", description=alt))


def alternative_text(alt: str | None) -> str | None:
    """Return the description of a medium as Discord takes it; None for one that says nothing."""
    text = show_controls(alt or "").strip()
    if len(text) > MAX_ALT_TEXT:
        text = text[: grapheme_start(text, MAX_ALT_TEXT - 1)] + ELLIPSIS
    return text or None


def _described(media: Sequence[Media]) -> str:
    alts = "; ".join(filter(None, (one_line(medium.alt or "", _ALTS) for medium in media)))
    return _counted(media) + (f": {shorten(alts, _ALTS)}" if alts else "")


def _counted(media: Sequence[Media]) -> str:
    counts = Counter(medium.kind for medium in media)
    return joined([counted(counts[kind], noun) for kind, noun in _NAMES.items() if counts[kind]])
