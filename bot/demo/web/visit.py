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
from bot.languages.punctuation import sentences

_ROLE = "member"
_COMMAND = CommandName("random")
_LINES = 6  # of the answer: the page shows all of it
_BLOCKS = {"div", "p", "article", "header", "section", "li", "h1", "h2", "h3", "figure", "button"}
"""Elements that begin a line."""

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
        events = _events(stream)
        hello = await anext(events)
        screen.note(_introduction(hello))
        screen.show_input(f"{_COMMAND}")
        command = {"channel": hello["channels"][0]["id"], "name": _COMMAND.name, "options": {}}
        async with session.post(f"{url}command", params=query, json=command) as response:
            response.raise_for_status()
        async for event in events:
            if event["kind"] == "message" and not event["message"]["thinking"]:
                for line in _lines(event["message"]["tree"])[:_LINES]:
                    screen.note(line)
                break
    screen.note(
        _("The page goes with this tour. To keep it until you end it: throwback demo --web")
    )


def _introduction(hello: Event) -> str:
    commands = ngettext(
        "The page offers {count:,} command to a member of the server.",
        "The page offers {count:,} commands to a member of the server.",
        len(hello["commands"]),
    )
    languages = ngettext(
        "It speaks {count:,} language.", "It speaks {count:,} languages.", len(hello["languages"])
    )
    return sentences([commands, languages])


async def _events(stream: aiohttp.ClientResponse) -> AsyncIterator[Event]:
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


def _lines(tree: Any) -> list[str]:
    """Return the texts of a message's tree, as lines; see the elements of `bot.sandbox.page`."""
    text = "".join(_texts(tree))
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _texts(node: Any) -> list[str]:
    if isinstance(node, str):
        return [node]
    if node and isinstance(node[0], str) and len(node) > 1 and isinstance(node[1], dict):
        name, _attributes, *children = node
        begin = ["\n"] if name in _BLOCKS else []
        return [*begin, *(text for child in children for text in _texts(child)), *begin]
    return [text for child in node for text in _texts(child)]
