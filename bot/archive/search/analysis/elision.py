"""Elided articles, pronouns and prepositions: the "l" of "l'université".

Romance languages leave out the last vowel of such a word before another vowel, and join the two
with an apostrophe. In other languages an apostrophe is part of a word: don't, O'Brien, Türkiye'de.
No language need be known: the few words that are elided are no beginnings elsewhere.
"""

import re

from bot.archive.search.analysis.characters import APOSTROPHES
from bot.archive.search.analysis.folding import fold

# Of the grammars of French, Italian, Catalan, Occitan and Portuguese (d'água), folded. Without
# "aujourd" and "quelqu": nobody searches for their second parts alone, "hui" and "un". Without
# "presqu" too, which is elided in one noun, "presqu'île".
_ELIDED = frozenset(
    (
        *("l", "d", "j", "m", "t", "s", "n", "c", "v", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"),
        *("all", "dall", "dell", "nell", "sull", "coll", "agl", "dagl", "degl", "negl", "sugl"),
        *("gl", "un", "quest", "quell", "bell", "sant", "tutt", "senz", "anch", "com", "dov"),
        *("al", "als", "del", "dels", "pel", "pels"),
    )
)
_VOWELS = frozenset("aeiouyh0123456789")  # numbers are read aloud: l'11 settembre, dell'800
_BRETON = "c"  # "c'h" is a letter of Breton; French has no such elision, Italian hardly any
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")


def end_of_elided(word: str) -> int:
    """Return where the second part of a word begins, behind the apostrophe; 0 if none is elided.

    The second part may begin with another elided word: "s'qu'il".
    """
    apostrophe = _APOSTROPHE.search(word)
    if apostrophe is None:
        return 0
    elided, rest = fold(word[: apostrophe.start()]), fold(word[apostrophe.end() :])
    if elided not in _ELIDED or rest[:1] not in _VOWELS:
        return 0
    return 0 if elided == _BRETON and rest[0] == "h" else apostrophe.end()
