"""A stand-in for the model: words have a direction by what they are about, in a fixed list."""

import asyncio
import os
from collections.abc import Callable, Sequence
from zlib import crc32

import numpy as np

from bot.archive.meaning.bits import DIMENSIONS, Floats, directions, signs
from bot.archive.search.tokens import tokenize
from bot.services.meaning.comparing import compare
from bot.services.meaning.comparing_jobs import Compared, Wanted
from bot.workers.encoder_jobs import Model
from bot.workers.worker import WorkerError

MODEL = Model("stand-in", "1")
_TOPICS = {
    "bird": "heron kestrel wing bird",
    "water": "canal river lake water",
    "tax": "tax form refund money",
    "bread": "dough oven loaf bread",
}
_TOPIC_OF = {word: topic for topic, words in _TOPICS.items() for word in words.split()}


def vector_of(text: str) -> Floats:
    """Return the sum of the directions of topics; other words count for a tenth."""
    found = np.zeros(DIMENSIONS, np.float32)
    for word in tokenize(text):
        topic = _TOPIC_OF.get(word)
        rng = np.random.default_rng(crc32((topic or word).encode()))
        found += rng.normal(size=DIMENSIONS).astype(np.float32) * (1.0 if topic else 0.1)
    return found


def direction_of(text: str, mean: bytes) -> Floats | None:
    """Return the direction of a text; None of one that is not known."""
    if "unknown" in text:
        return None
    direction: Floats = directions(vector_of(text)[None], np.frombuffer(mean, np.float32))[0]
    return direction


def job(wanted: Wanted) -> Compared:
    """Do what the worker does, with the stand-in; a text with "crash" ends the process."""
    if isinstance(wanted.near_to, str) and "crash" in wanted.near_to:
        os._exit(3)
    return compare(wanted, direction_of)


class StandIn:
    """An encoder that needs no model."""

    async def close(self) -> None:
        """End nothing."""

    async def mean_of(self, texts: Sequence[str]) -> bytes:  # noqa: ARG002
        """Return no mean: posts are as near as their topics are."""
        return bytes(4 * DIMENSIONS)

    async def bits_of(self, texts: Sequence[str], mean: bytes) -> list[bytes | None]:
        """Return the bits of each text."""
        vectors = np.array([vector_of(text) for text in texts]).reshape(-1, DIMENSIONS)
        return signs(directions(vectors, np.frombuffer(mean, np.float32)))


class InThread:
    """Runs jobs on a thread, which starts at once. It waits for `gate`, and fails if it `fails`."""

    process_id = None

    def __init__(self) -> None:
        self.jobs = 0
        self.fails = False
        self.gate = asyncio.Event()
        self.gate.set()

    async def run(self, function: Callable[[Wanted], Compared], wanted: Wanted, /) -> Compared:
        """Run a job."""
        self.jobs += 1
        await self.gate.wait()
        if self.fails:
            raise WorkerError
        return await asyncio.to_thread(function, wanted)

    async def close(self) -> None:
        """End nothing."""
