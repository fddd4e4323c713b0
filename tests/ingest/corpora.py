"""One archive in every layout, with the position of each record, for tests of damaged files."""

import html
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from bot.ingest import markdown
from tests.archives import post, record, snowflake, stamp
from tests.ingest.export.exports import account, at, tweet
from tests.ingest.parser.layouts import Written, page, quoted

COUNT = 10
_QUOTED, _QUOTING = 1, 5
QUOTED = snowflake(at(_QUOTED))
_FOREIGN = record(at(99), "theirs", account="nobody")


@dataclass(frozen=True, slots=True)
class Corpus:
    """A file, the texts of its posts by their ids, and the byte ranges that each post needs.

    `needs` are half-open ranges of byte offsets.
    """

    content: bytes
    texts: dict[str, str]
    needs: dict[str, list[tuple[int, int]]]


def text_of(n: int) -> str:
    """Return the text of the n-th post."""
    special = {
        2: "two\nlines & “quotes” – café 😂",
        3: "a rule\n----\nand on",
        4: f"look:\n{_FOREIGN}\n----\nand on",
        _QUOTING: f"mine:\n{record(at(_QUOTED), 'the body of 1')}\n----\nnice",
        6: "@bob an answer",
        7: "*stars* and [brackets](x) <tags> \\ 日本語",
    }
    return special.get(n % COUNT, f"the body of {n}") + (f" {n}" if n >= COUNT else "")


def _escaped(n: int) -> str:
    return html.escape(text_of(n), quote=False)


def _written(n: int) -> Written:
    text = _escaped(n)
    if text.startswith("@bob "):
        return Written(at(n), text.removeprefix("@bob "), ["bob"])
    return Written(at(n), text)


def _early(n: int) -> str:
    return record(at(n), _escaped(n))


def _first(n: int) -> str:
    body, _, footer = _early(n).rpartition("(Originally")
    return f"{body}Originally{footer.removesuffix(')')}"


def _own(n: int) -> str:
    return markdown.write(post(at(n), text_of(n)))


def _tweet(n: int) -> str:
    return json.dumps({"tweet": tweet(n, _escaped(n))}, indent=2, ensure_ascii=False)


def _page(n: int) -> str:
    whole = page([_written(n)])
    head, tail = page([Written(at(n), "")]).split("<p><blockquote></blockquote>")[0], "\n    </main"
    return (
        whole[len(head) :].partition(tail)[0]
        if n % COUNT != 6
        else (whole[whole.index("Replying to") :].partition(tail)[0])
    )


@dataclass(frozen=True, slots=True)
class _Layout:
    """How records become a file; `footer` is the beginning of the last part of a record.

    Without a footer a record needs nothing of the one before it, except perhaps the blank line
    between; then `lookahead` is the number of bytes that it needs of the one after it.
    """

    write: Callable[[int], str]
    between: str
    head: str = ""
    tail: str = ""
    footer: str | None = None
    newest_first: bool = False
    lookahead: int = 0


_PAGE_HEAD = page([Written(at(0), "")]).partition("<p><blockquote>")[0]
_PAGE_TAIL = "\n    </main>\n</body>\n</html>"

LAYOUTS = {
    "F1": _Layout(
        lambda n: f"{stamp(at(n))}\n{_escaped(n)}", "\n\n", newest_first=True, lookahead=31
    ),
    "F2": _Layout(_first, "\n--\n", footer="\n\nOrig", newest_first=True),
    "F3": _Layout(_early, "\n----\n", footer="\n\n(Orig", newest_first=True),
    "F7": _Layout(_early, "\n----\n", tail="\n----\n", footer="\n\n(Orig"),
    "F8": _Layout(_early, "\n\n----\n\n", tail="\n\n----\n\n", footer="\n\n(Orig"),
    "F10": _Layout(_early, "\n\n----\n\n", footer="\n\n(Orig"),
    "F11": _Layout(lambda n: quoted(_written(n), escape=False), "\n\n----\n\n", footer="\n\n<img"),
    "F15": _Layout(lambda n: quoted(_written(n), escape=True), "\n\n----\n\n", footer="\n\n<img"),
    "HTML": _Layout(_page, "<hr>\n", _PAGE_HEAD, _PAGE_TAIL, footer="</blockquote>"),
    "own": _Layout(_own, "", markdown.heading([])),
    "tweets.js": _Layout(_tweet, ",\n", "window.YTD.tweets.part0 = [ ", " ]"),
}


@cache
def corpus(name: str, first: int = 0) -> Corpus:
    """Return posts from number `first` on in a layout."""
    layout = LAYOUTS[name]
    numbers = list(range(first, first + COUNT))
    if layout.newest_first:
        numbers.reverse()
    content = layout.head.encode()
    spans: dict[int, tuple[int, int]] = {}
    before = 0
    for index, n in enumerate(numbers):
        written = layout.write(n)
        begin = before if layout.footer else len(content) - (2 if layout.lookahead and index else 0)
        if layout.footer:
            before = len(content) + len(written[: written.rindex(layout.footer)].encode())
        content += written.encode()
        ends = index == COUNT - 1
        content += (layout.tail if ends else layout.between).encode()
        spans[n] = begin, len(content) + (0 if ends else layout.lookahead)
    needs = {snowflake(at(n)): [span] for n, span in spans.items()}
    if name == "tweets.js":  # another name before the list may mean data that is never read
        for needed in needs.values():
            needed.append((0, len(layout.head)))
    # If a post or its quotation in another post is damaged, nothing shows which is which.
    quoting = snowflake(at(first + _QUOTING))
    if first == 0:
        needs[quoting].append(spans[_QUOTED])
        needs[snowflake(at(_QUOTED))].append(spans[_QUOTING])
    else:
        del needs[quoting]
    return Corpus(content, {snowflake(at(n)): text_of(n) for n in numbers}, needs)


def zipped(content: bytes) -> bytes:
    """Return a zip of an export with `content` as its posts."""
    memory = BytesIO()
    with ZipFile(memory, "w", ZIP_DEFLATED) as made:
        made.writestr("data/account.js", account())
        made.writestr("data/tweets.js", content)
    return memory.getvalue()
