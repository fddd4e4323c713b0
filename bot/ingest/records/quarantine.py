"""Items that an import reports instead of storing them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An item that could not be read: its file, its 1-based line, and the reason."""

    file: str
    line: int
    reason: str
