"""What a gateway connection is made of: a session that can be resumed, and a line that breaks."""

import asyncio
import contextlib
import json
import socket as sockets
import struct
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from aiohttp import web

Payload = dict[str, Any]

_KEPT = 10_000  # events that a resumed session may have missed
_NO_LINGER = struct.pack("ii", 1, 0)


class Op(IntEnum):
    """Discord's numbers of what a gateway message is."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE_STATE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Line:
    """A connection. What is put on it goes out in order, in one task of its own."""

    def __init__(
        self,
        socket: web.WebSocketResponse,
        transport: asyncio.Transport | None,
        *,
        compressed: bool,
    ) -> None:
        self.socket = socket
        self.transport = transport
        self.session: Session | None = None
        self.closed_here = False
        self._zlib = zlib.compressobj() if compressed else None
        self._queue: asyncio.Queue[Payload] = asyncio.Queue()
        self._sender = asyncio.create_task(self._send())

    def put(self, payload: Payload) -> None:
        """Send a message when those before it are sent."""
        self._queue.put_nowait(payload)

    async def close(self, code: int, reason: str = "") -> None:
        """Close the connection, with one of Discord's codes."""
        self.closed_here = True
        await self.socket.close(code=code, message=reason.encode())

    async def stop(self) -> None:
        """Send no more."""
        self._sender.cancel()
        with contextlib.suppress(asyncio.CancelledError, ConnectionError):
            await self._sender

    async def _send(self) -> None:
        while True:
            text = json.dumps(await self._queue.get())
            if self._zlib is None:
                await self.socket.send_str(text)
            else:
                packed = self._zlib.compress(text.encode()) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
                await self.socket.send_bytes(packed)


@dataclass(slots=True, eq=False)
class Session:
    """What one shard of the bot has heard. It outlives its line, and can be resumed on another."""

    id: str
    shard: int
    shards: int
    intents: int
    line: Line | None = None
    sequence: int = 0
    _events: deque[Payload] = field(default_factory=lambda: deque(maxlen=_KEPT))

    def send(self, event: str, data: Payload) -> None:
        """Send an event, now or when the session is resumed."""
        self.sequence += 1
        payload = {"op": Op.DISPATCH, "t": event, "s": self.sequence, "d": data}
        self._events.append(payload)
        if self.line is not None:
            self.line.put(payload)

    def since(self, sequence: int) -> Iterator[Payload]:
        """Yield the events after the one of this number."""
        return (payload for payload in self._events if payload["s"] > sequence)


def reset(transport: asyncio.BaseTransport | None) -> None:
    """End a TCP connection with a reset instead of a goodbye."""
    if transport is None:
        return
    socket = transport.get_extra_info("socket")
    if socket is not None:
        socket.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, _NO_LINGER)
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
