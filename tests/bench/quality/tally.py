"""The results of one kind of query in one language."""

from dataclasses import dataclass, field

from tests.bench.known import Item


@dataclass(slots=True)
class Tally:
    """The items, and by engine the rank of each item's post and the time, in the items' order.

    A rank is None where the post was not among the best.
    """

    items: list[Item] = field(default_factory=list)
    ranks: dict[str, list[int | None]] = field(default_factory=dict)
    milliseconds: dict[str, list[float]] = field(default_factory=dict)

    def reciprocal(self, engine: str) -> list[float]:
        """Return the reciprocal ranks of an engine, 0 for None; empty if it did not run."""
        return [1 / rank if rank else 0.0 for rank in self.ranks.get(engine, ())]
