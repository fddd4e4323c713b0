"""Packing a vocabulary in a process of its own."""

import sys
from array import array
from errno import EAGAIN
from multiprocessing.context import SpawnProcess
from subprocess import DEVNULL, PIPE, Popen

import pytest

from bot.archive.search.packed_words import pack
from bot.archive.search.vocabulary import Vocabulary
from bot.workers.vocabulary import PackerBeside, PackingFailedError

WORDS = ["학교", "deadlock", "ö", "日本", "ten letter"]
POSTS = array("I", [3, 1, 70_000, 2, 5])

PACKING = """
from array import array
from threading import Event
from bot.workers.vocabulary import PackerBeside
PackerBeside().add(["heron"], array("I", [1]))
print("packing", flush=True)
Event().wait()
"""


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


def test_it_says_that_no_process_lives() -> None:
    """A process that is killed, as for want of memory, raises an error that its caller expects."""
    packer = PackerBeside()
    packer.add(WORDS, POSTS)
    assert packer._process is not None
    packer._process.kill()
    for _ in range(2):
        with pytest.raises(PackingFailedError):
            packer.parts()
    packer.close()


def test_it_says_that_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """So it is where there are as many processes as there may be."""

    def fail(_: object) -> None:
        raise BlockingIOError(EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(SpawnProcess, "start", fail)
    packer = PackerBeside()
    with pytest.raises(PackingFailedError):
        packer.add(WORDS, POSTS)
    packer.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there a pipe is not inherited")
def test_it_ends_with_the_process_that_started_it() -> None:
    """Where an import is killed between two batches of words, no process stays for ever."""
    with Popen((sys.executable, "-c", PACKING), stdout=PIPE, stderr=DEVNULL) as importing:
        assert importing.stdout is not None
        assert importing.stdout.readline() == b"packing\n"
        importing.kill()
        # The other process has the pipe as well, so this ends once both have.
        assert importing.stdout.read() == b""
