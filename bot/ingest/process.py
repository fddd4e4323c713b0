"""Reading archives in a separate process, so that reading and writing each have a core.

Threads are not enough: the reading thread holds the interpreter lock for milliseconds, and the
writing thread needs it again after every row.
"""

import multiprocessing
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import Connection
from types import TracebackType
from typing import NoReturn, Self

from bot.errors import ArchiveFileError, FailedReadingError, ThrowbackError
from bot.ingest.discover import Discovery
from bot.ingest.files.input_file import file_of_error
from bot.ingest.options import NO_OPTIONS, ReadOptions
from bot.ingest.packing import Packed, ReadItem, pack, unpack
from bot.ingest.reader import read_rows
from bot.languages import Message, current, lazy, of_discord, switch_to
from bot.workers.interrupts import interrupts_held_back

_BATCH_SIZE = 2_000  # posts
_WORTH_A_PROCESS = 4_000_000  # bytes; less is read faster than a process starts
_REPORTED = 1_000_000  # bytes; so many are read before the reading process reports them
_EXIT_TIMEOUT = 5.0  # seconds for a process to exit after its pipe is closed

_NO_MEMORY = lazy(
    "The files could not be read to the end: there was not enough memory (MemoryError). Try again, "
    "with more memory free."
)
_NO_MEMORY_FOR = lazy(
    "{file} could not be read to the end: there was not enough memory (MemoryError). Try again, "
    "with more memory free."
)
_FAILED = lazy(
    "The files could not be read to the end: the reading failed ({reason}). If it does so again, "
    "that is a fault of Throwback's: please report it."
)
_FAILED_AT = lazy(
    "{file} could not be read to the end: the reading failed ({reason}). If it does so again, that "
    "is a fault of Throwback's: please report it."
)
_ENDED = lazy(
    "The files could not be read to their end: the process that reads them was ended ({status}). "
    "Try again, with more memory free."
)


class ReaderTraceback(Exception):  # noqa: N818 - only carries a traceback
    """The cause of a FailedReadingError: the traceback of the reading, as text.

    It contains the exceptions' types, but not their messages, which may quote a post.
    """


@dataclass(frozen=True, slots=True)
class _Failure:
    """An unexpected exception while reading, without its message, which may quote a post.

    `reason` is the operating system's, for an OSError; `file` is None if it is not known.
    """

    kind: str
    reason: str | None
    file: str | None
    traceback: str

    @property
    def sentence(self) -> Message:
        """The message for the user."""
        reason = f"{self.kind}: {self.reason}" if self.reason else self.kind
        lacks_memory = self.kind == MemoryError.__name__
        if self.file is None:
            return _NO_MEMORY if lacks_memory else _FAILED.filled(reason=reason)
        if lacks_memory:
            return _NO_MEMORY_FOR.filled(file=self.file)
        return _FAILED_AT.filled(file=self.file, reason=reason)

    def throw(self) -> NoReturn:
        """Raise it as an error, whose cause is the traceback."""
        raise FailedReadingError(self.sentence) from ReaderTraceback(self.traceback)


_Outcome = list[ReadItem] | _Failure | Message | str
"""A batch, or what ended the reading: an empty batch, a failure or a sentence."""

_Sent = tuple[int, Packed | _Failure | Message | str | None]
"""From the reading process: the bytes read since the last message, and what it read, if ready."""


@contextmanager
def as_failed_reading() -> Iterator[None]:
    """Turn any unexpected exception into a FailedReadingError without its message."""
    try:
        yield
    except ThrowbackError:
        raise
    except Exception as error:  # noqa: BLE001 - its message may quote a post
        _failure(error).throw()


class RecordStream(AbstractContextManager["RecordStream"]):
    """A reader of archives in batches, for use from one thread.

    `progress` is called on that thread with the bytes read since its last call.
    """

    def __init__(
        self, found: Discovery, options: ReadOptions | None, progress: Callable[[int], None]
    ) -> None:
        self._found = found
        self._options = options or NO_OPTIONS
        self._progress = progress
        self._process: multiprocessing.process.BaseProcess | None = None
        self._closed = False
        self._starting = threading.Lock()
        self._batches: Iterator[list[ReadItem]] = iter(())

    def __enter__(self) -> Self:
        if sum(file.size for file in self._found.files) < _WORTH_A_PROCESS:
            outcomes = _outcomes(self._found, self._options, self._progress)
        else:
            outcomes = self._from_process()
        self._batches = _batches_of(outcomes)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._starting:
            self._closed = True
        if self._process is not None:
            self._process.terminate()
            self._process.join()

    def next_batch(self) -> list[ReadItem]:
        """Return the next batch, an empty one at the end.

        Raises ArchiveFileError; FailedReadingError for any other exception while reading.
        """
        return next(self._batches, [])

    def _from_process(self) -> Iterator[_Outcome]:
        context = multiprocessing.get_context("spawn")  # a fork would copy locks
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(
            target=_send,
            args=(sender, self._found, self._options, current().discord[0]),
            name="reader",
            daemon=True,
        )
        with self._starting:
            if self._closed:
                return
            with interrupts_held_back():
                process.start()
            self._process = process
        sender.close()
        # One batch is received while another is written, so that neither process waits for long.
        with receiver, ThreadPoolExecutor(1, "received") as executor:
            pending = executor.submit(receiver.recv)
            while True:
                try:
                    message: _Sent = pending.result()
                except (EOFError, OSError) as error:
                    raise ArchiveFileError(_ENDED.filled(status=self._exit_status())) from error
                size, sent = message
                self._progress(size)
                outcome = unpack(sent) if isinstance(sent, tuple) else sent
                if outcome is not None and (not outcome or not isinstance(outcome, list)):
                    yield outcome
                    return
                pending = executor.submit(receiver.recv)
                if outcome is not None:
                    yield outcome

    def _exit_status(self) -> str | Message:
        """Return how the other process exited: a signal, an exit code or another reason."""
        if self._process is None:
            return lazy("it never began")
        self._process.join(_EXIT_TIMEOUT)
        code = self._process.exitcode
        if code is None:
            return lazy("it does not answer")
        try:
            return signal.Signals(-code).name
        except ValueError:
            return lazy("exit code {code}", code=code)


def _batches_of(outcomes: Iterator[_Outcome]) -> Iterator[list[ReadItem]]:
    for outcome in outcomes:
        if isinstance(outcome, _Failure):
            outcome.throw()
        if isinstance(outcome, Message | str):
            raise ArchiveFileError(outcome)
        if outcome:
            yield outcome


def _outcomes(
    found: Discovery, options: ReadOptions, progress: Callable[[int], None]
) -> Iterator[_Outcome]:
    """Yield all batches, then an empty one or what ended the reading."""
    end: _Outcome = []
    try:
        records = read_rows(found, progress, options)
        while batch := list[ReadItem](islice(records, _BATCH_SIZE)):
            yield batch
    except ArchiveFileError as error:
        end = error.args[0]  # not yet said: its reader may speak another language
    except Exception as error:  # noqa: BLE001 - the importing process reports it
        end = _failure(error)
    yield end


def _send(connection: Connection, found: Discovery, options: ReadOptions, language: str) -> None:
    """Send all that `_outcomes` yields; until the first batch, only how much was read.

    `language` is that of the reasons why something cannot be read, as Discord names it.
    """
    switch_to(of_discord(language))
    # The importing process handles SIGINT, and ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    unreported = 0
    is_first = True

    def advance(size: int) -> None:
        nonlocal unreported
        unreported += size
        if is_first and unreported >= _REPORTED:
            connection.send((unreported, None))
            unreported = 0

    try:
        for outcome in _outcomes(found, options, advance):
            packed = pack(outcome) if isinstance(outcome, list) else outcome
            connection.send((unreported, packed))
            unreported, is_first = 0, False
    except (BrokenPipeError, ConnectionResetError):
        return  # the importing process has ended
    except Exception as error:  # noqa: BLE001 - the importing process reports it
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.send((0, _failure(error)))


def _failure(error: Exception) -> _Failure:
    return _Failure(
        type(error).__name__,
        error.strerror if isinstance(error, OSError) else None,
        file_of_error(error),
        "".join(_traceback(error)),
    )


def _traceback(error: BaseException) -> Iterator[str]:
    """Yield the lines of a traceback, with its exceptions' types but not their messages."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _traceback(before)
        yield "\nThen:\n\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__module__}.{type(error).__qualname__}\n"
