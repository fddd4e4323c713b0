"""The pictures and films of a post of Twitter's own export."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from bot.archive.posts.post import Media, MediaKind, Post
from bot.ingest.export.short_links import dicts, is_address

_KINDS = {"video": MediaKind.VIDEO, "animated_gif": MediaKind.GIF}
_NAME = re.compile(r"\w[\w.-]{0,199}", re.ASCII)
_ALT = ("ext_alt_text", "alt_text", "altText")
_DIGITS = 18  # of a bit rate; nothing real has more


def entries_of(tweet: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what the export has of a post's media: all of them, or else the first alone."""
    for key in ("extended_entities", "entities"):
        entities = tweet.get(key)
        if isinstance(entities, dict) and (found := dicts(entities.get("media"))):
            return found
    return []


def media_of(
    entries: list[dict[str, Any]], post_id: str, clean: Callable[[str], str]
) -> tuple[Media, ...]:
    """Return the media that `entries` describe. `clean` is applied to what their author wrote.

    The export keeps a file as `<post id>-<name>`, the name being its address's; of a film it keeps
    the variant with the most bits a second.
    """
    found = []
    for entry in entries:
        kind = _KINDS.get(str(entry.get("type")), MediaKind.IMAGE)
        url = _address(
            entry.get("media_url_https"), entry.get("media_url")
        ) if kind is MediaKind.IMAGE else _film(entry)  # fmt: skip
        name = re.split(r"[?#:]", url.rpartition("/")[2])[0] if url else ""
        path = f"media/{post_id}-{name}" if _NAME.fullmatch(name) else None
        alt = next((t for key in _ALT if isinstance(t := entry.get(key), str) and t.strip()), None)
        url = url or _address(entry.get("url"))
        if path or url:
            found.append(Media(kind, path=path, url=url, alt=clean(alt) if alt else None))
    return tuple(dict.fromkeys(found))


class Films:
    """The films there are, by posts: of some the name is not that of any address."""

    def __init__(self, names: Iterable[str]) -> None:
        self._paths: dict[str, list[str]] = defaultdict(list)
        for name in names:
            if name.lower().endswith(".mp4"):
                self._paths[name.partition("-")[0]].append(f"media/{name}")

    def named(self, post: Post) -> Post:
        """Return `post`, its one film named as its one file is."""
        paths = self._paths.get(post.id, [])
        films = [one for one in post.media if one.kind is not MediaKind.IMAGE]
        if len(paths) != 1 or len(films) != 1 or films[0].path == paths[0]:
            return post
        named = (replace(one, path=paths[0]) if one is films[0] else one for one in post.media)
        return replace(post, media=tuple(named))


def _film(entry: dict[str, Any]) -> str | None:
    info = entry.get("video_info")
    variants = dicts(info.get("variants")) if isinstance(info, dict) else []
    films = [one for one in variants if one.get("content_type") == "video/mp4"]
    films.sort(key=lambda one: _number(one.get("bitrate")), reverse=True)
    return _address(*(one.get("url") for one in films))


def _address(*values: object) -> str | None:
    """Return the first of `values` that is an address."""
    for value in values:
        if isinstance(value, str) and value.isascii() and is_address(value):
            return value
    return None


def _number(value: object) -> int:
    """Return a bit rate, below all others where it is none."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else -1
