"""Whole words from pairs, for scripts without spaces, whose words the index knows as pairs alone.

A pair that marks a year is looked up in the newest posts of the year that have it. Around it the
text is taken as long as SAME of them go on with the same character: within a word they do, after it
they rarely do (Harris 1955, "From phoneme to morpheme"; Feng and others 2004, "Accessor variety
criteria for Chinese word extraction"). So 士山 becomes 富士山, whatever follows; a word that merely
stands beside another one in most posts does not become part of it.

In Japanese, grammar is in hiragana: a pair with one of them that is common in the archive ends the
word, and a particle that all posts have is cut off; お花見, 飲み物 and ひな祭り remain.

The strongest pair comes first. The word that is found is taken out of the texts before the next
pair is looked up there, so that no two words overlap, and so that the pair between a word and what
stands beside it is not found again.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

from bot.archive.search.tokens import unspaced_runs
from bot.archive.statistics.marking import LEAST_POSTS, without_addresses

EVIDENCE = 30
"""The newest posts with a pair in which its word is looked up."""

SAME = 0.9
"""The share of the posts with a pair that must have its whole word."""

MOST = 0.5
"""The share that must have a longer word if it marks the year about as much as the shorter one."""

KEPT = 0.95
"""The share of the score that such a longer word must keep: so much is lost with SAME posts."""

LEAST_SCORE = 1.96
"""Standard deviations: in one of 40 words chance alone gives more.

That is half as many as of other words, since a text has about twice as many pairs as words.
"""

LONGEST = 12
"""Characters: what all posts have beyond it is a phrase of posts that are alike, not a word."""

_BREAK = "\n"  # between runs of text, and where a word was taken out
_HIRAGANA = "\u3041-\u309f"
_HAS_HIRAGANA = re.compile(f"[{_HIRAGANA}]")
# A single hiragana before other characters is the end of the word before, unless it is polite.
_START = re.compile(f"[ー々\u3099\u309a]+|(?![おご])[{_HIRAGANA}](?![{_HIRAGANA}])")
# A single hiragana at the end is a particle or begins an inflection, if it is one of these.
_END = re.compile(f"(?<![{_HIRAGANA}])[はがをにでとのもへやかねよなだてたっ]$")
_THAI = re.compile("[\u0e00-\u0e7f]")
# No word begins with a vowel or a tone that belongs to the character before, nor ends with a vowel
# that belongs to the one after.
_CUT_THAI = re.compile("[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]|.*[\u0e31\u0e40-\u0e44]$")
_LEAST_THAI = 3  # characters: of two there are few words, and many pieces


def runs_of(text: str) -> str:
    """Return the text of scripts without spaces in a post, outside of addresses, for `word_of`."""
    return _BREAK.join(unspaced_runs(without_addresses(text)))


def take_out(words: Iterable[str], runs: str) -> str:
    """Return a post's text without the words that were found before, in their order."""
    for word in words:
        runs = runs.replace(word, _BREAK)
    return runs


class Counts(Protocol):
    """What is known of the posts that are counted."""

    def is_common(self, pair: str) -> bool:
        """Return whether a pair is in too many posts to mark a year."""

    def strength(self, word: str) -> float:
        """Return the score of the posts that have all pairs of a word, as words that mark a year.

        See `marking.score`.
        """


def word_of(pair: str, runs: Sequence[str], counts: Counts) -> str:
    """Return the text that a pair is part of; "" if it is not in enough of `runs`.

    `runs` are the texts of the newest posts with the pair, without the words found before: at least
    LEAST_POSTS and half of them must have the pair.
    """
    texts = [one for one in runs if pair in one]
    if len(texts) < LEAST_POSTS or 2 * len(texts) < len(runs):
        return ""
    word, least, strength = pair, SAME * len(texts), 0.0
    while len(word) <= LONGEST:
        posts, longer = _longer(word, texts, counts)
        if posts < least:
            if posts < MOST * len(texts):
                break
            strength = max(strength, counts.strength(word))
            if counts.strength(longer) < KEPT * strength:
                break
            texts = [one for one in texts if longer in one]
            least = SAME * len(texts)
        word = longer
    return word


def trimmed(word: str) -> str:
    """Return a text that `word_of` found without what is grammar; "" if no word remains."""
    if len(word) > LONGEST:
        return ""
    word = _END.sub("", _START.sub("", word, count=1) if _START.match(word) else word)
    if _THAI.search(word):
        is_cut = _CUT_THAI.match(word) or len(word) < _LEAST_THAI
        return "" if is_cut else word
    # Two characters of which one is hiragana are one character and its inflection.
    least = 3 if _HAS_HIRAGANA.search(word) else 2
    return word if len(word) >= least else ""


def shown(word: str) -> str:
    """Return a word as it is written; the index has the Thai and Lao vowel am in two parts."""
    word = word.replace("\u0e4d\u0e32", "\u0e33").replace("\u0ecd\u0eb2", "\u0eb3")
    return unicodedata.normalize("NFC", word)


def _longer(word: str, texts: Sequence[str], counts: Counts) -> tuple[int, str]:
    """Return `word` with the character before or after it that most texts have, and how many do.

    Equal ones are by the alphabet. It is (0, word) if there is none.
    """
    around = re.compile(f"(?=(.?){re.escape(word)}(.?))")
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for text in texts:
        found = around.findall(text)
        before.update({first for first, _ in found if first})
        after.update({last for _, last in found if last})
    longer = [
        *((-posts, first + word, first + word[0]) for first, posts in before.items()),
        *((-posts, word + last, word[-1] + last) for last, posts in after.items()),
    ]
    for posts, text, pair in sorted(longer):
        if not (_HAS_HIRAGANA.search(pair) and counts.is_common(pair)):
            return -posts, text
    return 0, word
