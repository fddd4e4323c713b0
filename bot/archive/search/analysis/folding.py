"""Folding: words that differ only in case, accents, marks or forms of letters become the same.

What is folded is what people leave out or replace when they type a word, in any language.
"""

import re
import unicodedata

from bot.archive.patterns import deferred
from bot.archive.search.analysis.characters import (
    APOSTROPHES,
    FOLLOWING,
    INVISIBLE,
    ZERO_WIDTH_SPACE,
)

# Letters of which Unicode has no decomposition, as CLDR's transliteration Latin-ASCII spells them
# (cldr/common/transforms/Latin-ASCII.xml); in it, those with a stroke, a hook or the like are the
# letter of their name, see _NAMED. The second line is not in CLDR: open o is used in West Africa,
# the schwa is a letter of Azerbaijani, often replaced by e.
_LATIN = {
    "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ĸ": "q", "ŋ": "n", "ȷ": "j", "ɛ": "e",  # noqa: RUF001 - here and below, letters that look like others are meant
    "ƕ": "hv", "ƣ": "oi", "ȸ": "db", "ȹ": "qp", "ɡ": "g", "ɩ": "i", "ʣ": "dz", "ʦ": "ts",  # noqa: RUF001
    "ꜳ": "aa", "ꜵ": "ao", "ꜷ": "au", "ꜹ": "av", "ꜻ": "av", "ꜽ": "ay", "ꝏ": "oo", "ꝡ": "vy",
    "ỻ": "ll", "ỽ": "v", "ꝺ": "d", "ꝼ": "f", "ɟ": "j", "ᵫ": "ue",
    "ə": "e", "ɔ": "o",
}  # fmt: skip
_NAMED = deferred("LATIN (?:SMALL LETTER|LETTER SMALL CAPITAL) (?:BARRED )?([A-Z]{1,2})(?: WITH|$)")
# Arabic as it is typed: letters with hamza or madda without them (these decompose), the last forms
# of ya and ta marbuta as any ya and ha; the letters that Persian, Urdu and others write for kaf,
# ya and ha as those of Arabic. Light stemmers of Arabic do the same, such as that of Lucene.
_ARABIC = {
    **dict.fromkeys("ٱٲٳٵ", "ا"),  # noqa: RUF001
    **dict.fromkeys("ىیېۍےێؠ", "ي"),
    **dict.fromkeys("ةۃہھە", "ه"),  # noqa: RUF001
    **dict.fromkeys("کڪ", "ك"),
}
_HEBREW = dict(zip("ךםןףץ", "כמנפצ", strict=True))  # letters at the end of a word

# Marks that are left out. Others are vowels: those of Indian and South-East Asian scripts, Thaana.
_ACCENTS = deferred(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
    "\u0591-\u05c7\ufb1e"  # vowels and signs of Hebrew
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0890-\u08ff\U00010efd-\U00010eff"  # of Arabic
    "\u0711\u0730-\u074a"  # of Syriac
    "\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]"  # choices between shapes of a character
)
_REMOVED = frozenset(
    f"{APOSTROPHES}\ua78c"
    "\u00b7\u2027"  # between two l in Catalan
    "\u0640\u0674"  # tatweel, which only makes an Arabic word longer; hamza by itself
    "\u115f\u1160"  # fillers of Hangul
) | {
    chr(code)
    for first, last in re.findall("(.)(?:-(.))?", INVISIBLE + ZERO_WIDTH_SPACE)
    for code in range(ord(first), ord(last or first) + 1)
}
# A mark without a letter decomposes into a space and the mark.
_SPACE = deferred(f" +(?=[{FOLLOWING}])")

# Last of all. Hangul letters by themselves, such as ㅋㅋ, decompose into parts of syllables.
_PART_OF_SYLLABLE = {
    part: code
    for code in range(0x3131, 0x318F)
    for part in map(ord, unicodedata.normalize("NFKD", chr(code)))
    if part not in {0x1160, code}
}
_PARTS_OF_SYLLABLES = re.compile("[\u1100-\u11ff]")
_HIRAGANA = {code: code - 0x60 for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}
_KATAKANA = re.compile("[\u30a1-\u30fe]")
# The vowel am of Thai and Lao decomposes, and may be typed as its two parts, around a tone or not.
_THAI_AM = re.compile("\u0e4d([\u0e48-\u0e4b]*)\u0e32")
_LAO_AM = re.compile("\u0ecd([\u0ec8-\u0ecb]*)\u0eb2")
_LATER = deferred("[\u0e00-\U0010ffff]")  # scripts before them need none of these last steps


class _Letters(dict[int, str]):
    """What each character becomes, by its code; looked up in Unicode when it first occurs."""

    def __missing__(self, code: int) -> str:
        letter = self[code] = _folded(chr(code))
        return letter


_LETTERS = _Letters()


def fold(word: str) -> str:
    """Return `word` as compared.

    In lower case, without accents, apostrophes or characters that nobody sees, in letters and
    digits of normal width, the digits of any script as 0 to 9, katakana as hiragana. The vowels of
    Arabic and Hebrew are left out, as most people leave them out. Composed (NFC); folded again it
    stays as it is.
    """
    if word.isascii():
        return word.lower().replace("'", "").replace("`", "")
    return hiragana(fold_except_kana(word))


def hiragana(text: str) -> str:
    """Return `text` with katakana as hiragana, each character as one."""
    return text.translate(_HIRAGANA) if _KATAKANA.search(text) else text


def fold_except_kana(word: str) -> str:
    """Return `word` folded, but with katakana as written; as long as if they were hiragana."""
    word = unicodedata.normalize("NFKD", word)
    if " " in word:
        word = _SPACE.sub("", word)
    word = word.translate(_LETTERS)
    if word.isascii():
        return word
    if " " in word:  # again, as an apostrophe may have been between a space and a mark
        word = _SPACE.sub("", word)
    word = unicodedata.normalize("NFC", word)
    if not _LATER.search(word):
        return word
    if "\u0e4d" in word:
        word = _THAI_AM.sub("\\1\u0e33", word)
    if "\u0ecd" in word:
        word = _LAO_AM.sub("\\1\u0eb3", word)
    return word.translate(_PART_OF_SYLLABLE) if _PARTS_OF_SYLLABLES.search(word) else word


def _folded(letter: str) -> str:
    """Return a character of decomposed text as it is compared."""
    if letter in _REMOVED or _ACCENTS.match(letter):
        return ""
    lower = unicodedata.normalize("NFKD", letter.casefold())
    if lower != letter:
        return "".join(map(_folded, lower))
    known = _LATIN.get(letter) or _ARABIC.get(letter) or _HEBREW.get(letter)
    if known:
        return known
    digit = unicodedata.decimal(letter, None)
    if digit is not None:
        return str(digit)
    named = _NAMED.match(unicodedata.name(letter, ""))
    return named[1].lower() if named else letter
