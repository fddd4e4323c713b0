"""A page over a sandbox, and its visitors."""

from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest

from bot.sandbox import Guild, Sandbox
from bot.sandbox.page.server import Bounds, PageServer
from tests.sandbox.page.host import TestHost, Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def host(sandbox: Sandbox, guild: Guild) -> TestHost:
    """A host."""
    return TestHost(sandbox, guild)


@pytest.fixture
async def server(host: TestHost) -> AsyncIterator[PageServer]:
    """A server that takes three small files."""
    async with PageServer(host, bounds=Bounds(files=3, bytes=1_000_000, batches=2)) as server:
        yield server


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """A browser's connections."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def visit(server: PageServer, session: aiohttp.ClientSession) -> Visit:
    """A function that opens the page in a role and a language."""
    return lambda *of: Visitor(server, session, *of)
