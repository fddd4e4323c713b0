"""Packing a large vocabulary in a process of its own.

The library of the tries holds the interpreter while it builds one, 0.1 s for 200,000 words, in
which the bot would answer nobody. And the process that imports never has all the words.
"""

import signal
from array import array
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

from bot.archive.search.packed_words import PackedVocabulary, WordsToPack
from bot.workers.interrupts import interrupts_held_back

WORTH_A_PROCESS = 30_000
"""Words; fewer are packed faster than a process starts."""


class PackingFailedError(Exception):
    """The process could not be started, or was ended, as for want of memory."""


class PackerBeside:
    """Packs words as `WordsToPack` does; for a thread, which waits for the process.

    The process is started with the first words. It has to be ended by `close`; where this process
    is killed, that one ends by itself. The other methods raise PackingFailedError.
    """

    def __init__(self) -> None:
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._is_closed = False

    def add(self, words: Sequence[str], posts: "array[int]") -> None:
        """Add distinct words, and in how many posts each of them occurs."""
        # One text is sent much faster than many words. No word has a line end.
        self._run(_add, "\n".join(words), posts.tobytes())

    def parts(self) -> list[Sequence[int]]:
        """Return the lengths of words that are to be packed together, one part at least."""
        parts: list[Sequence[int]] = self._run(WordsToPack.parts)
        return parts

    def pack(self, lengths: Sequence[int]) -> PackedVocabulary:
        """Return the words of these lengths as bytes."""
        packed: PackedVocabulary = self._run(WordsToPack.pack, lengths)
        return packed

    def close(self) -> None:
        """End the process, even while it packs."""
        self._is_closed = True
        if self._process is not None:
            self._process.kill()
            self._process.join()

    def _run(self, work: Callable[..., Any], *arguments: object) -> Any:
        try:
            connection = self._connection or self._start()
            connection.send((work, arguments))
            return connection.recv()
        except (EOFError, OSError) as error:
            raise PackingFailedError from error

    def _start(self) -> Connection:
        context = get_context("spawn")
        # Nobody else has the other end, so this one ends with the process.
        self._connection, other = context.Pipe()
        with other, interrupts_held_back():
            process = context.Process(target=_serve, args=(other,), name="packer", daemon=True)
            process.start()
        self._process = process
        if self._is_closed:  # while it started
            process.kill()
        return self._connection


def _serve(connection: Connection) -> None:
    """Gather and pack the words that come over `connection`, until nobody is there any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    words = WordsToPack()
    with suppress(EOFError, OSError, MemoryError):
        while True:
            work, arguments = connection.recv()
            connection.send(work(words, *arguments))


def _add(to_pack: WordsToPack, words: str, posts: bytes) -> None:
    counts = array("I")
    counts.frombytes(posts)
    to_pack.add(words.split("\n"), counts)
