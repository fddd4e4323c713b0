"""Packing a vocabulary in a process of its own."""

from array import array
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import pytest

from bot.archive.search.vocabulary import Vocabulary, pack
from bot.workers import vocabulary
from bot.workers.vocabulary import pack_beside

WORDS = ["학교", "deadlock", "ö", "日本"]
POSTS = array("I", [3, 1, 70_000, 2])


def test_it_packs_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """The vocabulary of the other process is that of this one."""
    monkeypatch.setattr(vocabulary, "_WORTH_A_PROCESS", 0)
    packed = pack_beside(WORDS, POSTS)
    assert packed == pack(WORDS, POSTS)
    assert [Vocabulary(packed).post_count(word) for word in WORDS] == list(POSTS)


def test_it_packs_here_where_no_process_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is killed, as for want of memory, does not fail the import."""

    def fail(*_: object) -> None:
        raise BrokenProcessPool

    monkeypatch.setattr(vocabulary, "_WORTH_A_PROCESS", 0)
    monkeypatch.setattr(ProcessPoolExecutor, "submit", fail)
    assert pack_beside(WORDS, POSTS) == pack(WORDS, POSTS)
