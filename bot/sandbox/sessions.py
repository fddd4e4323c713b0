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
        self._queue: asyncio.Queue[Payload | str | bytes] = asyncio.Queue()
        self._thawed = asyncio.Event()
        self._thawed.set()
        self._sender = asyncio.create_task(self._send())

    def put(self, payload: Payload | str | bytes) -> None:
        """Queue a payload to be sent; text and bytes are sent as they are, valid or not."""
        self._queue.put_nowait(payload)

    def freeze(self) -> None:
        """Neither read nor send from now on, without closing: the connection is half open."""
        self._thawed.clear()
        if self.transport is not None:
            self.transport.pause_reading()

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
            payload = await self._queue.get()
            await self._thawed.wait()
            text = payload if isinstance(payload, str | bytes) else json.dumps(payload)
            data = text.encode() if isinstance(text, str) else text
            if self._zlib is not None:
                frame = self._zlib.compress(data) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
                await self.socket.send_bytes(frame)
            elif isinstance(text, str):
                await self.socket.send_str(text)
            else:
                await self.socket.send_bytes(text)


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
    """Close a TCP connection with a reset (RST), unless it is closed already."""
    if transport is None or transport.is_closing():
        return
    socket = transport.get_extra_info("socket")
    if socket is not None:
        socket.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, _NO_LINGER)
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
