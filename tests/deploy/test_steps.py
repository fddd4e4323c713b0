"""The steps of deploy/README.md, word for word: a folder, and its backups.

They run in a shell, in a home of their own, with the sandbox as Discord. What the shell makes of
the words behind `.venv/bin/throwback` is given to the command in this process, except the bot's:
each start of Python takes longer than all that the commands do. `make .venv/ready` finds what it
makes there already, a folder with the programs of the tests' own environment: another test installs
the wheel into a new one, and that takes a minute.
"""

import asyncio
import os
import re
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from bot.terminal.arguments import parser
from bot.terminal.cli import _COMMANDS, main
from tests.checkout import discord_of_steps, fill_in_env, move_into_checkout

ROOT = Path(__file__).parents[2]
README = (ROOT / "deploy" / "README.md").read_text("utf-8")
PROGRAMS = Path(sys.executable).parent

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_OURS = re.compile(
    r"(?<!--entrypoint )throwback ((?:backup|restore|check|import)\b[^`;#\n]* [^`;#\n]+)"
)

COMMAND = ".venv/bin/throwback "

LATEST = "latest=$(ls -d ~/backups/*Z | tail -n 1)\n"
"""The line of one block that the next one needs: they are carried out one by one."""

pytestmark = pytest.mark.skipif(
    not (shutil.which("make") and shutil.which("bash") and (PROGRAMS / "throwback").exists()),
    reason="make, bash or the installed program is missing",
)


def blocks(title: str) -> list[str]:
    """Return the console blocks of a section, up to its first part with a title of its own."""
    section = README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return _BLOCK.findall(section.partition("\n### ")[0])


class Shell:
    """A bash in a fresh checkout, with the sample archive at home."""

    def __init__(
        self,
        home: Path,
        sandbox: Sandbox,
        patch: pytest.MonkeyPatch,
        capture: pytest.CaptureFixture[str],
    ) -> None:
        self._capture = capture
        self.home, self._sandbox = home, sandbox
        self.folder = move_into_checkout(
            home, sandbox, patch, "Makefile", "pyproject.toml", "deploy/constraints.txt"
        )
        (self.folder / ".venv").mkdir()
        (self.folder / ".venv" / "bin").symlink_to(PROGRAMS)
        (self.folder / ".venv" / "ready").touch()

    def edit_env(self) -> None:
        """Fill in the token and the server, as the operator does."""
        guild = self._sandbox.add_guild("Friends")
        fill_in_env(self.folder, DISCORD_TOKEN=self._sandbox.token, GUILDS=f"{guild.id}")

    async def run(self, script: str) -> str:
        """Run lines, each of which must succeed; return what our own commands print."""
        printed, before = "", ""
        for line in script.splitlines():
            if line.startswith(COMMAND):
                words = await self._bash(f"{before}printf '%s\\n' {line}")
                status = await asyncio.to_thread(main, words.splitlines()[1:])
                output, errors = self._capture.readouterr()
                assert (status, errors) == (0, "")
                printed += output
            else:
                await self._bash(before + line)
                before += f"{line}\n" if "=" in line else ""
        return " ".join(printed.split())

    async def start_bot(self) -> asyncio.subprocess.Process:
        """Start the bot, and return it when it is up."""
        bot = await asyncio.create_subprocess_exec(
            PROGRAMS / "throwback", "run", stderr=asyncio.subprocess.PIPE, env=dict(os.environ)
        )
        assert bot.stderr is not None
        async for line in bot.stderr:
            if b" is up: " in line:
                break
        return bot

    async def _bash(self, script: str) -> str:
        process = await asyncio.create_subprocess_exec(
            "bash", "-euc", script, stdout=asyncio.subprocess.PIPE, env=dict(os.environ)
        )
        output, _ = await process.communicate()
        assert process.returncode == 0, script
        return output.decode()


@pytest.fixture
async def shell(
    tmp_path: Path,
    openapi: Path | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> AsyncIterator[Shell]:
    """A shell, and a Discord with a server."""
    async with discord_of_steps(monkeypatch, openapi) as sandbox:
        yield Shell(tmp_path, sandbox, monkeypatch, capsys)


async def test_a_folder_and_its_backups(shell: Shell) -> None:
    """The steps lead to a running bot, to a backup of it while it runs, and back."""
    (folder,) = blocks("A folder")
    backup, restore = blocks("Backups")
    copying, rest = folder.split("\n", 1)
    assert copying.startswith("cp .env.example .env ")
    await shell.run(copying)
    shell.edit_env()
    loading, start = rest.rstrip("\n").rsplit("\n", 1)
    loaded = await shell.run(loading)
    assert "208 new" in loaded
    assert "The bot is in the server that GUILDS names" in loaded
    assert start == f"{COMMAND}run"
    bot = await shell.start_bot()
    try:
        made = await shell.run(backup)
        assert "208 posts, to" in made
        assert "is as it was when it was backed up" in made
    finally:
        bot.send_signal(signal.SIGTERM)
        await bot.wait()
    assert "Restored 208 posts" in await shell.run(LATEST + restore)


def test_every_command_of_ours_can_be_given() -> None:
    """Those for Docker and systemd have arguments that exist, in units and services too."""
    files = [ROOT / "deploy" / "README.md", *(ROOT / "deploy").glob("*.service")]
    files.append(ROOT / "deploy" / "compose.yaml")
    found = {
        command.strip() for path in files for command in _OURS.findall(path.read_text("utf-8"))
    }
    assert len(found) > 8
    for command in found:
        parser(_COMMANDS).parse_args(re.sub(r"[)|]|\$\(date.*", "", command).split())


def test_backups_are_daily() -> None:
    """The timer starts the service of its name, which keeps as many as the one for Docker."""
    timer = (ROOT / "deploy" / "throwback-backup.timer").read_text("utf-8")
    service = (ROOT / "deploy" / "throwback-backup.service").read_text("utf-8")
    compose = (ROOT / "deploy" / "compose.yaml").read_text("utf-8")
    assert "OnCalendar=*-*-* 04:30\n" in timer
    assert "Unit=" not in timer
    assert "backup --keep 14 /var/backups/throwback\n" in service
    assert "ReadWritePaths=/var/backups/throwback\n" in service
    assert "throwback backup --keep 14 /backups\n" in compose
