"""The steps of the README lead to a running bot, in a folder and an environment of their own."""

import asyncio
import os
import re
import shlex
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from bot.terminal.cli import main
from tests.checkout import discord_of_steps, fill_in_env, move_into_checkout

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
STEPS = README.partition("## On your Discord server")[2].partition("\n## ")[0]

_BLOCK = re.compile(r"^ *```console\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^ *\$ +(.+?)(?: +#.*)?$", re.MULTILINE)
_PROGRESS = re.compile(r"^[\d,]+ of [\d,]+ (posts|pictures)$\n", re.MULTILINE)
_IN_TABLE = re.compile(r"`(throwback [a-z0-9 ]+)`")  # others have placeholders


def commands(text: str) -> list[str]:
    """Return the commands in the console blocks of a text, without their remarks."""
    return [command for block in _BLOCK.findall(text) for command in _COMMAND.findall(block)]


class Checkout:
    """A folder as a fresh clone, with the sample archive at home, and a Discord."""

    def __init__(
        self,
        home: Path,
        sandbox: Sandbox,
        patch: pytest.MonkeyPatch,
        capture: pytest.CaptureFixture[str],
    ) -> None:
        self.folder = move_into_checkout(home, sandbox, patch)
        self.sandbox = sandbox
        self._capture = capture

    async def run(self, command: str) -> str:
        """Return the output of a command, which must succeed without a complaint.

        On a slow machine it may say how far it is.
        """
        program, *arguments = map(os.path.expanduser, shlex.split(command))
        if program == "cp":
            shutil.copy(*arguments)
            return ""
        assert program.removeprefix(".venv/bin/") == "throwback"
        status = await asyncio.to_thread(main, arguments)
        output, errors = self._capture.readouterr()
        assert (status, _PROGRESS.sub("", errors)) == (0, "")
        return output

    def edit_env(self, **values: str) -> None:
        """Fill in lines of .env that are there already."""
        fill_in_env(self.folder, **values)


@pytest.fixture
async def checkout(
    tmp_path: Path,
    openapi: Path | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> AsyncIterator[Checkout]:
    """A fresh clone, and a Discord with a server."""
    async with discord_of_steps(monkeypatch, openapi) as sandbox:
        yield Checkout(tmp_path, sandbox, monkeypatch, capsys)


async def test_the_steps_lead_to_a_running_bot(checkout: Checkout) -> None:
    """Each command does what the README says, those of its table too; the last one answers."""
    make, copy, load, search, accounts, check, run = commands(STEPS)
    assert make == "make .venv/ready"  # which the checkout has
    await checkout.run(copy)
    guild = checkout.sandbox.add_guild("Friends")
    guild.add_channel("memories")
    checkout.edit_env(DISCORD_TOKEN=checkout.sandbox.token, GUILDS=str(guild.id))
    assert "208 new" in await checkout.run(load)
    assert "slightly larger pamphlet" in " ".join((await checkout.run(search)).split())
    assert "@ottilie@binders.example" in await checkout.run(accounts)
    for command in _IN_TABLE.findall(README):
        printed = await checkout.run(command)
        assert printed
        assert "Nothing found" not in printed
    checked = await checkout.run(check)
    (address,) = re.findall(r"`(https://discord\.com/oauth2/\S+)`", STEPS)
    assert address.replace("APPLICATION_ID", str(checkout.sandbox.application.id)) in checked
    assert "The bot is in the server that GUILDS names" in checked
    assert "note" not in checked
    assert run == ".venv/bin/throwback run"  # as a process, which a signal ends
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=os.environ, stderr=asyncio.subprocess.PIPE
    )
    try:
        await checkout.sandbox.wait_ready(timeout=20)
        answer = await guild.add_member("ada").slash("search", query="pamphlet")
    finally:
        process.terminate()
        _, errors = await process.communicate()
    assert "slightly larger" in answer.text
    assert (process.returncode, "Traceback" in errors.decode()) == (0, False)
    assert {path.name for path in checkout.folder.parent.iterdir()} == {"archive", "throwback"}
