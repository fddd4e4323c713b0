"""Text of a post, escaped so that Discord shows exactly its characters.

Discord parses messages as markdown, with mentions, timestamps and links of its own kinds. A
backslash before a character that is neither letter, digit nor space removes its meaning. An
address between spaces remains an address, since it shows where it leads; one that is known to end
elsewhere is put in angle brackets, which Discord does not show.
"""

import re
from collections import deque
from collections.abc import Iterable

from wcwidth import grapheme_boundary_before

from bot.archive.posts.sanitize import close_directions, show_controls
from bot.ui.limits import Size

ELLIPSIS = "…"

# None of these characters has a meaning inside an address, so Discord shows and links it whole.
_ADDRESS = r"(?<!\S)https?://[\w.~:/?#%&=+,;!$@'-]+(?!\S)"
_SPECIAL = re.compile(
    rf"""
      (?P<address>{_ADDRESS})
    | (?P<anywhere>[\\*_~|`<>\[\]])
    | (?P<indent>^[^\S\n]*)(?P<line_start>[#+-]|\d+(?=\.))
    | (?P<ping>@(?=everyone|here))
    | (?P<colon>:(?!\s))  # of an address, or of an emoji's name, which other text may complete
    """,
    re.VERBOSE | re.MULTILINE,
)
_NOTIFIES = re.compile("@(?:everyone|here)")
# Discord takes a few signs at the end of a bare address for the sentence's.
_BARE_ADDRESS = re.compile(rf"{_ADDRESS}(?<=[\w/=&%#+~-])")
_IN_BRACKETS = re.compile(r"https?://[^\s<>]+")
# What the address of a link with a label may have: nothing that could end the link.
_LINKABLE = re.compile(r"https?://[^\s<>\\`\x00-\x1f\x7f-\x9f]{1,200}")


def escape(text: str, links: Iterable[str] = ()) -> str:
    """Return `text` escaped: Discord shows its characters and gives them no meaning.

    Each address in `links` is linked to the letter, also with text right behind it.
    """
    return close_directions(escape_part(text, links))


def escape_part(text: str, links: Iterable[str] = ()) -> str:
    """Return part of a text escaped; writing directions that it opens are left open."""
    shown = show_controls(text).replace("\u2028", "\n")
    known = _occurrences(shown, links)
    if not known:
        return _SPECIAL.sub(_escape_one, shown)
    parts: list[str] = []
    at = 0
    special = _SPECIAL.search(shown)
    # Not one pattern for both: `re` takes a millisecond for a new one, and keeps 512.
    while known or special:
        if special is None or (known and known[0][0] <= special.start()):
            start, end = known.popleft()
            escaped = _escape_link(shown, start, end)
        else:
            start, end = special.span()
            escaped = _escape_one(special)
        parts += shown[at:start], escaped
        at = end
        while known and known[0][0] < at:
            known.popleft()
        if special is not None and special.start() < at:
            special = _SPECIAL.search(shown, at)
    return "".join(parts) + shown[at:]


def shorten(text: str, limit: int, links: Iterable[str] = ()) -> str:
    """Return `text` escaped, in at most `limit` characters, for a small part of a message.

    An ellipsis shows a cut.
    """
    return fit(text, Size.of_part(limit), links)


def linked(label: str, address: str | None) -> str:
    """Return a label, which is markdown, as a link to an address.

    Alone if there is none, if it is longer than a message has room for, as archives may state, or
    has a character that would end the link.
    """
    if address is None or not _LINKABLE.fullmatch(address):
        return label
    # Discord ends the link at a bracket that the address does not open, also between < and >.
    return f"[{label}](<{address.replace('(', '%28').replace(')', '%29')}>)"


def fit(text: str, room: Size, links: Iterable[str] = ()) -> str:
    """Return `text` escaped, in at most `room`; an ellipsis shows a cut."""
    if may_fit(text, room) and Size.of(escaped := escape(text, links)).fits(room):
        return escaped
    return escape(_whole_words(text, _fitting(text, room, links)), links) + ELLIPSIS


def may_fit(text: str, room: Size) -> bool:
    """Return whether `text` could fit into `room` once it is escaped, which makes none shorter.

    To escape a text of a million characters in order to know would take seconds.
    """
    return len(text) <= room.characters


def split(text: str, room: Size, links: Iterable[str] = ()) -> list[str]:
    """Return the parts of `text`, unescaped, each of which fits into `room` once it is escaped.

    They are divided between words where that is possible. Together they are the text; there is
    always a first one.
    """
    parts = []
    while not may_fit(text, room) or not Size.of(escape(text, links)).fits(room):
        fits = max(1, _fitting(text, room, links))
        part = _whole_words(text, fits) or text[:fits]  # a grapheme may be larger than any room
        parts.append(part)
        text = text[len(part) :]
    return [*parts, text]


def _fitting(text: str, room: Size, links: Iterable[str]) -> int:
    """Return how many characters of a text that is too long fit into `room` with an ellipsis."""
    fits, too_long = 0, min(len(text), room.characters)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if Size.of(escape(text[:middle], links) + ELLIPSIS).fits(room):
            fits = middle
        else:
            too_long = middle
    return fits


def one_line(text: str, limit: int) -> str:
    """Return `text`, unescaped, as a label: one line of at most `limit` characters."""
    line = " ".join(show_controls(text).split())
    return line if len(line) <= limit else _whole_words(line, limit - 1) + ELLIPSIS


def grapheme_start(text: str, offset: int) -> int:
    """Return the offset of the grapheme that the character at `offset` is part of.

    Readers see a grapheme, such as a flag or a letter with its marks, as one character. A text that
    is cut at this offset has each of its graphemes whole.
    """
    return grapheme_boundary_before(text, offset + 1) if offset < len(text) else len(text)


def _occurrences(text: str, links: Iterable[str]) -> deque[tuple[int, int]]:
    """Return where `links` are in a text, each as its start and end, the longest first at each."""
    found = set()
    for link in links:
        start = text.find(link) if _IN_BRACKETS.fullmatch(link) else -1
        while start >= 0:
            found.add((start, start + len(link)))
            start = text.find(link, start + 1)
    return deque(sorted(found, key=lambda span: (span[0], -span[1])))


def _escape_link(text: str, start: int, end: int) -> str:
    link = text[start:end]
    if _NOTIFIES.search(link):
        return _escape_address(link)
    bare = _BARE_ADDRESS.match(text, start)
    return link if bare and bare[0] == link else f"<{link}>"


def _escape_one(match: re.Match[str]) -> str:
    found = match[0]
    if match["address"]:
        return found if not _NOTIFIES.search(found) else _escape_address(found)
    if match["line_start"]:
        indent, start = match["indent"], match["line_start"]
        # In "1. first" it is the full stop that makes a list.
        return f"{indent}{start}\\" if start.isdigit() else f"{indent}\\{start}"
    return f"\\{found}"


def _escape_address(address: str) -> str:
    return re.sub(r"[^\w\s]|_", r"\\\g<0>", address)


def _whole_words(text: str, end: int) -> str:
    """Return `text` up to `end`, without a word or a grapheme that this would cut.

    A word is cut all the same if too much would be removed with it.
    """
    space = text.rfind(" ", 0, end)
    return text[: grapheme_start(text, space if space > end * 0.8 else end)]
