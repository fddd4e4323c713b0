"""Reading in a process of its own is reading."""

import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.archive.plain import PlainPost
from bot.errors import ArchiveFileError
from bot.ingest import apart
from bot.ingest.apart import Found, Reading
from bot.ingest.discover import Discovery, discover
from tests.archives import archive, record

WHEN = datetime(2022, 10, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def always_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every file be worth a process."""
    monkeypatch.setattr(apart, "_WORTH_A_PROCESS", 0)


@pytest.fixture
def found(tmp_path: Path) -> Discovery:
    """A file of more posts than one batch holds."""
    posts = [record(WHEN + timedelta(minutes=n), f"post {n} & more") for n in range(9_000)]
    (tmp_path / "output.md").write_text(archive(posts), "utf-8")
    return discover([tmp_path / "output.md"])


def batches(reading: Reading) -> Iterator[list[Found]]:
    """Yield everything."""
    while batch := reading.next():
        yield batch


def test_it_reads_what_is_there(found: Discovery, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same posts come, in the same batches, and all bytes are told."""
    told: list[int] = []
    with Reading(found, None, told.append) as reading:
        there = list(batches(reading))
    monkeypatch.setattr(apart, "_WORTH_A_PROCESS", 1 << 40)
    with Reading(found, None, lambda _: None) as reading:
        assert there == list(batches(reading))
    assert [len(batch) for batch in there] == [2_000] * 4 + [1_000]
    seventh = there[0][7]
    assert isinstance(seventh, PlainPost)
    assert seventh.text == "post 7 & more"
    assert sum(told) == found.files[0].size


def test_what_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    """The sentence of the other process is this one's."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "tweets.js").write_text(
        'window.YTD.tweets.part0 = [ {"tweet": {"id_str": "1"}} ]', "utf-8"
    )
    with (
        pytest.raises(ArchiveFileError, match="--account NAME"),
        Reading(discover([tmp_path]), None, lambda _: None) as reading,
    ):
        reading.next()


def test_a_reader_that_is_killed_is_a_sentence(found: Discovery) -> None:
    """When the system ends the other process, the import ends with a sentence."""
    with Reading(found, None, lambda _: None) as reading:
        reading.next()
        process = reading._process
        assert process is not None
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        with pytest.raises(ArchiveFileError, match="was ended"):
            list(batches(reading))


def test_leaving_early_ends_the_reader(found: Discovery) -> None:
    """An import that is broken off leaves no process behind."""
    with Reading(found, None, lambda _: None) as reading:
        reading.next()
        process = reading._process
    assert process is not None
    assert not process.is_alive()
