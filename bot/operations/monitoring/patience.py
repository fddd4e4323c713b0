"""How long something has been wrong, in time that the machine was awake."""

from dataclasses import dataclass


@dataclass(slots=True)
class Patience:
    """Ends when something was wrong at each look for `limit` seconds.

    It is looked at every `step` seconds. A longer time between two looks is one in which nothing
    could run: the machine was suspended, or the process stopped. It counts as two steps at most, so
    that nobody is blamed for it at waking up. What the clock does meanwhile does not count.
    """

    limit: float
    step: float
    waited: float = 0.0

    def is_over(self, *, well: bool, elapsed: float) -> bool:
        """Note a look, `elapsed` seconds after the one before; return whether patience ended."""
        self.waited = 0.0 if well else self.waited + min(max(elapsed, 0.0), 2 * self.step)
        return self.waited >= self.limit
