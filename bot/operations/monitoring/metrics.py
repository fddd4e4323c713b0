"""The metrics of what the bot does, counted when it happens.

Labels have values of fixed sets: names of commands and components, outcomes, statuses. Never a
query, a name or an id: each new value would be kept for good, and the page is read by other
programs. Names follow Prometheus's conventions: seconds, bytes, totals.
"""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
)

from bot.ui.observation.observer import Handled, Observer

DIGEST_OUTCOMES = ("posted", "skipped", "missed", "failed", "uncertain", "postponed")
"""What becomes of a digest's run; one that was postponed is counted at each attempt."""

_STATUSES = ("1xx", "2xx", "3xx", "4xx", "429", "5xx", "none")
_TOO_MANY = 429  # an HTTP status

# Seconds. Discord waits three for the first response; a digest may be hours late after an outage.
_RESPONSE = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
_DURATION = (*_RESPONSE, 5.0, 15.0, 60.0)
_LATENESS = (1.0, 3.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0, 21600.0)
_LAG = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0)


class Metrics(Observer):
    """Counts in `registry`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # series nobody looks at
        self._interactions = Counter(
            "throwback_interactions",
            "Interactions that ended, by what became of them.",
            ("kind", "command", "outcome"),
            registry=registry,
        )
        self._first_response = Histogram(
            "throwback_interaction_first_response_seconds",
            "Time until Discord had the first response to a command or component.",
            ("kind",),
            buckets=_RESPONSE,
            registry=registry,
        )
        self._duration = Histogram(
            "throwback_interaction_duration_seconds",
            "Time until an interaction was completely answered.",
            ("kind", "command"),
            buckets=_DURATION,
            registry=registry,
        )
        self._digests = Counter(
            "throwback_digests",
            "Runs of digests, by what became of them.",
            ("outcome",),
            registry=registry,
        )
        self._lateness = Histogram(
            "throwback_digest_lateness_seconds",
            "How long after it was due a digest was posted.",
            buckets=_LATENESS,
            registry=registry,
        )
        self._requests = Counter(
            "throwback_discord_requests",
            "Requests to Discord's REST API, by the class of the response's status.",
            ("status",),
            registry=registry,
        )
        self._lag = Histogram(
            "throwback_event_loop_lag_seconds",
            "By how much a timer of the event loop was late, about twice a second.",
            buckets=_LAG,
            registry=registry,
        )
        for outcome in DIGEST_OUTCOMES:  # so that the first one is an increase
            self._digests.labels(outcome)
        for status in _STATUSES:
            self._requests.labels(status)

    def interaction(self, handled: Handled) -> None:
        """Count an interaction that has ended."""
        self._interactions.labels(handled.kind, handled.name, handled.outcome.value).inc()
        self._duration.labels(handled.kind, handled.name).observe(handled.ended)
        if handled.begun is not None:
            self._first_response.labels(handled.kind).observe(handled.begun)

    def request(self, status: int | None) -> None:
        """Count a request to Discord."""
        self._requests.labels(_class_of(status)).inc()

    def digest(self, outcome: str, seconds: float) -> None:
        """Count what became of a digest's run."""
        self._digests.labels(str(outcome)).inc()
        if outcome == "posted":
            self._lateness.observe(max(0.0, seconds))

    def lag(self, seconds: float) -> None:
        """Count by how much the event loop was late."""
        self._lag.observe(seconds)


def _class_of(status: int | None) -> str:
    if status is None:
        return "none"
    return "429" if status == _TOO_MANY else f"{status // 100}xx"
