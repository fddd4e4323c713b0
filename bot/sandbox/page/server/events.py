"""Events: every page that is open follows the messages that its visitor sees."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from aiohttp import web

from bot.sandbox.messages import Message
from bot.sandbox.page.server.drawn import Drawings, written
from bot.sandbox.page.server.guard import protect
from bot.sandbox.page.server.host import Host
from bot.sandbox.page.server.visits import Visit, described
from bot.sandbox.world import Change, World

_log = logging.getLogger(__name__)

Event = dict[str, Any]

HEARTBEAT = 15.0  # seconds between signs of life, which show a page that it is still connected
_PENDING = 512  # events that a page may lag behind before it is disconnected
_RETRY_MS = 1_000  # milliseconds after which a page that was disconnected comes back
_SLICE = 4  # messages that are drawn in a row before others get their turn
_RESTART: Event = {"kind": "restart"}


class _Stream:
    """The events of one page that it has not got yet.

    Only the last event of each message is kept: it is drawn when it is sent.
    """

    def __init__(self, visit: Visit, abort: Callable[[], None]) -> None:
        self.visit = visit
        self.closing = False
        self.abort = abort
        self._pending: dict[str, Event | Message] = {}
        self._woken = asyncio.Event()

    def add(self, key: str, event: Event | Message) -> None:
        """Add an event, which replaces an older one of the same key."""
        self._pending.pop(key, None)
        self._pending[key] = event
        self._woken.set()
        if len(self._pending) > _PENDING and not self.closing:
            self.closing = True
            self.abort()

    def close(self) -> None:
        """End after what is pending."""
        self.closing = True
        self._woken.set()

    async def take(self) -> list[Event | Message]:
        """Return what is pending; nothing after a while without events, or at the end."""
        try:
            async with asyncio.timeout(HEARTBEAT):
                await self._woken.wait()
        except TimeoutError:
            return []
        self._woken.clear()
        pending, self._pending = list(self._pending.values()), {}
        return pending


class Streams:
    """All pages that are open. `drawings` are renewed as messages change."""

    def __init__(self, host: Host, drawings: Drawings) -> None:
        self._host = host
        self._drawings = drawings
        self._world: World | None = None
        self._streams: set[_Stream] = set()
        self._dismissed: set[int] = set()

    def follow(self) -> None:
        """Follow the host's sandbox; if it is another one than before, pages begin anew."""
        world = self._host.sandbox.world
        if world is self._world:
            return
        self._leave()
        self._world = world
        world.observers.append(self._observe)
        self._drawings.clear()
        self._dismissed.clear()
        self.end(_RESTART)

    def close(self) -> None:
        """Follow nothing any more, and end all streams."""
        self._leave()
        self.end()

    def end(self, *last: Event) -> None:
        """End all streams, after last events."""
        for event in last:
            self.send(event)
        for stream in self._streams:
            stream.close()

    def send(self, event: Event) -> None:
        """Send all pages an event, which replaces one of the same kind that is not sent yet."""
        for stream in list(self._streams):
            stream.add(event["kind"], event)

    def dismiss(self, message: Message) -> None:
        """Hide a private message from now on, as Discord's client does by itself."""
        self._dismissed.add(message.id)
        self._observe(Change.DELETED, message)

    def is_shown(self, message: Message) -> bool:
        """Return whether a message was not dismissed."""
        return message.id not in self._dismissed

    async def serve(self, request: web.BaseRequest, visit: Visit) -> web.StreamResponse:
        """Send a page its events until it leaves or all streams end."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no"}
        )
        protect(response)
        await response.prepare(request)
        transport = request.transport
        stream = _Stream(visit, transport.abort if transport else lambda: None)
        self._streams.add(stream)
        try:
            await response.write(f"retry: {_RETRY_MS}\n\n".encode())
            await self._greet(response, visit)
            await self._pump(stream, response)
            await response.write_eof()
        except ConnectionError:
            pass  # the page is gone, or was too slow
        except Exception:  # noqa: BLE001 - the answer has begun: all that can be done is to end it
            _log.exception("The events of a page ended")
            stream.abort()
        finally:
            self._streams.discard(stream)
        return response

    async def _pump(self, stream: _Stream, response: web.StreamResponse) -> None:
        while True:
            events = await stream.take()
            for event in events:
                await response.write(self._written(event, stream.visit))
            if stream.closing:
                return
            if not events:
                await response.write(b": still here\n\n")

    async def _greet(self, response: web.StreamResponse, visit: Visit) -> None:
        """Write the first event, a few messages at a time, so that others have their turn."""
        facts = written({"kind": "hello", **described(self._host, visit)})
        await response.write(f'data: {facts[:-1]},"messages":['.encode(errors="replace"))
        messages = self._messages(visit)
        for start in range(0, len(messages), _SLICE):
            drawn = (
                self._drawings.message(one, visit.actor.user, visit.language)
                for one in messages[start : start + _SLICE]
            )
            comma = "," if start else ""
            await response.write(f"{comma}{','.join(drawn)}".encode(errors="replace"))
            await asyncio.sleep(0)
        await response.write(b"]}\n\n")

    def _messages(self, visit: Visit) -> list[Message]:
        seen = [
            message
            for channel in visit.channels
            for message in channel.messages.values()
            if visit.sees(message) and self.is_shown(message)
        ]
        return sorted(seen, key=lambda message: message.id)

    def _observe(self, change: Change, message: Message) -> None:
        self._drawings.forget(message)
        if change is not Change.DELETED and not self.is_shown(message):
            return
        event = {"kind": "deleted", "id": str(message.id)}
        for stream in list(self._streams):
            if stream.visit.sees(message):
                stream.add(str(message.id), event if change is Change.DELETED else message)

    def _written(self, event: Event | Message, visit: Visit) -> bytes:
        if isinstance(event, Message):
            drawn = self._drawings.message(event, visit.actor.user, visit.language)
            text = f'{{"kind":"message","message":{drawn}}}'
        else:
            text = written(event)
        return f"data: {text}\n\n".encode(errors="replace")

    def _leave(self) -> None:
        if self._world is not None:
            self._world.observers.remove(self._observe)
            self._world = None
