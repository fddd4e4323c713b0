"""The pages of a bot at work: health, readiness, and what the metrics count."""

import asyncio
import json
import os
import socket
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from bot.archive.digests.model import DigestOptions
from bot.archive.digests.schedule import Schedule
from bot.errors import ThrowbackError
from bot.operations.monitoring.figures import RESTORE_TESTED, FigureReader
from bot.operations.monitoring.health import Health
from bot.operations.monitoring.metrics import DIGEST_OUTCOMES, Metrics
from bot.operations.monitoring.server import pages
from tests.archives import record
from tests.cogs.conftest import Harness
from tests.operations.monitoring.conftest import Watched, page, samples
from tests.waiting import PATIENCE, until

WHEN = datetime(2021, 11, 24, tzinfo=UTC)


async def test_it_is_ready(watched: Watched) -> None:
    """A connected bot is ready; one whose gateway is lost, or whose database is gone, is not."""
    assert await page(watched.port, "/healthz") == (200, '{"ok": true}')
    await until(lambda: watched.gateway.is_complete)
    assert await watched.ready() == (200, '{"ready": true, "reasons": []}')
    state = watched.harness.folder / "state.db"
    state.rename(state.with_name("elsewhere"))
    status, text = await watched.ready()
    assert (status, json.loads(text)["reasons"]) == (503, ["database state"])
    state.with_name("elsewhere").rename(state)
    watched.monitoring.health.closing = True
    watched.monitoring.health.started = False
    watched.gateway.leave()
    status, text = await watched.ready()
    assert (status, json.loads(text)["reasons"]) == (503, ["starting", "closing", "gateway"])
    assert (await page(watched.port, "/healthz"))[0] == 200
    assert (await page(watched.port, "/archive.db"))[0] == 404


async def test_a_lost_gateway_is_seen(watched: Watched) -> None:
    """A connection that drops and comes back is counted, and the bot is ready again."""
    await until(lambda: watched.gateway.is_complete)
    await watched.harness.sandbox.gateway.drop()
    await until(lambda: watched.gateway.events["lost"])
    await until(lambda: watched.gateway.is_complete)
    found = samples(await watched.metrics(), "throwback_gateway_events_total")
    assert found["lost",] == 1
    assert found["identified",] + found["resumed",] == 2
    assert samples(await watched.metrics(), "throwback_gateway_shard_connected") == {("0",): 1}


async def counted(watched: Watched, number: int) -> dict[tuple[str, ...], float]:
    """Return the interactions by command, kind and outcome once so many have ended.

    An answer arrives a moment before all is done for it.
    """
    found: dict[tuple[str, ...], float] = {}
    async with asyncio.timeout(PATIENCE):
        while sum(found.values()) < number:
            found = samples(await watched.metrics(), "throwback_interactions_total")
    return found


async def test_interactions_are_counted(watched: Watched) -> None:
    """Commands and components are counted by name and outcome, whatever they were asked for."""
    harness = watched.harness
    await harness.load(*(record(WHEN + timedelta(hours=n), f"a wombat {n}") for n in range(9)))
    first = await harness.ask("search", query="wombat")
    await first.click("Next")
    await harness.ask("search", query="from:")
    await harness.bob.slash("archive status")
    assert await counted(watched, 4) == {
        ("search", "command", "answered"): 1,
        ("PageButton", "component", "answered"): 1,
        ("search", "command", "refused"): 1,
        ("archive status", "command", "refused"): 1,
    }
    counts = samples(await watched.metrics(), "throwback_interaction_first_response_seconds_count")
    assert counts == {("command",): 3, ("component",): 1}
    requests = samples(await watched.metrics(), "throwback_discord_requests_total")
    assert requests["2xx",] > 5


async def test_labels_are_of_fixed_sets(watched: Watched) -> None:
    """However many users and queries there are, no label has a value of theirs."""
    harness = watched.harness
    await harness.load(record(WHEN, "a wombat"))
    await harness.ask("search", query="quokka")
    await counted(watched, 1)
    before = {name: len(one.samples) for name, one in (await watched.metrics()).items()}
    for number in range(6):
        user = harness.guild.add_member(f"user{number}")
        await user.slash("search", query=f"quokka{number}")
    await counted(watched, 7)
    families = await watched.metrics()
    assert {name: len(one.samples) for name, one in families.items()} == before
    values = {v for one in families.values() for s in one.samples for v in s.labels.values()}
    assert not {value for value in values if value.isdecimal() and len(value) > 15}
    assert not {value for value in values if "quokka" in value or "user" in value}


async def test_digests_are_counted(watched: Watched) -> None:
    """A digest is counted when it is posted, with how late that was."""
    harness = watched.harness
    await harness.load(record(datetime(2021, 11, 24, tzinfo=UTC), "a wombat"))
    schedule = Schedule(clock_time(12, 30), "UTC", late=timedelta(hours=2))
    await harness.services.digests.add(
        harness.guild.id, DigestOptions(harness.channel.id, schedule)
    )
    harness.clock.set(datetime(2022, 11, 24, 12, 31, tzinfo=UTC))
    harness.bot.digest_scheduler.wake()
    await until(lambda: harness.channel.messages)
    metrics = watched.monitoring.metrics
    await until(metrics._digests.labels("posted")._value.get)
    families = await watched.metrics()
    found = samples(families, "throwback_digests_total")
    assert found["posted",] == 1
    assert set(found) == {(outcome,) for outcome in DIGEST_OUTCOMES}
    assert 60 <= samples(families, "throwback_digest_lateness_seconds_sum")[()] < 90


async def test_missed_digests_are_counted(watched: Watched) -> None:
    """A digest that was due while no bot ran is counted as missed."""
    harness = watched.harness
    schedule = Schedule(clock_time(12, 30), "UTC")
    await harness.services.digests.add(
        harness.guild.id, DigestOptions(harness.channel.id, schedule)
    )
    harness.clock.move(timedelta(days=2))
    harness.bot.digest_scheduler.wake()
    metrics = watched.monitoring.metrics
    await until(metrics._digests.labels("missed")._value.get)


async def test_figures(harness: Harness) -> None:
    """Posts, sizes and times are read from the files; what never was has no time."""
    reader = FigureReader(harness.services, harness.settings.database, harness.clock)
    await reader.read()
    figures = reader.figures
    assert (figures.posts, figures.last_import, figures.last_backup) == (0, None, None)
    assert figures.last_restore_test is None
    await harness.load(record(WHEN, "a wombat"))
    await harness.services.backups.add(harness.folder, 1_700_000_000_000)
    (harness.folder / RESTORE_TESTED).touch()
    os.utime(harness.folder / RESTORE_TESTED, (5, 5))
    (harness.folder / "media").mkdir(exist_ok=True)
    (harness.folder / "media" / "a.jpg").write_bytes(b"12345")
    reader._readings = 0
    await reader.read()
    assert figures.posts == 1
    assert figures.last_import is not None
    assert abs(figures.last_import - harness.clock.now().timestamp()) < 60
    assert [figures.last_backup, figures.last_restore_test] == [1_700_000_000, 5]
    assert figures.sizes["media"] == 5
    assert figures.sizes["archive"] > 0
    assert figures.sizes["state_wal"] > 0


async def test_both_formats(watched: Watched) -> None:
    """Prometheus may ask for OpenMetrics, whose own parser accepts the page."""
    status, text = await page(
        watched.port, "/metrics", Accept="application/openmetrics-text; version=1.0.0"
    )
    assert status == 200
    names = {one.name for one in text_string_to_metric_families(text)}  # type: ignore[no-untyped-call]
    assert {"throwback_interactions", "throwback_build", "throwback_queue_length"} <= names


def nobody_asks() -> Health:
    """Return the health of a bot that no test asks about."""
    return Health(None, None)  # type: ignore[arg-type]


async def test_a_port_that_is_taken() -> None:
    """An address that cannot be had is a sentence, and no reason not to try again."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        health = nobody_asks()
        with pytest.raises(ThrowbackError, match=f"at 127.0.0.1, port {port}: Address ") as raised:
            async with pages(("127.0.0.1", port), health, CollectorRegistry()):
                pass
    assert raised.value.exit_code == 1


@pytest.mark.parametrize(
    "sent", [b"", b"GET /heal", b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n" * 99]
)
async def test_clients_that_stay(sent: bytes) -> None:
    """A client that never asks, never ends its request, or never reads loses its connection."""
    health = nobody_asks()
    registry = CollectorRegistry()
    Metrics(registry)
    async with pages(("127.0.0.1", 0), health, registry, longest=0.05) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        try:
            answer = await asyncio.wait_for(reader.read(), PATIENCE)
        except ConnectionResetError:
            answer = b""
        assert answer.count(b"HTTP/1.1 200 OK") == (b"metrics" in sent)
        writer.close()
        assert await page(port, "/healthz") == (200, '{"ok": true}')


@pytest.mark.parametrize(
    "accept",
    [
        "application/openmetrics-text;version=none",
        "text/plain;version=;escaping=",
        ";;=,,q=",
        "\xff",
    ],
)
async def test_any_format_is_asked_for(accept: str) -> None:
    """Who asks for a format that does not exist gets the text."""
    health = nobody_asks()
    registry = CollectorRegistry()
    Metrics(registry)
    async with pages(("127.0.0.1", 0), health, registry) as port:
        status, text = await page(port, "/metrics", Accept=accept)
    assert status == 200
    assert "throwback_event_loop_lag_seconds_count 0.0" in text


async def test_nonsense_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    """What a stranger sends is answered with 400, and does not fill the log."""
    health = nobody_asks()
    async with pages(("127.0.0.1", 0), health, CollectorRegistry()) as port:
        for sent in (
            b"\x16\x03\x01\x02\r\n\r\n",
            b"GET /" + b"wombat" * 9000 + b" HTTP/1.1\r\n\r\n",
        ):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(sent)
            assert b" 400 Bad Request" in await asyncio.wait_for(reader.read(), PATIENCE)
            writer.close()
    assert "rror" not in caplog.text
    assert "wombat" not in caplog.text


def test_statuses_are_classes() -> None:
    """Requests are counted by the class of their status; rate limits by themselves."""
    registry = CollectorRegistry()
    metrics = Metrics(registry)
    for status in (200, 204, 404, 429, 503, None):
        metrics.request(status)
    name = "throwback_discord_requests_total"
    for label, count in (("2xx", 2), ("4xx", 1), ("429", 1), ("5xx", 1), ("none", 1)):
        assert registry.get_sample_value(name, {"status": label}) == count
