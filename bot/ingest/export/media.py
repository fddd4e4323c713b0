"""The pictures and films of posts in Twitter's own export."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from bot.archive.posts.post import Media, MediaKind, Post
from bot.ingest.export.reposts import reposted_in
from bot.ingest.export.short_links import dicts, is_address
from bot.ingest.files.media_files import FileType, type_of

_TYPES = {
    MediaKind.IMAGE: FileType.IMAGE,
    MediaKind.VIDEO: FileType.FILM,
    MediaKind.GIF: FileType.FILM,
}
_KINDS = {"video": MediaKind.VIDEO, "animated_gif": MediaKind.GIF}
_NAME = re.compile(r"\w[\w.-]{0,199}", re.ASCII)
_ALT = ("ext_alt_text", "alt_text", "altText", "media_alt")
_DIGITS = 18  # of a bit rate; no real one has more


def entries_of(tweet: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the export's entries of a post's media: all if it has them, else only the first.

    Where a repost has none, they are those of the post that it repeats.
    """
    own = _listed(tweet)
    return own or (_listed(reposted_in(tweet)) if "retweeted_status" in tweet else [])


def media_of(
    entries: list[dict[str, Any]], post_id: str, clean: Callable[[str], str]
) -> tuple[Media, ...]:
    """Return the media that `entries` describe. `clean` is applied to their alt texts.

    The export stores a file as `<post id>-<name>`, where the name is the last part of its address,
    and a film as the variant with the highest bit rate.
    """
    found = []
    for entry in entries:
        kind = _KINDS.get(str(entry.get("type")), MediaKind.IMAGE)
        url = _address(
            entry.get("media_url_https"), entry.get("media_url")
        ) if kind is MediaKind.IMAGE else _film_address(entry)  # fmt: skip
        name = re.split(r"[?#:]", url.rpartition("/")[2])[0] if url else ""
        path = f"media/{post_id}-{name}" if _NAME.fullmatch(name) else None
        alt = next((t for key in _ALT if isinstance(t := entry.get(key), str) and t.strip()), None)
        url = url or _address(entry.get("url"))
        if path or url:
            found.append(Media(kind, path=path, url=url, alt=clean(alt) if alt else None))
    return tuple(dict.fromkeys(found))


class FilesOfPosts:
    """The media files by post id: the names of some differ from those in their addresses."""

    def __init__(self, names: Iterable[str]) -> None:
        self._paths: dict[str, list[str]] = defaultdict(list)
        for name in names:
            if type_of(name):
                self._paths[name.partition("-")[0]].append(f"media/{name}")

    def __contains__(self, post_id: str) -> bool:
        """Return whether a post has files."""
        return post_id in self._paths

    def paired(self, post: Post) -> Post:
        """Return `post` with the paths of its media corrected to those of its files.

        A medium and a file of its post belong together if their names differ in the type alone, or
        if no others are left: of this type, or at all. Of several the order does not matter, if
        none has a description. The files of a post without media are its media.
        """
        paths = self._paths.get(post.id)
        if not paths:
            return post
        paths = sorted(paths)
        if not post.media:
            return replace(post, media=tuple(Media(_kind_of(path), path) for path in paths))
        media = list(post.media)
        _pair(media, paths, lambda medium: _stem(medium.path or ""), _stem)
        _pair(media, paths, lambda medium: _TYPES[medium.kind], type_of)
        if len(media) == len(paths) == 1 and _TYPES[media[0].kind] is FileType.IMAGE:
            media[0] = replace(media[0], path=paths[0], kind=_kind_of(paths[0]))
        return replace(post, media=tuple(media))


def _pair(
    media: list[Media],
    paths: list[str],
    key_of: Callable[[Media], object],
    key_of_path: Callable[[str], object],
) -> None:
    """Give the `media` without a file those of `paths` that are left and have the same key."""
    left = defaultdict(list)
    for path in paths:
        if all(medium.path != path for medium in media):
            left[key_of_path(path)].append(path)
    lacking = defaultdict(list)
    for n, medium in enumerate(media):
        if medium.path not in paths:
            lacking[key_of(medium)].append(n)
    for key, positions in lacking.items():
        are_alike = len(positions) == 1 or all(media[n].alt is None for n in positions)
        if len(positions) == len(left[key]) and are_alike:
            for n, path in zip(positions, left[key], strict=True):
                media[n] = replace(media[n], path=path)


def _stem(path: str) -> str:
    """Return the name of a media file without its post's id and its type, ignoring case."""
    return path.rpartition("/")[2].partition("-")[2].partition(".")[0].lower()


def _kind_of(path: str) -> MediaKind:
    return MediaKind.VIDEO if type_of(path) is FileType.FILM else MediaKind.IMAGE


def _listed(tweet: dict[str, Any]) -> list[dict[str, Any]]:
    for key in ("extended_entities", "entities"):
        entities = tweet.get(key)
        if isinstance(entities, dict) and (found := dicts(entities.get("media"))):
            return found
    return []


def _film_address(entry: dict[str, Any]) -> str | None:
    info = entry.get("video_info")
    variants = dicts(info.get("variants")) if isinstance(info, dict) else []
    films = [variant for variant in variants if variant.get("content_type") == "video/mp4"]
    films.sort(key=lambda variant: _bit_rate(variant.get("bitrate")), reverse=True)
    return _address(*(variant.get("url") for variant in films))


def _address(*values: object) -> str | None:
    """Return the first of `values` that is an ASCII web address, None if none is."""
    for value in values:
        if isinstance(value, str) and value.isascii() and is_address(value):
            return value
    return None


def _bit_rate(value: object) -> int:
    """Return a bit rate in bits per second, or -1 if it is not valid."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else -1
