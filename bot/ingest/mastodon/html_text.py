"""The text of a post's HTML, and the addresses in it.

Mastodon's own markup is paragraphs, line breaks, links, mentions and hashtags; other servers and
editors add lists, quotations, code and more. Nothing here recurses, since markup may be nested as
deeply as its sender likes.
"""

import re
from html import unescape as unescape_html

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.ingest.mastodon.common_markup import HtmlText, common_text
from bot.ingest.mastodon.markup_links import address_in, shown_link
from bot.ingest.mastodon.mentions import NOBODY, Mentions
from bot.ingest.mastodon.text_writer import SOFT, TextWriter
from bot.ingest.text.entities import links, unescape
from bot.ingest.text.line_feeds import with_line_feeds

_BLOCKS = frozenset({
    "address", "article", "aside", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "main", "nav", "p", "pre", "section", "summary", "tr",
})  # fmt: skip
_CONTAINERS = frozenset({"blockquote", "ul", "ol", "li", "table"})
_BREAKS = {"br": "\n", "td": SOFT, "th": SOFT}  # a cell is a word apart from that before it
_DROPPED = frozenset({"script", "style", "template"})
_DEEPEST = 500  # nested tags; Lexbor needs time quadratic in the depth of blocks
_LEADING = "."  # keeps a parser from taking what a text begins with for the head of a page
_QUOTE = "quote-inline"
_CUT_ADDRESS = "span.invisible, span.ellipsis"  # never translated

_SPACE = re.compile(r"[ \t\r\f]*\n[ \t\r\n\f]*")
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)[^>]*>?")
_HIDDEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/blockquote)\b[^>]*>", re.IGNORECASE)
_VOID = frozenset({"br", "hr", "img", "wbr", "input"})


def text_of_html(html: str, mentions: Mentions = NOBODY, *, has_quote: bool = False) -> HtmlText:
    """Return the text of a post's HTML with the addresses in it, in order, each once.

    The text has mentions with their hosts and whole addresses. Links of words keep their words, and
    their addresses are among the links alone. With `has_quote` the paragraph that only repeats the
    address of a quoted post is left out. `html` has no half of a surrogate pair.
    """
    html = html.replace("\0", "")
    if "<" not in html:
        text = with_line_feeds(unescape(html))
        return HtmlText(text.strip("\n"), links(text))
    if found := common_text(html, mentions):
        return found
    return parsed_text(html, mentions, has_quote=has_quote)


def parsed_text(html: str, mentions: Mentions = NOBODY, *, has_quote: bool = False) -> HtmlText:
    """Return the text of any HTML, as `text_of_html` does."""
    if _is_deep(html):
        return _flat_text(html)
    body = LexborHTMLParser(f"<div>{_LEADING}</div>{html}").body
    first = body.child if body else None
    walk = _Walk(mentions, has_quote=has_quote)
    node = first.next if first else None
    parents: list[LexborNode] = []
    while node is not None or parents:
        if node is None:
            node = parents.pop()
            walk.leave(node)
        elif walk.enter(node) and node.child is not None:
            parents.append(node)
            node = node.child
            continue
        node = node.next
    return walk.result()


class _Walk:
    """The state while the nodes of a text are entered and left, in order."""

    def __init__(self, mentions: Mentions, *, has_quote: bool) -> None:
        self._mentions = mentions
        self._has_quote = has_quote
        self._writer = TextWriter()
        self._links: list[str] = []
        self._verbatim = 0  # how many `pre` are open
        self._in_link = 0

    def result(self) -> HtmlText:
        """Return what was written."""
        text = with_line_feeds(self._writer.text()).replace("\0", "")
        return HtmlText(text, tuple(dict.fromkeys(self._links)))

    def enter(self, node: LexborNode) -> bool:
        """Write what a node begins with; return whether its children are to be entered."""
        if node.is_text_node:
            self._write(node.text(deep=False))
            return False
        tag = node.tag or ""
        if tag in _DROPPED or not node.is_element_node:
            return False
        if self._has_quote and _QUOTE in (node.attributes.get("class") or "").split():
            return False
        if tag in _BREAKS:
            self._writer.write(_BREAKS[tag])
        elif tag == "img":
            self._write(node.attributes.get("alt") or "")
        elif tag in _BLOCKS or tag in _CONTAINERS:
            self._enter_block(node, tag)
        elif tag == "a":
            self._in_link += 1
            self._writer.begin_link()
        elif tag == "rt" and not (node.prev and node.prev.tag == "rp"):
            self._writer.write("(")
        if node.child is None:
            self.leave(node)
            return False
        return True

    def leave(self, node: LexborNode) -> None:
        """Write what a node ends with."""
        tag = node.tag or ""
        if tag == "a":
            self._in_link -= 1
            covered = self._writer.end_link()
            if covered is not None:
                self._writer.write(self._link(node, covered))
        elif tag in _CONTAINERS:
            self._writer.end_container()
        elif tag in _BLOCKS:
            self._verbatim -= tag == "pre"
            self._writer.end_block()
        elif tag == "rt" and not (node.next and node.next.tag == "rp"):
            self._writer.write(")")

    def _enter_block(self, node: LexborNode, tag: str) -> None:
        self._verbatim += tag == "pre"
        if tag not in _CONTAINERS:
            self._writer.end_block()
        else:
            start = (node.attributes.get("start") or "") if tag == "ol" else ""
            self._writer.begin_container(tag, start)

    def _write(self, text: str) -> None:
        if not self._verbatim and "\n" in text:
            text = _SPACE.sub(SOFT, text)
        self._writer.write(text)
        if not self._in_link and "://" in text:
            self._links += links(text)

    def _link(self, node: LexborNode, covered: str) -> str:
        """Return the text to show for a link, and keep its address."""
        href = node.attributes.get("href") or ""
        classes = (node.attributes.get("class") or "").split()
        if "hashtag" in classes:
            return covered
        if "mention" in classes:
            return self._mentions.shown(href, covered)
        if address := address_in(href):
            self._links.append(address)
            is_cut = node.css_first(_CUT_ADDRESS) is not None
            return shown_link(address, covered, is_cut=is_cut)
        return covered


def _is_deep(html: str) -> bool:
    """Return whether tags may be nested more deeply than any author's are."""
    if html.count("<") <= _DEEPEST:
        return False
    depth = deepest = 0
    for closing, tag in _TAG.findall(html):
        if tag.lower() not in _VOID:
            depth = max(0, depth - 1) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest > _DEEPEST


def _flat_text(html: str) -> HtmlText:
    """Return the text of HTML without its structure."""
    text = _TAG.sub("", _BREAK.sub("\n", _HIDDEN.sub("", html)))
    text = with_line_feeds(unescape_html(text)).replace("\0", "").strip("\n")
    return HtmlText(text, links(text))
