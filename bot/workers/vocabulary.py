"""Packing a large vocabulary in a process of its own.

The library of the tries holds the interpreter while it builds one, 0.1 s for 200,000 words, in
which the bot would answer nobody. And the process that imports never has all the words.
"""

import os
import threading
from array import array
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from typing import Any

from bot.archive.search.packed_words import PackedVocabulary, WordsToPack
from bot.workers.interrupts import interrupts_held_back

WORTH_A_PROCESS = 30_000
"""Words; fewer are packed faster than a process starts."""

_words = WordsToPack()  # those of the process that packs them


class PackingFailedError(Exception):
    """The process could not be started, or has failed, as for want of memory."""


class PackerBeside:
    """Packs words as `WordsToPack` does; for a thread, which waits for the process.

    The process is started with the first words. It has to be ended by `close`; where this process
    is killed, that one ends as well. The other methods raise PackingFailedError.
    """

    def __init__(self) -> None:
        self._executor: ProcessPoolExecutor | None = None

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
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)

    def _run(self, work: Callable[..., Any], *arguments: object) -> Any:
        try:
            with interrupts_held_back():
                if self._executor is None:
                    # It needs semaphores, of which a system may have none left.
                    self._executor = ProcessPoolExecutor(
                        1, get_context("spawn"), initializer=_end_with_parent
                    )
                running = self._executor.submit(work, *arguments)
            return running.result()
        # A RuntimeError is a broken pool, or that no thread can be started.
        except (RuntimeError, OSError, ImportError, MemoryError) as error:
            raise PackingFailedError from error


def _end_with_parent() -> None:
    """Have this process end with the one that started it.

    It waits for work at a pipe of which it has both ends, so it would wait for ever.
    """
    threading.Thread(target=_wait_for_end, name="parent", daemon=True).start()


def _wait_for_end() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _add(words: str, posts: bytes) -> None:
    counts = array("I")
    counts.frombytes(posts)
    _words.add(words.split("\n"), counts)


def _parts() -> list[Sequence[int]]:
    return _words.parts()


def _pack(lengths: Sequence[int]) -> PackedVocabulary:
    return _words.pack(lengths)
