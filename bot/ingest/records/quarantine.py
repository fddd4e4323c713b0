"""What is reported instead of a post."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Something that could not be read: where it stands (1-based line), and why not."""

    file: str
    line: int
    reason: str
