"""Posts drawn from all that fit a query, each as likely, without finding all of them.

Posts are picked blindly from a pool that holds those that fit; those that do, and were not drawn
before, are kept. A pick costs the same whatever the pool's size; only how many of the pool are left
to draw matters. Where these are few in a hundred, or the pool is small anyway, all are found
instead. Either way more is found than a draw needs: what is left over serves the next ones.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import islice
from random import Random

from bot.services.search.execution import QueryExecution
from bot.storage.archive.search.reader import SearchReader

_FEW = 5_000  # posts of a pool that are best looked at all
_PICKS = (512, 4_096)  # posts that are picked together; more only where fewer met few
_ENOUGH = 128  # posts to draw from: to find more takes longer than most draws may
_AT_ONCE = 5_000  # posts that are asked for together whether they were drawn


class Sampler:
    """Draws for one query over one state of the archive, in a round or, with None, without one."""

    def __init__(
        self,
        reader: SearchReader,
        answering: QueryExecution,
        dice: Random,
        shuffle: int | None = None,
    ) -> None:
        self._reader = reader
        self._answering = answering
        self._dice = dice
        self._shuffle = shuffle
        self._last = None if shuffle is None else reader.last_drawn(shuffle)
        self._lists = answering.candidate_lists()
        lists = self._lists
        self._size = reader.last_key() if lists is None else sum(map(len, lists))

    @property
    def is_small(self) -> bool:
        """Whether all that fit are found at once."""
        return self._size <= _FEW

    def pick(self) -> list[int]:
        """Return the keys of some posts, none if picks met few: then `rest` knows what there is.

        In an order of chance; without the post that was shown last.
        """
        found: dict[int, None] = {}
        for count in _PICKS:
            picked = [self._any() for _ in range(count)]
            left = self._left({*picked} - {None, self._last})
            found |= dict.fromkeys(key for key in picked if key in left)
            if len(found) >= _ENOUGH:
                return list(found)
        return []

    def rest(self) -> list[int]:
        """Return the keys of all posts that are left to draw, in an order of chance.

        The post that was shown last is not the first of them, if there is another.
        """
        found: list[int] = []
        keys = iter(self._small() if self.is_small else self._answering.all_matching())
        while some := list(islice(keys, _AT_ONCE)):
            found += set(some) - self._drawn(some)
        found.sort()  # the same dice over the same archive draw the same
        self._dice.shuffle(found)
        if len(found) > 1 and found[0] == self._last:
            other = self._dice.randrange(1, len(found))
            found[0], found[other] = found[other], found[0]
        return found

    def _small(self) -> set[int]:
        lists = [range(1, self._size + 1)] if self._lists is None else self._lists
        return self._answering.matching_among(key for keys in lists for key in keys)

    def _any(self) -> int | None:
        """Return any key of the pool, each as likely, or None.

        Whoever stands in several of its lists is only taken from the first.
        """
        place = self._dice.randrange(self._size)
        if self._lists is None:
            return place + 1
        for number, keys in enumerate(self._lists):
            if place < len(keys):
                key = keys[place]
                return None if _in_any(key, self._lists[:number]) else key
            place -= len(keys)
        raise AssertionError

    def _left(self, keys: Iterable[int | None]) -> set[int]:
        fitting = self._answering.matching_among(key for key in keys if key is not None)
        return fitting - self._drawn(fitting)

    def _drawn(self, keys: Iterable[int]) -> set[int]:
        return set() if self._shuffle is None else self._reader.already_drawn(self._shuffle, keys)


def _in_any(key: int, lists: Iterable[Sequence[int]]) -> bool:
    """Tell whether `key` stands in one of `lists`, which are in ascending order."""
    for keys in lists:
        place = bisect_left(keys, key)
        if place < len(keys) and keys[place] == key:
            return True
    return False
