"""Tables of the languages that share their script with others, a module for each family.

Words and groups of letters were chosen offline. Where wordfreq has the language, by its
frequencies: from the 450 commonest words those that distinguish it best (share times logarithm of
share over mean share), and in every language that shares them. The others (Afrikaans, Basque,
Belarusian, Esperanto, Estonian, Galician, Irish, Marathi, Nepali, Sesotho, Swahili, Yiddish) were
written by hand, and so was what is typical of posts: greetings, slang, short forms. Names of
countries and towns were left out. Groups are by the same words, and by half of the messages of the
programs of a Debian machine, which `tests/bench/languages.py` does not measure with.
"""

from bot.archive.search.languages.tables import (
    baltic_finnic,
    cyrillic,
    european,
    iberian,
    nordic,
    romance,
    semitic_indic,
    slavic,
    southern,
    west_germanic,
)

TABLES = (
    *west_germanic.TABLES,
    *nordic.TABLES,
    *iberian.TABLES,
    *romance.TABLES,
    *slavic.TABLES,
    *baltic_finnic.TABLES,
    *european.TABLES,
    *southern.TABLES,
    *cyrillic.TABLES,
    *semitic_indic.TABLES,
)
"""All of them, first those of languages in Latin letters."""

RELATED = {
    "es": ("gl", "pt", "ca"), "pt": ("gl", "es"), "gl": ("pt", "es"), "ca": ("es",),
    "da": ("no",), "no": ("da", "sv"), "sv": ("no",), "nl": ("af",), "af": ("nl",),
    "cs": ("sk",), "sk": ("cs",), "hr": ("sl", "sr"), "sl": ("hr",),
    "ru": ("uk", "be"), "uk": ("ru", "be"), "be": ("uk", "ru"),
    "bg": ("mk",), "mk": ("bg", "sr"), "sr": ("mk", "hr"),
    "id": ("ms",), "ms": ("id",), "hi": ("mr", "ne"), "mr": ("hi",), "ne": ("hi",),
}  # fmt: skip
"""Languages that share so many words that a short text need not show which of them it is in. The
likelier one is taken by any margin: its rules are hardly wrong for the other."""

RARE = frozenset(
    {"af", "be", "eo", "eu", "ga", "gl", "is", "mk", "mr", "ms", "ne", "st", "sw", "yi"}
)
"""Languages that few posts are in, beside others of their script: a guess, from the numbers of
people who write them."""
