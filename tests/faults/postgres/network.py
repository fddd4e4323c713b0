"""A network between the bot and PostgreSQL that can be gone, and can lead to another server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tests.storage.postgres.server import Server


class Network:
    """Passes connections to `port` of loopback on to a server's socket.

    While it `is_gone` it takes connections and bytes, and passes nothing on, as a cable that was
    pulled: neither side learns of it.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self.port = 0
        self._there = asyncio.Event()
        self._there.set()
        self._passing: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """The URL of the state."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres?pool_max=4"

    @property
    def is_gone(self) -> bool:
        """Whether nothing gets through."""
        return not self._there.is_set()

    def go(self) -> None:
        """Let nothing through any more."""
        self._there.clear()

    def come_back(self) -> None:
        """Let everything through again, but for connections of before: these stay silent."""
        for task in self._passing:
            task.cancel()
        self._there.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass one connection on."""
        task = asyncio.current_task()
        assert task is not None
        self._passing.add(task)
        with suppress(OSError, asyncio.CancelledError):
            await self._there.wait()
            socket = Path(self.server.folder, ".s.PGSQL.5432")
            inner, outer = await asyncio.open_unix_connection(str(socket))
            try:
                async with asyncio.TaskGroup() as both:
                    both.create_task(self._pass(reader, outer))
                    both.create_task(self._pass(inner, writer))
            finally:
                outer.close()
        self._passing.discard(task)
        writer.close()

    async def _pass(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while data := await source.read(1 << 16):
            await self._there.wait()
            target.write(data)
            await target.drain()
        target.close()


@asynccontextmanager
async def network_to(server: Server) -> AsyncIterator[Network]:
    """Open a network to a server."""
    network = Network(server)
    listening = await asyncio.start_server(network.serve, "127.0.0.1", 0)
    network.port = listening.sockets[0].getsockname()[1]
    async with listening:
        try:
            yield network
        finally:
            for task in network._passing:
                task.cancel()
            await asyncio.sleep(0)
