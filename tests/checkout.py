"""A fresh checkout in a home of its own, in which the steps of a README file are carried out."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.sandbox import UNLIMITED, Sandbox
from tests.conftest import operations

ROOT = Path(__file__).parent.parent


@asynccontextmanager
async def discord_of_steps(
    patch: pytest.MonkeyPatch, openapi: Path | None
) -> AsyncIterator[Sandbox]:
    """Run a Discord during the block, which must refuse nothing."""
    patch.setattr("discord.http.Route.BASE", "")
    patch.setattr("discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY", None)
    async with Sandbox(now=SystemClock().now, openapi=openapi, limits=UNLIMITED) as sandbox:
        yield sandbox
    operations.update(sandbox.operations)
    assert not sandbox.refusals


def move_into_checkout(
    home: Path, sandbox: Sandbox, patch: pytest.MonkeyPatch, *files: str
) -> Path:
    """Make a checkout of the `files` at home, with the sample archive beside it, and go there.

    The environment has nothing of the developer's but the path, and the sandbox as Discord.
    """
    folder = home / "throwback"
    for name in (".env.example", *files):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)
    shutil.copytree(ROOT / "bot" / "sample", home / "archive")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "DISCORD_API_URL": sandbox.api_url,
        "DISCORD_GATEWAY_URL": sandbox.gateway_url,
    }
    patch.setattr("os.environ", environment)
    patch.chdir(folder)
    return folder


def fill_in_env(folder: Path, **values: str) -> None:
    """Fill in lines of .env that are there already."""
    path = folder / ".env"
    text = path.read_text("utf-8")
    for name, value in values.items():
        assert text.count(f"\n{name}=\n") == 1
        text = text.replace(f"\n{name}=\n", f"\n{name}={value}\n")
    path.write_text(text, "utf-8")
