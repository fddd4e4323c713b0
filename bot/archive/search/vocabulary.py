"""The words of an archive, looked up exactly, by prefix, or by edit distance."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import nlargest
from io import StringIO
from itertools import chain

from rapidfuzz import process
from rapidfuzz.distance import OSA

Numbers = Sequence[int]

_SLICE = 4_000  # RapidFuzz holds the GIL for a whole call; short calls let other threads run


class Vocabulary:
    """The words of an archive, given in order, each with the number of posts it occurs in.

    Immutable, and small: some 25 bytes a word. Words are grouped by length; those of one length are
    concatenated in alphabetical order, with two more orderings: by reversed letters and by the
    middle letters. So words with a given beginning, end or middle are a run, found by bisection.
    """

    def __init__(self, posts_by_word: Iterable[tuple[str, int]]) -> None:
        self._lengths: dict[int, _WordsOfOneLength] = {}
        for word, posts in posts_by_word:
            group = self._lengths.get(len(word))
            if group is None:
                group = self._lengths[len(word)] = _WordsOfOneLength(len(word))
            group.add(word, posts)
        for group in self._lengths.values():
            group.prepare()
        self._longest = max(self._lengths, default=0)

    def __len__(self) -> int:
        return sum(map(len, self._lengths.values()))

    def post_count(self, word: str) -> int:
        """Return in how many posts `word` occurs."""
        group = self._lengths.get(len(word))
        return group.post_count(word) if group else 0

    def with_prefix(self, prefix: str, longest: int | None = None) -> Iterator[str]:
        """Yield the words that begin with `prefix`, up to `longest` letters, the shortest first."""
        end = self._longest if longest is None else min(longest, self._longest)
        for length in range(len(prefix), end + 1):
            if group := self._lengths.get(length):
                yield from group.with_prefix(prefix)

    def commonest(self, prefix: str, longest: int, count: int) -> list[str]:
        """Return the `count` words in most posts of those that `with_prefix` yields."""
        runs = (
            group.counts_with_prefix(prefix)
            for length in range(len(prefix), longest + 1)
            if (group := self._lengths.get(length))
        )
        return [word for _, word in nlargest(count, chain.from_iterable(runs))]

    def within(self, typed: str, edits: int) -> dict[str, int]:
        """Return the words at most `edits` typos (1 or 2) away from `typed`, with their distance.

        A typo is a letter too many, too few or wrong, or two neighbours swapped (optimal string
        alignment).
        """
        candidates: list[str] = []
        for length in range(len(typed) - edits, len(typed) + edits + 1):
            if group := self._lengths.get(length):
                for run in group.one_typo(typed) if edits == 1 else group.two_typos(typed):
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


class _WordsOfOneLength:
    """All words of `length` letters.

    Words that may be a few typos away are found by pieces: one typo can damage only one of two
    pieces of a word, two typos only two of three; an intact piece occurs in the typed word too. Two
    letters swapped across the border of two pieces damage both: so the typed word is also looked up
    with that swap undone.
    """

    def __init__(self, length: int) -> None:
        self._length = length
        self._posts = array("I")
        self._added = StringIO(newline="\n")  # which translates no line ends
        self._text = ""
        # Of three pieces the outer ones, which can only be at one position, are the longer ones.
        self._outer = (length + 1) // 3
        self._order_by_end = array("I")
        self._order_by_middle = array("I")

    def __len__(self) -> int:
        return len(self._posts)

    def add(self, word: str, posts: int) -> None:
        """Add the next word in order."""
        self._added.write(word)
        self._posts.append(posts)

    def prepare(self) -> None:
        """Sort the words once all are added."""
        self._text = self._added.getvalue()
        self._added.close()
        middle = self._slice(self._outer, self._outer)
        self._order_by_end = array("I", sorted(range(len(self)), key=self._reversed_slice(0)))
        self._order_by_middle = array("I", sorted(range(len(self)), key=middle))

    def post_count(self, word: str) -> int:
        """Return in how many posts `word` occurs."""
        numbers = _run(range(len(self)), word, self._slice(0, 0))
        return self._posts[numbers[0]] if numbers else 0

    def with_prefix(self, prefix: str) -> list[str]:
        """Return the words that begin with `prefix`."""
        return self._words(self._prefix_run(prefix))

    def counts_with_prefix(self, prefix: str) -> Iterator[tuple[int, str]]:
        """Return the words that begin with `prefix`, each after its number of posts."""
        run = self._prefix_run(prefix)
        return zip([self._posts[number] for number in run], self._words(run), strict=True)

    def one_typo(self, typed: str) -> Iterator[list[str]]:
        """Yield runs of words that include all those up to one typo away."""
        half = (self._length + 1) // 2
        for swapped in _one_swap(typed, half):
            yield self.with_prefix(swapped[:half])
        yield self._with_suffix(_last(typed, self._length - half))

    def two_typos(self, typed: str) -> Iterator[list[str]]:
        """Yield runs of words that include all those up to two typos away."""
        outer = self._outer
        for swapped in _one_swap(typed, outer):
            yield self.with_prefix(swapped[:outer])
        for swapped in _one_swap(typed, len(typed) - outer):
            yield self._with_suffix(_last(swapped, outer))
        middle = self._length - 2 * outer
        for start in {max(outer + shift, 0) for shift in (-1, 0, 1)}:
            yield self._with_middle(typed[start : start + middle])

    def _prefix_run(self, prefix: str) -> Numbers:
        return _run(range(len(self)), prefix, self._slice(0, self._length - len(prefix)))

    def _with_suffix(self, suffix: str) -> list[str]:
        key = self._reversed_slice(self._length - len(suffix))
        return self._words(_run(self._order_by_end, suffix[::-1], key))

    def _with_middle(self, middle: str) -> list[str]:
        return self._words(
            _run(self._order_by_middle, middle, self._slice(self._outer, self._outer))
        )

    def _slice(self, before: int, after: int) -> Callable[[int], str]:
        """Return a function from a word's number to its letters, less some at either end."""
        text, length, end = self._text, self._length, self._length - after
        return lambda number: text[number * length + before : number * length + end]

    def _reversed_slice(self, before: int) -> Callable[[int], str]:
        """Return a function from a word's number to its letters from `before` on, reversed."""
        forward = self._slice(before, 0)
        return lambda number: forward(number)[::-1]

    def _words(self, numbers: Iterable[int]) -> list[str]:
        text, length = self._text, self._length
        return [text[start : start + length] for start in (number * length for number in numbers)]


def _run(sequence: Numbers, wanted: str, key: Callable[[int], str]) -> Numbers:
    """Return the part of a sequence, sorted by `key`, whose key is `wanted`."""
    low = bisect_left(sequence, wanted, key=key)
    if low == len(sequence) or key(sequence[low]) != wanted:
        return sequence[:0]
    return sequence[low : bisect_right(sequence, wanted, low, key=key)]


def _one_swap(typed: str, border: int) -> set[str]:
    """Return `typed`, and `typed` with the letters on both sides of `border` swapped."""
    if not 0 < border < len(typed):
        return {typed}
    before, after = typed[: border - 1], typed[border + 1 :]
    return {typed, before + typed[border] + typed[border - 1] + after}


def _last(text: str, count: int) -> str:
    return text[len(text) - count :] if count < len(text) else text
