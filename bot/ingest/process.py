"""Reading in a process of its own, so that reading and writing each have a core.

Threads would not do: one that reads holds the interpreter for milliseconds, and one that writes
asks for it again after every row.
"""

import multiprocessing
import signal
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Self

from bot.archive.posts.post import Post, Profile
from bot.archive.posts.row import PostRow, row_of
from bot.errors import ArchiveFileError, FailedReadingError
from bot.ingest.discover import Discovery
from bot.ingest.files.input_file import file_named_in
from bot.ingest.reader import read
from bot.ingest.records.quarantine import Quarantined

ReadItem = PostRow | Profile | Quarantined
"""What was read."""

_AT_ONCE = 2_000  # posts
_WORTH_A_PROCESS = 4_000_000  # bytes; less is read before another process has started
_LONGEST_END = 5.0  # seconds that a process whose pipe is closed has to end


class ReaderTraceback(Exception):  # noqa: N818 - it only carries the traceback of another
    """The cause of a FailedReadingError: where the other process failed, as text.

    It holds the kinds of the exceptions and no message of theirs, which may quote a post.
    """


@dataclass(frozen=True, slots=True)
class _Failure:
    """An unexpected exception of the other process, without what it says: that may be of a post.

    `reason` is the system's, where that raised it; `file` is None where it is not known.
    """

    kind: str
    reason: str | None
    file: str | None
    traceback: str

    @property
    def sentence(self) -> str:
        """What the user reads."""
        what = self.file or "The files"
        if self.kind == MemoryError.__name__:
            return (
                f"{what} could not be read to the end: there was not enough memory (MemoryError). "
                "Try again, with more memory free."
            )
        why = f"{self.kind}: {self.reason}" if self.reason else self.kind
        return (
            f"{what} could not be read to the end: the reading failed ({why}). If it does so "
            "again, that is a fault of Throwback's: please report it."
        )


class RecordStream(AbstractContextManager["RecordStream"]):
    """The reading of archives, batch by batch, from a thread.

    `progress` is told of the bytes read since it was last told, on that thread.
    """

    def __init__(
        self, found: Discovery, account: str | None, progress: Callable[[int], None]
    ) -> None:
        self._found = found
        self._account = account
        self._progress = progress
        self._process: multiprocessing.process.BaseProcess | None = None
        self._batches: Iterator[list[ReadItem]] = iter(())

    def __enter__(self) -> Self:
        if sum(file.size for file in self._found.files) < _WORTH_A_PROCESS:
            self._batches = _batches(self._found, self._account, self._progress)
        else:
            self._batches = self._from_process()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.join()

    def next(self) -> list[ReadItem]:
        """Return what comes next, nothing at the end.

        Raises ArchiveFileError; FailedReadingError for any other exception of the other process.
        """
        return next(self._batches, [])

    def _from_process(self) -> Iterator[list[ReadItem]]:
        context = multiprocessing.get_context("spawn")  # a fork would take locks along
        ours, theirs = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_send, args=(theirs, self._found, self._account), name="reader", daemon=True
        )
        self._process.start()
        theirs.close()
        # One batch waits here while another is written, so that neither process waits for long.
        with ours, ThreadPoolExecutor(1, "received") as receiving:
            coming = receiving.submit(ours.recv)
            while True:
                try:
                    size, batch = coming.result()
                except (EOFError, OSError) as error:
                    raise ArchiveFileError(
                        "The files could not be read to their end: the process that reads them "
                        f"was ended ({self._end()}). Try again, with more memory free."
                    ) from error
                self._progress(size)
                if isinstance(batch, _Failure):
                    cause = ReaderTraceback(batch.traceback)
                    raise FailedReadingError(batch.sentence) from cause
                if isinstance(batch, str):
                    raise ArchiveFileError(batch)
                if not batch:
                    return
                coming = receiving.submit(ours.recv)
                yield batch

    def _end(self) -> str:
        """Return how the other process ended."""
        if self._process is None:
            return "it never began"
        self._process.join(_LONGEST_END)
        code = self._process.exitcode
        if code is None:
            return "it does not answer"
        try:
            return signal.Signals(-code).name
        except ValueError:
            return f"exit code {code}"


def _batches(
    found: Discovery, account: str | None, progress: Callable[[int], None]
) -> Iterator[list[ReadItem]]:
    records = read(found, progress, account=account)
    while batch := list(islice(records, _AT_ONCE)):
        yield [row_of(record) if isinstance(record, Post) else record for record in batch]


def _send(connection: Connection, found: Discovery, account: str | None) -> None:
    """Send all batches and an empty one at the end, each with the bytes read for it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # meant for whoever imports, who ends this
    size = 0

    def advance(by: int) -> None:
        nonlocal size
        size += by

    try:
        for batch in _batches(found, account, advance):
            connection.send((size, batch))
            size = 0
        connection.send((size, []))
    except ArchiveFileError as error:
        connection.send((size, str(error)))
    except (BrokenPipeError, ConnectionResetError):
        return  # whoever imports has ended
    except Exception as error:  # noqa: BLE001 - whatever it is, the other process reports it
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.send((size, _failure(error)))


def _failure(error: Exception) -> _Failure:
    return _Failure(
        type(error).__name__,
        error.strerror if isinstance(error, OSError) else None,
        file_named_in(error),
        "".join(_traceback(error)),
    )


def _traceback(error: BaseException) -> Iterator[str]:
    """Yield the lines of a traceback, with the kinds of its exceptions and not their messages."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _traceback(before)
        yield "\nThen:\n\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__module__}.{type(error).__qualname__}\n"
