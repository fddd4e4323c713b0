"""The languages that search is measured in."""

import unicodedata
from dataclasses import dataclass
from functools import cache

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_GREEK = "αβγδεζηθικλμνξοπρστυφχψω"


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its ISO 639-1 code, and the code that X gives its posts where that differs.

    `stemmer` is the name of its rules in Snowball, None where there are none. `letters` are those
    that generated words are made of. `also` are other names of its folders of translations.
    `elides` is whether an article before an apostrophe is a word of its own: l'homme. `compounds`
    is whether it writes compounds as one word, `unspaced` whether it puts no spaces between words.
    """

    code: str
    stemmer: str | None = None
    letters: str = _LATIN
    x_code: str = ""
    also: tuple[str, ...] = ()
    elides: bool = False
    compounds: bool = False
    unspaced: bool = False

    @property
    def folders(self) -> tuple[str, ...]:
        """The names of the folders that have translations into it."""
        return (self.code, *self.also)


_ALL = (
    Language("ar", "arabic", "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"),
    Language("ca", "catalan", _LATIN + "àéèíóòúç", elides=True),
    Language("da", "danish", _LATIN + "æøå"),
    Language("de", "german", _LATIN + "äöüß", compounds=True),
    Language("el", "greek", _GREEK + "άέήίόύώ"),
    Language("en", "english", also=("C", "en_GB", "en-US")),
    Language("es", "spanish", _LATIN + "áéíóúñ"),
    Language("fi", "finnish", _LATIN + "äö"),
    Language("fr", "french", _LATIN + "àâçéèêîôùû", elides=True),
    Language("he", None, "אבגדהוזחטיכלמנסעפצקרשת", x_code="iw"),
    Language("hu", "hungarian", _LATIN + "áéíóöőúüű"),
    Language("id", "indonesian", x_code="in"),
    Language("it", "italian", _LATIN + "àèéìòù", elides=True),
    Language(
        "ja", None, "".join(map(chr, range(0x3042, 0x3094))) + "日本人大学生時間", unspaced=True
    ),
    Language("ko", None, "".join(map(chr, range(0xAC00, 0xD7A3, 37)))),
    Language("nl", "dutch", _LATIN + "ëï", compounds=True),
    Language("pl", "polish", _LATIN + "ąćęłńóśźż"),
    Language("pt", "portuguese", _LATIN + "ãáâçéêíóôõú", also=("pt_BR", "pt-BR")),
    Language("ru", "russian", _CYRILLIC + "ё"),
    Language("sv", "swedish", _LATIN + "åäö"),
    Language("th", None, "กขคงจฉชซดตถทธนบปผฝพฟมยรลวสหอะาเแโไ", unspaced=True),
    Language("tr", "turkish", _LATIN + "çğıöşü"),
    Language(
        "zh", None, "".join(map(chr, range(0x4E00, 0x5200))), also=("zh_CN", "zh-CN"), unspaced=True
    ),
)
LANGUAGES = {language.code: language for language in _ALL}
"""Those measured, by code."""

# Particles of Korean nouns: after a final consonant, and after a vowel.
PARTICLES = (
    ("은", "는"), ("이", "가"), ("을", "를"), ("과", "와"), ("으로", "로"), ("에", "에"),
    ("의", "의"), ("에서", "에서"), ("도", "도"), ("만", "만"), ("까지", "까지"), ("부터", "부터"),
    ("에게", "에게"), ("이나", "나"), ("보다", "보다"), ("처럼", "처럼"), ("이라고", "라고"),
)  # fmt: skip
"""The commonest particles, each in the form after a consonant and in the form after a vowel."""

# What does not decompose into a letter and a mark, as people type it who lack the key.
_STROKE_PAIRS: dict[str, str | None] = (
    {"ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "ð": "d", "ı": "i",
     "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ـ": None, "ё": "е"}
)  # fmt: skip
_STROKES = str.maketrans(_STROKE_PAIRS)
_KEYBOARD = {
    "de": {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"},
    "da": {"æ": "ae", "ø": "oe", "å": "aa"},
    "sv": {"ä": "ae", "ö": "oe", "å": "aa"},
    "fi": {"ä": "ae", "ö": "oe"},
}
# Letters of their own, whose mark nobody leaves out.
_WHOLE = frozenset("йЙ")
_KANA = str.maketrans({chr(code): chr(code - 0x60) for code in range(0x30A1, 0x30F7)})


@cache
def plain(word: str) -> str:
    """Return a lower-case `word` without its accents, strokes, vowel signs and points."""
    kept = []
    for letter in unicodedata.normalize("NFC", word).translate(_STROKES):
        if (
            letter in _WHOLE
            or "가" <= letter <= "힣"
            or "\u0e00" <= letter <= "\u0e7f"
            or "\u3040" <= letter <= "\u30ff"
        ):
            kept.append(letter)
        else:
            parts = unicodedata.normalize("NFD", letter)
            kept.append("".join(part for part in parts if not unicodedata.combining(part)))
    return "".join(kept)


def on_another_keyboard(word: str, code: str) -> str:
    """Return `word` in the two-letter spellings of those whose keyboard lacks its letters."""
    return "".join(_KEYBOARD.get(code, {}).get(letter, letter) for letter in word)


def hiragana(run: str) -> str:
    """Return a run of katakana in hiragana."""
    return run.translate(_KANA)


def with_particle(noun: str, rank: int) -> str:
    """Return a Korean noun with a particle; after the last of PARTICLES comes none."""
    if rank >= len(PARTICLES):
        return noun
    last = ord(noun[-1]) - 0xAC00
    # After the consonant ㄹ the particle 으로 loses its vowel too.
    vowel = last % 28 == 0 or (PARTICLES[rank][0] == "으로" and last % 28 == 8)
    return noun + PARTICLES[rank][vowel]


def without_particle(word: str) -> str:
    """Return a Korean word without the longest particle that fits, if two syllables stay."""
    endings = sorted({form for pair in PARTICLES for form in pair}, key=len, reverse=True)
    for ending in endings:
        noun = word.removesuffix(ending)
        if noun != word and len(noun) >= 2 and any(
            with_particle(noun, rank) == word for rank in range(len(PARTICLES))
        ):  # fmt: skip
            return noun
    return word
