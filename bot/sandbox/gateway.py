"""The gateway: the websocket over which the bot receives events.

https://discord.com/developers/docs/events/gateway
"""

import json
import time
from collections.abc import Mapping
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox.content_intent import MESSAGE_CONTENT, without_content
from bot.sandbox.sessions import Connection, Op, Session, reset
from bot.sandbox.signals import Signal
from bot.sandbox.snowflakes import shard_of
from bot.sandbox.world import World

Payload = dict[str, Any]

_HEARTBEAT_INTERVAL = 41_250  # milliseconds
_PRIVILEGED_INTENTS = 1 << 1 | 1 << 8 | MESSAGE_CONTENT  # members, presences, message content
_INTENTS = {
    "MESSAGE_CREATE": (1 << 9, 1 << 12),  # in a guild, in a DM
    "MESSAGE_UPDATE": (1 << 9, 1 << 12),
    "MESSAGE_DELETE": (1 << 9, 1 << 12),
}
_CONTENT_EVENTS = {"MESSAGE_CREATE", "MESSAGE_UPDATE"}
_AVAILABILITY_EVENTS = {"GUILD_CREATE", "GUILD_DELETE"}
_CLEAN_CLOSES = {1000, 1001}


class CloseConnection(Exception):  # noqa: N818 - not an error of the sandbox
    """Closes the connection with a code: https://discord.com/developers/docs/topics/opcodes-and-status-codes."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Gateway:
    """The connections of the bot, one per shard, and the sessions, which outlive them.

    `heartbeat_interval` is in milliseconds, for connections to come. Unless it `greets`, they get
    no HELLO; when it is `away`, a proxy answers with 503 in its place. `identify_seconds` is how
    long no other shard with the same rate limit key may identify; Discord's is 5. `too_early`
    counts those that did.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._connections: set[Connection] = set()
        self._frozen: list[Connection] = []
        self.sessions: dict[str, Session] = {}
        self.heartbeat_interval = _HEARTBEAT_INTERVAL
        self.greets = True
        self.away = False
        self.identify_seconds = 0.0
        self.too_early = 0
        self._identified: dict[int, float] = {}
        self.changed = Signal()
        world.dispatch = self.dispatch

    def ready(self) -> bool:
        """Return whether every shard of the bot is connected."""
        live = [session for session in self.sessions.values() if session.connection]
        shards = {session.shard for session in live}
        return bool(live) and len(shards) == max(session.shards for session in live)

    def guild_ready(self, guild_id: int) -> bool:
        """Return whether the shard of a guild is connected."""
        live = [session for session in self.sessions.values() if session.connection]
        return any(session.shard == shard_of(guild_id, session.shards) for session in live)

    def dispatch(self, event: str, data: Payload, guild_id: int | None) -> bool:
        """Send an event to the shard of its guild; events of DMs go to shard 0.

        A disconnected session receives it when it is resumed. Return False if there is no session,
        or if the guild is unknown or unavailable.
        """
        if guild_id is not None and event not in _AVAILABILITY_EVENTS:
            guild = self._world.guilds.get(guild_id)
            if guild is None or guild.unavailable:
                return False
        has_session = False
        for session in self.sessions.values():
            shard = 0 if guild_id is None else shard_of(guild_id, session.shards)
            if session.shard == shard:
                has_session = True
                if _subscribes(session, event, guild_id):
                    lacks_content = guild_id is not None and not session.intents & MESSAGE_CONTENT
                    redacted = lacks_content and event in _CONTENT_EVENTS
                    session.send(
                        event, without_content(data, self._world.bot.id) if redacted else data
                    )
        return has_session

    async def reconnect(self) -> None:
        """Ask every connection to reconnect and resume."""
        for connection in list(self._connections):
            connection.put({"op": Op.RECONNECT, "d": None})

    async def invalidate(self, *, resumable: bool = False) -> None:
        """Invalidate every session; if `resumable`, the client may resume it."""
        if not resumable:
            self.sessions.clear()
        for connection in list(self._connections):
            connection.put({"op": Op.INVALID_SESSION, "d": resumable})

    async def drop(self) -> None:
        """Reset every connection, as a network failure does."""
        for connection in list(self._connections):
            reset(connection.transport)

    def freeze(self) -> None:
        """Let every connection be half open: it neither answers nor is closed, until `thaw`."""
        for connection in self._connections - {*self._frozen}:
            connection.freeze()
            self._frozen.append(connection)

    def thaw(self) -> None:
        """Reset the connections that are half open."""
        for connection in self._frozen:
            reset(connection.transport)
        self._frozen.clear()

    def put(self, payload: Payload | str | bytes) -> None:
        """Send something of the test's own on every connection; see `Connection.put`."""
        for connection in self._connections:
            connection.put(payload)

    async def close(self, code: int = 4000) -> None:
        """Close every connection with a code."""
        for connection in list(self._connections):
            await connection.close(code)

    async def accept(self, request: web.BaseRequest) -> web.StreamResponse:
        """Serve one connection until it is closed."""
        if self.away:
            return web.Response(status=503)
        socket = web.WebSocketResponse(timeout=0.1)
        await socket.prepare(request)
        compressed = request.query.get("compress") == "zlib-stream"
        connection = Connection(socket, request.transport, compressed=compressed)
        self._connections.add(connection)
        if self.greets:
            connection.put({"op": Op.HELLO, "d": {"heartbeat_interval": self.heartbeat_interval}})
        try:
            await self._receive(connection)
        except CloseConnection as close:
            await connection.close(close.code, close.reason)
        finally:
            self._disconnect(connection)
            await connection.stop()
        return socket

    async def _receive(self, connection: Connection) -> None:
        async for message in connection.socket:
            if message.type is not WSMsgType.TEXT:
                raise CloseConnection(4002, "Decode error.")
            try:
                received = json.loads(message.data)
                op = received["op"]
            except (ValueError, KeyError, TypeError):
                raise CloseConnection(4002, "Decode error.") from None
            self._handle(connection, op, received.get("d"))

    def _handle(self, connection: Connection, op: int, data: Any) -> None:
        if op == Op.HEARTBEAT:
            connection.put({"op": Op.HEARTBEAT_ACK, "d": None})
        elif op == Op.IDENTIFY:
            self._identify(connection, data)
        elif op == Op.RESUME:
            self._resume(connection, data)
        elif connection.session is None:
            raise CloseConnection(4003, "Not authenticated.")
        elif op == Op.REQUEST_MEMBERS:
            self._send_members(connection.session, data)
        elif op not in {Op.PRESENCE, Op.VOICE_STATE}:
            raise CloseConnection(4001, "Unknown opcode.")

    def _identify(self, connection: Connection, data: Mapping[str, Any]) -> None:
        if connection.session is not None:
            raise CloseConnection(4005, "Already authenticated.")
        if data.get("token") != self._world.token:
            raise CloseConnection(4004, "Authentication failed.")
        shard, shards = data.get("shard") or (0, 1)
        if not 0 <= shard < shards:
            raise CloseConnection(4010, "Invalid shard.")
        intents = data.get("intents")
        if not isinstance(intents, int):
            raise CloseConnection(4013, "Invalid intent(s).")
        if intents & _PRIVILEGED_INTENTS & ~self._world.application.privileged_intents:
            raise CloseConnection(4014, "Disallowed intent(s).")
        if not self._is_turn_of(shard):
            self.too_early += 1
            connection.put({"op": Op.INVALID_SESSION, "d": False})
            return
        session = Session(f"session-{self._world.mint()}", shard, shards, intents)
        self.sessions[session.id] = session
        connection.session, session.connection = session, connection
        guilds = [
            guild for guild in self._world.guilds.values() if shard_of(guild.id, shards) == shard
        ]
        session.send("READY", self._ready_payload(session, [guild.id for guild in guilds]))
        for guild in guilds:
            if guild.unavailable:
                continue
            # With this key the guild is available again; without it, the bot has just joined it.
            session.send("GUILD_CREATE", guild.create_payload | {"unavailable": False})
        self.changed.fire()

    def _is_turn_of(self, shard: int) -> bool:
        """Return whether a shard may identify now, and note that it did."""
        key, now = shard % self._world.max_concurrency, time.monotonic()
        if now < self._identified.get(key, 0.0) + self.identify_seconds:
            return False
        self._identified[key] = now
        return True

    def _ready_payload(self, session: Session, guilds: list[int]) -> Payload:
        application = self._world.application.payload
        return {
            "v": 10,
            "user": self._world.bot.own_payload,
            "guilds": [{"id": str(id), "unavailable": True} for id in guilds],
            "session_id": session.id,
            "resume_gateway_url": self._world.gateway_url,
            "shard": [session.shard, session.shards],
            "application": {"id": application["id"], "flags": application["flags"]},
            "private_channels": [],
        }

    def _resume(self, connection: Connection, data: Mapping[str, Any]) -> None:
        if data.get("token") != self._world.token:
            raise CloseConnection(4004, "Authentication failed.")
        session = self.sessions.get(data.get("session_id") or "")
        if session is None:
            connection.put({"op": Op.INVALID_SESSION, "d": False})
            return
        last_received = data.get("seq") or 0
        if last_received > session.sequence:
            raise CloseConnection(4007, "Invalid seq.")
        connection.session, session.connection = session, connection
        for payload in session.events_after(last_received):
            connection.put(payload)
        session.send("RESUMED", {})
        self.changed.fire()

    def _send_members(self, session: Session, data: Mapping[str, Any]) -> None:
        guild = self._world.guilds.get(int(data["guild_id"]))
        members = list(guild.members.values()) if guild else []
        ids = {int(id) for id in data.get("user_ids") or []}
        chunk = {
            "guild_id": str(data["guild_id"]),
            "members": [member.payload for member in members if not ids or member.id in ids],
            "chunk_index": 0,
            "chunk_count": 1,
            "nonce": data.get("nonce"),
        }
        session.send("GUILD_MEMBERS_CHUNK", chunk)

    def _disconnect(self, connection: Connection) -> None:
        self._connections.discard(connection)
        session = connection.session
        if session is not None and session.connection is connection:
            session.connection = None
            if not connection.closed_by_server and connection.socket.close_code in _CLEAN_CLOSES:
                self.sessions.pop(session.id, None)
        self.changed.fire()


def _subscribes(session: Session, event: str, guild_id: int | None) -> bool:
    in_guild, in_dm = _INTENTS.get(event, (~0, ~0))
    return (
        bool(session.intents & (in_dm if guild_id is None else in_guild)) or event not in _INTENTS
    )
