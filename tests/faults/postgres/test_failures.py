"""Digests are posted once each while PostgreSQL, or the network to it, fails and comes back."""

import asyncio
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from random import Random

import pytest

pytest.importorskip("asyncpg", reason="the driver is in the extra `postgres`")

import asyncpg

from tests.faults.conftest import FULL
from tests.faults.postgres.fleet import Fleet, fleet_at
from tests.faults.postgres.network import Network, network_to
from tests.storage.postgres.server import Server, needs_postgres, new_server, run

ROUNDS = 20 if FULL else 1
DIGESTS = 300 if FULL else 60
GONE = 7 if FULL else 1  # times ten seconds of the processes' clock, in which nothing comes back
SAFE = "synchronous_commit=on"  # a commit that was acknowledged survives the server

_numbers = count(1)


@pytest.fixture(scope="module")
def server(postgres_template: Path) -> Iterator[Server]:
    """A server that loses nothing when it is killed."""
    needs_postgres()
    with new_server(postgres_template) as started:
        started.stop()
        started.start(SAFE)
        yield started


@asynccontextmanager
async def posting(server: Server, number: int) -> AsyncIterator[tuple[Network, Fleet]]:
    """Run a fleet that is in the midst of posting, in a schema of its own."""
    schema = f"schema_{next(_numbers)}"
    connection = await asyncpg.connect(server.url)
    await connection.execute(f"CREATE SCHEMA {schema}")
    await connection.close()
    async with (
        network_to(server) as network,
        fleet_at(f"{network.url}&search_path={schema}", DIGESTS) as fleet,
    ):
        await fleet.posted(Random(number).randrange(1, DIGESTS - 20))
        yield network, fleet


@pytest.mark.skipif(sys.platform != "linux", reason="children are found in /proc")
async def test_a_server_that_is_killed(server: Server) -> None:
    """PostgreSQL is killed and started again in the midst of posting."""
    for number in range(ROUNDS):
        async with posting(server, number) as (_, fleet):
            await asyncio.to_thread(server.kill)
            await fleet.pass_time(GONE * 10)
            await asyncio.to_thread(server.start, SAFE)
            await fleet.finish()


async def test_a_network_that_is_gone(server: Server) -> None:
    """Nothing passes between all processes and PostgreSQL for a while, and nobody learns of it."""
    for number in range(ROUNDS):
        async with posting(server, number) as (network, fleet):
            network.go()
            await fleet.pass_time(GONE * 10)
            network.come_back()
            await fleet.finish()


@pytest.mark.skipif(not FULL, reason="a second server; make faults runs it")
async def test_a_standby_that_takes_over(server: Server) -> None:
    """PostgreSQL is gone for good in the midst of posting, and its standby is promoted.

    The standby is synchronous: with another one, what was acknowledged last might be lost.
    """
    async with _standby_of(server) as standby, posting(server, 0) as (network, fleet):
        await asyncio.to_thread(server.stop, signal.SIGQUIT)
        network.server = standby
        await fleet.pass_time(10)
        connection = await asyncpg.connect(standby.url)
        await connection.execute("ALTER SYSTEM SET synchronous_standby_names = ''")
        await connection.execute("SELECT pg_promote()")
        await connection.execute("SELECT pg_reload_conf()")
        await connection.close()
        await fleet.finish()


@asynccontextmanager
async def _standby_of(server: Server) -> AsyncIterator[Server]:
    with tempfile.TemporaryDirectory(prefix="throwback-pg-", ignore_cleanup_errors=True) as name:
        standby = Server(Path(name))
        standby.open_folder()
        await asyncio.to_thread(
            run, "pg_basebackup", "-D", standby.data, "-h", server.folder, "-U", "postgres",
            "-R", "-X", "stream", "-c", "fast", "--no-sync",
        )  # fmt: skip
        await asyncio.to_thread(standby.start, SAFE)
        try:
            connection = await asyncpg.connect(server.url)
            await connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            await connection.execute("SELECT pg_reload_conf()")
            await connection.close()
            yield standby
        finally:
            await asyncio.to_thread(standby.stop, signal.SIGQUIT)
