"""Discord's markdown as HTML: lines of spans, gathered into headings, quotes and code."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from bot.sandbox.markdown import Span, spans
from bot.sandbox.page.elements import Node, element, join, safe_url

_TAGS = {
    "bold": "strong",
    "italic": "em",
    "underline": "u",
    "strike": "s",
    "code": "code",
}
_LEVELS = {"level1": "h1", "level2": "h2"}

Line = list[Span]


def markdown(source: str, names: Mapping[str, str], now: datetime | None = None) -> Node:
    """Return a text of a message; `names` and `now` as in `bot.sandbox.markdown.spans`."""
    blocks = groupby(_lines(spans(source, names, now)), key=_block_of)
    return join(*(block for kind, lines in blocks for block in _render(kind, lines)))


def _lines(parts: Iterable[Span]) -> Iterator[Line]:
    """Yield the lines of a text. A block of code is a line, whose end its text does not have."""
    line: Line = []
    for part in parts:
        if "block" in part.styles:
            if line:
                yield line
            yield [part]
            line = []
            continue
        if "\n" not in part.text:
            line.append(part)
            continue
        first, *others = part.text.split("\n")
        line += [replace(part, text=first)] if first else []
        for text in others:
            yield line
            line = [replace(part, text=text)] if text else []
    if line:
        yield line


def _block_of(line: Line) -> str:
    styles = line[0].styles if line else frozenset[str]()
    return next((one for one in ("block", "quote", "heading", "small") if one in styles), "")


def _render(kind: str, lines: Iterable[Line]) -> Iterator[Node]:
    """Yield the elements of neighbouring lines of one kind."""
    if kind == "quote":
        yield element("blockquote", *(_line("div", line) for line in lines))
        return
    for line in lines:
        if kind == "block":
            yield element("pre", line[0].text)
        elif kind == "heading":
            level = next((tag for style, tag in _LEVELS.items() if style in line[0].styles), "h3")
            yield _line(level, line)
        else:
            yield _line("div", line, kind)


def _line(tag: str, line: Line, kind: str = "") -> Node:
    is_item = bool(line) and "list" in line[0].styles
    names = " ".join(filter(None, ["line", kind, "item" if is_item else ""]))
    return element(tag, *(_runs(line) if line else [element("br")]), class_=names)


def _runs(line: Line) -> Iterator[Node]:
    """Yield the spans of a line; neighbours that are spoilers are under one cover."""
    for is_spoiler, run in groupby(line, key=lambda span: "spoiler" in span.styles):
        shown = map(_span, run)
        if is_spoiler:
            yield element(
                "span", *shown, class_="spoiler", role="button", tabindex=0, aria_expanded="false"
            )
        else:
            yield from shown


def _span(span: Span) -> Node:
    """Return a span with its styles, from the inside out."""
    shown = join(span.text)
    if span.moment is not None:
        moment, style = span.moment
        shown = element("time", shown, datetime=moment.isoformat(), data_style=style)
    if span.mention is not None:
        shown = element("span", shown, class_="mention")
    for style, tag in _TAGS.items():
        if style in span.styles:
            shown = element(tag, shown)
    if span.link and (url := safe_url(span.link)):
        shown = element("a", shown, href=url, rel="noopener noreferrer", target="_blank")
    return shown
