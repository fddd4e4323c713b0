"""The gateway that cannot be reached, or not any more: sentences, and pauses that grow."""

import asyncio
import json
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.delivery.gateway import _ended
from bot.sandbox import Sandbox
from tests.test_lifecycle import environment, running, sandbox, start, with_member

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


Record = dict[str, Any]


async def log_until(process: asyncio.subprocess.Process, text: str) -> list[Record]:
    """Return the log, a line of JSON a record, up to the first that contains `text`."""
    assert process.stderr
    records: list[Record] = []
    async with asyncio.timeout(5):
        while not records or text not in records[-1]["message"]:
            records.append(json.loads(await process.stderr.readline()))
    return records


async def test_a_gateway_that_is_away_at_the_start(
    tmp_path: Path, sandbox: Sandbox, relay: Relay
) -> None:
    """A gateway that is away is a sentence a try, as an API that is, and the pauses grow."""
    with_member(sandbox)
    await relay.close()
    process = await start(tmp_path, environment(sandbox, DISCORD_GATEWAY_URL=relay.url), "run")
    log = await log_until(process, "Connecting again in 2 s")
    process.terminate()
    await process.communicate()
    sentence = f"Discord cannot be reached at {relay.url} (ClientConnectorError). Try again later; "
    assert [one["message"].startswith(sentence) for one in log].count(True) == 2
    assert not any("traceback" in one for one in log)


async def test_a_gateway_that_goes_away_and_comes_back(
    tmp_path: Path, sandbox: Sandbox, relay: Relay
) -> None:
    """A bot that loses the gateway says so without a traceback, and is back when the gateway is."""
    ada = with_member(sandbox)
    async with running(tmp_path, sandbox, DISCORD_GATEWAY_URL=relay.url) as process:
        await relay.close()
        log = await log_until(process, "Connecting again in 1 s")
        await relay.open()
        await sandbox.wait_ready(timeout=10)
        assert "no post yet" in (await ada.slash("random")).text
    assert f"Discord cannot be reached at {relay.url} (" in log[-2]["message"]
    assert not any("traceback" in one for one in log)


async def test_a_connection_is_resumed_where_it_was_made(
    tmp_path: Path, sandbox: Sandbox, relay: Relay
) -> None:
    """A gateway of the settings is also where a connection is resumed, its path included."""
    ada = with_member(sandbox)
    async with running(tmp_path, sandbox, DISCORD_GATEWAY_URL=relay.url) as process:
        before = len(relay.first_lines)
        await sandbox.gateway.reconnect()
        await log_until(process, "successfully RESUMED")
        assert "no post yet" in (await ada.slash("random")).text
    assert len(relay.first_lines) > before
    assert all(line.startswith(f"GET {relay.path}?") for line in relay.first_lines)


async def test_a_token_that_is_reset_ends_the_bot(tmp_path: Path, sandbox: Sandbox) -> None:
    """A bot whose token is reset meanwhile ends with status 2, so that nothing starts it again."""
    with_member(sandbox)
    async with running(tmp_path, sandbox) as process:
        sandbox.world.token = "new"
        await sandbox.gateway.close(4004)
        _, errors = await asyncio.wait_for(process.communicate(), 5)
    assert process.returncode == 2
    assert errors.decode().splitlines()[-1].startswith("throwback: Discord refused DISCORD_TOKEN.")
    sandbox.refusals.clear()


@pytest.mark.parametrize(
    ("code", "status", "sentence"),
    [(4004, 2, "DISCORD_TOKEN"), (4010, 2, "SHARD_IDS"), (4011, 2, "SHARD_COUNT"), (4013, 1, "")],
)
def test_what_another_try_would_not_change(code: int, status: int, sentence: str) -> None:
    """A close code that the settings cause is an error of theirs, and so has its exit status."""
    error = _ended(code)
    assert (error.exit_code, sentence in str(error)) == (status, True)
