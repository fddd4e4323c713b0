"""Finding the nearest posts: in the worker alone, which keeps the bits of an archive in memory.

They are read from archive.db again whenever that has others. A connection is open only meanwhile,
so that nothing waits for one that does nothing.
"""

from array import array
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from pyroaring import BitMap

from bot.archive.meaning.bits import DIMENSIONS, Floats, words_of
from bot.archive.meaning.nearest import Flags, Keys, Meanings
from bot.archive.meaning.text import without_repeats
from bot.services.meaning.comparing_jobs import Compared, Problem, Wanted
from bot.storage.archive.meaning.reader import MeaningReader, Stamp
from bot.storage.connections import connect_reader
from bot.storage.open_file import FileIdentity, identity_of
from bot.workers.encoder_jobs import Model

_MORE = 1.2  # times as many as are wanted: some of them say what one before them does

DirectionOf = Callable[[str, bytes], Floats | None]
"""Returns the direction of a text, less a mean; None of one without a word that is known."""


@dataclass(frozen=True, slots=True)
class _Held:
    """The bits of an archive in memory."""

    file: FileIdentity | None
    stamp: Stamp
    meanings: Meanings
    missing: int


_held: _Held | None = None


def compare(wanted: Wanted, direction_of: DirectionOf) -> Compared:
    """Return the nearest posts, each text once."""
    path = Path(wanted.path)
    file = wanted.file or identity_of(path)
    if identity_of(path) != file:
        return Compared(problem=Problem.OTHER_FILE)
    with closing(connect_reader(path)) as connection:
        try:
            connection.execute("BEGIN")
            reader = MeaningReader(connection)
            stamp = reader.stamp()
            if identity_of(path) != file:
                return Compared(problem=Problem.OTHER_FILE)
            if stamp is None:
                return Compared(problem=Problem.NOT_BUILT)
            if Model(stamp.model, stamp.version) != wanted.model:
                return Compared(problem=Problem.OTHER_MODEL)
            return _compare(wanted, reader, _current(reader, stamp, file), direction_of)
        finally:
            if connection.in_transaction:
                connection.close_cursors()
                connection.execute("ROLLBACK")


def _compare(
    wanted: Wanted, reader: MeaningReader, held: _Held, direction_of: DirectionOf
) -> Compared:
    meanings, most = held.meanings, int(wanted.most * _MORE)
    allowed = _flags(meanings.keys, wanted.allowed)
    if isinstance(wanted.near_to, str):
        direction = direction_of(wanted.near_to, held.stamp.mean)
        if direction is None:
            return Compared(problem=Problem.UNKNOWN_WORDS)
        if wanted.closest is not None:
            return Compared(meanings.closest(direction, wanted.closest, allowed).tobytes())
        found, before = meanings.nearest(direction, most, allowed), []
    else:
        if wanted.closest is not None:
            closest = meanings.closest_to(wanted.near_to, wanted.closest, allowed)
            if closest is None:
                return Compared(problem=Problem.NO_MEANING)
            return Compared(closest.tobytes())
        like = meanings.like(wanted.near_to, most, allowed)
        if like is None:
            return Compared(problem=Problem.NO_MEANING)
        found, before = like, [wanted.near_to]
    keys = _once(reader, before, [key for key, _score in found])
    return Compared(
        array("I", islice(keys, wanted.most)).tobytes(), held.missing if wanted.counted else 0
    )


def _once(reader: MeaningReader, before: Sequence[int], keys: Sequence[int]) -> list[int]:
    """Return those of `keys` whose texts neither one before them has, nor those `before` all."""
    once = without_repeats(reader.texts([*before, *keys]))
    return [key for key in once if key not in before]


def _flags(keys: Keys, allowed: bytes | None) -> Flags | None:
    """Return for each of the ascending `keys` whether it is allowed; None: all are."""
    if allowed is None:
        return None
    flags = np.zeros(int(keys[-1]) + 1 if len(keys) else 1, np.bool_)
    wanted = np.frombuffer(BitMap.deserialize(allowed).to_array(), np.uint32)
    flags[wanted[: np.searchsorted(wanted, len(flags))]] = True
    found: Flags = flags[keys]
    return found


def _current(reader: MeaningReader, stamp: Stamp, file: FileIdentity | None) -> _Held:
    """Return the bits that have this stamp; read them if others are in memory."""
    global _held  # noqa: PLW0603 - of the process, as the model is
    if _held is None or (_held.file, _held.stamp) != (file, stamp):
        _held = None  # not two at a time
        _held = _Held(file, stamp, _read(reader), reader.missing_count())
    return _held


def _read(reader: MeaningReader) -> Meanings:
    """Return all bits, which are never in memory twice."""
    count, at = reader.bits_count(), 0
    keys = np.empty(count, np.uint32)
    words = np.empty((count, DIMENSIONS // 64), np.uint64, order="F")
    for some in reader.bits():
        end = at + len(some)
        keys[at:end] = [key for key, _bits in some]
        words[at:end] = words_of(b"".join(bits for _key, bits in some))
        at = end
    return Meanings(keys, words)
