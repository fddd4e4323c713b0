"""Faults on Discord's side that a test injects."""

from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(slots=True)
class Fault:
    """A fault that affects requests of a method whose path matches a pattern.

    `status` is that of the response. If it is None, the fault is the `reset` of the connection or
    a `delay`, in seconds, of the right response. `applied` is whether the request takes effect
    before it fails. `after` matching requests pass first, then `times` of them are affected;
    without end if that is negative, until the fault is lifted. A 429 without `via` has no Via
    header, like one that is not from Discord itself; `scope` is its limit: user, global or shared.

    `body` are the bytes of the response instead of the right ones, and `content_type` their type:
    so a proxy answers in HTML, and so a status of 200 has a body that is cut.
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
    scope: str = "user"
    body: bytes | None = None
    content_type: str = "application/json"

    @property
    def fails(self) -> bool:
        """Whether the request gets no successful response."""
        return self.reset or self.status is not None


class Faults:
    """The pending faults."""

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
        scope: str = "user",
        body: bytes | None = None,
        content_type: str = "application/json",
    ) -> Fault:
        """Inject a fault; see Fault. In a method and a pattern, `*` matches any text."""
        fault = Fault(
            method, pattern, status, times, after, reset, applied, delay, via, retry_after, scope,
            body, content_type,
        )  # fmt: skip
        self.pending.append(fault)
        return fault

    def lift(self) -> None:
        """End all pending faults."""
        self.pending.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """Return the fault that affects a request, if any, and count it down."""
        for fault in self.pending:
            if fnmatchcase(method, fault.method) and fnmatchcase(path, fault.pattern):
                if fault.after:
                    fault.after -= 1
                    return None
                fault.times -= 1
                if not fault.times:
                    self.pending.remove(fault)
                return fault
        return None
