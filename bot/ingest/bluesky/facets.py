"""Links, mentions and hashtags in the text of a post, and addresses that its client shortened.

Facets count bytes of UTF-8. The entities of 2023 count units of UTF-16, and are read where a post
has no facets. Nothing forces either to be in order, apart from each other, or inside the text: what
overlaps an earlier one, is empty or outside is left out, and the text itself is never changed but
for addresses that are shown in part.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from bot.ingest.bluesky.addresses import web_link

_LINK = "app.bsky.richtext.facet#link"
_MENTION = "app.bsky.richtext.facet#mention"
_TAG = "app.bsky.richtext.facet#tag"
_ENTITIES = {"link": (_LINK, "uri"), "mention": (_MENTION, "did")}
_SCHEME = re.compile(r"(?:https?://)?(?:www\.)?", re.IGNORECASE)
_HOST = re.compile(r"[^/?#]*")
_CUT = re.compile(r"(?:…|\.\.\.)\Z")
_DID = re.compile(r"did:[a-z]{1,10}:[\w.:%-]{1,300}", re.ASCII)
_MOST = 10_000  # facets of a post that are looked at


class RichText(NamedTuple):
    """A text with whole addresses, its links in order, the hashtags and the ids of the mentioned.

    Each is there once.
    """

    text: str
    links: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()


class _Span(NamedTuple):
    """A part of a text, from byte `start` up to `end` of its UTF-8, and its features."""

    start: int
    end: int
    features: list[Any]


def rich_text(text: str, facets: object, entities: object) -> RichText:
    """Return what the facets of a post, or else its entities, say of its text."""
    if not facets and not entities:
        return RichText(text)
    if isinstance(facets, list) and facets:
        spans = list(_of_facets(facets[:_MOST]))
    elif isinstance(entities, list) and entities:
        spans = list(_of_entities(entities[:_MOST], text))
    else:
        return RichText(text)
    spans.sort(key=lambda span: span.start)
    found = _Reading(text.encode())
    free = 0  # from where on the next span may begin
    for span in spans:
        if free <= span.start < span.end <= len(found.encoded):
            free = span.end
            for feature in span.features:
                found.add(span, feature)
    return RichText(found.text, tuple(found.links), tuple(found.tags), tuple(found.mentions))


class _Reading:
    """What is found in a text, which is UTF-8; the dictionaries are ordered sets."""

    def __init__(self, encoded: bytes) -> None:
        self.encoded = encoded
        self.links: dict[str, None] = {}
        self.tags: dict[str, None] = {}
        self.mentions: dict[str, None] = {}
        self._parts: list[bytes] = []
        self._shown = 0  # bytes of the text are in the parts

    @property
    def text(self) -> str:
        """The text with whole addresses."""
        return b"".join([*self._parts, self.encoded[self._shown :]]).decode()

    def add(self, span: _Span, feature: Any) -> None:
        """Add a feature of a part of the text; one of another form is left out."""
        if not isinstance(feature, dict):
            return
        kind = feature.get("$type")
        if kind == _LINK and (link := web_link(feature.get("uri"))):
            self.links[link] = None
            self._restore(span, link)
        elif kind == _MENTION and (did := did_of(feature.get("did"))):
            self.mentions[did] = None
        elif kind == _TAG and (tag := tag_of(feature.get("tag"))):
            self.tags[tag] = None

    def _restore(self, span: _Span, link: str) -> None:
        """Put a whole address in place of a shortened one."""
        start, end = _whole_characters(self.encoded, span)
        if self._shown <= start and _is_shortened(self.encoded[start:end].decode(), link):
            self._parts += self.encoded[self._shown : start], link.encode()
            self._shown = end


def did_of(value: object) -> str | None:
    """Return a value if it is a DID."""
    return value if isinstance(value, str) and _DID.fullmatch(value) else None


def tag_of(value: object) -> str | None:
    """Return a hashtag without its sign; None if a value is none."""
    if not isinstance(value, str):
        return None
    return value.strip().removeprefix("#")[:640] or None  # the bytes that the network allows


def _of_facets(facets: list[Any]) -> Iterator[_Span]:
    for facet in facets:
        if not isinstance(facet, dict):
            continue
        index, features = facet.get("index"), facet.get("features")
        if isinstance(index, dict) and isinstance(features, list):
            start, end = index.get("byteStart"), index.get("byteEnd")
            if type(start) is int and type(end) is int:
                yield _Span(start, end, features[:_MOST])


def _of_entities(entities: list[Any], text: str) -> Iterator[_Span]:
    units = text.encode("utf-16-le")
    for entity in entities:
        if not isinstance(entity, dict):
            continue
        kind, index = entity.get("type"), entity.get("index")
        if not isinstance(kind, str) or kind not in _ENTITIES or not isinstance(index, dict):
            continue
        start, end = index.get("start"), index.get("end")
        if type(start) is int and type(end) is int and 0 <= start <= end <= len(units) // 2:
            feature_type, name = _ENTITIES[kind]
            feature = {"$type": feature_type, name: entity.get("value")}
            yield _Span(_bytes_of(units, start), _bytes_of(units, end, after=True), [feature])


def _bytes_of(units: bytes, count: int, *, after: bool = False) -> int:
    """Return how many bytes of UTF-8 the first `count` units of UTF-16 are.

    A bound inside a character is moved to its beginning, or to its end for `after`.
    """
    cut = 2 * count
    if cut < len(units) and 0xDC <= units[cut + 1] <= 0xDF:  # noqa: PLR2004 - the second half
        cut += 2 if after else -2
    return len(units[:cut].decode("utf-16-le").encode())


def _whole_characters(encoded: bytes, span: _Span) -> tuple[int, int]:
    """Return the bounds of a span, widened to whole characters."""
    start, end = span.start, span.end
    while start and encoded[start] & 0xC0 == 0x80:  # noqa: PLR2004 - a byte that goes on
        start -= 1
    while end < len(encoded) and encoded[end] & 0xC0 == 0x80:  # noqa: PLR2004
        end += 1
    return start, end


def _is_shortened(covered: str, link: str) -> bool:
    """Return whether a text is a link without its beginning, or without its end.

    What is cut must show the whole host, so that no words are taken for an address.
    """
    cut = _CUT.search(covered)
    shown = covered[_SCHEME.match(covered).end() : cut.start() if cut else None]  # type: ignore[union-attr]
    whole = link[_SCHEME.match(link).end() :]  # type: ignore[union-attr]
    if cut is None:
        return shown == whole and covered != link
    host = _HOST.match(whole)
    return whole.startswith(shown) and host is not None and len(shown) >= host.end()
