"""A visit to the page as a browser makes it, for the tour: over HTTP, without its scripts."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.demo.conversation import PATIENCE
from bot.demo.harness import DemoHarness
from bot.demo.screen import Screen
from bot.languages import CommandName, _, ngettext

_ROLE = "member"
_COMMAND = CommandName("random")
_LINES = 6  # of the answer: the page shows all of it
_BLOCKS = {"div", "p", "article", "section", "li", "h1", "h2", "h3", "figure", "button"}
"""Elements that begin a line."""
_AROUND = {"header", "invocation"}
"""Classes of what is around an answer."""

Event = Mapping[str, Any]


async def show_page(harness: DemoHarness, screen: Screen, url: str) -> None:
    """Ask the page at `url` for what a browser asks it for, and give a command there."""
    screen.title(_("The same in a browser"))
    screen.address(url)
    split = urlsplit(url)
    query = {"role": _ROLE, "language": harness.locale}
    origin = {"Origin": f"{split.scheme}://{split.netloc}"}
    async with (
        asyncio.timeout(PATIENCE),
        aiohttp.ClientSession(headers=origin) as session,
        session.get(f"{url}events", params=query) as stream,
    ):
        events = events_of(stream)
        hello = await anext(events)
        screen.note(
            ngettext(
                "There the bot offers {count:,} command to a member of the server.",
                "There the bot offers {count:,} commands to a member of the server.",
                len(hello["commands"]),
            )
        )
        screen.show_input(f"{_COMMAND}")
        command = {"channel": hello["channels"][0]["id"], "name": _COMMAND.name, "options": {}}
        async with session.post(f"{url}command", params=query, json=command) as response:
            response.raise_for_status()
        async for event in events:
            if event["kind"] == "message" and not event["message"]["thinking"]:
                for line in lines_of(event["message"]["tree"])[:_LINES]:
                    screen.note(line)
                break
    screen.note(
        _("The page goes with this tour. To keep it until you end it: throwback demo --web")
    )


async def events_of(stream: aiohttp.ClientResponse) -> AsyncIterator[Event]:
    """Yield the events that a server sends, until it ends."""
    data: list[str] = []
    buffered = b""
    async for chunk in stream.content.iter_any():
        buffered += chunk
        *lines, buffered = buffered.split(b"\n")
        for line in map(bytes.decode, lines):
            if line.startswith("data:"):
                data.append(line.removeprefix("data:").strip())
            elif not line.strip() and data:
                yield json.loads("\n".join(data))
                data.clear()


def lines_of(tree: Any) -> list[str]:
    """Return the texts of a message's tree, as lines; see the elements of `bot.sandbox.page`."""
    text = "".join(_texts(tree))
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _texts(node: Any) -> list[str]:
    """Return the texts of a part of a tree: a text, or an element with its attributes."""
    if isinstance(node, str):
        return [node]
    name, attributes, *children = node
    if attributes.get("aria-hidden") or attributes.get("class") in _AROUND:
        return []
    ends = ["\n"] if name in _BLOCKS else []
    return [*ends, *(text for child in children for text in _texts(child)), *ends]
