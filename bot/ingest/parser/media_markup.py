"""Removal of the parser's own markup of pictures and films from a body.

A body may contain such markup that its author typed. The parser's refers to a file of the post
itself (`media/<id>-…`, in other layouts below `data/tweet_media/` or `../../media/`) or, for a
picture that the export lacks, to Twitter's short address.
"""

import re

from bot.archive.posts.post import Media, MediaKind

# Every length is bounded, so that hostile text costs no more time than other text.
_FILE = r"[\w./-]{{0,80}}?media/(?P<{0}_owner>\d{{1,19}})-(?P<{0}_name>[^()<>\"\s\0]{{1,200}})"
_MARKUP = re.compile(
    rf"""
      !\[\]\((?:{_FILE.format("picture")}|(?P<lost>https://t\.co/\w{{1,40}}))\)
    | <video\ controls><source\ src="(?P<film>{_FILE.format("film")})">
      [^<]{{0,200}}</video>(?:\r?\n(?P=film)(?!\S))?
    """,
    re.VERBOSE | re.ASCII,
)
_SOURCE = re.compile(_FILE.format("file"), re.ASCII)


def media_file(source: str, post_id: str) -> str | None:
    """Return the path, as in Media, of a file that an HTML page of the parser shows for a post.

    None if the file is not the post's own.
    """
    match = _SOURCE.fullmatch(source)
    if match is None or match["file_owner"] != post_id:
        return None
    return path_of(post_id, match["file_name"])


def path_of(post_id: str, name: str) -> str:
    """Return the path, as in Media, of the file `name` of a post."""
    return f"media/{post_id}-{name}"


def take_media(body: str, post_id: str) -> tuple[str, tuple[Media, ...]]:
    """Return `body` without the markup, and the media that it represents.

    Markup is at the end, after a space or blank lines that belong to it. If it is elsewhere, the
    text around it is unchanged.
    """
    if "![](" not in body and "<video" not in body:
        return body, ()
    media: list[Media] = []
    text: list[str] = []
    end = 0
    for match in _MARKUP.finditer(body):
        if (match["picture_owner"] or match["film_owner"] or post_id) != post_id:
            continue
        text.append(body[end : match.start()])
        end = match.end()
        media.append(_media(match, post_id))
    if not media:
        return body, ()
    rest = body[end:]
    if not rest.strip():
        return "".join(text).rstrip(), tuple(media)
    return "".join(text) + rest, tuple(media)


def _media(match: re.Match[str], post_id: str) -> Media:
    if name := match["film_name"]:
        return Media(MediaKind.VIDEO, path=path_of(post_id, name))
    if name := match["picture_name"]:
        return Media(MediaKind.IMAGE, path=path_of(post_id, name))
    return Media(MediaKind.IMAGE, url=match["lost"])
