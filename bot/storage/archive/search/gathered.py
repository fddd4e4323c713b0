"""The posts of words, gathered in memory until they are written to the index."""

from array import array
from collections.abc import Iterable, Sequence
from typing import Final

_MOST_WORDS: Final = 110_000
_MOST_POSTS: Final = 3_000_000


class GatheredPosts:
    """The keys of posts by word.

    Most words of an archive are in one post: of these the key is all that is kept, without a list
    around it, in half the memory.
    """

    def __init__(self) -> None:
        self._keys: dict[str, int | array[int]] = {}
        self._posts = 0

    def add(self, key: int, words: Iterable[str]) -> None:
        """Add a post to distinct words; keys come in ascending order."""
        keys = self._keys
        for word in words:
            before = keys.get(word)
            if before is None:
                keys[word] = key
            elif isinstance(before, int):
                keys[word] = array("I", (before, key))
            else:
                before.append(key)
            self._posts += 1

    def of(self, word: str) -> Sequence[int]:
        """Return the keys of a word's posts, in ascending order."""
        keys = self._keys.get(word, ())
        return (keys,) if isinstance(keys, int) else keys

    def words(self) -> Iterable[str]:
        """Return all words, in no order."""
        return self._keys.keys()

    def __contains__(self, word: str) -> bool:
        return word in self._keys

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def is_full(self) -> bool:
        """Whether they are to be written now, lest they take more than some 40 MB.

        That is so of 110,000 words, which some 60,000 short posts have, or if there are very many
        long posts. With twice as many an import took as long.
        """
        return len(self._keys) >= _MOST_WORDS or self._posts >= _MOST_POSTS
