"""The dashboard and the alerts: each metric that they use exists, with those labels and values."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry

from bot.clock import SystemClock
from bot.delivery.gateway_state import GatewayState
from bot.operations.monitoring.collectors import OwnProcessCollector, StateCollector
from bot.operations.monitoring.figures import Figures
from bot.operations.monitoring.metrics import DIGEST_OUTCOMES, Metrics
from bot.ui.observation.observer import Outcome

DEPLOY = Path(__file__).parents[2] / "deploy"
DASHBOARD: dict[str, Any] = json.loads((DEPLOY / "grafana-dashboard.json").read_text("utf-8"))
_NAME = re.compile(r"\b(?:throwback|process)_[a-z_]+")
_SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "info": ("_info",)}


def exported() -> set[str]:
    """Return the names of all samples that there may be."""
    registry = CollectorRegistry()
    Metrics(registry)
    registry.register(StateCollector(GatewayState(), Figures(), dict))
    registry.register(OwnProcessCollector(SystemClock()))
    return {
        f"{family.name}{suffix}"
        for family in registry.collect()
        for suffix in _SUFFIXES.get(family.type, ("",))
    }


def expressions() -> Iterator[str]:
    """Yield the expressions of the dashboard and of the alerts."""
    for panel in DASHBOARD["panels"]:
        for target in panel["targets"]:
            yield target["expr"]
    yield from (DASHBOARD["templating"]["list"][1]["query"]["query"],)
    alerts = (DEPLOY / "prometheus-alerts.yml").read_text("utf-8")
    found = re.findall(r"^ +expr: (.+)$", alerts, re.MULTILINE)
    assert len(found) == alerts.count("- alert: ")
    yield from found


def test_all_metrics_exist() -> None:
    """No panel and no alert asks for a metric that is not exported, so that it would be silent."""
    names = exported()
    used = {name for one in expressions() for name in _NAME.findall(one)}
    assert used
    assert not used - names
    shown = {name for panel in DASHBOARD["panels"] for t in panel["targets"]
             for name in _NAME.findall(t["expr"])}  # fmt: skip
    hidden = {"throwback_gateway_complete", "throwback_build_info"}
    own = {name for name in names if name.startswith("throwback_")}
    assert not {name for name in own - shown - hidden if not name.endswith(("_sum", "_count"))}


def test_outcomes_exist() -> None:
    """The outcomes that an alert names are those that are counted."""
    known = {*Outcome, *DIGEST_OUTCOMES}
    for expression in expressions():
        for values in re.findall(r'outcome=~"([^"]+)"', expression):
            assert set(values.split("|")) <= known
        assert expression.count("(") == expression.count(")")
        assert expression.count("{") == expression.count("}")


def test_the_dashboard_can_be_imported() -> None:
    """Each panel has an id, a place, a title and the chosen data source; none covers another."""
    source = {"type": "prometheus", "uid": "${datasource}"}
    panels = DASHBOARD["panels"]
    assert len({one["id"] for one in panels}) == len(panels)
    assert DASHBOARD["templating"]["list"][0]["type"] == "datasource"
    taken: set[tuple[int, int]] = set()
    for one in panels:
        assert one["title"]
        assert one["datasource"] == source
        assert all(target["datasource"] == source for target in one["targets"])
        at = one["gridPos"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert not cells & taken
        assert max(x for x, _ in cells) < 24
        taken |= cells


def test_the_unit_listens() -> None:
    """Systemd waits for the bot's notification, and gives the bot's own watchdog time before."""
    unit = (DEPLOY / "throwback.service").read_text("utf-8")
    assert "\nType=notify\n" in unit
    (seconds,) = re.findall(r"^WatchdogSec=(\d+)$", unit, re.MULTILINE)
    assert int(seconds) > 60
