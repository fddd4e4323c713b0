"""The words of an archive, found by how they begin and by what is nearly the same."""

import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

MOST_EDITS = 2
"""How far `Vocabulary.within` can look."""

_SLICE = 4_000  # RapidFuzz holds the interpreter for a whole call; short calls let others run


class Vocabulary:
    """The words of an archive, given in order, each with the number of posts it occurs in.

    Immutable, and made to be small.
    Words are kept by their length, each length sorted by letters, and on the first need by letters
    from the end and by the middle. So what begins, ends or goes on in the middle with given letters
    is a run, found by bisection, at 8 bytes a word beside the word itself.
    """

    def __init__(self, posts_by_word: Iterable[tuple[str, int]]) -> None:
        self._lengths: dict[int, _OneLength] = {}
        for word, posts in posts_by_word:
            same = self._lengths.get(len(word))
            if same is None:
                same = self._lengths[len(word)] = _OneLength(len(word))
            same.words.append(word)
            same.posts.append(posts)
        self._longest = max(self._lengths, default=0)

    def __len__(self) -> int:
        return sum(len(same.words) for same in self._lengths.values())

    def posts(self, word: str) -> int:
        """Return in how many posts `word` occurs."""
        same = self._lengths.get(len(word))
        return same.posts_of(word) if same else 0

    def beginning(self, prefix: str, longest: int | None = None) -> Iterator[str]:
        """Yield the words that begin with `prefix`, up to `longest` letters, the shortest first."""
        end = self._longest if longest is None else min(longest, self._longest)
        for length in range(len(prefix), end + 1):
            if same := self._lengths.get(length):
                yield from same.beginning(prefix)

    def within(self, typed: str, edits: int) -> dict[str, int]:
        """Return the words at most `edits` typos (1 or 2) away from `typed`, with how many.

        A typo is a letter too many, too few or a wrong one, or two neighbours in the wrong order
        (optimal string alignment).
        """
        candidates: list[str] = []
        for length in range(len(typed) - edits, len(typed) + edits + 1):
            if same := self._lengths.get(length):
                for run in same.once_wrong(typed) if edits == 1 else same.twice_wrong(typed):
                    candidates += run
        found: dict[str, int] = {}
        for start in range(0, len(candidates), _SLICE):
            for word, distance, _ in process.extract(
                typed,
                candidates[start : start + _SLICE],
                scorer=OSA.distance,
                score_cutoff=edits,
                limit=None,
            ):
                found[word] = int(distance)
        return found

    def prepare(self) -> None:
        """Sort now what would be sorted on the first need."""
        for same in self._lengths.values():
            same.prepare()


class _OneLength:
    """All words of `length` letters.

    Which of them may be few typos away is known from their pieces: of two pieces of a word one
    typo can hurt only one, of three pieces two typos only two; what is whole stands in the typed
    word as well. Two letters swapped over the border of two pieces hurt both: there the typed word
    is looked up with the swap undone.
    """

    def __init__(self, length: int) -> None:
        self.length = length
        self.words: list[str] = []
        self.posts = array("I")
        # Of three pieces the outer ones, which can stand at one place only, are the longer ones.
        self._outer = (length + 1) // 3

    def posts_of(self, word: str) -> int:
        """Return in how many posts `word` occurs."""
        place = bisect_left(self.words, word)
        known = place < len(self.words) and self.words[place] == word
        return self.posts[place] if known else 0

    def beginning(self, start: str) -> list[str]:
        """Return the words that begin so."""
        low = bisect_left(self.words, start)
        after = _after(start)
        return self.words[low : bisect_left(self.words, after, low) if after else None]

    def once_wrong(self, typed: str) -> Iterator[Iterable[str]]:
        """Yield runs of words that hold all those up to one typo away, and others."""
        half = (self.length + 1) // 2
        for start in _one_swap(typed, half):
            yield self.beginning(start[:half])
        yield self._ending(_last(typed, self.length - half))

    def twice_wrong(self, typed: str) -> Iterator[Iterable[str]]:
        """Yield runs of words that hold all those up to two typos away, and others."""
        outer = self._outer
        for start in _one_swap(typed, outer):
            yield self.beginning(start[:outer])
        for end in _one_swap(typed, len(typed) - outer):
            yield self._ending(_last(end, outer))
        middle = self.length - 2 * outer
        for place in {max(outer + shift, 0) for shift in (-1, 0, 1)}:
            yield self._with_middle(typed[place : place + middle])

    def prepare(self) -> None:
        """Sort by ends and middles."""
        _ = self._by_end, self._by_middle

    def _ending(self, end: str) -> Iterable[str]:
        words, backwards = self.words, end[::-1]
        skipped = self.length - len(end)
        low, high = _run(self._by_end, backwards, lambda n: words[n][skipped:][::-1])
        return map(words.__getitem__, self._by_end[low:high])

    def _with_middle(self, middle: str) -> Iterable[str]:
        words, start, end = self.words, self._outer, self.length - self._outer
        low, high = _run(self._by_middle, middle, lambda n: words[n][start:end])
        return map(words.__getitem__, self._by_middle[low:high])

    @cached_property
    def _by_end(self) -> "array[int]":
        return array("I", sorted(range(len(self.words)), key=lambda n: self.words[n][::-1]))

    @cached_property
    def _by_middle(self) -> "array[int]":
        start, end = self._outer, self.length - self._outer
        return array("I", sorted(range(len(self.words)), key=lambda n: self.words[n][start:end]))


def _after(start: str) -> str:
    """Return the first text in order that comes after all that begin with `start`, "" if none."""
    start = start.rstrip(chr(sys.maxunicode))
    return start[:-1] + chr(ord(start[-1]) + 1) if start else ""


def _run(sequence: Sequence[int], wanted: str, key: Callable[[int], str]) -> tuple[int, int]:
    """Return where the items with this key begin and end in a sequence sorted by it."""
    low = bisect_left(sequence, wanted, key=key)
    return low, bisect_right(sequence, wanted, low, key=key)


def _one_swap(typed: str, border: int) -> set[str]:
    """Return `typed`, and `typed` with the letters on both sides of `border` swapped."""
    if not 0 < border < len(typed):
        return {typed}
    before, after = typed[: border - 1], typed[border + 1 :]
    return {typed, before + typed[border] + typed[border - 1] + after}


def _last(text: str, count: int) -> str:
    return text[len(text) - count :] if count < len(text) else text
