"""The model that takes the meaning of texts, in a process that is there while it is used."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from bot.errors import ThrowbackError
from bot.languages import lazy
from bot.workers import encoder_jobs
from bot.workers.worker import Worker, WorkerError

_TIME_LIMIT = 120.0  # seconds for a batch, on a machine that does much else


class EncoderFailedError(ThrowbackError):
    """A process that ended in the middle of its work."""

    sentence = lazy(
        "The process that takes the meaning of posts failed, perhaps for want of memory. What it "
        "had done is kept; give the command again to go on."
    )


class Encoder(Protocol):
    """Takes the meaning of texts."""

    async def close(self) -> None:
        """End what takes it."""

    async def mean_of(self, texts: Sequence[str]) -> bytes:
        """Return the mean of the vectors of texts, 512 float32."""

    async def bits_of(self, texts: Sequence[str], mean: bytes) -> list[bytes | None]:
        """Return the bits of each text, 64 bytes; None of one without a word that is known."""


class EncoderProcess:
    """The encoder in a process of its own, which ends after `idle` seconds without work."""

    def __init__(self, *, idle: float = encoder_jobs.IDLE) -> None:
        self._worker = Worker(
            encoder_jobs.MEMORY,
            idle=idle,
            time_limit=_TIME_LIMIT,
            variables=encoder_jobs.variables,
        )

    @property
    def process_id(self) -> int | None:
        """The id of the process, None if there is none at present."""
        return self._worker.process_id

    async def close(self) -> None:
        """End the process."""
        await self._worker.close()

    async def mean_of(self, texts: Sequence[str]) -> bytes:
        """Return the mean of vectors. Raises EncoderFailedError if the process fails."""
        with _as_sentence():
            return await self._worker.run(encoder_jobs.mean_of, texts)

    async def bits_of(self, texts: Sequence[str], mean: bytes) -> list[bytes | None]:
        """Return the bits of each text. Raises EncoderFailedError if the process fails."""
        with _as_sentence():
            return await self._worker.run(encoder_jobs.bits_of, texts, mean)


@contextmanager
def _as_sentence() -> Iterator[None]:
    try:
        yield
    except WorkerError as error:
        raise EncoderFailedError from error
