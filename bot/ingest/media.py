"""The parser's own markup of pictures and films, taken out of a body.

A body may hold such markup that its author typed. The parser's names a file of the post itself
(`media/<id>-…`, in the oldest layouts `data/tweet_media/<id>-…`) or, for a picture that the export
does not hold, Twitter's short address.
"""

import re

from bot.archive.posts import Media, MediaKind

# Every length is bounded, so that hostile text costs no more time than other text.
_MARKUP = re.compile(
    r"""
      !\[\]\((?:(?P<picture>[\w./-]{0,80}?media/(?P<owner>\d{1,19})-[^()\s]{1,200})
        |(?P<lost>https://t\.co/\w{1,40}))\)
    | <video\ controls>
        <source\ src="(?P<film>[\w./-]{0,80}?media/(?P<film_owner>\d{1,19})-[^"\s]{1,200})">
      [^<]{0,200}</video>(?:\r?\n(?P=film)(?!\S))?
    """,
    re.VERBOSE | re.ASCII,
)


def take_media(body: str, post_id: str) -> tuple[str, tuple[Media, ...]]:
    """Return `body` without the markup, and the media that it stood for.

    Markup stands at the end, after a space or blank lines that belong to it. Where it stands
    elsewhere the text around it is left as it is.
    """
    if "![](" not in body and "<video" not in body:
        return body, ()
    media: list[Media] = []
    text: list[str] = []
    end = 0
    for match in _MARKUP.finditer(body):
        if (match["owner"] or match["film_owner"] or post_id) != post_id:
            continue
        text.append(body[end : match.start()])
        end = match.end()
        if match["film"]:
            media.append(Media(MediaKind.VIDEO, path=match["film"]))
        else:
            media.append(Media(MediaKind.IMAGE, path=match["picture"], url=match["lost"]))
    if not media:
        return body, ()
    rest = body[end:]
    if not rest.strip():
        return "".join(text).rstrip(), tuple(media)
    return "".join(text) + rest, tuple(media)
