"""Layouts F12 to F16, HTML: the pages that twitter-archive-parser wrote beside its Markdown.

A record is a line with the accounts that it replies to, if any, a block quotation with the body,
and a link with an icon and the time. Records are separated by `<hr>`. Twitter's text has no `<` of
its own, it writes `&lt;`, so every tag is the parser's, and every footer ends a record.

In a body `<br>` with a line feed is a line break; `<br>` alone precedes a picture or a film. Only
Twitter's three entities occur: anything else that looks like one was typed, in an address.
"""

import re
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.archive.posts.post import Media, MediaKind
from bot.ingest.parser import footers
from bot.ingest.parser.media_markup import SHORT_ADDRESS, media_file
from bot.ingest.parser.owners import Owners
from bot.ingest.records.records import STAMP, BrokenRecord, ParsedRecord
from bot.ingest.text.entities import unescape
from bot.ingest.text.line_feeds import with_line_feeds

_LAYOUT = footers.FooterLayout(
    footer=re.compile(
        rf'</blockquote><a href="{footers.STATUS}">'
        rf'<img src="[^"\n]{{0,200}}tweet\.ico" width="12" />&nbsp;{STAMP}</a></p>',
        re.ASCII,
    ),
    stamp=slice(2, 8),
    separator=re.compile(r"<hr>"),
    record=re.compile(
        rf'(?:Replying to <a href="{footers.PARENT}">(?P<names>[^<\n]{{1,2000}})</a><br>)?'
        r"<p><blockquote>(?P<body>(?:[^<]++|<(?!p>|/?blockquote>))*+)",
        re.ASCII,
    ),
    before_footer=re.compile(""),
    aside=re.compile(r"(?!)"),
    remains=re.compile(r"<blockquote>|Replying to <a |tweet\.ico"),
    damage=re.compile(r'/status/\d+">[^<\n]*</a>[^\n]{0,4}\Z'),  # of the header
)

_BEFORE_MEDIA = "\n\n"  # as in the parser's Markdown


def owners_of(blocks: Iterable[str]) -> Owners:
    """Return how many footers of a file name each account."""
    return footers.owners_of(blocks, _LAYOUT)


def records(
    blocks: Iterable[str], owner: str | None, _others: frozenset[str]
) -> Iterator[ParsedRecord | BrokenRecord]:
    """Yield the records of a file of `owner`; those of others are refused."""
    for found in footers.find(blocks, owner, _LAYOUT):
        if isinstance(found, BrokenRecord):
            yield found
            continue
        text, media = _shown(with_line_feeds(found.body), found.id)
        yield found.of_html(text, media, names_parents=True)


def _shown(body: str, post_id: str) -> tuple[str, tuple[Media, ...]]:
    """Return the text and the media of a body."""
    if "<" not in body:
        return unescape(body), ()
    page = LexborHTMLParser(f"<blockquote>{body.replace('&', '&amp;')}</blockquote>")
    quotation = page.css_first("blockquote")
    text: list[str] = []
    media: list[Media] = []
    after_media = False  # whether only white space follows the last medium
    for node in quotation.iter(include_text=True) if quotation else ():
        if medium := _medium(node, post_id):
            media.append(medium)
            after_media = True
            continue
        piece = _BEFORE_MEDIA if _is_lone_break(node) else unescape(node.text())
        text.append(piece)
        after_media = after_media and not piece.strip()
    whole = "".join(text)
    return whole.rstrip() if after_media else whole, tuple(media)


def _medium(node: LexborNode, post_id: str) -> Media | None:
    """Return the picture or film of the post that a tag shows or, if its file is lost, links to."""
    if node.tag == "img":
        path = media_file(node.attributes.get("src") or "", post_id)
        return Media(MediaKind.IMAGE, path) if path else None
    if node.tag == "video":
        source = node.css_first("source")
        path = media_file((source.attributes.get("src") if source else None) or "", post_id)
        return Media(MediaKind.VIDEO, path) if path else None
    if node.tag == "a" and SHORT_ADDRESS.fullmatch(link := node.text()):
        before = node.prev
        if _is_lone_break(before) if before else node.next is None:
            return Media(MediaKind.IMAGE, url=link)
    return None


def _is_lone_break(node: LexborNode) -> bool:
    """Return whether a node is a `<br>` that no line feed follows, unlike those of the text."""
    if node.tag != "br":
        return False
    following = node.next
    return following is None or not (following.is_text_node and following.text().startswith("\n"))
