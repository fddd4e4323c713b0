"""Gateway sessions, which can be resumed, and the connections that they run on."""

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

_MAX_EVENTS = 10_000  # events that a session can replay when it is resumed
_NO_LINGER = struct.pack("ii", 1, 0)


class Op(IntEnum):
    """Discord's gateway opcodes."""

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


class Connection:
    """A gateway connection. A task of its own sends its payloads in order."""

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
        self.closed_by_server = False
        self._zlib = zlib.compressobj() if compressed else None
        self._queue: asyncio.Queue[Payload] = asyncio.Queue()
        self._sender = asyncio.create_task(self._send())

    def put(self, payload: Payload) -> None:
        """Queue a payload to be sent."""
        self._queue.put_nowait(payload)

    async def close(self, code: int, reason: str = "") -> None:
        """Close the connection with one of Discord's close codes."""
        self.closed_by_server = True
        await self.socket.close(code=code, message=reason.encode())

    async def stop(self) -> None:
        """Stop the sending task."""
        self._sender.cancel()
        with contextlib.suppress(asyncio.CancelledError, ConnectionError):
            await self._sender

    async def _send(self) -> None:
        while True:
            text = json.dumps(await self._queue.get())
            if self._zlib is None:
                await self.socket.send_str(text)
            else:
                frame = self._zlib.compress(text.encode()) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
                await self.socket.send_bytes(frame)


@dataclass(slots=True, eq=False)
class Session:
    """A gateway session of one shard. It outlives its connection and can be resumed on another."""

    id: str
    shard: int
    shards: int
    intents: int
    connection: Connection | None = None
    sequence: int = 0
    _events: deque[Payload] = field(default_factory=lambda: deque(maxlen=_MAX_EVENTS))

    def send(self, event: str, data: Payload) -> None:
        """Send an event now, or when the session is resumed."""
        self.sequence += 1
        payload = {"op": Op.DISPATCH, "t": event, "s": self.sequence, "d": data}
        self._events.append(payload)
        if self.connection is not None:
            self.connection.put(payload)

    def events_after(self, sequence: int) -> Iterator[Payload]:
        """Yield the events after a sequence number."""
        return (payload for payload in self._events if payload["s"] > sequence)


def reset(transport: asyncio.BaseTransport | None) -> None:
    """Close a TCP connection with a reset (RST)."""
    if transport is None:
        return
    socket = transport.get_extra_info("socket")
    if socket is not None:
        socket.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, _NO_LINGER)
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
