"""The words of an archive, found by how they begin and by what is nearly the same."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import nlargest
from io import StringIO
from itertools import chain

from rapidfuzz import process
from rapidfuzz.distance import OSA

Numbers = Sequence[int]

_SLICE = 4_000  # RapidFuzz holds the interpreter for a whole call; short calls let others run


class Vocabulary:
    """The words of an archive, given in order, each with the number of posts it occurs in.

    Immutable, and small: some 25 bytes a word. Words are kept by their length, those of one length
    in one text, sorted by letters; beside it their orders by letters from the end and by the
    middle. So what begins, ends or goes on in the middle with given letters is a run, found by
    bisection.
    """

    def __init__(self, posts_by_word: Iterable[tuple[str, int]]) -> None:
        self._lengths: dict[int, _WordsOfOneLength] = {}
        for word, posts in posts_by_word:
            same = self._lengths.get(len(word))
            if same is None:
                same = self._lengths[len(word)] = _WordsOfOneLength(len(word))
            same.add(word, posts)
        for same in self._lengths.values():
            same.prepare()
        self._longest = max(self._lengths, default=0)

    def __len__(self) -> int:
        return sum(map(len, self._lengths.values()))

    def post_count(self, word: str) -> int:
        """Return in how many posts `word` occurs."""
        same = self._lengths.get(len(word))
        return same.posts_of(word) if same else 0

    def with_prefix(self, prefix: str, longest: int | None = None) -> Iterator[str]:
        """Yield the words that begin with `prefix`, up to `longest` letters, the shortest first."""
        end = self._longest if longest is None else min(longest, self._longest)
        for length in range(len(prefix), end + 1):
            if same := self._lengths.get(length):
                yield from same.beginning(prefix)

    def commonest(self, prefix: str, longest: int, count: int) -> list[str]:
        """Return the `count` words in most posts of those that `beginning` yields."""
        runs = (
            same.often_beginning(prefix)
            for length in range(len(prefix), longest + 1)
            if (same := self._lengths.get(length))
        )
        return [word for _, word in nlargest(count, chain.from_iterable(runs))]

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


class _WordsOfOneLength:
    """All words of `length` letters.

    Which of them may be few typos away is known from their pieces: of two pieces of a word one
    typo can hurt only one, of three pieces two typos only two; what is whole stands in the typed
    word as well. Two letters swapped over the border of two pieces hurt both: there the typed word
    is looked up with the swap undone.
    """

    def __init__(self, length: int) -> None:
        self._length = length
        self._posts = array("I")
        self._added = StringIO(newline="\n")  # which keeps what it is given
        self._text = ""
        # Of three pieces the outer ones, which can stand at one place only, are the longer ones.
        self._outer = (length + 1) // 3
        self._by_end = array("I")
        self._by_middle = array("I")

    def __len__(self) -> int:
        return len(self._posts)

    def add(self, word: str, posts: int) -> None:
        """Add the next word in order."""
        self._added.write(word)
        self._posts.append(posts)

    def prepare(self) -> None:
        """Sort, once all words are there."""
        self._text = self._added.getvalue()
        self._added.close()
        middle = self._part(self._outer, self._outer)
        self._by_end = array("I", sorted(range(len(self)), key=self._backwards(0)))
        self._by_middle = array("I", sorted(range(len(self)), key=middle))

    def posts_of(self, word: str) -> int:
        """Return in how many posts `word` occurs."""
        numbers = _run(range(len(self)), word, self._part(0, 0))
        return self._posts[numbers[0]] if numbers else 0

    def beginning(self, start: str) -> list[str]:
        """Return the words that begin so."""
        return self._words(_run(range(len(self)), start, self._part(0, self._length - len(start))))

    def often_beginning(self, start: str) -> Iterator[tuple[int, str]]:
        """Return the words that begin so, each behind the number of posts it occurs in."""
        run = _run(range(len(self)), start, self._part(0, self._length - len(start)))
        return zip([self._posts[number] for number in run], self._words(run), strict=True)

    def once_wrong(self, typed: str) -> Iterator[list[str]]:
        """Yield runs of words that hold all those up to one typo away, and others."""
        half = (self._length + 1) // 2
        for start in _one_swap(typed, half):
            yield self.beginning(start[:half])
        yield self._ending(_last(typed, self._length - half))

    def twice_wrong(self, typed: str) -> Iterator[list[str]]:
        """Yield runs of words that hold all those up to two typos away, and others."""
        outer = self._outer
        for start in _one_swap(typed, outer):
            yield self.beginning(start[:outer])
        for end in _one_swap(typed, len(typed) - outer):
            yield self._ending(_last(end, outer))
        middle = self._length - 2 * outer
        for place in {max(outer + shift, 0) for shift in (-1, 0, 1)}:
            yield self._with_middle(typed[place : place + middle])

    def _ending(self, end: str) -> list[str]:
        key = self._backwards(self._length - len(end))
        return self._words(_run(self._by_end, end[::-1], key))

    def _with_middle(self, middle: str) -> list[str]:
        return self._words(_run(self._by_middle, middle, self._part(self._outer, self._outer)))

    def _part(self, before: int, after: int) -> Callable[[int], str]:
        """Return what gives the letters of a word, by its number, but for some at its ends."""
        text, length, end = self._text, self._length, self._length - after
        return lambda number: text[number * length + before : number * length + end]

    def _backwards(self, before: int) -> Callable[[int], str]:
        """Return what gives the letters of a word from its end on, but for some at the start."""
        part = self._part(before, 0)
        return lambda number: part(number)[::-1]

    def _words(self, numbers: Iterable[int]) -> list[str]:
        text, length = self._text, self._length
        return [text[start : start + length] for start in (number * length for number in numbers)]


def _run(sequence: Numbers, wanted: str, key: Callable[[int], str]) -> Numbers:
    """Return the part of a sequence sorted by `key` that has the key that is wanted."""
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
