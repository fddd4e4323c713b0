"""The words of texts as their readers see them: runs of letters, by neither engine's rules."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from tests.bench.quality.languages import Language

_UNSPACED = "\u0e01-\u0e3a\u0e40-\u0e4e\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff"
_APOSTROPHES = "'’"


@cache
def _word() -> re.Pattern[str]:
    # Python's \w has no combining marks, which are parts of words.
    codes = range(0x300, 0xFE30)  # of those in use
    marks = "".join(chr(code) for code in codes if unicodedata.category(chr(code)) in ("Mn", "Mc"))
    return re.compile(rf"[^\W\d_](?:[^\W_]|[{_APOSTROPHES}·{marks}])*")


_RUN = re.compile(f"[{_UNSPACED}]+")


def words_of(text: str, language: Language) -> Iterator[str]:
    """Yield the words of a text in lower case, without those that have digits."""
    text = unicodedata.normalize("NFC", text)
    if language.code == "tr":
        text = text.replace("I", "ı").replace("İ", "i")
    for found in _word().findall(text.lower()):
        word = found.strip(_APOSTROPHES)
        if language.elides and (parts := re.split(f"[{_APOSTROPHES}]", word, maxsplit=1))[1:]:
            word = parts[1]
        if not any(letter.isdigit() or letter in _APOSTROPHES for letter in word):
            yield word


def runs_of(text: str) -> list[str]:
    """Return the runs of a script without spaces."""
    return _RUN.findall(unicodedata.normalize("NFC", text))


class Index:
    """The posts that contain each key, such as a word or a stem."""

    def __init__(self, keys: Mapping[int, Iterable[str]]) -> None:
        self.posts: dict[str, set[int]] = defaultdict(set)
        for post, of_post in keys.items():
            for key in of_post:
                self.posts[key].add(post)

    def is_alone(self, post: int, keys: Iterable[str]) -> bool:
        """Return whether `post` alone has all `keys`: then it is the one right answer."""
        having = (self.posts.get(key, set()) for key in keys)
        return set.intersection(*having) == {post}
