"""The pages for monitoring: /healthz, /readyz and /metrics, over HTTP."""

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


@asynccontextmanager
async def pages(
    address: tuple[str, int], health: Health, registry: CollectorRegistry
) -> AsyncIterator[int]:
    """Serve the pages at a host and port during the block, which gets the port.

    /healthz answers as long as the event loop does. /readyz is 503, with the reasons, while the bot
    cannot answer. /metrics is for Prometheus, in its text format or OpenMetrics.

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
        encode, content_type = choose_encoder(request.headers.get("Accept", ""))
        return web.Response(body=encode(registry), headers={"Content-Type": content_type})

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", metrics)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_CLOSING)
    await runner.setup()
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
                    reason=system_reason(error),
                )
            ) from error
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
