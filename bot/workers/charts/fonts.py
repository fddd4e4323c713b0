"""Which installed font has the characters of a text.

matplotlib falls back from one font to another only along a list of families that are installed; a
generic name such as "sans-serif" is one font. So each label is given the list of those it needs.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path

from matplotlib import font_manager, get_cachedir
from matplotlib.ft2font import FT2Font

_BASE = ("Noto Sans", "DejaVu Sans")
"""The first that is installed is used for all it has. matplotlib brings DejaVu Sans with it."""

_SCRIPTS = {
    "ARABIC": ("Noto Sans Arabic", "Noto Naskh Arabic", "Geeza Pro", "Segoe UI"),
    "BENGALI": ("Noto Sans Bengali", "Bangla MN", "Nirmala UI"),
    "CANADIAN": ("Noto Sans Canadian Aboriginal", "Euphemia UCAS", "Gadugi"),
    "DEVANAGARI": ("Noto Sans Devanagari", "Lohit Devanagari", "Devanagari MT", "Nirmala UI"),
    "HEBREW": ("Noto Sans Hebrew", "Arial Hebrew", "Segoe UI"),
    "NKO": ("Noto Sans NKo",),
    "PHAGS-PA": ("Noto Sans PhagsPa",),
    "TAMIL": ("Noto Sans Tamil", "Tamil MN", "Nirmala UI"),
    "THAI": ("Noto Sans Thai", "Thonburi", "Leelawadee UI"),
    "TIBETAN": ("Noto Serif Tibetan", "Kailasa", "Microsoft Himalaya"),
}
"""The families of a script that are tried first, by the first word of its characters' names.

Of other scripts those that Noto names after the script are tried.
"""

_JAPANESE = ("Noto Sans CJK JP", "Noto Sans JP", "Hiragino Sans", "Yu Gothic", "IPAGothic")
_KOREAN = ("Noto Sans CJK KR", "Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic")
_CHINESE = ("Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei")
_EAST_ASIAN = frozenset(
    {"BOPOMOFO", "CJK", "FULLWIDTH", "HALFWIDTH", "HANGUL", "HIRAGANA", "IDEOGRAPHIC", "KATAKANA"}
)

# What matplotlib brings with it for formulas has other characters at the codes of letters; the last
# is made of boxes.
_NOT_FOR_TEXT = ("STIX", "cm", "Last Resort")
_LIGATING = frozenset("\u200c\u200d")  # between letters; a font without them joins by itself
_REGULAR = 400


class Fonts:
    """The fonts of one picture, which shows `texts`.

    Chinese, Japanese and Korean share characters that each of them writes a little differently:
    kana in any text make them Japanese, else hangul Korean.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._files: dict[str, font_manager.FontEntry] = {}
        for entry in font_manager.fontManager.ttflist:
            if entry.style == "normal" and not entry.name.startswith(_NOT_FOR_TEXT):
                known = self._files.get(entry.name)
                if known is None or _distance(entry) < _distance(known):
                    self._files[entry.name] = entry
        self._base = next(name for name in _BASE if name in self._files)
        self._east_asian = _east_asian(texts)
        self._others = sorted(self._files)
        self._found: dict[str, str | None] = {}

    def families(self, graphemes: Iterable[str]) -> list[str]:
        """Return the families that a text needs, in the order in which they are tried for it."""
        needed = {self._base: None}
        for grapheme in graphemes:
            family = self.family(grapheme)
            if family is not None:
                needed[family] = None
        return list(needed)

    def family(self, grapheme: str) -> str | None:
        """Return an installed family that has all characters of a grapheme; None if none has."""
        if grapheme not in self._found:
            wanted = [ord(character) for character in grapheme if character not in _LIGATING]
            self._found[grapheme] = next(
                (name for name in self._tried(grapheme[0]) if self._has(name, wanted)), None
            )
        return self._found[grapheme]

    def _tried(self, character: str) -> Iterator[str]:
        yield self._base
        script = unicodedata.name(character, "").split(" ")[0]
        if script in _EAST_ASIAN:
            yield from self._east_asian
        yield from _SCRIPTS.get(script, ())
        yield f"Noto Sans {script.title()}"
        yield f"Noto Serif {script.title()}"
        yield "DejaVu Sans"
        yield from self._others

    def _has(self, name: str, codes: Iterable[int]) -> bool:
        entry = self._files.get(name)
        if entry is None:
            return False
        font = _opened(entry.fname, entry.index)
        return font is not None and all(map(font.get_char_index, codes))


@cache
def list_new_fonts() -> None:
    """Have this process use the fonts that were installed since matplotlib listed them.

    matplotlib keeps its list for good. So it is deleted where it lacks fonts, and the next process
    makes a new one.
    """
    known = {entry.fname for entry in font_manager.fontManager.ttflist}
    added = [path for path in font_manager.findSystemFonts() if path not in known and _add(path)]
    if added:
        for kept in Path(get_cachedir()).glob("fontlist-*.json"):
            with suppress(OSError):
                kept.unlink()


def _add(path: str) -> bool:
    """Add a font to the list of this process; return whether it is one that matplotlib can use."""
    try:
        font_manager.fontManager.addfont(path)
    except (OSError, RuntimeError, ValueError, NotImplementedError):  # as matplotlib skips them
        return False
    return True


@lru_cache(maxsize=1024)
def _opened(path: str, index: int) -> FT2Font | None:
    try:
        return FT2Font(path, face_index=index)
    except (OSError, RuntimeError):  # removed since matplotlib listed it, or damaged
        return None


def _distance(entry: font_manager.FontEntry) -> tuple[int, str]:
    """Return how far a file is from a family's regular one."""
    weight = int(font_manager.weight_dict.get(entry.weight, entry.weight))  # type: ignore[arg-type]
    return abs(weight - _REGULAR), entry.fname


def _east_asian(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the families for Chinese, Japanese and Korean, those of the texts' language first."""
    every = "".join(texts)
    if any("\u3041" <= character <= "\u30ff" for character in every):
        return (*_JAPANESE, *_CHINESE, *_KOREAN)
    if any("\uac00" <= character <= "\ud7a3" for character in every):
        return (*_KOREAN, *_CHINESE, *_JAPANESE)
    return (*_CHINESE, *_JAPANESE, *_KOREAN)
