"""The job of the worker that reads the text in pictures. It alone loads the engine for that."""

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from bot.archive.posts.picture_texts import ReadingEngine, ReadingProblem

MEMORY: Final = 3 << 30
"""Bytes of address space for the process; of memory it uses .8 GB, for the largest pictures 1.3."""

TIME_LIMIT: Final = 120.0
"""Seconds for one picture. Most take one to three, a page of 6,000 characters nearly a minute."""

IDLE: Final = 30.0
"""Seconds without a picture after which the process ends."""

MAX_PIXELS: Final = 64_000_000
"""Pixels of a picture that is read. A larger one is not opened any further than to know that."""

READING_VERSION: Final = 1
"""Raised when the same engine gets other texts from the same pictures."""

_PACKAGE: Final = "rapidocr"
_RUNTIME: Final = "onnxruntime"
_THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def installed_engine() -> ReadingEngine | None:
    """Return the engine that is installed, without loading it; None without the extra."""
    try:
        version(_RUNTIME)
        return ReadingEngine(_PACKAGE, f"{version(_PACKAGE)}+{READING_VERSION}")
    except PackageNotFoundError:
        return None


def variables() -> Mapping[str, str]:
    """Return the environment of the process: one thread of each library, beside the bot's own."""
    return dict.fromkeys(_THREADS, "1")


def read(folder: Path, path: str) -> str | ReadingProblem:
    """Return the text in a picture of the media folder, empty if it has none, or why it was not."""
    from bot.workers import reading  # noqa: PLC0415 - see above

    return reading.read(folder, path)
