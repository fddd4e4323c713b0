"""The markup of nearly all posts, read by patterns: many times as fast as a parser of HTML.

What Mastodon itself writes (app/lib/text_formatter.rb) is paragraphs, line breaks, links in three
spans, mentions and hashtags. Anything else, down to an unusual entity, is left to the parser.
"""

import re
from typing import NamedTuple

from bot.archive.patterns import deferred
from bot.ingest.mastodon.markup_links import address_in, shown_link
from bot.ingest.mastodon.mentions import Mentions
from bot.ingest.text.entities import links

_PIECE = deferred(
    r"""<br\ ?/?>
      | <a\ href="(?P<href>[^"<>\n]*)"
        (?:\ target="_blank")?(?:\ rel="[\w\s-]*")?(?:\ translate="no")?>
        <span\ class="invisible">(?P<before>[^<>\n]*)</span>
        <span\ class="(?:ellipsis)?">(?P<shown>[^<>\n]*)</span>
        <span\ class="invisible">(?P<after>[^<>\n]*)</span></a>
      | <span\ class="h-card"(?:\ translate="no")?>
        <a\ href="(?P<profile>[^"<>\n]*)"\ class="u-url\ mention">
        @<span>(?P<name>[^<>\n]*)</span></a></span>
      | <a\ href="[^"<>\n]*"\ class="mention\ hashtag"\ rel="tag">
        \#<span>(?P<tag>[^<>\n]*)</span></a>
    """,
    re.VERBOSE,
)
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'"}
_ENTITY = re.compile("|".join(_ENTITIES))
_OTHER = re.compile(r"[<>\r\n\f\0]")
_OTHER_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|\#39);)")
_BETWEEN = "</p><p>"
_BEGIN, _END = "<p>", "</p>"


class HtmlText(NamedTuple):
    """The text of HTML, and the addresses in it."""

    text: str
    links: tuple[str, ...]


def common_text(html: str, mentions: Mentions) -> HtmlText | None:
    """Return the text of a post in Mastodon's own markup; None if there is any other in it."""
    if not (html.startswith(_BEGIN) and html.endswith(_END)):
        return None
    paragraphs: list[str] = []
    found: list[str] = []
    for paragraph in html[len(_BEGIN) : -len(_END)].split(_BETWEEN):
        text = _text_of(paragraph, mentions, found)
        if text is None:
            return None
        text = text.strip("\n")
        if text.strip():
            paragraphs.append(text)
    return HtmlText("\n\n".join(paragraphs), tuple(dict.fromkeys(found)))


def _text_of(html: str, mentions: Mentions, found: list[str]) -> str | None:
    """Return the text of one paragraph; `found` gets the addresses in it."""
    if "<" not in html:
        return _plain(html, found)
    pieces: list[str] = []
    position = 0
    for match in _PIECE.finditer(html):
        text = _plain(html[position : match.start()], found)
        if text is None:
            return None
        pieces.append(text)
        position = match.end()
        if match["href"] is not None:
            pieces.append(_link(match, found))
        elif match["tag"] is not None:
            pieces.append(f"#{_decoded(match['tag'])}")
        elif match["profile"] is not None:
            profile, name = _decoded(match["profile"]), _decoded(match["name"])
            pieces.append(mentions.shown(profile, f"@{name}"))
        else:
            pieces.append("\n")
    rest = _plain(html[position:], found)
    return None if rest is None else "".join([*pieces, rest])


def _link(match: re.Match[str], found: list[str]) -> str:
    covered = _decoded(match["before"] + match["shown"] + match["after"])
    address = address_in(_decoded(match["href"]))
    if address is None:
        return covered
    found.append(address)
    return shown_link(address, covered, is_cut=True)


def _plain(html: str, found: list[str]) -> str | None:
    """Return text without tags, None if there may be any; `found` gets the addresses in it."""
    if _OTHER.search(html) or ("&" in html and _OTHER_ENTITY.search(html)):
        return None
    text = _decoded(html)
    if "://" in text:
        found += links(text)
    return text


def _decoded(html: str) -> str:
    return _ENTITY.sub(lambda entity: _ENTITIES[entity[0]], html) if "&" in html else html
