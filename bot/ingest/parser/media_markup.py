"""Removal of the parser's own markup of pictures and films from a body.

A body may contain such markup that its author typed. The parser's refers to a file named after the
post itself, `<id>-…`, whose id no author knew, or, for a picture that the export lacks, to
Twitter's short address. People move the files and change the paths, or even the kind of markup.
"""

import re

from bot.archive.posts.post import Media, MediaKind

# Every length is bounded, so that hostile text costs no more time than other text.
_MARKUP = re.compile(
    r"""
      !\[\]\((?P<lost>https?://t\.co/\w{1,40})\)
    | !\[(?P<alt>[^\[\]\n]{0,1000})\]\((?P<picture>[^()\n\0]{1,400})\)
    | !\[\[(?P<embedded>[^\[\]\n\0]{1,400})\]\]
    | <img\ [^<>\n]{0,400}?\bsrc="(?P<tag>[^"<>\n\0]{1,400})"[^<>\n]{0,400}>
    | <video\ controls><source\ src="(?P<film>[^"<>\n\0]{1,400})">[^<]{0,200}</video>
    """,
    re.VERBOSE | re.ASCII,
)
LIKELY_MARKUP = (  # never translated
    r"!\[[^\[\]\n]{0,1000}\]\([^()\n]{1,400}\)|!\[\[[^\[\]\n]{1,400}\]\]|<img [^<>\n]{1,1000}>"
    r'|<video controls><source src="[^"\n]{1,400}">[^<]{0,200}</video>'
)
"""A pattern of what may be such markup, whose characters a layout does not escape."""

SHORT_ADDRESS = re.compile(r"https?://t\.co/\w{1,40}", re.ASCII)
"""Matches the address that a lost picture has instead of a file."""

_NAME = re.compile(r"[^()<>\"'\s|{}\0]{1,200}")
_PATH_OF_FILM = re.compile(r"\r?\n[^\n<>]{0,200}?(?P<file>\d{1,19}-[^\s<>!\0]{1,200})")


def media_file(source: str, post_id: str) -> str | None:
    """Return the path, as in Media, of the file of a post that `source` names, in any folder.

    None if the file is not the post's own.
    """
    start = source.rfind(f"{post_id}-")
    if not post_id or start < 0 or source[start - 1 : start].isdigit():
        return None
    name = _NAME.match(source, start + len(post_id) + 1)
    return path_of(post_id, name[0]) if name else None


def path_of(post_id: str, name: str) -> str:
    """Return the path, as in Media, of the file `name` of a post."""
    return f"media/{post_id}-{name}"


def take_media(body: str, post_id: str) -> tuple[str, tuple[Media, ...]]:
    """Return `body` without the markup, and the media that it represents.

    Markup is at the end, after a space or blank lines that belong to it. If it is elsewhere, the
    text around it is unchanged.
    """
    if "![" not in body and "<video" not in body and "<img" not in body:
        return body, ()
    media: list[Media] = []
    text: list[str] = []
    end = 0
    for match in _MARKUP.finditer(body):
        medium = _medium(match, post_id)
        if medium is None:
            continue
        text.append(body[end : match.start()])
        end = _end_of_film(body, match.end(), medium.path) if match["film"] else match.end()
        media.append(medium)
    if not media:
        return body, ()
    rest = body[end:]
    if not rest.strip():
        return "".join(text).rstrip(), tuple(media)
    return "".join(text) + rest, tuple(media)


def _medium(match: re.Match[str], post_id: str) -> Media | None:
    """Return what markup shows; None if it is not the parser's."""
    if match["lost"]:
        return Media(MediaKind.IMAGE, url=match["lost"])
    source = match["film"] or match["picture"] or match["embedded"] or match["tag"]
    path = media_file(source, post_id)
    if path is None:
        return None
    kind = MediaKind.VIDEO if match["film"] else MediaKind.IMAGE
    return Media(kind, path, alt=match["alt"] or None)


def _end_of_film(body: str, end: int, path: str | None) -> int:
    """Return the end of a film's markup: from F6 to F10 the path of its file is in the next line.

    The next film's markup may follow it at once.
    """
    line = _PATH_OF_FILM.match(body, end)
    if line and path and f"media/{line['file']}" == path:
        return line.end()
    return end
