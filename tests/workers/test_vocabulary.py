"""Packing a vocabulary in a process of its own."""

from array import array
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import pytest

from bot.archive.search.packed_words import pack
from bot.archive.search.vocabulary import Vocabulary
from bot.workers.vocabulary import PackerBeside, PackingFailedError

WORDS = ["학교", "deadlock", "ö", "日本", "ten letter"]
POSTS = array("I", [3, 1, 70_000, 2, 5])


def test_it_packs_the_same() -> None:
    """The vocabulary of the other process is that of this one, however its words were sent."""
    packer = PackerBeside()
    try:
        packer.add(WORDS[:2], POSTS[:2])
        packer.add(WORDS[2:], POSTS[2:])
        packed = [packer.pack(part) for part in packer.parts()]
    finally:
        packer.close()
    assert packed == pack(WORDS, POSTS)
    assert [Vocabulary(*packed).post_count(word) for word in WORDS] == list(POSTS)


def test_it_says_that_no_process_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is killed, as for want of memory, raises an error that its caller expects."""

    def fail(*_: object) -> None:
        raise BrokenProcessPool

    monkeypatch.setattr(ProcessPoolExecutor, "submit", fail)
    packer = PackerBeside()
    with pytest.raises(PackingFailedError):
        packer.add(WORDS, POSTS)
    packer.close()
