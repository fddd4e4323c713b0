"""Columns with a byte for each post, and masks, which are 1 for the posts that count and else 0.

Each function is a few calls for all posts: a loop over a million of them takes far longer. None
keeps the interpreter for more than some milliseconds.
"""

import re
from array import array
from collections.abc import Sequence
from itertools import compress
from operator import itemgetter

_FULL = bytes([0]) + bytes([255]) * 255
# Values that one call handles: the interpreter is yielded between two calls, and the processor's
# cache holds them.
_SLICE = 2_000
_NOT_0 = re.compile(rb"[^\0]")


def masked(column: bytes, mask: bytes) -> bytes:
    """Return a column with 0 where a mask of the same length is 0."""
    kept = _number(column) & _number(mask.translate(_FULL))
    return kept.to_bytes(len(column), "little")


def differences(one: bytes, other: bytes) -> bytes:
    """Return a column that is 0 where two columns of the same length are equal.

    Where one of them is 0 it has the value of the other.
    """
    return (_number(one) ^ _number(other)).to_bytes(len(one), "little")


def positions_of(column: bytes) -> "array[int]":
    """Return the positions at which a column is not 0."""
    return array("I", (match.start() for match in _NOT_0.finditer(column)))


def values_at(column: bytes, positions: "array[int]") -> bytes:
    """Return the values of a column, which is not empty, at some positions, in their order."""
    found = bytearray()
    for start in range(0, len(positions), _SLICE):
        # One position more than there are: of a single one the result would be no tuple.
        some = positions[start : start + _SLICE].tolist()
        found += bytes(itemgetter(*some, 0)(column)[:-1])
    return bytes(found)


def counts_of(column: bytes, most: int) -> list[int]:
    """Return how often a column has each of the values 1 to `most`."""
    found, left = [], column.translate(None, b"\0")
    for value in range(1, most + 1):
        others = left.translate(None, bytes([value]))  # bytes.count is slow where there are many
        found.append(len(left) - len(others))
        left = others
    return found


def kept(values: "array[int]", mask: bytes) -> "array[int]":
    """Return those of `values` at whose positions a mask of the same length is 1."""
    if 0 not in mask:
        return values
    found = array(values.typecode)
    for start in range(0, len(values), _SLICE):
        end = start + _SLICE
        found.extend(compress(values[start:end], mask[start:end]))
    return found


def mask_of(values: Sequence[int], wanted: frozenset[int]) -> bytes:
    """Return the mask of those of `values` that are wanted."""
    found = bytearray()
    for start in range(0, len(values), _SLICE):
        found += bytes(map(wanted.__contains__, values[start : start + _SLICE]))
    return bytes(found)


def _number(column: bytes) -> int:
    return int.from_bytes(column, "little")
