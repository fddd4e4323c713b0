"""Failures of Discord's side that a test orders."""

from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(slots=True)
class Fault:
    """What goes wrong with the requests of a method whose path matches a pattern.

    `status` None means that the connection is reset, or, with a `delay` in seconds, that nothing
    but time is lost. `applied` tells that the request takes effect before it goes wrong. `after`
    requests pass before the first that does not, then `times` of them go wrong. A 429 without
    `via` looks as if it did not come from Discord itself.
    """

    method: str
    pattern: str
    status: int | None = None
    times: int = 1
    after: int = 0
    reset: bool = False
    applied: bool = False
    delay: float = 0.0
    via: bool = True
    retry_after: float = 0.1

    @property
    def fails(self) -> bool:
        """Whether there will be no good answer."""
        return self.reset or self.status is not None


class Faults:
    """The faults that are yet to come."""

    def __init__(self) -> None:
        self.pending: list[Fault] = []

    def next(
        self,
        method: str,
        pattern: str,
        status: int | None = None,
        *,
        times: int = 1,
        after: int = 0,
        reset: bool = False,
        applied: bool = False,
        delay: float = 0.0,
        via: bool = True,
        retry_after: float = 0.1,
    ) -> Fault:
        """Order a fault; see Fault. In a pattern, `*` stands for anything."""
        fault = Fault(
            method, pattern, status, times, after, reset, applied, delay, via, retry_after
        )
        self.pending.append(fault)
        return fault

    def take(self, method: str, path: str) -> Fault | None:
        """Return the fault that hits a request, if any."""
        for fault in self.pending:
            if fault.method == method and fnmatchcase(path, fault.pattern):
                if fault.after:
                    fault.after -= 1
                    return None
                fault.times -= 1
                if not fault.times:
                    self.pending.remove(fault)
                return fault
        return None
