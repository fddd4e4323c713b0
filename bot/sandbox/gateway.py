"""The gateway: the websocket over which the bot hears of what happens.

https://discord.com/developers/docs/events/gateway
"""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox.content_intent import MESSAGE_CONTENT, without_content
from bot.sandbox.sessions import Line, Op, Session, reset
from bot.sandbox.signals import Signal
from bot.sandbox.snowflakes import shard_of
from bot.sandbox.world import World

Payload = dict[str, Any]

_HEARTBEAT_INTERVAL = 41_250  # milliseconds
_PRIVILEGED = 1 << 1 | 1 << 8 | MESSAGE_CONTENT  # members, presences, message content
_INTENTS = {
    "MESSAGE_CREATE": (1 << 9, 1 << 12),  # in a guild, in a DM
    "MESSAGE_UPDATE": (1 << 9, 1 << 12),
    "MESSAGE_DELETE": (1 << 9, 1 << 12),
}
_MESSAGES = {"MESSAGE_CREATE", "MESSAGE_UPDATE"}
_OF_THE_GUILD = {"GUILD_CREATE", "GUILD_DELETE"}
_CLEAN_CLOSES = {1000, 1001}


class Refused(Exception):  # noqa: N818 - it is the end of a connection, not an error of the sandbox
    """The connection is closed with this code: https://discord.com/developers/docs/topics/opcodes-and-status-codes."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Gateway:
    """All connections of the bot, one a shard, and the sessions that outlive them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lines: set[Line] = set()
        self.sessions: dict[str, Session] = {}
        self.changed = Signal()
        world.dispatch = self.dispatch

    def ready(self) -> bool:
        """Tell whether every shard of the bot has its line."""
        live = [session for session in self.sessions.values() if session.line]
        shards = {session.shard for session in live}
        return bool(live) and len(shards) == max(session.shards for session in live)

    def hears(self, guild_id: int) -> bool:
        """Tell whether the shard of a guild has its line."""
        live = [session for session in self.sessions.values() if session.line]
        return any(one.shard == shard_of(guild_id, one.shards) for one in live)

    def dispatch(self, event: str, data: Payload, guild_id: int | None) -> bool:
        """Send an event to the shard that its guild belongs to; those of DMs go to shard 0.

        A session whose line is down gets it when it is resumed. False if there is no session, or
        the guild is one that the bot hears nothing of.
        """
        if guild_id is not None and event not in _OF_THE_GUILD:
            guild = self._world.guilds.get(guild_id)
            if guild is None or guild.down:
                return False
        heard = False
        for session in self.sessions.values():
            shard = 0 if guild_id is None else shard_of(guild_id, session.shards)
            if session.shard == shard:
                heard = True
                if _wants(session, event, guild_id):
                    veil = guild_id is not None and not session.intents & MESSAGE_CONTENT
                    is_veiled = veil and event in _MESSAGES
                    session.send(
                        event, without_content(data, self._world.bot.id) if is_veiled else data
                    )
        return heard

    async def reconnect(self) -> None:
        """Ask every connection to come back and resume."""
        for line in list(self._lines):
            line.put({"op": Op.RECONNECT, "d": None})

    async def invalidate(self, *, resumable: bool = False) -> None:
        """Declare every session invalid; one that is resumable is only interrupted."""
        if not resumable:
            self.sessions.clear()
        for line in list(self._lines):
            line.put({"op": Op.INVALID_SESSION, "d": resumable})

    async def drop(self) -> None:
        """Reset every connection, as a broken network does."""
        for line in list(self._lines):
            reset(line.transport)

    async def close(self, code: int = 4000) -> None:
        """Close every connection with a code."""
        for line in list(self._lines):
            await line.close(code)

    async def accept(self, request: web.BaseRequest) -> web.WebSocketResponse:
        """Serve one connection until it ends."""
        socket = web.WebSocketResponse(timeout=0.1)
        await socket.prepare(request)
        compressed = request.query.get("compress") == "zlib-stream"
        line = Line(socket, request.transport, compressed=compressed)
        self._lines.add(line)
        line.put({"op": Op.HELLO, "d": {"heartbeat_interval": _HEARTBEAT_INTERVAL}})
        try:
            await self._listen(line)
        except Refused as refused:
            await line.close(refused.code, refused.reason)
        finally:
            self._hang_up(line)
            await line.stop()
        return socket

    async def _listen(self, line: Line) -> None:
        async for message in line.socket:
            if message.type is not WSMsgType.TEXT:
                raise Refused(4002, "Decode error.")
            try:
                received = json.loads(message.data)
                op = received["op"]
            except (ValueError, KeyError, TypeError):
                raise Refused(4002, "Decode error.") from None
            self._hear(line, op, received.get("d"))

    def _hear(self, line: Line, op: int, data: Any) -> None:
        if op == Op.HEARTBEAT:
            line.put({"op": Op.HEARTBEAT_ACK, "d": None})
        elif op == Op.IDENTIFY:
            self._identify(line, data)
        elif op == Op.RESUME:
            self._resume(line, data)
        elif line.session is None:
            raise Refused(4003, "Not authenticated.")
        elif op == Op.REQUEST_MEMBERS:
            self._members(line.session, data)
        elif op not in {Op.PRESENCE, Op.VOICE_STATE}:
            raise Refused(4001, "Unknown opcode.")

    def _identify(self, line: Line, data: Mapping[str, Any]) -> None:
        if line.session is not None:
            raise Refused(4005, "Already authenticated.")
        if data.get("token") != self._world.token:
            raise Refused(4004, "Authentication failed.")
        shard, shards = data.get("shard") or (0, 1)
        if not 0 <= shard < shards:
            raise Refused(4010, "Invalid shard.")
        intents = data.get("intents")
        if not isinstance(intents, int):
            raise Refused(4013, "Invalid intent(s).")
        if intents & _PRIVILEGED & ~self._world.application.privileged_intents:
            raise Refused(4014, "Disallowed intent(s).")
        session = Session(f"session-{self._world.mint()}", shard, shards, intents)
        self.sessions[session.id] = session
        line.session, session.line = session, line
        guilds = [one for one in self._world.guilds.values() if shard_of(one.id, shards) == shard]
        session.send("READY", self._ready(session, [guild.id for guild in guilds]))
        for guild in guilds:
            if guild.down:
                continue
            # With this key it is a guild that is there again; without, one that the bot joined.
            session.send("GUILD_CREATE", guild.create_payload | {"unavailable": False})
        self.changed.fire()

    def _ready(self, session: Session, guilds: list[int]) -> Payload:
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

    def _resume(self, line: Line, data: Mapping[str, Any]) -> None:
        if data.get("token") != self._world.token:
            raise Refused(4004, "Authentication failed.")
        session = self.sessions.get(data.get("session_id") or "")
        if session is None:
            line.put({"op": Op.INVALID_SESSION, "d": False})
            return
        missed = data.get("seq") or 0
        if missed > session.sequence:
            raise Refused(4007, "Invalid seq.")
        line.session, session.line = session, line
        for payload in session.since(missed):
            line.put(payload)
        session.send("RESUMED", {})
        self.changed.fire()

    def _members(self, session: Session, data: Mapping[str, Any]) -> None:
        guild = self._world.guilds.get(int(data["guild_id"]))
        members = list(guild.members.values()) if guild else []
        wanted = {int(id) for id in data.get("user_ids") or []}
        chunk = {
            "guild_id": str(data["guild_id"]),
            "members": [one.payload for one in members if not wanted or one.id in wanted],
            "chunk_index": 0,
            "chunk_count": 1,
            "nonce": data.get("nonce"),
        }
        session.send("GUILD_MEMBERS_CHUNK", chunk)

    def _hang_up(self, line: Line) -> None:
        self._lines.discard(line)
        session = line.session
        if session is not None and session.line is line:
            session.line = None
            if not line.closed_here and line.socket.close_code in _CLEAN_CLOSES:
                self.sessions.pop(session.id, None)
        self.changed.fire()


def _wants(session: Session, event: str, guild_id: int | None) -> bool:
    in_guild, in_dm = _INTENTS.get(event, (~0, ~0))
    return (
        bool(session.intents & (in_dm if guild_id is None else in_guild)) or event not in _INTENTS
    )
