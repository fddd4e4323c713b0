"""The page that the parser's second script, convert_to_html.py, made of the Markdown files.

It existed on 16 and 17 November 2022, and rendered all Markdown of a folder: records of F11, with
the body in a block quotation, then an icon and a link; and of F3 to F10, with the same line as
there after ordinary blocks. Static site generators render the same files much alike.

What Markdown takes for markup is no text in a page: for emphasis, lists and the like the usual form
of the markup is written again. Any other source of a post is closer to what its author wrote.
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
        r'<(?:p|h2)\b[^<>\n]{0,99}>(?:<img src="[^"\n]{0,200}tweet\.ico" width="12" ?/?> |'
        rf'\(Originally on Twitter: )<a href="{footers.STATUS}"[^<>\n]{{0,99}}>{STAMP}</a>'
        r"\)?</(?:p|h2)>",
        re.ASCII,
    ),
    stamp=slice(2, 8),
    separator=re.compile(r"<hr ?/?>"),
    record=re.compile(
        rf'(?:<p>Replying to <a href="{footers.PARENT}"[^<>\n]{{0,99}}>(?P<names>[^<\n]{{1,2000}})'
        r"</a></p>\s*)?(?P<body><blockquote>(?:[^<]++|<(?!/?blockquote>))*+</blockquote>"
        r"|<(?:p|[uo]l|pre|h[1-6]|video)\b(?:[^<]++|<(?!/?(?:blockquote|main|body)\b))*+)",
        re.ASCII,
    ),
    before_footer=re.compile(r"\s*"),
    aside=re.compile(r"(?!<blockquote>|<p>Replying to)"),
    remains=re.compile(r"<blockquote>|<(?:p|[uo]l|pre)\b|tweet\.ico|\+0000 \d{4}</a>"),
    damage=re.compile(r'/status/\d+"[^<>\n]{0,99}>@[^<\n]*</a>[^\n]{0,6}\s*\Z'),  # of the header
)

_DEEPEST = 40  # nested tags; Markdown makes few, and more may come from hostile text
_MARKS = {"em": "*", "strong": "**", "code": "`"}
_HEADING = re.compile(r"h([1-6])")


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
        quoted = found.body.startswith("<blockquote>")
        shown = _Shown(found.id)
        text = shown.text(with_line_feeds(found.body))
        yield found.of_html(text, tuple(shown.media), names_parents=quoted)


class _Shown:
    """The text and the media that the blocks of a body show."""

    def __init__(self, post_id: str) -> None:
        self._post_id = post_id
        self._depth = 0
        self.media: list[Media] = []

    def text(self, body: str) -> str:
        """Return the text of a body, whose media are collected."""
        page = LexborHTMLParser(body.replace("&", "&amp;"))  # entities are decoded by `unescape`
        root = page.css_first("blockquote") or page.body
        blocks = map(self._block, root.iter(include_text=True)) if root else ()
        return "\n\n".join(block for block in blocks if block)

    def _block(self, node: LexborNode) -> str:
        tag = node.tag or ""
        if tag in {"ul", "ol"}:
            start = node.attributes.get("start") or "1"
            number = int(start) if start.isdecimal() else 1
            items = (self._inline(item).strip() for item in node.iter())
            return "\n".join(
                f"{f'{number + place}.' if tag == 'ol' else '-'} {item}"
                for place, item in enumerate(items)
            )
        if heading := _HEADING.fullmatch(tag):
            return f"{'#' * int(heading[1])} {self._inline(node)}"
        if tag == "pre":
            lines = unescape(node.text()).rstrip("\n").split("\n")
            return "\n".join(f"    {line}" for line in lines)
        before = len(self.media)
        text = self._piece(node) if node.is_text_node or tag == "video" else self._inline(node)
        path = media_file(text.strip(), self._post_id)
        if path and any(one.path == path for one in self.media):
            return ""  # the line with the path of a film
        return text.strip("\n") if text.strip() and len(self.media) == before else text.strip()

    def _inline(self, node: LexborNode) -> str:
        self._depth += 1
        deep = self._depth > _DEEPEST
        pieces = [unescape(node.text())] if deep else map(self._piece, node.iter(include_text=True))
        text = "".join(pieces)
        self._depth -= 1
        return text

    def _piece(self, node: LexborNode) -> str:
        """Return the text of a node as its author may have typed it; media are collected."""
        if node.is_text_node:
            return unescape(node.text())
        if node.tag == "br":
            following = node.next
            feed = following is not None and (following.text() or "").startswith("\n")
            return "" if feed else "\n"
        if medium := self._medium(node):
            self.media.append(medium)
            return ""
        if node.tag == "img":
            source = unescape(node.attributes.get("src") or "")
            return f"![{unescape(node.attributes.get('alt') or '')}]({source})"
        text = self._inline(node)
        address = unescape(node.attributes.get("href") or "") if node.tag == "a" else ""
        if address:
            return text if text == address else f"[{text}]({address})"
        mark = _MARKS.get(node.tag or "", "")
        return f"{mark}{text}{mark}"

    def _medium(self, node: LexborNode) -> Media | None:
        """Return the picture or film of the post that a tag shows, None if it shows none."""
        film = node.css_first("source") if node.tag == "video" else None
        source = ((film or node).attributes.get("src") or "") if film or node.tag == "img" else ""
        if path := media_file(source, self._post_id):
            return Media(MediaKind.VIDEO if film else MediaKind.IMAGE, path)
        if SHORT_ADDRESS.fullmatch(source):
            return Media(MediaKind.IMAGE, url=source)
        return None
