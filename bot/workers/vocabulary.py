"""Packing a large vocabulary in a process of its own.

The library of the tries holds the interpreter while it builds one, 0.1 s for 200,000 words, in
which the bot would answer nobody. And the process that imports never has all the words.
"""

from array import array
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any

from bot.archive.search.packed_words import PackedVocabulary, WordsToPack
from bot.workers.interrupts import interrupts_held_back

WORTH_A_PROCESS = 30_000
"""Words; fewer are packed faster than a process starts."""

_words = WordsToPack()  # those of the process that packs them


class PackingFailedError(Exception):
    """The process could not be started, or was ended, as for want of memory."""


class PackerBeside:
    """Packs words as `WordsToPack` does; for a thread, which waits for the process.

    The process is started with the first words. It has to be ended by `close`. The other methods
    raise PackingFailedError.
    """

    def __init__(self) -> None:
        self._executor = ProcessPoolExecutor(1, get_context("spawn"))

    def add(self, words: Sequence[str], posts: "array[int]") -> None:
        """Add distinct words, and in how many posts each of them occurs."""
        # One text is sent much faster than many words. No word has a line end.
        self._run(_add, "\n".join(words), posts.tobytes())

    def parts(self) -> list[Sequence[int]]:
        """Return the lengths of words that are to be packed together, one part at least."""
        parts: list[Sequence[int]] = self._run(_parts)
        return parts

    def pack(self, lengths: Sequence[int]) -> PackedVocabulary:
        """Return the words of these lengths as bytes."""
        packed: PackedVocabulary = self._run(_pack, lengths)
        return packed

    def close(self) -> None:
        """End the process, when it has done what it does."""
        self._executor.shutdown(cancel_futures=True)

    def _run(self, work: Callable[..., Any], *arguments: object) -> Any:
        try:
            with interrupts_held_back():
                running = self._executor.submit(work, *arguments)
            return running.result()
        except (BrokenProcessPool, OSError) as error:
            raise PackingFailedError from error


def _add(words: str, posts: bytes) -> None:
    counts = array("I")
    counts.frombytes(posts)
    _words.add(words.split("\n"), counts)


def _parts() -> list[Sequence[int]]:
    return _words.parts()


def _pack(lengths: Sequence[int]) -> PackedVocabulary:
    return _words.pack(lengths)
