"""The pictures, films and sounds of posts, and the names that their files get."""

import hashlib
import re
from typing import Any

from bot.archive.posts.post import MediaKind
from bot.archive.posts.row import MediaRows
from bot.ingest.export.short_links import is_address
from bot.ingest.mastodon.values import dicts, text_of

MEDIA_FOLDER = "media_attachments/"
"""What the part of a path begins with that is the same in a post and in an archive.

Before it are the prefix of an object storage, or the folders of the server's disk.
"""

_TYPES = ("Document", "Image", "Video", "Audio")
_KINDS = {"image": MediaKind.IMAGE, "video": MediaKind.VIDEO, "audio": MediaKind.AUDIO}
_UNSAFE = re.compile(r"[^\w.-]", re.ASCII)
_LONGEST = 100  # characters of a file's own name


def media_suffix(path: str) -> str | None:
    """Return the part of a file's path or address from the folder of media on; None without one."""
    begin = path.rfind(MEDIA_FOLDER)
    if begin < 0:
        return None
    # An address may have a query; the names of the files have no such characters.
    return re.split(r"[?#]", path[begin:], maxsplit=1)[0]


def media_name(host: str, suffix: str) -> str:
    """Return the name in the folder of media of the file at `suffix` in an archive of `host`.

    Files of two servers may have the same path, so the name begins with a hash of both.
    """
    hashed = hashlib.blake2b(f"{host}{suffix}".encode(), digest_size=8).hexdigest()
    own = _UNSAFE.sub("_", suffix.rpartition("/")[2])[-_LONGEST:]
    return f"{hashed}-{own}"


def media_of(attachments: object, host: str) -> MediaRows:
    """Return the media among a post's attachments, in the author's order.

    Attachments of other types, such as previews of links, are none.
    """
    found: dict[tuple[str, str | None, str | None, str | None], None] = {}
    for attachment in dicts(attachments):
        if attachment.get("type") not in _TYPES:
            continue
        link, media_type = _link(attachment)
        kind = _KINDS.get(media_type.partition("/")[0].lower())
        if kind is None:
            kind = _KINDS.get(str(attachment.get("type")).lower())
        if kind is None or link is None:
            continue
        suffix = media_suffix(link)
        path = f"media/{media_name(host, suffix)}" if suffix else None
        url = link if is_address(link) else None
        if path or url:
            found[kind.value, path, url, text_of(attachment.get("name"))] = None
    return tuple(found)


def _link(attachment: dict[str, Any]) -> tuple[str | None, str]:
    """Return the address or path of an attachment's file, and its media type, empty if unknown.

    Akkoma and Pleroma give a list of links with addresses on the server.
    """
    media_type = attachment.get("mediaType")
    url = attachment.get("url")
    if not isinstance(url, str):
        links = [one for one in dicts(url) if isinstance(one.get("href"), str)]
        url = links[0]["href"] if links else None
        media_type = media_type or (links[0].get("mediaType") if links else None)
    return (text_of(url) or "").strip() or None, media_type if isinstance(media_type, str) else ""
