"""The gateway that cannot be reached, or not any more: sentences, and pauses that grow."""

import asyncio
import gc
import logging
import weakref
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot import lifecycle
from bot.clock import SystemClock
from bot.delivery.connection import use_endpoints
from bot.delivery.gateway import _ended, log_reasons_alone
from bot.errors import SettingsError
from bot.sandbox import Actor, Sandbox
from bot.services.container import Services
from bot.settings import Settings
from tests.test_lifecycle import sandbox, with_member

__all__ = ["sandbox"]  # the fixture


class Relay:
    """A proxy before the sandbox's gateway, with an address of its own, which can go away."""

    def __init__(self, sandbox: Sandbox) -> None:
        address = urlsplit(sandbox.gateway_url)
        self._target = (address.hostname, address.port)
        self._server: asyncio.Server | None = None
        self._writers: list[StreamWriter] = []
        self.path = address.path
        self.port = 0
        self.first_lines: list[str] = []

    @property
    def url(self) -> str:
        """Its address."""
        return f"ws://127.0.0.1:{self.port}{self.path}"

    async def open(self) -> None:
        """Listen, at the same port as before."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Listen no more, and reset the connections."""
        assert self._server
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        there_reader, there = await asyncio.open_connection(*self._target)
        self._writers += [writer, there]
        line = await reader.readline()
        self.first_lines.append(line.decode())
        there.write(line)
        await asyncio.gather(_pump(reader, there), _pump(there_reader, writer))


async def _pump(reader: StreamReader, writer: StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(1 << 16):
            writer.write(data)
    writer.close()


@pytest.fixture
async def relay(sandbox: Sandbox) -> AsyncIterator[Relay]:
    """A proxy before the gateway."""
    relay = Relay(sandbox)
    await relay.open()
    yield relay
    await relay.close()


@pytest.fixture
def ada(sandbox: Sandbox) -> Actor:
    """A member of a server that may see the archive."""
    return with_member(sandbox)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Short pauses, and a log as that of `throwback run`."""
    monkeypatch.setattr(lifecycle, "_FIRST_PAUSE", 0.05)
    caplog.set_level(logging.INFO)
    log_reasons_alone()


@asynccontextmanager
async def supervised(
    folder: Path, sandbox: Sandbox, gateway_url: str | None
) -> "AsyncIterator[asyncio.Task[None]]":
    """Keep a bot connected for the length of the block."""
    settings = Settings(
        token=sandbox.token,
        guilds=frozenset(guild.id for guild in sandbox.guilds),
        database=folder / "archive.db",
        api_url=sandbox.api_url,
        gateway_url=gateway_url,
    )
    use_endpoints(settings)
    clock, stopping = SystemClock(), asyncio.Event()
    async with Services(settings.database, clock) as services:
        life = lifecycle._Life(lifecycle._Process(settings, clock, stopping), services)
        supervising = asyncio.create_task(lifecycle._supervise(life))
        yield supervising
        stopping.set()
        await asyncio.gather(supervising, return_exceptions=True)


async def logged(caplog: pytest.LogCaptureFixture, text: str) -> None:
    """Wait until a line of the log contains `text`."""
    for _ in range(400):
        if text in caplog.text:
            return
        await asyncio.sleep(0.01)
    pytest.fail(f"not in the log: {text}")


async def test_a_gateway_that_is_away_at_the_start(
    tmp_path: Path, sandbox: Sandbox, relay: Relay, ada: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    """A gateway that is away is a sentence a try, as an API that is, and the pauses grow."""
    await relay.close()
    async with supervised(tmp_path, sandbox, relay.url):
        await logged(caplog, "Connecting again in 1 s")  # after 0, 0.1, 0.2 and 0.4 seconds
        await relay.open()
        await sandbox.wait_ready()
        assert "no post yet" in (await ada.slash("random")).text
    sentence = f"Discord cannot be reached at {relay.url} (ClientConnectorError). Try again later; "
    assert [line.startswith(sentence) for line in caplog.messages].count(True) == 5
    assert not any(record.exc_info for record in caplog.records)


async def test_a_gateway_that_goes_away_and_comes_back(
    tmp_path: Path, sandbox: Sandbox, relay: Relay, ada: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    """A bot that loses the gateway says so without a traceback, and is back when the gateway is.

    This gateway is in no setting: the API names it.
    """
    sandbox.world.gateway_url = relay.url
    async with supervised(tmp_path, sandbox, None):
        await sandbox.wait_ready()
        await relay.close()
        await logged(caplog, f"Discord cannot be reached at {relay.url} (")
        await relay.open()
        await sandbox.wait_ready()
        assert "no post yet" in (await ada.slash("random")).text
    assert not any(record.exc_info for record in caplog.records)


async def test_a_connection_is_resumed_where_it_was_made(
    tmp_path: Path, sandbox: Sandbox, relay: Relay, ada: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    """A gateway of the settings is also where a connection is resumed, its path included."""
    async with supervised(tmp_path, sandbox, relay.url):
        await sandbox.wait_ready()
        before = len(relay.first_lines)
        await sandbox.gateway.reconnect()
        await logged(caplog, "successfully RESUMED")
        assert "no post yet" in (await ada.slash("random")).text
    assert len(relay.first_lines) > before
    assert all(line.startswith(f"GET {relay.path}?") for line in relay.first_lines)


async def test_a_token_that_is_reset_ends_the_bot(
    tmp_path: Path, sandbox: Sandbox, ada: Actor
) -> None:
    """A bot whose token is reset meanwhile ends by the error of settings, so nothing starts it."""
    async with supervised(tmp_path, sandbox, sandbox.gateway_url) as supervising:
        await sandbox.wait_ready()
        assert "no post yet" in (await ada.slash("random")).text
        sandbox.world.token = "new"
        await sandbox.gateway.close(4004)
        with pytest.raises(SettingsError, match="Discord refused DISCORD_TOKEN"):
            await asyncio.wait_for(supervising, 4)
    sandbox.refusals.clear()


@pytest.mark.parametrize(
    ("code", "status", "sentence"),
    [(4004, 2, "DISCORD_TOKEN"), (4010, 2, "SHARD_IDS"), (4011, 2, "SHARD_COUNT"), (4013, 1, "")],
)
def test_what_another_try_would_not_change(code: int, status: int, sentence: str) -> None:
    """A close code that the settings cause is an error of theirs, and so has its exit status."""
    error = _ended(code)
    assert (error.exit_code, sentence in str(error)) == (status, True)


def test_an_error_that_was_logged_keeps_no_frame() -> None:
    """What a lost connection's error refers to is freed, although discord.py keeps the error."""

    class Socket:
        """A connection."""

    def give_up() -> None:
        socket = Socket()
        references.append(weakref.ref(socket))
        try:
            int("")
        except ValueError as error:
            raise TimeoutError from error

    references: list[weakref.ref[Socket]] = []
    kept: list[TimeoutError] = []
    try:
        give_up()
    except TimeoutError as error:
        logging.getLogger("discord.shard").exception("Attempting a reconnect")
        kept.append(error)
    gc.collect()
    assert kept
    assert references[0]() is None
