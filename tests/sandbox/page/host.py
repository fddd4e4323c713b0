"""A host of a page, and a visitor: the page's requests and events, without a browser."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, time, tzinfo
from pathlib import Path
from typing import Any

import aiohttp

from bot.sandbox import Actor, Channel, Guild, Sandbox
from bot.sandbox.page.server import HostError, PageServer, Progress

Event = dict[str, Any]

_PATIENCE = 20.0


class TestHost:
    """Three visitors in a guild with two channels, and an archive that is only looked at."""

    __test__ = False
    zone: tzinfo = UTC
    languages: Sequence[tuple[str, str]] = (("en-US", "English"), ("de", "Deutsch"))

    def __init__(self, sandbox: Sandbox, guild: Guild) -> None:
        self.moved: list[time] = []
        self.taken: dict[str, bytes] = {}
        self.problem: str | None = None
        self.enter(sandbox, guild)

    def enter(self, sandbox: Sandbox, guild: Guild) -> None:
        """Be in a guild from now on."""
        self.sandbox = sandbox
        self.shown = [guild.add_channel("general"), guild.add_channel("digest")]
        owner, manager = (
            guild.add_member("ada", manager=True),
            guild.add_member("max", manager=True),
        )
        self._visitors = {"owner": owner, "manager": manager, "member": guild.add_member("mia")}

    def visitors(self) -> Mapping[str, Actor]:
        """Return an owner, a manager and a member."""
        return self._visitors

    def role_names(self, language: str) -> Mapping[str, str]:
        """Return one name that differs by language."""
        return {"owner": "Besitzerin" if language == "de" else "Owner"}

    def words(self, language: str) -> Mapping[str, str]:
        """Return one word in German."""
        return {"private": "Nur für dich sichtbar"} if language == "de" else {}

    def channels(self) -> Sequence[Channel]:
        """Return the two channels."""
        return self.shown

    async def move_clock(self, to: time) -> str:
        """Remember where the clock was moved to."""
        self.moved.append(to)
        return "Nothing came due."

    async def take_archive(self, folder: Path, progress: Progress) -> str:
        """Read the files, and fail with the sentence `problem`, if there is one."""
        progress("Half of it is read", 0.5)
        self.taken = await asyncio.to_thread(_read, folder)
        if self.problem:
            raise HostError(self.problem)
        return f"{len(self.taken)} files"


def _read(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


class Visitor:
    """Uses a page as its JavaScript does, in a role and a language."""

    def __init__(
        self,
        server: PageServer,
        session: aiohttp.ClientSession,
        role: str = "owner",
        language: str = "en-US",
    ) -> None:
        self.url = server.url
        self.origin = "/".join(server.url.split("/")[:3])
        self._session = session
        self._query = {"role": role, "language": language}

    async def post(self, call: str, **fields: Any) -> Any:
        """Make a call, and return its answer."""
        async with self._session.post(
            self.url + call, params=self._query, json=fields, headers={"Origin": self.origin}
        ) as response:
            return await response.json()

    async def send(self, call: str, form: aiohttp.FormData) -> Any:
        """Make a call with files, and return its answer."""
        async with self._session.post(
            self.url + call, params=self._query, data=form, headers={"Origin": self.origin}
        ) as response:
            return await response.json()

    async def put(self, batch: str, path: str, data: Any) -> tuple[int, Any]:
        """Drop a file, and return the status and the answer."""
        query = {**self._query, "batch": batch, "path": path}
        async with self._session.put(
            self.url + "upload", params=query, data=data, headers={"Origin": self.origin}
        ) as response:
            return response.status, await response.json()

    @asynccontextmanager
    async def follow(self) -> AsyncIterator["Events"]:
        """Connect to the events."""
        async with self._session.get(self.url + "events", params=self._query) as response:
            events = Events(response)
            events.hello = await events.next("hello")
            yield events


class Events:
    """The events of a connection."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response
        self.hello: Event = {}
        self.seen: list[Event] = []

    async def next(self, kind: str) -> Event:
        """Return the next event of a kind; those before it are in `seen`."""
        async with asyncio.timeout(_PATIENCE):
            async for line in self.response.content:
                if line.startswith(b"data: "):
                    event: Event = json.loads(line[6:])
                    self.seen.append(event)
                    if event["kind"] == kind:
                        return event
        raise AssertionError(f"the stream ended before an event “{kind}”")

    async def message(self, *, thinking: bool = False) -> Event:
        """Return the next message that is, or is not, a deferred answer."""
        while True:
            message: Event = (await self.next("message"))["message"]
            if message["thinking"] is thinking:
                return message


def text_of(tree: Any) -> str:
    """Return all texts of a drawing."""
    if isinstance(tree, str):
        return tree
    return "".join(text_of(child) for child in tree[2:])


def find(tree: Any, name: str, **attributes: str) -> list[Any]:
    """Return the elements of a name whose attributes include these; `_` is a hyphen."""
    if isinstance(tree, str):
        return []
    wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
    own = [tree] if tree[0] == name and wanted.items() <= tree[1].items() else []
    return own + [one for child in tree[2:] for one in find(child, name, **attributes)]
