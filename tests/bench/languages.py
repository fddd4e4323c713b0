"""How often the language of a text is found: informal posts, and messages of programs.

The messages are cut to the length of posts, and also measured in capitals without accents, and with
two letters exchanged in each third word. Some locales are one language for the detector.
"""

import random
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from bot.archive.search.languages import canonical, detect
from bot.archive.search.languages.scripts import SCRIPT_LANGUAGES
from bot.archive.search.languages.tables import TABLES
from tests.archive.search.languages.posts import POSTS
from tests.bench.messages import messages

_SHORTEST, _LONGEST = 40, 200  # characters of a post
_FEWEST = 20  # texts of a language
_SAME = {"id": {"id", "ms"}, "ms": {"id", "ms"}, "hr": {"hr", "sr"}, "bs": {"hr", "sr"}}
_WRONG_LOCALES = ("en@", "be@", "sr@latin", "sr@Latn")
_HEADINGS = ("language", "texts", "found", "undecided", "bare", "typos", "taken for")
_KNOWN = {table.code for table in TABLES} | {*SCRIPT_LANGUAGES, "bs"}
_POSTS_A_TEXT = 10


async def measure(posts: int) -> None:
    """Print, by language, the share of texts found, undecided, and what was taken for what.

    There is one text a language for every ten of `posts`.
    """
    count = posts // _POSTS_A_TEXT
    found = sum(detect(text) == code for code, text in POSTS.items())
    print(f"{found} of {len(POSTS)} informal posts, one a language, are found")
    by_language: dict[str, set[str]] = {}
    for locale, texts in messages(2 * count, lambda locale: _code(locale) in _KNOWN).items():
        by_language.setdefault(_code(locale), set()).update(texts)
    rows = [
        _row(code, sorted(texts), count)
        for code, texts in by_language.items()
        if len(texts) >= min(_FEWEST, count) > 0
    ]
    for row in (_HEADINGS, *sorted(rows)):
        print("".join(f"{cell:>10}" for cell in row[:-1]), row[-1], sep="  ")
    texts = list(POSTS.values())
    start = time.perf_counter()
    for _ in range(100):
        for text in texts:
            detect(text)
    print(f"{(time.perf_counter() - start) * 1e4 / len(texts):.1f} µs a post, words known")


def _code(locale: str) -> str:
    """Return the code of a locale's language; nothing if it is in another script than usual."""
    code = canonical(locale.replace("_", "-").partition("@")[0])
    return "" if code is None or locale.startswith(_WRONG_LOCALES) else code


def _row(code: str, texts: Sequence[str], count: int) -> tuple[str, ...]:
    chosen = random.Random(code)
    sample = [_cut(text, chosen) for text in chosen.sample(texts, min(count, len(texts)))]
    found = Counter(map(detect, sample))
    right = _SAME.get(code, {code})
    others = [(one, n) for one, n in found.most_common(4) if one and one not in right]
    return (
        code,
        f"{len(sample)}",
        f"{_share(found, right):.3f}",
        f"{found[None] / len(sample):.3f}",
        f"{_share(Counter(map(detect, map(_bare, sample))), right):.3f}",
        f"{_share(Counter(detect(_mistyped(text, chosen)) for text in sample), right):.3f}",
        ", ".join(f"{one} {n}" for one, n in others),
    )


def _share(found: Counter[str | None], right: Iterable[str]) -> float:
    return sum(found[code] for code in right) / found.total()


def _cut(text: str, chosen: random.Random) -> str:
    length = chosen.randint(_SHORTEST, _LONGEST)
    return text if len(text) <= length else text[:length].rpartition(" ")[0] or text[:length]


def _bare(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).upper()


def _mistyped(text: str, chosen: random.Random) -> str:
    words = text.split(" ")
    for n, word in enumerate(words):
        if len(word) > 3 and chosen.random() < 1 / 3:
            at = chosen.randrange(len(word) - 1)
            words[n] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)
