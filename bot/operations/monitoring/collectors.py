"""The metrics of how things are, read when somebody asks for them, all from memory."""

import platform
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import version

from prometheus_client import Metric, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector

from bot import __version__
from bot.clock import Clock
from bot.delivery.gateway_state import GatewayState
from bot.operations.monitoring.figures import Figures

_EVENTS = ("identified", "resumed", "lost")


class StateCollector(Collector):
    """Makes metrics of the gateway's state, the figures, and the lengths of the queues."""

    def __init__(
        self,
        gateway: GatewayState,
        figures: Figures,
        queues: Callable[[], Mapping[str, int]],
    ) -> None:
        self._gateway = gateway
        self._figures = figures
        self._queues = queues

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics."""
        yield InfoMetricFamily(
            "throwback_build",
            "The versions that run.",
            {
                "version": __version__,
                "python": platform.python_version(),
                "discord_py": version("discord.py"),
            },
        )
        yield from self._gateway_metrics()
        yield _by("throwback_queue_length", "What waits, or is under way.", "queue", self._queues())
        yield from self._figure_metrics()

    def _gateway_metrics(self) -> Iterator[Metric]:
        gateway = self._gateway
        shards = {str(id): int(up) for id, up in gateway.shards.items()}
        latencies = {str(id): latency for id, latency in gateway.latencies.items()}
        yield GaugeMetricFamily(
            "throwback_gateway_complete",
            "Whether all shards of this process are connected.",
            int(gateway.is_complete),
        )
        yield _by(
            "throwback_gateway_shard_connected",
            "Whether a shard is connected to Discord's gateway.",
            "shard",
            shards,
        )
        yield _by(
            "throwback_gateway_latency_seconds",
            "Time between a shard's last heartbeat and Discord's answer.",
            "shard",
            latencies,
        )
        events = CounterMetricFamily(
            "throwback_gateway_events",
            "How often a shard began a session, resumed one, or lost its connection.",
            labels=("event",),
        )
        for event in _EVENTS:
            events.add_metric((event,), gateway.events[event])
        yield events
        yield GaugeMetricFamily(
            "throwback_guilds", "Servers that this process knows.", gateway.guilds
        )

    def _figure_metrics(self) -> Iterator[Metric]:
        figures = self._figures
        gauges = {
            "throwback_posts": ("Posts in the archive.", figures.posts),
            "throwback_digests_due": ("Digests that are due and not begun.", figures.digests_due),
            "throwback_last_import_timestamp_seconds": (
                "When a file was last imported.", figures.last_import,
            ),
            "throwback_last_backup_timestamp_seconds": (
                "When a backup was last made.", figures.last_backup,
            ),
            "throwback_last_restore_test_timestamp_seconds": (
                "When a restored replica last passed its check.", figures.last_restore_test,
            ),
        }  # fmt: skip
        for name, (text, value) in gauges.items():
            gauge = GaugeMetricFamily(name, text)
            if value is not None:  # what never was has no time
                gauge.add_metric((), value)
            yield gauge
        yield _by("throwback_size_bytes", "Size of files and folders.", "of", figures.sizes)


class OwnProcessCollector(ProcessCollector):
    """Collects memory, processor time and open files of this process, where there is a /proc.

    The usual one reports nothing if it cannot find out when the machine was started, which a unit
    of systemd with ProcSubset=pid hides.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        super().__init__(registry=None)

    def _boot_time(self) -> float | None:
        try:
            return super()._boot_time()  # type: ignore[no-any-return, no-untyped-call]
        except OSError:
            if not hasattr(time, "CLOCK_BOOTTIME"):  # not Linux, where there is no /proc either
                raise
            return self._clock.now().timestamp() - time.clock_gettime(time.CLOCK_BOOTTIME)

    def describe(self) -> Iterable[Metric]:
        """Return nothing: what there is depends on the system."""
        return ()


def _by(name: str, text: str, label: str, values: Mapping[str, float]) -> Metric:
    """Return a gauge with a sample for each value of a label."""
    gauge = GaugeMetricFamily(name, text, labels=(label,))
    for value, number in values.items():
        gauge.add_metric((value,), number)
    return gauge
