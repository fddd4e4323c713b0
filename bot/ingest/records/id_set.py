"""A set of ids that takes little memory.

A set of a million integers takes 70 MB and more; this takes 16 to 32.
"""

from array import array

_INITIAL_SLOTS = 1 << 12
_MULTIPLIER = 0x9E3779B97F4A7C15  # 2**64 over the golden ratio: Knuth's multiplicative hashing


class IdSet:
    """Ids above 0, of up to 64 bits: a hash table with open addressing, at most half full."""

    def __init__(self) -> None:
        self._slots = array("Q", bytes(8 * _INITIAL_SLOTS))
        self._count = 0

    def add(self, id: int) -> bool:
        """Add `id`; return whether it is new."""
        slots = self._slots
        mask = len(slots) - 1
        slot = (id * _MULTIPLIER >> 32) & mask
        while stored := slots[slot]:
            if stored == id:
                return False
            slot = (slot + 1) & mask
        slots[slot] = id
        self._count += 1
        if 2 * self._count > len(slots):
            self._grow()
        return True

    def _grow(self) -> None:
        before = self._slots
        self._slots = array("Q", bytes(16 * len(before)))
        self._count = 0
        for id in before:
            if id:
                self.add(id)
