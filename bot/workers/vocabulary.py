"""Packing a large vocabulary in a process of its own.

The library of the tries holds the interpreter while it builds one, 0.1 s for 200,000 words, in
which the bot would answer nobody.
"""

from array import array
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from bot.archive.search.vocabulary import PackedVocabulary, pack
from bot.workers.interrupts import interrupts_held_back

_WORTH_A_PROCESS = 30_000  # words; fewer are packed faster than a process starts


def pack_beside(words: Sequence[str], posts: "array[int]") -> PackedVocabulary:
    """Return a vocabulary as bytes, as `pack` does; for a thread, which waits for the process.

    Where no process can be started, the vocabulary is packed here.
    """
    if len(words) < _WORTH_A_PROCESS:
        return pack(words, posts)
    try:
        with ProcessPoolExecutor(1, get_context("spawn")) as executor:
            with interrupts_held_back():
                # One text is sent much faster than many words. No word has a line end.
                packing = executor.submit(_pack, "\n".join(words), posts.tobytes())
            return packing.result()
    except (BrokenProcessPool, OSError):
        return pack(words, posts)


def _pack(words: str, posts: bytes) -> PackedVocabulary:
    counts = array("I")
    counts.frombytes(posts)
    return pack(words.split("\n"), counts)
