"""Rate limits: https://discord.com/developers/docs/topics/rate-limits."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Pace:
    """So many requests in so many seconds."""

    requests: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """The paces that are held: over everything, for messages in a channel, for all other routes."""

    everything: Pace = Pace(50, 1.0)
    messages: Pace = Pace(5, 5.0)
    others: Pace = Pace(50, 1.0)


UNLIMITED = Limits(Pace(1_000_000, 1.0), Pace(1_000_000, 1.0), Pace(1_000_000, 1.0))


@dataclass(slots=True)
class _Window:
    pace: Pace
    ends: float = 0.0
    used: int = 0

    def take(self, now: float) -> bool:
        """Use one request of the window, a new one if the last has ended."""
        if now >= self.ends:
            self.ends, self.used = now + self.pace.seconds, 0
        self.used += 1
        return self.used <= self.pace.requests

    def left(self) -> int:
        return max(0, self.pace.requests - self.used)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request may pass, and the headers that tell of its bucket.

    `retry_after`, in seconds, is 0 for one that may.
    """

    headers: dict[str, str]
    retry_after: float = 0.0
    everywhere: bool = False


class RateLimiter:
    """Counts requests by bucket: a route and the channel, guild or webhook it is about."""

    def __init__(
        self,
        limits: Limits,
        timestamp: Callable[[], float],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = limits
        self._timestamp = timestamp
        self._clock = clock
        self._everything = _Window(limits.everything)
        self._buckets: dict[tuple[str, str, str], _Window] = {}

    def take(self, method: str, template: str, major: str) -> Verdict:
        """Count a request and say whether it may pass.

        Those about interactions do not count for the limit over everything.
        """
        now = self._clock()
        if not template.startswith(("/interactions", "/webhooks")) and not self._everything.take(
            now
        ):
            retry_after = self._everything.ends - now
            return Verdict({"X-RateLimit-Global": "true"}, retry_after, everywhere=True)
        sends = (method, template) == ("POST", "/channels/{channel_id}/messages")
        pace = self._limits.messages if sends else self._limits.others
        window = self._buckets.setdefault((method, template, major), _Window(pace))
        passes = window.take(now)
        wait = window.ends - now
        headers = {
            "X-RateLimit-Limit": str(pace.requests),
            "X-RateLimit-Remaining": str(window.left()),
            "X-RateLimit-Reset": f"{self._timestamp() + wait:.3f}",
            "X-RateLimit-Reset-After": f"{wait:.3f}",
            "X-RateLimit-Bucket": sha256(f"{method} {template}".encode()).hexdigest()[:32],
        }
        return Verdict(headers, 0.0 if passes else wait)
