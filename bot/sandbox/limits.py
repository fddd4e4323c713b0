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
    """The paces that are held: over everything, for messages in a channel, for all other routes.

    Beside its bucket, which its headers tell of, publishing in a channel has a pace of hours that
    no header tells of. This one follows the sandbox's clock.
    """

    everything: Pace = Pace(50, 1.0)
    messages: Pace = Pace(5, 5.0)
    others: Pace = Pace(50, 1.0)
    publications: Pace = Pace(10, 3600.0)


_ANY = Pace(1_000_000, 1.0)
UNLIMITED = Limits(_ANY, _ANY, _ANY, _ANY)

_SENDS = ("POST", "/channels/{channel_id}/messages")
_PUBLISHES = ("POST", "/channels/{channel_id}/messages/{message_id}/crosspost")
_BUCKETS = 1000  # past so many, those that have ended are forgotten


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
        self._publications: dict[str, _Window] = {}

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
        route = (method, template)
        pace = self._limits.messages if route == _SENDS else self._limits.others
        window = self._bucket((*route, major), pace, now)
        passes = window.take(now)
        wait = window.ends - now
        headers = {
            "X-RateLimit-Limit": str(pace.requests),
            "X-RateLimit-Remaining": str(window.left()),
            "X-RateLimit-Reset": f"{self._timestamp() + wait:.3f}",
            "X-RateLimit-Reset-After": f"{wait:.3f}",
            "X-RateLimit-Bucket": sha256(f"{method} {template}".encode()).hexdigest()[:32],
        }
        if passes and route == _PUBLISHES:
            return Verdict(headers, self._publish(major))
        return Verdict(headers, 0.0 if passes else wait)

    @property
    def buckets(self) -> int:
        """How many buckets are known."""
        return len(self._buckets)

    def _bucket(self, key: tuple[str, str, str], pace: Pace, now: float) -> _Window:
        if len(self._buckets) > _BUCKETS:
            self._buckets = {old: one for old, one in self._buckets.items() if one.ends > now}
        return self._buckets.setdefault(key, _Window(pace))

    def _publish(self, channel: str) -> float:
        """Count what is published in a channel; return how many seconds it must wait."""
        window = self._publications.setdefault(channel, _Window(self._limits.publications))
        now = self._timestamp()
        return 0.0 if window.take(now) else window.ends - now
