"""Vectors of meaning as one bit a dimension.

A bit is the sign of a dimension after the archive's mean was subtracted and the vector turned: in
the model's own dimensions a few have most of the variance, and the sign of each says equally much
only if it is spread over all. Measured on 50,000 posts, the mean of ten turns, hits@10 of queries
without a common word: .686 and .917 across languages; not turned .659 and .933; as float32 .724 and
.933.
"""

import random

import numpy as np
import numpy.typing as npt

DIMENSIONS = 512
"""Dimensions of a vector, a power of two."""

BYTES = DIMENSIONS // 8
"""Bytes of the bits of a vector."""

_SEED = 23
_TURNS = 2

Floats = npt.NDArray[np.float32]
Words = npt.NDArray[np.uint64]
"""The bits of vectors, a row of eight numbers each."""


def directions(vectors: Floats, mean: Floats) -> Floats:
    """Return rows less their mean, turned, and of length 1; a row that is the mean is zero."""
    turned = _turned(np.ascontiguousarray(vectors - mean, dtype=np.float32))
    length = np.linalg.norm(turned, axis=1, keepdims=True)
    one: Floats = turned / np.maximum(length, np.float32(1e-12))
    return one


def signs(directed: Floats) -> list[bytes | None]:
    """Return the bits of each row, None for one that has no direction: zero, or not finite."""
    packed = np.packbits(directed > 0, axis=1)
    usable = np.logical_and(np.isfinite(directed).all(axis=1), directed.any(axis=1)).tolist()
    return [row.tobytes() if good else None for row, good in zip(packed, usable, strict=True)]


def words_of(packed: bytes) -> Words:
    """Return the rows of bits that stand one behind the other in `packed`."""
    return np.frombuffer(packed, np.uint64).reshape(-1, DIMENSIONS // 64)


def plus_or_minus(words: Words | npt.NDArray[np.uint8]) -> Floats:
    """Return rows of bits as rows of 1 and -1."""
    bits = np.unpackbits(words.view(np.uint8), axis=1)
    return bits.astype(np.float32) * 2 - 1


def products(words: Words, direction: Floats) -> Floats:
    """Return the products of a direction with rows of bits, taken as rows of 1 and -1.

    They are looked up byte by byte, which takes a tenth of the time of making such rows.
    """
    signs_of_byte = plus_or_minus(np.arange(256, dtype=np.uint8)[:, None])
    of_byte = signs_of_byte @ direction.reshape(BYTES, 8).T
    found: Floats = of_byte[words.view(np.uint8), np.arange(BYTES)].sum(axis=1)
    return found


def _turned(rows: Floats) -> Floats:
    """Return rows turned by a fixed rotation: signs, then Walsh and Hadamard's matrix, twice.

    It is the same on every machine, as a rotation by a library's decomposition might not be.
    """
    rng = random.Random(_SEED)  # noqa: S311 - the same each time is what is wanted
    for _ in range(_TURNS):
        flips = [1.0 if rng.getrandbits(1) else -1.0 for _ in range(DIMENSIONS)]
        rows = rows * np.array(flips, np.float32)
        half = 1
        while half < DIMENSIONS:
            pairs = rows.reshape(-1, DIMENSIONS // (2 * half), 2, half)
            first, second = pairs[:, :, 0], pairs[:, :, 1]
            rows = np.stack((first + second, first - second), axis=2).reshape(-1, DIMENSIONS)
            half *= 2
    turned: Floats = rows / np.float32(DIMENSIONS ** (_TURNS / 2))
    return turned
