"""`throwback run` as a separate process, as an operator runs it."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any

import pytest

from bot import lifecycle
from bot.archive.digests.model import DigestOptions
from bot.archive.digests.schedule import Schedule
from bot.clock import MovableClock, SystemClock
from bot.sandbox import UNLIMITED, Actor, Channel, ChannelKind, Permission, Sandbox
from bot.services.container import Services
from bot.settings import Settings
from bot.terminal.cli import main
from bot.time_zone_data import use_newest
from tests.archives import archive, record
from tests.conftest import operations
from tests.storage.test_inspection import older, seen
from tests.waiting import PATIENCE

Command = Callable[..., Awaitable[tuple[int, str, str]]]
ROOT = Path(__file__).parent.parent
WHEN = datetime(2021, 11, 24, tzinfo=UTC)


@pytest.fixture
async def sandbox(openapi: Path | None) -> AsyncIterator[Sandbox]:
    """A sandbox for a bot in another process."""
    async with Sandbox(now=SystemClock().now, openapi=openapi, limits=UNLIMITED) as world:
        yield world
    operations.update(world.operations)
    assert not world.refusals


def with_member(sandbox: Sandbox) -> Actor:
    """Make a server with a channel, and return a member of it."""
    guild = sandbox.add_guild("Friends")
    guild.add_channel("memories")
    return guild.add_member("ada")


def environment(sandbox: Sandbox, **settings: str) -> Mapping[str, str]:
    """Return the environment of a bot that connects to the sandbox."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "DISCORD_TOKEN": sandbox.token,
        "DISCORD_API_URL": sandbox.api_url,
        "DISCORD_GATEWAY_URL": sandbox.gateway_url,
        "GUILDS": ",".join(str(guild.id) for guild in sandbox.guilds),
        **settings,
    }


async def throwback(
    folder: Path, environment: Mapping[str, str], *arguments: str
) -> tuple[int | None, str, str]:
    """Run a command to its end and return exit status, output and errors."""
    process = await start(folder, environment, *arguments)
    output, errors = await process.communicate()
    return process.returncode, output.decode(), errors.decode()


@pytest.fixture
def command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Command:
    """Runs a command in this process, where it needs no two seconds of a processor to start.

    As `throwback` does, it returns exit status, output and errors.
    """
    monkeypatch.setattr("discord.http.Route.BASE", "")
    monkeypatch.setattr("discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY", None)
    monkeypatch.setattr("bot.terminal.cli.return_freed_memory", lambda: True)
    monkeypatch.chdir(tmp_path)

    async def run(environment: Mapping[str, str], *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("os.environ", dict(environment))
        status = await asyncio.to_thread(main, arguments)
        output, errors = capsys.readouterr()
        return status, output, errors

    return run


async def start(
    folder: Path, environment: Mapping[str, str], *arguments: str
) -> asyncio.subprocess.Process:
    """Start a command in `folder`."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments,
        cwd=folder,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


@asynccontextmanager
async def running(
    folder: Path, sandbox: Sandbox, **settings: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a bot that is connected for the length of the block."""
    process = await start(folder, environment(sandbox, **settings), "run")
    try:
        await sandbox.wait_ready(timeout=3 * PATIENCE)
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


def write(path: Path, count: int, subject: str, since: datetime = WHEN) -> Path:
    """Write an archive of `count` posts about a subject."""
    records = [record(since + timedelta(hours=n), f"{subject} number {n}") for n in range(count)]
    path.write_text(archive(records), "utf-8")
    return path


async def store(posts: Path) -> None:
    """Import posts into the databases beside them: a process of its own would take a second."""
    async with Services(posts.parent / "archive.db", SystemClock()) as services:
        await services.imports.run([posts])


async def add_digests(folder: Path, *channels: Channel) -> None:
    """Add a digest for each channel to the databases in a folder."""
    async with Services(folder / "archive.db", SystemClock()) as services:
        schedule = Schedule(clock_time(9), "Europe/Berlin")
        for channel in channels:
            assert channel.guild is not None
            await services.digests.add(channel.guild.id, DigestOptions(channel.id, schedule))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_runs_until_a_signal(
    tmp_path: Path, sandbox: Sandbox, number: signal.Signals
) -> None:
    """The bot connects, answers, and exits cleanly on a signal; its log has nothing private."""
    ada = with_member(sandbox)
    await store(write(tmp_path / "a.md", 8, "wombat"))
    async with running(tmp_path, sandbox, LOG_LEVEL="DEBUG") as process:
        assert "8 posts" in (await ada.slash("search", query="wombta")).text
        process.send_signal(number)
        _, errors = await asyncio.wait_for(process.communicate(), 5)
    assert process.returncode == 0
    log = errors.decode()
    for private in (sandbox.token, "wombta", "wombat", "Traceback"):
        assert private not in log


async def test_a_signal_during_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A start that takes long, after an older version, ends at a signal and is undone."""
    begun = asyncio.Event()

    async def prepare(services: Services) -> None:
        async with services.settings._database.write() as tx:
            await tx.execute("INSERT INTO settings VALUES ('half', 'done')")
            begun.set()
            await asyncio.sleep(60)

    monkeypatch.setattr("bot.lifecycle._prepare", prepare)
    monkeypatch.setattr("bot.lifecycle.logs.set_up", lambda *_: None)
    settings = Settings(token="unused", database=tmp_path / "archive.db")
    running = asyncio.create_task(lifecycle.run(settings))
    async with asyncio.timeout(10):
        await begun.wait()
        os.kill(os.getpid(), signal.SIGTERM)
        await running
    async with Services(tmp_path / "archive.db", SystemClock()) as services:
        assert await services.settings.get("half") is None


async def test_a_signal_during_fifty_commands(tmp_path: Path, sandbox: Sandbox) -> None:
    """Each command under way is answered, or its user reads that the bot restarts; then it ends."""
    with_member(sandbox)
    (guild,) = sandbox.guilds
    await store(write(tmp_path / "a.md", 8, "wombat"))
    async with running(tmp_path, sandbox) as process:
        members = [guild.add_member(f"member {number}") for number in range(50)]
        asked = [asyncio.create_task(member.slash("search", query="wombta")) for member in members]
        await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        process.terminate()
        answers = await asyncio.gather(*asked)
        await asyncio.wait_for(process.communicate(), 10)
    assert process.returncode == 0
    for answer in answers:
        assert "8 posts" in answer.text or "The bot is restarting" in answer.text


async def test_two_bots_on_one_archive_while_it_grows(tmp_path: Path, openapi: Path | None) -> None:
    """With two bots on the same files, an import by a third process makes neither fail or wait."""
    later = MovableClock(WHEN)  # two applications, as ids depend on the time
    async with (
        Sandbox(now=SystemClock().now, openapi=openapi, limits=UNLIMITED) as one,
        Sandbox(now=later.now, openapi=openapi, limits=UNLIMITED) as two,
    ):
        members = [with_member(one), with_member(two)]
        small = write(tmp_path / "small.md", 20, "wombat")
        await store(small)
        big = write(tmp_path / "big.md", 1_500, "quokka", WHEN + timedelta(days=9))
        async with running(tmp_path, one), running(tmp_path, two):
            importing = asyncio.create_task(
                throwback(tmp_path, environment(one), "import", str(big), "--json")
            )
            slowest = 0.0
            while not importing.done():
                for ada in members:
                    began = time.monotonic()
                    assert "20 posts" in (await ada.slash("search", query="wombat")).text
                    assert "number" in (await ada.slash("random")).text
                    slowest = max(slowest, time.monotonic() - began)
            status, report, _ = await importing
            assert (status, '"posts_new": 1500' in report) == (0, True)
            # Not a benchmark: an answer that waits for the import would take as long as it.
            assert slowest < 2
            for ada in members:
                await follows(ada)
    assert not one.refusals
    assert not two.refusals


async def follows(ada: Actor) -> None:
    """Wait until the bot knows the words of the import."""
    for _ in range(100):
        if "quokka number" in (await ada.slash("search", query="quokka")).text:
            return
        await asyncio.sleep(0.05)
    pytest.fail("the bot does not know the new posts")


async def test_a_second_process_stops(tmp_path: Path, sandbox: Sandbox) -> None:
    """A second `run` on the same databases says so and ends; the first one still answers."""
    ada = with_member(sandbox)
    async with running(tmp_path, sandbox):
        sessions = len(sandbox.gateway.sessions)
        status, output, errors = await throwback(tmp_path, environment(sandbox), "run")
        assert (status, output) == (1, "")
        assert errors.startswith("throwback: The bot is running already, in another process")
        assert len(errors.splitlines()) == 1
        assert len(sandbox.gateway.sessions) == sessions
        assert "no post yet" in (await ada.slash("random")).text


async def test_a_refused_token_is_a_sentence(tmp_path: Path, sandbox: Sandbox) -> None:
    """A token that Discord refuses ends `run` and `check` with exit status 2 and advice.

    Both name misspelt settings before, which Docker passes on as variables.
    """
    with_member(sandbox)
    wrong = environment(sandbox, DISCORD_TOKEN="wrong", GUIDLS="17")
    for command in ("run", "check"):
        status, output, errors = await throwback(tmp_path, wrong, command)
        assert "GUIDLS is no setting. Did you mean GUILDS?" in output + errors
        assert status == 2
        assert "Discord refused DISCORD_TOKEN" in errors
        assert "Traceback" not in errors
    sandbox.refusals.clear()


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"status": 403}, "Discord refused to let the bot in: {} answered 403. Check"),
        ({"status": 404}, "Discord refused to let the bot in: {} answered 404. Check"),
        ({"status": 503}, "Discord cannot be reached at {} (503). Try again later"),
        ({"reset": True}, "Discord cannot be reached at {} ("),
    ],
)
async def test_reasons_why_the_bot_cannot_connect(
    sandbox: Sandbox, command: Command, fault: dict[str, Any], sentence: str
) -> None:
    """Refusals by Discord differ from Discord's absence, each in a line with advice."""
    sandbox.faults.next("GET", "/users/@me", times=9, **fault)  # aiohttp itself retries
    status, _, errors = await command(environment(sandbox), "check")
    assert status == 1
    assert errors.startswith("throwback: " + sentence.format(sandbox.api_url))
    assert len(errors.splitlines()) == 1


async def test_check_reports(tmp_path: Path, sandbox: Sandbox, command: Command) -> None:
    """With everything in order `check` says so, names surprises, and starts nothing."""
    with_member(sandbox)
    await store(write(tmp_path / "a.md", 8, "wombat"))
    status, output, errors = await command(environment(sandbox), "check")
    assert (status, errors) == (0, "")
    assert "archive.db holds 8 posts" in output
    assert "in the server that GUILDS names" in output
    assert f"The time zones are those of {use_newest().release}, from " in output
    assert sandbox.syncs == 0
    status, _, errors = await command(environment(sandbox, GUILDS="17"), "check")
    assert status == 2
    assert "GUILDS names 17" in errors
    sandbox.refusals.clear()


async def test_check_names_what_a_server_lacks(
    tmp_path: Path, sandbox: Sandbox, command: Command
) -> None:
    """`check` prints the finished invitation, and a line for all that each server must allow."""
    guild = sandbox.add_guild("The [bold]Friends")
    channels = [guild.add_channel(name) for name in ("open", "closed", "gone")]
    closed, gone = channels[1], channels[2]
    thread = guild.add_channel("talk", ChannelKind.THREAD, parent=channels[0])
    secret = guild.add_channel("secret")
    await add_digests(tmp_path, *channels, thread, secret)
    closed.set_permissions(guild.everyone, deny=Permission.SEND_MESSAGES)
    secret.set_permissions(guild.everyone, deny=Permission.VIEW_CHANNEL)
    gone.delete()
    guild.takes_commands = False
    asked = environment(sandbox, GUILDS=f"17,{guild.id}", GUIDLS="17")
    status, output, errors = await command(asked, "check")
    assert status == 2
    invitation = (
        f"https://discord.com/oauth2/authorize?client_id={sandbox.application.id}"
        "&scope=bot+applications.commands&permissions=274878008320"
    )
    assert f"ok    This address invites it: {invitation}\n" in output
    assert "note  GUIDLS is no setting. Did you mean GUILDS?" in output
    where = f"The [bold]Friends ({guild.id})"
    lines = errors.splitlines()
    for line, begin in zip(
        lines,
        (
            f"GUILDS names 17, but the bot is not in that server: invite it. {invitation}&guild_id",
            f"{where} does not let the bot have commands: invite it there once more. {invitation}",
            f"Digest 2 of {where} cannot be posted. In #closed the bot lacks: Send Messages.",
            f"Digest 3 of {where} cannot be posted. The channel does not exist any more. ",
            f"Digest 5 of {where} cannot be posted. The bot cannot see that channel. ",
        ),
        strict=True,
    ):
        assert line.startswith(f"throwback: {begin}")
    sandbox.refusals.clear()


async def test_check_without_a_copy(sandbox: Sandbox, command: Command) -> None:
    """Where the archive is a copy, `check` does not name a command that is refused there."""
    with_member(sandbox)
    _, output, _ = await command(environment(sandbox, ARCHIVE_READ_ONLY="1"), "check")
    assert "With ARCHIVE_READ_ONLY it has to be copied there" in " ".join(output.split())
    assert "throwback import" not in output


async def test_check_without_servers(sandbox: Sandbox, command: Command) -> None:
    """With GUILDS empty `check` names the servers to choose from."""
    with_member(sandbox)
    (guild,) = sandbox.guilds
    status, output, _ = await command(environment(sandbox, GUILDS=""), "check")
    assert status == 0
    assert f"privately. It is in Friends ({guild.id})." in " ".join(output.split())


async def test_check_says_who_sees_what(tmp_path: Path, sandbox: Sandbox, command: Command) -> None:
    """Restricted servers, people in USERS, and how the bot is installed to a user are said."""
    with_member(sandbox)
    (guild,) = sandbox.guilds
    posts = write(tmp_path / "a.md", 2, "wombat")
    await store(posts)
    asked = environment(sandbox, GUILDS=f"{guild.id}:ada", USERS="5,6")
    status, output, errors = await command(asked, "check")
    assert (status, errors) == (0, "")
    id = sandbox.application.id
    install = f"client_id={id}&scope=applications.commands&integration_type=1\n"
    assert (
        f"ok    This one installs it for you: https://discord.com/oauth2/authorize?{install}"
        in (output)
    )
    words = " ".join(output.split())
    assert f"ok The server {guild.id} sees posts of ada alone." in words
    assert "ok USERS lets 2 other users ask, privately. note They can install the bot" in words
    sandbox.application.user_install = False
    _, output, _ = await command(asked, "check")
    assert "turn on “User Install” under “Installation”" in " ".join(output.split())


async def test_unknown_accounts_are_refused(
    tmp_path: Path, sandbox: Sandbox, command: Command
) -> None:
    """A server sees neither all accounts nor none because a name is misspelt: exit status 2."""
    with_member(sandbox)
    (guild,) = sandbox.guilds
    posts = write(tmp_path / "a.md", 2, "wombat")
    await store(posts)
    asked = environment(sandbox, GUILDS=f"{guild.id}:ada+aad")
    for name in ("check", "run"):
        status, _, errors = await command(asked, name)
        assert status == 2
        assert "no post of an account “aad”" in errors


async def test_check_makes_nothing(tmp_path: Path, sandbox: Sandbox, command: Command) -> None:
    """At a mistyped path `check` says that there is no archive, and makes none."""
    with_member(sandbox)
    status, output, errors = await command(
        environment(sandbox), "check", "--database", "data/archvie.db"
    )
    assert (status, errors) == (0, "")
    sentence = "note There is no archive at data/archvie.db yet. Load one: throwback import PATH"
    assert sentence in " ".join(output.split())
    assert not seen(tmp_path)


async def test_check_leaves_old_files_as_they_are(
    tmp_path: Path, sandbox: Sandbox, command: Command
) -> None:
    """Files of an older Throwback, which `run` would migrate, are only read."""
    with_member(sandbox)
    for kind in ("archive", "state"):
        older(tmp_path / f"{kind}.db", kind)
    before = seen(tmp_path)
    status, output, errors = await command(environment(sandbox), "check")
    assert (status, errors) == (0, "")
    assert "archive.db holds 0 posts" in output
    assert seen(tmp_path) == before


async def test_sync_registers_the_commands(sandbox: Sandbox, command: Command) -> None:
    """`throwback sync` registers the commands, regardless of those before."""
    with_member(sandbox)
    for count in (1, 2):
        status, output, _ = await command(environment(sandbox), "sync")
        assert (status, sandbox.syncs) == (0, count)
        assert "12 commands" in output


async def test_discord_away_at_the_start(tmp_path: Path, sandbox: Sandbox) -> None:
    """A bot that starts while Discord is unreachable connects later."""
    ada = with_member(sandbox)
    sandbox.faults.next("GET", "/users/@me", reset=True, times=1)
    async with running(tmp_path, sandbox):
        assert "no post yet" in (await ada.slash("random")).text


async def test_it_says_that_it_is_up(tmp_path: Path, sandbox: Sandbox) -> None:
    """Once connected, a line of the log has name, posts, servers and invitation; notes follow."""
    with_member(sandbox)
    (guild,) = sandbox.guilds
    gone = guild.add_channel("gone")
    await add_digests(tmp_path, gone)
    gone.delete()
    guild.takes_commands = False
    lines = await first_lines(tmp_path, environment(sandbox, GUILDS=f"17,{guild.id}"), 5)
    invitation = f"https://discord.com/oauth2/authorize?client_id={sandbox.application.id}&scope"
    up = f"{sandbox.bot.name} is up: 0 posts, 1 server. To invite it: {invitation}"
    for line, begin in zip(
        lines,
        (
            up,
            "There is no post in the archive yet. Load some: throwback import PATH",
            "GUILDS names 17, but the bot is not in that server: invite it. https://",
            f"Friends ({guild.id}) does not let the bot have commands",
            f"Digest 1 of Friends ({guild.id}) cannot be posted. The channel does not exist",
        ),
        strict=True,
    ):
        assert line.startswith(begin)
    sandbox.refusals.clear()


async def first_lines(folder: Path, environment: Mapping[str, str], count: int) -> list[str]:
    """Run a bot and return `count` messages of its log, from the one on that says it is up."""
    process = await start(folder, environment, "run")
    assert process.stderr is not None
    found: list[str] = []
    try:
        async with asyncio.timeout(20):
            async for line in process.stderr:
                message = json.loads(line)["message"]
                if found or "is up" in message:
                    found.append(message)
                if len(found) == count:
                    return found
        pytest.fail("the bot ended")
    finally:
        process.terminate()
        await process.communicate()
