"""A process that does one job at a time, for as long as there are some.

Pictures of strangers are decoded in it, charts of their words are drawn: a job may need too much
time or memory, or crash. That ends the process and fails the job, and nothing else. The process is
spawned, since a fork would copy locks.
"""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, TypeVar

from bot.workers.interrupts import interrupts_held_back

IDLE = 30.0
"""Seconds without a job after which the process ends: an idle bot needs no memory for it."""

TIME_LIMIT = 15.0
"""Seconds that one job may take."""

_START_LIMIT = 60.0  # seconds; a busy machine takes some to load what the process needs

T = TypeVar("T")


class WorkerError(Exception):
    """A job without a result."""


class WorkerTimeoutError(WorkerError):
    """A job that took too long."""


class WorkerEndedError(WorkerError):
    """A job whose process ended, or did not start; that need not be the job's fault."""


class Worker:
    """Runs jobs in one process, which starts with the first and starts anew after a crash.

    It may have `memory` bytes of address space, where the system can limit that. A job may take
    `time_limit` seconds; after `idle` seconds without one the process ends. What `variables`
    returns just before it starts is set in its environment before anything is loaded.
    """

    def __init__(
        self,
        memory: int,
        *,
        idle: float = IDLE,
        time_limit: float = TIME_LIMIT,
        variables: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self._idle = idle
        self._time_limit = time_limit
        self._memory = memory
        self._variables = variables
        self._thread = ThreadPoolExecutor(1, "worker")
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._is_closed = False

    @property
    def process_id(self) -> int | None:
        """The id of the process, None if there is none at present."""
        process = self._process
        with suppress(ValueError):  # it has just ended
            return process.pid if process is not None and process.is_alive() else None
        return None

    async def run(self, function: Callable[..., T], *arguments: object) -> T:
        """Return what `function`, of a module's top level, returns in the process.

        Jobs take turns; one that is cancelled before its turn is not begun. Raises WorkerError if
        the function raises, needs too much, or ends the process.
        """
        return await asyncio.wrap_future(self.submit(function, *arguments))

    def submit(self, function: Callable[..., T], *arguments: object) -> "Future[T]":
        """Begin a job as `run` does, and return its result in future.

        It can be cancelled only before its turn.
        """
        try:
            return self._thread.submit(self._exchange, function, arguments)
        except RuntimeError:  # closed
            failed = Future[T]()
            failed.set_exception(WorkerError("closed"))
            return failed

    async def close(self) -> None:
        """End the process, even in the middle of a job."""
        self._is_closed = True
        if (process := self._process) is not None:
            with suppress(ValueError):  # it ends at this moment, and is closed already
                process.kill()
        await asyncio.to_thread(self._thread.shutdown, cancel_futures=True)
        self._end()

    def _exchange(self, function: Callable[..., Any], arguments: tuple[object, ...]) -> Any:
        while True:
            connection = self._connection or self._start()
            try:
                connection.send((function, arguments))
                succeeded, result = self._receive(connection, self._time_limit)
            except (EOFError, OSError) as error:
                if self._end() == 0 and not self._is_closed:
                    continue  # it ended for want of work just when it got some
                raise WorkerEndedError("the process ended") from error  # never translated: logged
            if not succeeded:
                raise WorkerError(result)
            return result

    def _start(self) -> Connection:
        if self._is_closed:
            raise WorkerError("closed")
        context = multiprocessing.get_context("spawn")
        try:
            variables = dict(self._variables())
            self._connection, other = context.Pipe()
            with other:
                process = context.Process(
                    target=_serve,
                    args=(other, self._idle, self._memory, variables),
                    name="worker",
                    daemon=True,
                )
                with interrupts_held_back():
                    process.start()
            self._process = process  # now it can be ended
            if self._is_closed:  # while it started
                process.kill()
            self._receive(self._connection, _START_LIMIT)  # so that no job's time passes meanwhile
        except (EOFError, OSError) as error:  # also of too many files or processes
            self._end()
            raise WorkerEndedError("it did not start") from error  # never translated: logged
        return self._connection

    def _receive(self, connection: Connection, limit: float) -> Any:
        if not connection.poll(limit):
            self._end()
            raise WorkerTimeoutError
        return connection.recv()

    def _end(self) -> int | None:
        """End the process if it has not, and return its exit code."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._process is None:
            return None
        process, self._process = self._process, None
        process.join(0.5)  # it may be about to end by itself
        process.kill()
        process.join()
        code = process.exitcode
        process.close()
        return code


def _serve(connection: Connection, idle: float, memory: int, variables: Mapping[str, str]) -> None:
    """Do the jobs that come over `connection`, until none came for `idle` seconds."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory(memory)
    os.environ.update(variables)
    with suppress(EOFError, OSError):  # the bot has ended
        connection.send(None)
        while connection.poll(idle):
            function, arguments = connection.recv()
            try:
                answer = (True, function(*arguments))
            except Exception as error:  # noqa: BLE001 - a job may fail in any way
                answer = (False, type(error).__name__)
            connection.send(answer)


def _limit_memory(size: int) -> None:
    try:
        import resource  # noqa: PLC0415 - Unix alone has it
    except ImportError:
        return
    with suppress(OSError, ValueError):  # a container has a lower limit of its own
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
