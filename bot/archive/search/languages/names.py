"""Languages by the names and codes that people type."""

from collections.abc import Iterator, Mapping
from functools import cache

from bot.archive.search.languages.codes import canonical
from bot.languages.language_names import language_codes, plain_name

_OWN_NAMES = {
    "en": "english", "es": "español castellano", "pt": "português", "ja": "日本語",
    "de": "deutsch", "fr": "français", "id": "indonesia", "ar": "العربية عربي",
    "tr": "türkçe", "it": "italiano", "nl": "nederlands vlaams", "ru": "русский",
    "ko": "한국어", "zh": "中文 汉语 漢語", "pl": "polski", "sv": "svenska",
    "uk": "українська", "th": "ไทย ภาษาไทย", "tl": "filipino tagalog", "hi": "हिन्दी हिंदी",
    "fa": "فارسی", "ca": "català valencià", "da": "dansk", "no": "norsk bokmål nynorsk",
    "fi": "suomi", "el": "ελληνικά", "he": "עברית", "cs": "čeština česky",
    "hu": "magyar", "ro": "română", "vi": "việt", "ur": "اردو", "ta": "தமிழ்",
    "bg": "български", "sr": "српски srpski", "hr": "hrvatski", "sk": "slovenčina slovensky",
    "sl": "slovenščina slovensko", "lt": "lietuvių", "lv": "latviešu", "et": "eesti",
    "is": "íslenska", "eu": "euskara", "gl": "galego", "ga": "gaeilge", "eo": "esperanto",
    "af": "afrikaans", "sw": "kiswahili", "st": "sesotho", "ms": "melayu", "mk": "македонски",
    "be": "беларуская", "yi": "ייִדיש יידיש", "ne": "नेपाली", "mr": "मराठी", "hy": "հայերեն",
    "ka": "ქართული", "am": "አማርኛ", "bn": "বাংলা", "bo": "བོད་སྐད་", "dv": "ދިވެހި",
    "gu": "ગુજરાતી", "km": "ខ្មែរ", "kn": "ಕನ್ನಡ", "lo": "ລາວ", "ml": "മലയാളം",
    "my": "မြန်မာ", "or": "ଓଡ଼ିଆ", "pa": "ਪੰਜਾਬੀ", "si": "සිංහල", "te": "తెలుగు",
}  # fmt: skip
"""The languages that a post may be found to be in, the commonest first, with their own names."""


def code_of(name: str) -> str | None:
    """Return the code of the language that a person means by its name or by a code of it.

    The name may be its own, or that of one of the languages of the bot, in small letters or large,
    with or without accents; a code may name a country too ("pt-BR"). None for no known language.
    """
    code = canonical(name)
    if code in _OWN_NAMES:
        return code
    found = _own_codes().get(plain_name(name)) or language_codes().get(plain_name(name))
    if found is None and code in language_codes().values():
        found = code
    return None if found is None else canonical(found)


def codes_beginning(typed: str) -> Iterator[str]:
    """Yield the codes of languages that posts may be in which begin so, or whose names do."""
    yield from (code for code in _OWN_NAMES if code.startswith(typed.lower()))
    plain = plain_name(typed)
    if plain:
        for names in (_own_codes(), language_codes()):
            found = (canonical(code) for name, code in names.items() if name.startswith(plain))
            yield from (code for code in found if code in _OWN_NAMES)


@cache
def _own_codes() -> Mapping[str, str]:
    return {
        plain_name(name): code for code, names in _OWN_NAMES.items() for name in names.split()
    } | {"bahasa indonesia": "id"}
