"""The page's server, on 127.0.0.1 alone: files, events, calls and dropped archives."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import time
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from bot.sandbox.page.server.bodies import Body, BodyError, read_body
from bot.sandbox.page.server.calls import PATIENCE, Calls
from bot.sandbox.page.server.drawn import Drawings
from bot.sandbox.page.server.events import Streams
from bot.sandbox.page.server.files import PageFiles, attachment
from bot.sandbox.page.server.guard import HOST, Guard, protect
from bot.sandbox.page.server.host import Host, HostError
from bot.sandbox.page.server.uploads import Bounds, UploadError, Uploads
from bot.sandbox.page.server.visits import Visit, clock_of, visit_of

_log = logging.getLogger(__name__)
_http_log = _log.getChild("http")
_http_log.setLevel(logging.CRITICAL)  # any program here could fill the terminal with non-requests

_CHUNK = 1 << 16
_SHUTDOWN = 1.0  # seconds that requests get to end


class PageServer:
    """Serves the page of a host: an async context manager. `port` 0 is any that is free."""

    def __init__(self, host: Host, *, port: int = 0, bounds: Bounds | None = None) -> None:
        self._host = host
        self._port = port
        self._guard = Guard()
        self._bounds = bounds or Bounds()
        self._files = PageFiles()
        drawings = Drawings(host)
        self._streams = Streams(host, drawings)
        self._calls = Calls(drawings, self._streams)
        self._importing = asyncio.Lock()
        self._moving = asyncio.Lock()
        self._answering: set[asyncio.Future[Any]] = set()
        server = web.Server(self._serve, logger=_http_log)
        self._runner = web.ServerRunner(server, shutdown_timeout=_SHUTDOWN)
        self._uploads: Uploads

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, HOST, self._port).start()
        except OSError:
            await self._runner.cleanup()
            raise
        self._guard.port = self._runner.addresses[0][1]
        self._uploads = Uploads(self._bounds)
        self._streams.follow()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._streams.close()
        await self._runner.cleanup()
        await asyncio.to_thread(self._uploads.close)

    @property
    def url(self) -> str:
        """The address of the page, with its token."""
        return f"http://{HOST}:{self._guard.port}/{self._guard.token}/"

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            response = await self._respond(request, self._guard.rest_of(request))
        except web.HTTPException as error:
            response = web.Response(status=error.status, headers=error.headers)
        except Exception:  # noqa: BLE001 - a page must see that something failed, and go on
            _log.exception("The page's server cannot answer %s", request.method)
            response = web.Response(status=500)
        if not response.prepared:
            protect(response)
        return response

    async def _respond(self, request: web.BaseRequest, rest: str) -> web.StreamResponse:
        method, name = request.method, rest.partition("/")[0]
        if method == "GET":
            return await self._get(request, rest)
        if method == "POST" and (rest in self._calls or rest in {"clock", "import"}):
            return await self._post(request, rest)
        if method == "PUT" and rest == "upload":
            return await self._upload(request)
        if name in {"", "static", "attachments", "events", "clock", "import", "upload"} or (
            name in self._calls
        ):
            raise web.HTTPMethodNotAllowed(method, ["GET", "POST", "PUT"])
        raise web.HTTPNotFound

    async def _get(self, request: web.BaseRequest, rest: str) -> web.StreamResponse:
        folder, _, name = rest.partition("/")
        if not rest:
            return self._files.response("index.html")
        if rest == "events":
            self._streams.follow()
            return await self._streams.serve(request, visit_of(self._host, request.query))
        if folder == "static":
            return self._files.response(name)
        if folder == "attachments":
            return attachment(self._host.sandbox.world, rest)
        if rest in self._calls or rest in {"clock", "import", "upload"}:
            raise web.HTTPMethodNotAllowed(request.method, ["POST", "PUT"])
        raise web.HTTPNotFound

    async def _post(self, request: web.BaseRequest, name: str) -> web.Response:
        try:
            body = await read_body(request)
            self._streams.follow()
            visit = visit_of(self._host, request.query)
            if name == "clock":
                return web.json_response(await self._move_clock(visit, body))
            if name == "import":
                return web.json_response(await self._import(visit, body))
            zone = self._host.zone
            reply = await self._call(name, visit, body)
            if self._host.zone != zone:
                self._send_time()
            return web.json_response(reply)
        except BodyError:
            return self._refusal(request, "bad_request")

    def _refusal(self, request: web.BaseRequest, word: str) -> web.Response:
        """Return why a request is not taken, after which the rest of its body is not read."""
        words = visit_of(self._host, request.query).words
        answer = web.json_response({"error": words[word]}, status=400)
        answer.force_close()
        return answer

    async def _call(self, name: str, visit: Visit, body: Body) -> Mapping[str, Any]:
        """Answer a call, while the clock stands still: no interaction outlasts a leap of it."""
        async with self._moving:
            call = asyncio.ensure_future(self._calls.answer(name, visit, body))
            self._answering.add(call)
            call.add_done_callback(self._answering.discard)
        return await call

    async def _move_clock(self, visit: Visit, body: Body) -> Mapping[str, Any]:
        try:
            to = time.fromisoformat(body.text("to"))
        except ValueError:
            raise BodyError from None
        visit.speak()
        async with self._moving:
            if self._answering:
                await asyncio.wait(self._answering, timeout=PATIENCE)
            try:
                return {"note": await self._host.move_clock(to)}
            except HostError as error:
                return {"error": str(error)}
            finally:
                self._send_time()

    def _send_time(self) -> None:
        self._streams.send({"kind": "clock", **clock_of(self._host)})

    async def _upload(self, request: web.BaseRequest) -> web.Response:
        batch, path = (request.query.get(key, "") for key in ("batch", "path"))
        try:
            await self._uploads.add(batch, path, request.content.iter_chunked(_CHUNK))
        except UploadError as error:
            return self._refusal(request, str(error))
        return web.json_response({})

    async def _import(self, visit: Visit, body: Body) -> Mapping[str, Any]:
        batch = body.text("batch")
        if self._importing.locked():
            return {"error": visit.words["busy"]}
        async with self._importing:
            try:
                folder = self._uploads.folder(batch)
                visit.speak()
                self._progress("reading", "", None)
                sentence = await self._host.take_archive(
                    folder, lambda text, share: self._progress("reading", text, share)
                )
            except (HostError, UploadError) as error:
                text = visit.words[str(error)] if isinstance(error, UploadError) else str(error)
                self._progress("failed", text, None)
                return {"error": text}
            else:
                self._progress("done", sentence, 1.0)
                return {}
            finally:
                await self._uploads.remove(batch)
                self._streams.follow()

    def _progress(self, state: str, text: str, share: float | None) -> None:
        self._streams.send({"kind": "import", "state": state, "text": text, "share": share})
