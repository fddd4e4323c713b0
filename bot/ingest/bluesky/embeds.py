"""What posts embed: pictures, galleries, films, link cards and other posts."""

from dataclasses import dataclass, field
from typing import Any

from bot.archive.posts.details import LinkCard
from bot.archive.posts.post import MediaKind
from bot.archive.posts.row import MediaRows
from bot.ingest.bluesky.addresses import Reference, reference, web_link
from bot.ingest.bluesky.blobs import media_path

_MOST = 100  # pieces of media of a post; the network allows 20
_LONGEST = 10_000  # characters of a card's texts and of a description

MediaRow = tuple[str, str | None, str | None, str | None]


@dataclass(slots=True)
class Embedded:
    """What a post embeds. `unknown` counts the parts of types that this version does not know."""

    media: list[MediaRow] = field(default_factory=list)
    card: LinkCard | None = None
    record: Reference | None = None
    unknown: int = 0

    @property
    def media_rows(self) -> MediaRows:
        """The media as a row has them."""
        return tuple(self.media[:_MOST])


def embedded(embed: object) -> Embedded:
    """Return what an embed holds."""
    found = Embedded()
    _add(found, embed, whole=True)
    return found


def _add(found: Embedded, embed: Any, *, whole: bool) -> None:
    """Add what an embed holds; the media of another one if not `whole`."""
    match _type(embed):
        case "app.bsky.embed.images":
            for image in _list(embed.get("images")):
                _add_file(found, MediaKind.IMAGE, image, "image")
        case "app.bsky.embed.gallery":
            for item in _list(embed.get("items")):
                # Items are a union, which names the type of each.
                if _type(item) == "app.bsky.embed.gallery#image":
                    _add_file(found, MediaKind.IMAGE, item, "image")
                else:
                    found.unknown += 1
        case "app.bsky.embed.video":
            kind = MediaKind.GIF if embed.get("presentation") == "gif" else MediaKind.VIDEO
            _add_file(found, kind, embed, "video")
        case "app.bsky.embed.external":
            found.card = _card(embed.get("external"))
            found.unknown += found.card is None
        case "app.bsky.embed.record" if whole:
            _add_record(found, embed.get("record"))
        case "app.bsky.embed.recordWithMedia" if whole:
            record = embed.get("record")
            _add_record(found, record.get("record") if isinstance(record, dict) else None)
            _add(found, embed.get("media"), whole=False)
        case _:
            found.unknown += 1


def _add_file(found: Embedded, kind: MediaKind, item: Any, name: str) -> None:
    if not isinstance(item, dict):
        found.unknown += 1
        return
    alt = item.get("alt")
    described = alt.strip()[:_LONGEST] if isinstance(alt, str) else ""
    found.media.append((kind.value, media_path(item.get(name)), None, described or None))


def _add_record(found: Embedded, value: object) -> None:
    found.record = reference(value)
    found.unknown += found.record is None


def _card(external: Any) -> LinkCard | None:
    if not isinstance(external, dict) or not (link := web_link(external.get("uri"))):
        return None
    title, description = external.get("title"), external.get("description")
    return LinkCard(link, _text(title), _text(description))


def _text(value: object) -> str:
    return value[:_LONGEST] if isinstance(value, str) else ""


def _type(value: object) -> object:
    return value.get("$type") if isinstance(value, dict) else None


def _list(value: object) -> list[Any]:
    return value[:_MOST] if isinstance(value, list) else []
