"""Whole words, for scripts without spaces, whose words the index knows as parts alone.

A part is a pair of characters, each with its marks, see `search.tokens`. A part that marks a year
is looked up in the newest posts of the year that have it. The text around it is taken as long as
SAME of them go on with one character: within a word they do, after it they rarely do (Harris 1955,
"From phoneme to morpheme"; Feng and others 2004, "Accessor variety criteria for Chinese word
extraction"). So 士山 becomes 富士山, whatever follows. If only MOST of them go on so, the longer
text is taken if it marks the year about as much: เต่าทะเล, not ทะเล, which other years have too;
but not 新潟花火, if 新潟 and 花火 are also apart in the year.

In Japanese, grammar is in hiragana: a particle after other characters ends the word, and so does
a pair with hiragana that is common in the archive; お花見, 飲み物 and ひな祭り remain. As the index
has katakana as hiragana, a part is first read as most of the texts write it.

The strongest part comes first. The word that is found is taken out of the texts before the next
part is looked up there, so that no two words overlap, and so that the pair of a word's end and what
stands beside it is not found again.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

from bot.archive.search.analysis.clusters import NO_MORE, ONE_CLUSTER, clusters
from bot.archive.search.analysis.folding import hiragana
from bot.archive.search.tokens import is_unspaced, pairs_of, unspaced_runs
from bot.archive.statistics.marking import LEAST_POSTS, without_addresses

EVIDENCE = 30
"""The newest posts with a part in which its word is looked up."""

SAME = 0.9
"""The share of the posts with a part that must have its whole word."""

MOST = 0.5
"""The share that must have a longer word if it marks the year about as much as the shorter one."""

KEPT = 0.95
"""The share of the score that such a longer word must keep: so much is lost with SAME posts."""

LEAST_SCORE = 1.96
"""Standard deviations: in one of 40 words chance alone gives more.

That is half as many as of other words, since a text has about twice as many pairs as words.
"""

LONGEST = 12
"""Characters, with their marks: a longer text that posts share is a phrase of them, no word."""

_BREAK = "\n"  # between runs of text, and where a word was taken out
_HIRAGANA = "\u3041-\u309f"
_ONLY_HIRAGANA = re.compile(f"[{_HIRAGANA}ー]+")
_HAS_HIRAGANA = re.compile(f"[{_HIRAGANA}]")
# A particle after another character than hiragana; を alone is always one.
_PARTICLE = re.compile(f"[^{_HIRAGANA}][はがにでと]|.?を")
# A single hiragana before other characters is the end of the word before, unless it is polite.
_START = re.compile(f"^(?:[ー々\u3099\u309a]+|(?![おご])[{_HIRAGANA}](?![{_HIRAGANA}]))")
# A single hiragana at the end is a particle or begins an inflection, if it is one of these.
_END = re.compile(f"(?<![{_HIRAGANA}])[はがをにでとのもへやかねよなだてたっ]$")
_THAI = "\u0e00-\u0e7f"
_LAO_BURMESE_KHMER = "\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff"
_HAS_SYLLABLES = re.compile(f"[{_THAI}{_LAO_BURMESE_KHMER}]")
_LEAST_OF_SYLLABLES = 3  # characters: words of two are few, and most texts of two are pieces
# Vowels that belong to the character before, and signs that belong to the one after. Other signs of
# the character before are marks.
_FOLLOWING = frozenset("\u0e30\u0e32\u0e33\u0e45\u0eb0\u0eb2\u0eb3")
_PRECEDING = frozenset(
    "\u0e31\u0e40\u0e41\u0e42\u0e43\u0e44\u0eb1\u0ec0\u0ec1\u0ec2\u0ec3\u0ec4\u1039\u17d2"
)


class Counts(Protocol):
    """What is known of the posts that are counted."""

    def is_common(self, pair: str) -> bool:
        """Return whether a pair is in too many posts to mark a year."""

    def strength(self, word: str) -> float:
        """Return the score, see `marking.score`, of the posts that have all parts of a word."""


def is_part(word: str) -> bool:
    """Return whether a word of the index is in a script without spaces, and so part of a word."""
    return is_unspaced(word)


def parts_of(word: str) -> set[str]:
    """Return the words of the index by which the posts with a whole word are counted: its pairs."""
    return pairs_of(word)


def runs_of(text: str) -> str:
    """Return the text of scripts without spaces in a post, outside of addresses, for `word_of`.

    It is folded as the index is, except for katakana.
    """
    return _BREAK.join(unspaced_runs(without_addresses(text)))


def take_out(words: Iterable[str], runs: str) -> str:
    """Return a post's text without the words that were found before, in their order."""
    for word in words:
        runs = runs.replace(word, _BREAK)
    return runs


def word_of(part: str, runs: Sequence[str], counts: Counts) -> str:
    """Return the text that a part belongs to; "" if it is not in enough of `runs`.

    `runs` are the texts of the newest posts with the part, without the words found before: at least
    LEAST_POSTS and half of them must have the part.
    """
    part = _written(part, runs)
    if _ONLY_HIRAGANA.fullmatch(part) or _PARTICLE.match(part):
        return ""
    texts = [one for one in runs if occurs(part, one)]
    if len(texts) < LEAST_POSTS or 2 * len(texts) < len(runs):
        return ""
    word, least, strength = part, SAME * len(texts), 0.0
    while len(clusters(word)) <= LONGEST:
        posts, longer = _longer(word, texts, counts)
        if posts < least:
            if posts < MOST * len(texts):
                break
            strength = max(strength, counts.strength(word))
            if counts.strength(longer) < KEPT * strength:
                break
            texts = [one for one in texts if occurs(longer, one)]
            least = SAME * len(texts)
        word = longer
    return word


def occurs(word: str, run: str) -> bool:
    """Return whether a text has a word, not with another mark at its end."""
    return word in run and re.search(re.escape(word) + NO_MORE, run) is not None


def trimmed(word: str) -> str:
    """Return a text that `word_of` found without what is grammar; "" if no word remains."""
    if len(clusters(word)) > LONGEST:
        return ""
    word = _END.sub("", _START.sub("", word))
    if _HAS_SYLLABLES.search(word) and (len(word) < _LEAST_OF_SYLLABLES or _is_cut(word)):
        return ""
    # Two characters of which one is hiragana are one character and its inflection.
    least = 3 if _HAS_HIRAGANA.search(word) else 2
    return word if len(clusters(word)) >= least else ""


def _written(part: str, runs: Sequence[str]) -> str:
    """Return a part as most texts write it, of equal ones the first by the alphabet."""
    if not _ONLY_HIRAGANA.search(part):
        return part
    pattern = re.compile(f"(?={re.escape(part)}{NO_MORE})")
    spelled: Counter[str] = Counter()
    for run in runs:
        starts = (match.start() for match in pattern.finditer(hiragana(run)))
        spelled.update({run[start : start + len(part)] for start in starts})
    return min(spelled, key=lambda one: (-spelled[one], one), default=part)


def _is_cut(word: str) -> bool:
    """Return whether a word begins or ends within a syllable, as its characters show."""
    first, last = word[0], word[-1]
    return unicodedata.category(first)[0] == "M" or first in _FOLLOWING or last in _PRECEDING


def _longer(word: str, texts: Sequence[str], counts: Counts) -> tuple[int, str]:
    """Return how many texts have `word` with one more character before or after it, and this text.

    A character has its marks.
    It is the one that most texts have, of equal ones the first by the alphabet; none: (0, word).
    """
    around = re.compile(f"(?=((?:{ONE_CLUSTER})?){re.escape(word)}{NO_MORE}((?:{ONE_CLUSTER})?))")
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for text in texts:
        found = around.findall(text)
        before.update({first for first, _ in found if first})
        after.update({last for _, last in found if last})
    ends = clusters(word)
    longer = [
        *((-posts, first + word, first + ends[0]) for first, posts in before.items()),
        *((-posts, word + last, ends[-1] + last) for last, posts in after.items()),
    ]
    for posts, text, pair in sorted(longer):
        if not _PARTICLE.match(pair) and not (
            _HAS_HIRAGANA.search(pair) and counts.is_common(hiragana(pair))
        ):
            return -posts, text
    return 0, word
