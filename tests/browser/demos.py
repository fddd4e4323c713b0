"""The demo behind the page: one at a time, for where discord.py finds Discord is global."""

from contextlib import AsyncExitStack
from pathlib import Path

from bot.demo.harness import DemoHarness
from bot.demo.web.host import DemoHost
from bot.sandbox.page.server.server import PageServer


class Served:
    """A demo and its page. `streams_end` cuts the connection of every page that is open."""

    def __init__(self, harness: DemoHarness, server: PageServer) -> None:
        self.harness = harness
        self.url = server.url
        self._server = server

    def cut(self) -> None:
        """End the events of all pages, as a fault of the network does."""
        self._server._streams.end()

    def clear(self) -> None:
        """Remove all messages."""
        for channel in self.harness.guild.channels.values():
            channel.messages.clear()


class Demos:
    """Starts demos, each over an archive, and ends the one before."""

    def __init__(self, openapi: Path | None) -> None:
        self._openapi = openapi
        self._path: Path | None = None
        self._served: Served | None = None
        self._open = AsyncExitStack()

    async def of(self, path: Path | None) -> Served:
        """Return a demo over an archive, by default the sample; it stays until another is asked."""
        if self._served is None or path != self._path:
            await self.close()
            harness = DemoHarness(path, openapi=self._openapi)
            await self._open.enter_async_context(harness)
            server = await self._open.enter_async_context(PageServer(DemoHost(harness)))
            self._path, self._served = path, Served(harness, server)
        self._served.clear()
        return self._served

    async def close(self) -> None:
        """End the demo."""
        self._served = None
        await self._open.aclose()
        self._open = AsyncExitStack()
