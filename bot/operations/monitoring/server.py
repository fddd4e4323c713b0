"""The pages for monitoring: /healthz, /readyz and /metrics, over HTTP."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from bot.errors import ThrowbackError, system_reason
from bot.languages import lazy
from bot.operations.monitoring.health import Health

_UNAVAILABLE = 503  # an HTTP status
_CLOSING = 1.0  # seconds that a page under way may still take
_LONGEST = 10.0  # seconds, as long as Prometheus waits

_log = logging.getLogger(__name__)
_log.setLevel(logging.CRITICAL)  # aiohttp logs what strangers send, as errors with tracebacks


@asynccontextmanager
async def pages(
    address: tuple[str, int],
    health: Health,
    registry: CollectorRegistry,
    *,
    longest: float = _LONGEST,
) -> AsyncIterator[int]:
    """Serve the pages at a host and port during the block, which gets the port.

    /healthz answers as long as the event loop does. /readyz is 503, with the reasons, while the bot
    cannot answer. /metrics is for Prometheus, in its text format or OpenMetrics.

    A connection is for one page, and ends after `longest` seconds, or twice as many at most: a
    client that never asks, or never reads, would otherwise keep a file descriptor for good.

    Raises ThrowbackError if the address cannot be had: not a SettingsError, as it may be free when
    a service manager tries again.
    """

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def readyz(_request: web.Request) -> web.Response:
        reasons = await health.reasons()
        body = {"ready": not reasons, "reasons": reasons}
        return web.json_response(body, status=_UNAVAILABLE if reasons else 200)

    async def metrics(request: web.Request) -> web.Response:
        try:
            encode, content_type = choose_encoder(request.headers.get("Accept", ""))
        except (TypeError, ValueError):  # versions that are none, which it cannot compare
            encode, content_type = choose_encoder("")
        return web.Response(body=encode(registry), headers={"Content-Type": content_type})

    async def close_after(_request: web.Request, response: web.StreamResponse) -> None:
        response.force_close()
        response.headers["Connection"] = "close"

    app = web.Application()
    app.on_response_prepare.append(close_after)
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", metrics)
    runner = web.AppRunner(app, access_log=None, logger=_log, shutdown_timeout=_CLOSING)
    await runner.setup()
    ending = asyncio.create_task(_end_old_connections(runner, longest))
    try:
        host, port = address
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise ThrowbackError(
                lazy(
                    "The pages for monitoring cannot be served at {host}, port {port}: {reason}. "
                    "MONITORING names another address, or none.",
                    host=host,
                    port=port,
                    reason=system_reason(_of_system(error)),
                )
            ) from error
        yield runner.addresses[0][1]
    finally:
        ending.cancel()
        await runner.cleanup()


def _of_system(error: OSError) -> OSError:
    """Return an error in the system's own words; asyncio's repeat the address."""
    if error.errno is None or error.errno <= 0:  # of the resolver, which has others
        return error
    return OSError(error.errno, os.strerror(error.errno))


async def _end_old_connections(runner: web.AppRunner, longest: float) -> None:
    """End each connection that is there at two looks, `longest` seconds apart."""
    known: set[object] = set()
    while True:
        await asyncio.sleep(longest)
        connections = runner.server.connections if runner.server else []
        for one in connections:
            if one in known and one.transport is not None:
                one.transport.abort()  # closing would wait for a client that does not read
        known = set(connections)
