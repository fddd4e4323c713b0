"""A small REST proxy in front of Discord, which does what nirn-proxy's documentation says of it.

Requests with one bucket go one after the other, all together keep to a pace, and nothing is tried
again. If Discord takes too long the answer is 408. When a node of its cluster is gone, the answer
is a 429 of the proxy's own: with a header that says so, and without the Via of Discord.
"""

import asyncio
from collections import Counter, defaultdict
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web

_OWN = {"Host", "Content-Length", "Transfer-Encoding", "Content-Encoding", "Connection"}


class RestProxy:
    """A proxy on 127.0.0.1 in front of the API at `origin`: an async context manager.

    It sends a request each `interval` seconds, and waits `timeout` seconds for the response. While
    it is not `opened` it holds all back but answers to users, as at a limit. The next `gone`
    requests, of which the path contains `part`, meet a node that is gone.
    """

    def __init__(self, origin: str, *, interval: float = 0.0, timeout: float = 5.0) -> None:
        self._origin = origin.partition("/api/")[0]
        self._interval = interval
        self._next = 0.0
        self._buckets: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._runner = web.ServerRunner(web.Server(self._serve), shutdown_timeout=0.1)
        self._session: aiohttp.ClientSession
        self.timeout = timeout
        self.gone = 0
        self.part = "/"
        self.held = self.most_held = 0
        self.opened = asyncio.Event()
        self.opened.set()
        self.statuses: Counter[int] = Counter()

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(auto_decompress=False)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()
        await self._session.close()

    @property
    def url(self) -> str:
        """The address, which takes the place of https://discord.com."""
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        self.held += 1
        self.most_held = max(self.most_held, self.held)
        try:
            async with self._buckets[f"{request.method} {request.path}"]:
                response = await self._answer(request)
        finally:
            self.held -= 1
        self.statuses[response.status] += 1
        return response

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        if self.gone and self.part in request.path:
            self.gone -= 1
            headers = {"generated-by-proxy": "true", "retry-after": "1"}
            body = {"global": False, "message": "You are being rate limited.", "retry_after": 1}
            return web.json_response(body, status=429, headers=headers)
        if not request.path.startswith(("/api/v10/interactions", "/api/v10/webhooks")):
            await self._take_turn()
        try:
            async with asyncio.timeout(self.timeout):
                return await self._forward(request)
        except TimeoutError:
            return web.Response(status=408, text="context deadline exceeded")

    async def _take_turn(self) -> None:
        await self.opened.wait()
        now = asyncio.get_running_loop().time()
        self._next = max(now, self._next + self._interval)
        await asyncio.sleep(self._next - now)

    async def _forward(self, request: web.BaseRequest) -> web.Response:
        headers = {name: value for name, value in request.headers.items() if name not in _OWN}
        async with self._session.request(
            request.method, self._origin + request.path_qs, headers=headers,
            data=await request.read(),
        ) as response:  # fmt: skip
            kept = {name: value for name, value in response.headers.items() if name not in _OWN}
            return web.Response(body=await response.read(), status=response.status, headers=kept)
