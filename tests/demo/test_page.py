"""The demo's page: who may do what there, its languages, its clock, and the process around it."""

import asyncio
import errno
import json
import os
import re
import signal
import sys
from datetime import UTC, datetime, time, timedelta
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

import bot.sample
from bot.demo import PageOptions, demo
from bot.demo.harness import DemoHarness
from bot.demo.passing_time import next_moment
from bot.demo.web.serving import served_page, until_ended
from bot.demo.web.words import NAMED_LANGUAGES, words_in
from bot.errors import ThrowbackError
from bot.languages import LANGUAGES
from bot.sandbox.page.words import ENGLISH
from bot.terminal.cli import main
from tests.demo.visitors import page_of

SAMPLE = Path(bot.sample.__file__).parent
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/[\w-]{20,}/")


async def test_roles_see_what_they_may() -> None:
    """A member is not offered what takes Manage Server, and no manager is the archive's owner."""
    async with DemoHarness(SAMPLE / "export") as harness, page_of(harness) as page:
        async with page.visited("member") as member:
            assert "digest add" not in member.commands
            assert {"search", "random", "onthisday", "thread"} < set(member.commands)
            refused = await member.post(
                "command",
                {"channel": member.hello["channels"][0]["id"], "name": "digest list",
                 "options": {}},
            )  # fmt: skip
            assert "not offered" in refused["error"]
        async with page.visited("manager") as manager, page.visited("owner") as owner:
            assert "digest add" in manager.commands
            assert "posts" in await owner.give("archive status")
            assert "posts" not in await manager.give("archive status")
            assert owner.hello["roles"] == [
                {"id": "owner", "name": "Owner of the archive"},
                {"id": "manager", "name": "Manager of the server"},
                {"id": "member", "name": "Member"},
            ]
        assert not harness.sandbox.refusals


async def test_a_page_in_another_language_has_other_commands_and_answers() -> None:
    """Names of commands, the page's own words and the answers are in the language of the page."""
    async with DemoHarness(SAMPLE / "export") as harness, page_of(harness) as page:
        async with page.visited("owner", "de") as german:
            assert german.commands["search"]["shown"] == "suche"
            assert german.hello["words"]["cancel"] == "Abbrechen"
            assert "Beiträge zu" in await german.give("search", query="-wombat")
        async with page.visited("owner") as english:
            assert english.commands["search"]["shown"] == "search"
            assert "posts for" in await english.give("search", query="-wombat")
    assert harness.locale == "en-US"


async def test_the_clock_brings_a_digest() -> None:
    """A digest comes when the clock moves to its time, in the zone and language of the server."""
    async with (
        DemoHarness(SAMPLE / "export") as harness,
        page_of(harness) as page,
        page.visited("owner", "de") as owner,
    ):
        await owner.give("archive timezone", zone="Asia/Tokyo")
        assert (await owner.event("clock"))["zone"] == "Asia/Tokyo"
        digest = owner.hello["channels"][1]["id"]
        said = await owner.give("digest add", channel=digest, time="9:00", when_empty="nearest")
        assert "Rückblick 1" in said
        nothing = await owner.post("clock", {"to": "08:00"})
        assert nothing["note"].startswith("Nichts war fällig: /rückblick hinzufügen richtet")
        posted = await owner.post("clock", {"to": "09:00"})
        assert posted["note"] == "Was fällig war, ist in #digest."
        message, text = await owner.answer()
        assert message["channel"] == digest
        assert "November" in text
        assert "Über diesen Rückblick" in text
        now = datetime.fromisoformat((await owner.event("clock"))["now"])
        assert now.astimezone(ZoneInfo("Asia/Tokyo")).strftime("%H:%M") == "09:00"
        await owner.give("digest add", channel=digest, time="10:00")
        empty = await owner.post("clock", {"to": "10:00"})
        assert empty["note"].startswith("Was fällig war, hatte nichts zu posten")


async def test_an_archive_is_dropped_on_the_page(tmp_path: Path) -> None:
    """Its progress is shown, the page begins anew, and the visitor is in the new one."""
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04")
    async with DemoHarness(SAMPLE / "export") as harness, page_of(harness) as page:
        async with page.visited("owner") as owner:
            answer = await owner.drop(broken)
            assert answer["error"].startswith("broken.zip")
            assert await owner.drop(SAMPLE / "bluesky" / "repo.car") == {}
            assert (await owner.event("import"))["state"] in {"reading", "failed"}
            await owner.event("restart")
        async with page.visited("owner") as owner:
            assert "10 posts" in await owner.give("search", query="network:bluesky")
        assert not harness.sandbox.refusals


async def test_commands_are_answered_before_the_clock_jumps() -> None:
    """Nothing that the bot still has to answer is days old at once, which Discord would refuse."""
    async with (
        DemoHarness(SAMPLE / "export") as harness,
        page_of(harness) as page,
        page.visited("owner") as owner,
    ):
        body = {"channel": owner.hello["channels"][0]["id"], "name": "random", "options": {}}
        calls = [owner.post("command", body), owner.post("clock", {"to": "09:00"})]
        calls += [owner.post("command", body), owner.post("clock", {"to": "09:00"})]
        replies = await asyncio.gather(*calls)
        assert [[*reply] for reply in replies] == [[], ["note"]] * 2
        assert not harness.sandbox.refusals


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
async def test_a_terminal_that_is_closed_leaves_no_archive(
    number: signal.Signals, tmp_path: Path
) -> None:
    """The prompt, too, removes what it wrote; its status is that of a process that was ended."""
    ours, theirs = os.openpty()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", f"{SAMPLE / 'export'}",
        env=os.environ | {"TMPDIR": f"{tmp_path}", "PYTHONPATH": f"{Path(__file__).parents[2]}"},
        stdin=theirs, stdout=theirs, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    os.close(theirs)
    printed = b""
    while b"Tab" not in printed:
        printed += await asyncio.to_thread(os.read, ours, 4096)
    process.send_signal(number)
    os.close(ours)
    _output, errors = await process.communicate()
    assert (errors, process.returncode) == (b"", 128 + number)
    assert not any(await asyncio.to_thread(lambda: [*tmp_path.iterdir()]))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
async def test_the_page_alone_is_served_until_a_signal(
    number: signal.Signals, tmp_path: Path
) -> None:
    """The first line is the address; a signal is no failure, and no temporary file stays."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--web", f"{SAMPLE / 'export'}",
        env=os.environ | {"TMPDIR": f"{tmp_path}", "PYTHONPATH": f"{Path(__file__).parents[2]}"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout
    address = (await process.stdout.readline()).decode().strip()
    assert ADDRESS.fullmatch(address)
    async with aiohttp.ClientSession() as session:
        async with session.get(address) as response:
            assert response.status == 200
        async with session.get(re.sub(r"/[\w-]+/$", "/another/", address)) as response:
            assert (response.status, await response.text()) == (404, "")
    process.send_signal(number)
    output, errors = await process.communicate()
    assert output.startswith(b"Throwback, with 8 posts of @ottilie_folds")
    assert (errors, process.returncode) == (b"", 0)
    assert not any(await asyncio.to_thread(lambda: [*tmp_path.iterdir()]))


async def test_an_interrupt_ends_the_page_too() -> None:
    """Ctrl-C is how it is meant to end; with --json the first line has the address too."""
    printed = StringIO()
    options = PageOptions(alone=True)
    console = Console(file=printed, width=100)
    task = asyncio.create_task(demo(SAMPLE / "export", None, console, json=True, page=options))
    while "Ctrl-C" not in printed.getvalue():
        await asyncio.sleep(0.02)
        assert not task.done()
    os.kill(os.getpid(), signal.SIGINT)
    await task
    assert ADDRESS.fullmatch(json.loads(printed.getvalue().splitlines()[0])["address"])


async def test_a_port_that_is_taken_is_a_sentence() -> None:
    """The sentence says why, and what to do."""
    async with DemoHarness(SAMPLE / "export") as harness, page_of(harness) as page:
        port = int(page.url.split(":")[2].partition("/")[0])
        with pytest.raises(
            ThrowbackError, match=rf"at port {port}: [A-Z]\w+ already in use\. Without"
        ):
            async with served_page(harness, port):
                pass


@pytest.mark.parametrize("port", ["0", "65536", "x", "-1"])
def test_a_port_is_a_number_that_ports_have(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Others are wrong usage."""
    assert main(["demo", "--web", f"--port={port}"]) == 2
    assert "--port" in capsys.readouterr().err


def test_every_language_has_a_name_and_all_words() -> None:
    """The page offers what the bot speaks, under Discord's codes, and has all its words in each."""
    codes = [code for language in LANGUAGES for code in language.discord]
    assert [code for code, _name in NAMED_LANGUAGES] == codes
    for code in codes:
        assert words_in(code).keys() == ENGLISH.keys()
    assert words_in("en-GB") == ENGLISH


@given(
    now=st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "Asia/Tokyo", "Pacific/Apia", "Africa/Cairo"]),
)
def test_the_clock_moves_to_the_next_such_time(now: datetime, at: time, zone: str) -> None:
    """It is later by at most two days, as zones skip days, and shows that time unless skipped."""
    there = ZoneInfo(zone)
    moment = next_moment(now, at, there)
    assert now < moment <= now + timedelta(days=2, hours=2)
    shown = moment.astimezone(there)
    assert shown.time() == at or shown.utcoffset() != (
        (moment - timedelta(hours=2)).astimezone(there).utcoffset()
    )


async def test_a_terminal_that_is_gone_when_a_prompt_cleans_up() -> None:
    """It ended by the signal all the same."""

    async def prompt() -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
            await asyncio.sleep(60)
        finally:
            raise OSError(errno.EIO, "Input/output error")

    assert await until_ended(prompt(), by=("SIGTERM",)) == signal.SIGTERM
