"""Reading in a separate process gives the same as reading in this one."""

import errno
import json
import os
import re
import signal
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NoReturn

import pytest

from bot.archive.posts.row import PostRow
from bot.archive.search.analysis.of_posts import AnalysedTexts, analyse
from bot.clock import SystemClock
from bot.errors import ArchiveFileError, FailedReadingError, ThrowbackError
from bot.ingest import process
from bot.ingest.discover import Discovery, discover
from bot.ingest.files.input_file import DiskFile, file_of_error
from bot.ingest.packing import ReadItem
from bot.ingest.process import RecordStream
from bot.ingest.reader import read
from bot.ingest.records.quarantine import Quarantined
from bot.ingest.records.records import NO_END
from bot.languages import of_discord, speaking
from bot.services.container import Services
from tests.archives import archive, record

WHEN = datetime(2022, 10, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def always_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read every file in a separate process, however small."""
    monkeypatch.setattr(process, "_WORTH_A_PROCESS", 0)


@pytest.fixture
def found(tmp_path: Path) -> Discovery:
    """A file with more posts than a batch."""
    posts = [record(WHEN + timedelta(minutes=n), f"post {n} & more") for n in range(9_000)]
    (tmp_path / "output.md").write_text(archive(posts), "utf-8")
    return discover([tmp_path / "output.md"])


def batches(reading: RecordStream) -> Iterator[list[ReadItem]]:
    """Yield the batches of a stream, without the analyses of texts, which are as made here."""
    while batch := reading.next_batch():
        for item in batch:
            if isinstance(item, AnalysedTexts):
                assert item == {one: analyse(*one) for one in item}
        yield [item for item in batch if not isinstance(item, AnalysedTexts)]


def test_it_reads_the_same(found: Discovery, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same posts come in the same batches, and all bytes are reported."""
    reported: list[int] = []
    with RecordStream(found, None, reported.append) as reading:
        there = list(batches(reading))
    monkeypatch.setattr(process, "_WORTH_A_PROCESS", 1 << 40)
    with RecordStream(found, None, lambda _: None) as reading:
        assert there == list(batches(reading))
    assert [len(batch) for batch in there] == [2_000] * 4 + [1_000]
    seventh = there[0][7]
    assert isinstance(seventh, PostRow)
    assert seventh.text == "post 7 & more"
    assert sum(reported) == found.files[0].size


def test_what_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    """A sentence of the reading process is raised in this one."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "tweets.js").write_text(
        'window.YTD.tweets.part0 = [ {"tweet": {"id_str": "1"}} ]', "utf-8"
    )
    with (
        pytest.raises(ArchiveFileError, match="--account NAME"),
        RecordStream(discover([tmp_path]), None, lambda _: None) as reading,
    ):
        reading.next_batch()


def test_a_reader_that_is_killed_is_a_sentence(found: Discovery) -> None:
    """If the system kills the reading process, the import ends with a sentence."""
    with RecordStream(found, None, lambda _: None) as reading:
        reading.next_batch()
        process = reading._process
        assert process is not None
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        with pytest.raises(ArchiveFileError, match=r"was ended \(SIGKILL\)\. .* more memory"):
            list(batches(reading))


SECRET = "what nobody but its author may read"


def _bug() -> NoReturn:
    raise ValueError(SECRET) from KeyError(SECRET)


def _no_memory() -> NoReturn:
    raise MemoryError(SECRET)


def _system() -> NoReturn:
    raise OSError(errno.EIO, os.strerror(errno.EIO), SECRET)


def _exit() -> NoReturn:
    os._exit(3)


class Breaking(BytesIO):
    """A file that can be read only up to its middle."""

    def __init__(self, content: bytes, fail: Callable[[], NoReturn]) -> None:
        super().__init__(content)
        self._fail = fail

    def read1(self, size: int | None = -1, /) -> bytes:
        """Read some bytes, or fail."""
        if self.tell() > len(self.getbuffer()) // 2:
            self._fail()
        return super().read1(-1 if size is None else size)


@dataclass(frozen=True, slots=True)
class BreakingFile(DiskFile):
    """A file on disk that cannot be read to its end."""

    fail: Callable[[], NoReturn] = _bug

    def open(self) -> BinaryIO:
        """Open the file for reading bytes."""
        return Breaking(self.path.read_bytes(), self.fail)


@pytest.fixture(params=["apart", "here"])
def reads_either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Read every file in a separate process, then every file in this one."""
    if request.param == "here":
        monkeypatch.setattr(process, "_WORTH_A_PROCESS", 1 << 40)
    return str(request.param)


def failing(found: Discovery, fail: Callable[[], NoReturn]) -> BaseException:
    """Return the error of reading files that fail with `fail`."""
    (file,) = found.files
    assert isinstance(file.file, DiskFile)
    disk_file = BreakingFile(file.file.path, file.file.name, file.file.size, fail)
    broken = replace(found, files=(replace(file, file=disk_file),))
    with (
        pytest.raises(ThrowbackError) as raised,
        RecordStream(broken, None, lambda _: None) as reading,
    ):
        list(batches(reading))
    assert_says_nothing(raised.value)
    return raised.value


def assert_says_nothing(error: BaseException) -> None:
    """Assert that neither an error nor its traceback quotes a post."""
    assert SECRET not in "".join(traceback.format_exception(error))


@pytest.mark.parametrize(
    ("fail", "sentence"),
    [
        (_bug, r"^output\.md could not be read to the end: .* \(ValueError\)\."),
        (_no_memory, r"^output\.md could not be .* \(MemoryError\)\. .* more memory"),
    ],
)
@pytest.mark.usefixtures("reads_either_way")
def test_a_reader_that_fails_says_what_it_was(
    found: Discovery, fail: Callable[[], NoReturn], sentence: str
) -> None:
    """Any exception while reading becomes a sentence with its type and the file."""
    error = failing(found, fail)
    assert re.search(sentence, str(error))
    assert isinstance(error, FailedReadingError)
    cause = str(error.__cause__)
    assert f"in {fail.__name__}\n" in cause
    if fail is _bug:
        assert "builtins.KeyError" in cause


def test_a_reader_that_exits_says_how(found: Discovery) -> None:
    """The exit code of the reading process is in the sentence."""
    assert "was ended (exit code 3)" in str(failing(found, _exit))


async def test_a_failure_while_looking_for_archives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception before the first post names the file too."""
    monkeypatch.setattr("bot.ingest.discover.layout_of", lambda _file: _bug())
    file = tmp_path / "archive" / "output.md"
    file.parent.mkdir()
    file.write_text(archive([record(WHEN, "hello")]), "utf-8")
    async with Services(tmp_path / "archive.db", SystemClock(), state=False) as services:
        for path, name in ((file, "^output.md"), (file.parent, "^archive/output.md")):
            with pytest.raises(FailedReadingError, match=rf"{name} could not .*ValueError") as one:
                await services.imports.run([path])
            assert_says_nothing(one.value)


OWN = """
<!-- throwback {"id": "17", "account": "ada", "created_at": 0, "kind": "post", "reply_to": null,\
 "reply_to_account": null, "parent_known": true, "origin": "EARLY", "network": "twitter",\
 "lines": 0, "sources": [["another.md", 1, null]]} -->
""".replace("\\\n", "")
TWEET = {
    "id_str": "17",
    "created_at": "Mon Oct 03 00:00:00 +0000 2022",
    "full_text": "hello",
    "user": {"screen_name": "ada"},
}
EDITED = TWEET | {"edit_info": {"initial": {"editTweetIds": ["17", "18"]}}}


@pytest.mark.parametrize(
    ("name", "content", "converter"),
    [
        ("output.md", archive([record(WHEN, "hello")]), "bot.ingest.parser.reader.kind_of"),
        ("own.md", f"# Throwback archive\n{OWN}", "bot.ingest.reader.row_of"),
        (
            "tweets.js",
            f"window.YTD.tweets.part0 = {json.dumps([TWEET])}",
            "bot.ingest.export.tweets.text_of",
        ),
        (
            "tweets.js",
            f"window.YTD.tweets.part0 = {json.dumps([EDITED])}",
            "bot.ingest.export.reader.row_of",
        ),
    ],
)
def test_a_post_that_cannot_be_converted_names_its_file(
    tmp_path: Path, name: str, content: str, converter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The conversion of a post belongs to the reading of its file, in every format."""
    (tmp_path / name).write_text(content, "utf-8")
    monkeypatch.setattr(converter, lambda *_: _bug())
    with pytest.raises(ValueError, match=SECRET) as raised:
        list(read(discover([tmp_path / name])))
    assert file_of_error(raised.value) == name


@pytest.mark.usefixtures("reads_either_way")
def test_errors_of_the_system(found: Discovery) -> None:
    """A disk error has the same sentence in both processes."""
    assert str(failing(found, _system)) == "output.md cannot be read: Input/output error."


def test_a_failure_outside_of_any_file_names_none() -> None:
    """Without a file at fault, the error's type and the system's message are named."""
    failure = process._failure(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), SECRET))
    assert str(failure.sentence).startswith("The files could not be read to the end: ")
    assert "(OSError: No space left on device)" in str(failure.sentence)
    assert SECRET not in failure.traceback


def test_leaving_early_ends_the_reader(found: Discovery) -> None:
    """An import that is aborted leaves no process behind."""
    with RecordStream(found, None, lambda _: None) as reading:
        reading.next_batch()
        process = reading._process
    assert process is not None
    assert not process.is_alive()


@pytest.mark.usefixtures("reads_either_way")
def test_reasons_are_in_the_language_of_the_import(tmp_path: Path) -> None:
    """The process that reads says why a record cannot be read as the one that imports would."""
    path = tmp_path / "output.md"
    posts = [record(WHEN + timedelta(minutes=n), f"post {n}") for n in range(3)]
    path.write_text(archive(posts) + "> a post without an end\n", "utf-8")
    with speaking(of_discord("de")), RecordStream(discover([path]), None, lambda _: None) as one:
        reasons = [item.reason for item in one.next_batch() if isinstance(item, Quarantined)]
        assert reasons == [f"{NO_END}"]
    assert reasons != [f"{NO_END}"]
