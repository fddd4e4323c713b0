"""Visitors of the demo's page, who ask for what a browser asks for."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import aiohttp

from bot.demo.harness import DemoHarness
from bot.demo.web.serving import served_page
from bot.demo.web.visit import events_of, lines_of

_PATIENCE = 20.0  # seconds


class Visitor:
    """A page that is open in a role and a language."""

    def __init__(
        self,
        url: str,
        query: Mapping[str, str],
        session: aiohttp.ClientSession,
        stream: aiohttp.ClientResponse,
    ) -> None:
        self.hello: Mapping[str, Any] = {}
        self._url = url
        self._query = dict(query)
        self._session = session
        self._events = events_of(stream)

    async def begin(self) -> Self:
        """Take the first event."""
        self.hello = await self.event("hello")
        return self

    @property
    def commands(self) -> dict[str, Any]:
        """The commands that are offered, by their names in English."""
        return {one["name"]: one for one in self.hello["commands"]}

    async def event(self, kind: str) -> Mapping[str, Any]:
        """Return the next event of a kind; others are passed over."""
        async with asyncio.timeout(_PATIENCE):
            async for event in self._events:
                if event["kind"] == kind:
                    return event
        raise AssertionError(f"no {kind} came")

    async def answer(self) -> tuple[Mapping[str, Any], str]:
        """Return the next message that is no longer deferred, and its text."""
        while True:
            message = (await self.event("message"))["message"]
            if not message["thinking"]:
                return message, "\n".join(lines_of(message["tree"]))

    async def give(self, name: str, **options: object) -> str:
        """Give a command in the first channel, and return the text of the answer."""
        body = {"channel": self.hello["channels"][0]["id"], "name": name, "options": options}
        assert await self.post("command", body) == {}
        return (await self.answer())[1]

    async def post(self, call: str, body: Mapping[str, Any]) -> Any:
        """Make a call, and return what it answers."""
        async with self._session.post(
            f"{self._url}{call}", params=self._query, json=body
        ) as response:
            return await response.json()

    async def drop(self, *paths: Path) -> Any:
        """Drop files, have them imported, and return what that answers."""
        for path in paths:
            query = {**self._query, "batch": "b", "path": path.name}
            data = await asyncio.to_thread(path.read_bytes)
            async with self._session.put(f"{self._url}upload", params=query, data=data) as response:
                assert response.status == 200
        return await self.post("import", {"batch": "b"})


class Page:
    """The page of a harness, and visits to it."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.session = session

    @asynccontextmanager
    async def visited(self, role: str, language: str = "en-US") -> AsyncIterator[Visitor]:
        """Open the page as someone, during the block."""
        query = {"role": role, "language": language}
        async with self.session.get(f"{self.url}events", params=query) as stream:
            yield await Visitor(self.url, query, self.session, stream).begin()


@asynccontextmanager
async def page_of(harness: DemoHarness) -> AsyncIterator[Page]:
    """Serve the page of a harness during the block."""
    async with served_page(harness) as url:
        split = urlsplit(url)
        origin = {"Origin": f"{split.scheme}://{split.netloc}"}
        async with aiohttp.ClientSession(headers=origin) as session:
            yield Page(url, session)
