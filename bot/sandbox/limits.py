"""Rate limits: https://discord.com/developers/docs/topics/rate-limits."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class RateLimit:
    """A rate: a number of `requests` per window of `seconds`."""

    requests: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """The rate limits: of all requests together, of messages in a channel, of each other route.

    Publishing in a channel has, beside the bucket that its headers show, a limit per hour that no
    header shows. This one follows the sandbox's clock.
    """

    everything: RateLimit = RateLimit(50, 1.0)
    messages: RateLimit = RateLimit(5, 5.0)
    others: RateLimit = RateLimit(50, 1.0)
    publications: RateLimit = RateLimit(10, 3600.0)


_UNLIMITED_PACE = RateLimit(1_000_000, 1.0)
UNLIMITED = Limits(_UNLIMITED_PACE, _UNLIMITED_PACE, _UNLIMITED_PACE, _UNLIMITED_PACE)

_SEND_ROUTE = ("POST", "/channels/{channel_id}/messages")
_PUBLISH_ROUTE = ("POST", "/channels/{channel_id}/messages/{message_id}/crosspost")
_MAX_BUCKETS = 1000  # above this number, expired ones are dropped


@dataclass(slots=True)
class _Window:
    pace: RateLimit
    ends_at: float = 0.0
    used: int = 0

    def take(self, now: float) -> bool:
        """Count one request and return whether it is within the limit; a new window may start."""
        if now >= self.ends_at:
            self.ends_at, self.used = now + self.pace.seconds, 0
        self.used += 1
        return self.used <= self.pace.requests

    def remaining(self) -> int:
        return max(0, self.pace.requests - self.used)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision on a request, with the rate limit headers of its bucket.

    `retry_after`, in seconds, is 0 for a request that is allowed. `is_global` is whether the limit
    is that of all requests.
    """

    headers: dict[str, str]
    retry_after: float = 0.0
    is_global: bool = False


class RateLimiter:
    """Counts requests by bucket: a route with its channel, guild or webhook."""

    def __init__(
        self,
        limits: Limits,
        timestamp: Callable[[], float],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = limits
        self._timestamp = timestamp
        self._clock = clock
        self._global_window = _Window(limits.everything)
        self._buckets: dict[tuple[str, str, str], _Window] = {}
        self._publications: dict[str, _Window] = {}

    def take(self, method: str, template: str, major: str) -> Verdict:
        """Count a request and return whether it is allowed.

        Requests about interactions do not count towards the global limit.
        """
        now = self._clock()
        if not template.startswith(("/interactions", "/webhooks")) and not self._global_window.take(
            now
        ):
            retry_after = self._global_window.ends_at - now
            return Verdict({"X-RateLimit-Global": "true"}, retry_after, is_global=True)
        route = (method, template)
        pace = self._limits.messages if route == _SEND_ROUTE else self._limits.others
        window = self._bucket((*route, major), pace, now)
        allowed = window.take(now)
        wait = window.ends_at - now
        headers = {
            "X-RateLimit-Limit": str(pace.requests),
            "X-RateLimit-Remaining": str(window.remaining()),
            "X-RateLimit-Reset": f"{self._timestamp() + wait:.3f}",
            "X-RateLimit-Reset-After": f"{wait:.3f}",
            "X-RateLimit-Bucket": sha256(f"{method} {template}".encode()).hexdigest()[:32],
        }
        if allowed and route == _PUBLISH_ROUTE:
            return Verdict(headers, self._publication_wait(major))
        return Verdict(headers, 0.0 if allowed else wait)

    @property
    def buckets(self) -> int:
        """The number of buckets kept."""
        return len(self._buckets)

    def _bucket(self, key: tuple[str, str, str], pace: RateLimit, now: float) -> _Window:
        if len(self._buckets) > _MAX_BUCKETS:
            self._buckets = {
                old: window for old, window in self._buckets.items() if window.ends_at > now
            }
        return self._buckets.setdefault(key, _Window(pace))

    def _publication_wait(self, channel: str) -> float:
        """Count a publication in a channel; return how many seconds it must wait, or 0."""
        window = self._publications.setdefault(channel, _Window(self._limits.publications))
        now = self._timestamp()
        return 0.0 if window.take(now) else window.ends_at - now
