"""Any text as the graphemes that a font may be able to show.

matplotlib draws no coloured emoji, so they are replaced by their names. What is invisible or turns
the direction of the text after it is left out.
"""

import unicodedata

from wcwidth import iter_graphemes, wcwidth

_MOST = 1_000
"""Characters that are looked at; no picture has room for more of one text."""

_MOST_MARKS = 4
"""Marks on one letter: no language needs more, and a tower of them would cover other lines."""

_JOINERS = "\u200c\u200d"  # they change how letters are joined, so letters keep them
_LEFT_OUT = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
_SELECTORS = "\ufe0e\ufe0f"
_EMOJI_STYLE = "\ufe0f"
_KEYCAP = "\u20e3"
_PICTURES = 0x1F000  # from here on symbols are emoji, or signs of games
_SKIN = range(0x1F3FB, 0x1F400)
_REGIONAL = range(0x1F1E6, 0x1F200)
_COMMON_NAMES = {
    "\u2764": "red heart",
    "\u2b50": "star",
    "\U0001f602": "tears of joy",
    "\U0001f60d": "heart eyes",
    "\U0001f618": "blowing a kiss",
    "\U0001f62d": "loudly crying",
    "\U0001f44d": "thumbs up",
    "\U0001f44e": "thumbs down",
    "\U0001f64f": "folded hands",
    "\U0001f923": "rolling on the floor",
}
"""Shorter or better known names than Unicode's."""


def graphemes(text: str) -> list[str]:
    """Return the graphemes of a text in one line, the name of each emoji as one of them."""
    line = " ".join(text[:_MOST].split())
    kept = "".join(character for character in line if _is_kept(character))
    found = []
    for grapheme in iter_graphemes(kept):
        shown = emoji_name(grapheme) if _is_emoji(grapheme) else _visible(grapheme)
        if shown:
            found.append(shown)
    return found


def emoji_name(grapheme: str) -> str:
    """Return the name of an emoji or a symbol between colons; itself if it has none.

    A digit on a key is that digit, a flag has the letters of its country.
    """
    if _KEYCAP in grapheme:
        return grapheme[0]
    if all(ord(character) in _REGIONAL for character in grapheme):
        letters = (chr(ord(character) - _REGIONAL.start + ord("A")) for character in grapheme)
        return f":flag {''.join(letters)}:"
    names = [_name(character) for character in grapheme if _is_named(character)]
    return f":{' '.join(names)}:" if names and all(names) else grapheme


def is_right_to_left(text: str) -> bool:
    """Return whether the first letter of a text is of a script written from right to left."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in {"L", "R", "AL"}:
            return direction != "L"
    return False


def _is_kept(character: str) -> bool:
    return unicodedata.category(character) not in _LEFT_OUT or character in _JOINERS


def _visible(grapheme: str) -> str:
    """Return a grapheme without what chooses its style, empty if nothing would be seen of it."""
    kept = ""
    marks = 0
    for one in grapheme:
        marks += unicodedata.category(one) in {"Mn", "Me"}
        if not _is_selector(one) and marks <= _MOST_MARKS:
            kept += one
    return "" if not kept.strip(_JOINERS) else kept


def _is_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _is_emoji(grapheme: str) -> bool:
    first = grapheme[0]
    if _KEYCAP in grapheme or _EMOJI_STYLE in grapheme[1:]:
        return True
    is_symbol = unicodedata.category(first) in {"So", "Sk"}
    return is_symbol and (wcwidth(first) > 1 or ord(first) >= _PICTURES)


def _is_named(character: str) -> bool:
    return ord(character) not in _SKIN and character not in f"{_SELECTORS}{_JOINERS}"


def _name(character: str) -> str:
    return _COMMON_NAMES.get(character) or unicodedata.name(character, "").lower()
