"""A process that runs the bot, imports and writes, until it is killed; and how to start many."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.process import BaseProcess
from pathlib import Path

from bot.clock import MovableClock
from bot.delivery.connection import use_endpoints
from bot.ingest import process as reading
from bot.services.container import Services
from bot.services.posts.imports import ImportOptions
from bot.settings import Settings
from tests.cogs.conftest import QuickBot


@dataclass(frozen=True, slots=True)
class Plan:
    """What one process does: it runs the bot from `moment` on, and meanwhile imports `files`.

    Each import that has returned, and each setting whose commit has, is a line of `acknowledged`.
    With `apart` even small files are read by a process of their own.
    """

    number: int
    settings: Settings
    moment: datetime
    files: Sequence[Path]
    acknowledged: Path
    apart: bool

    @property
    def begun(self) -> str:
        """The first line that the process acknowledges."""
        return f"begun-{self.number}"


def start(plan: Plan) -> BaseProcess:
    """Start a process; all come from one that has imported the bot already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    process = context.Process(target=_live, args=(plan,))
    process.start()
    return process


def _live(plan: Plan) -> None:
    os.setsid()  # so that what it leaves behind can be found
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if plan.apart:
        reading._WORTH_A_PROCESS = 0
    asyncio.run(_run(plan))


async def _run(plan: Plan) -> None:
    use_endpoints(plan.settings)
    clock = MovableClock(plan.moment)
    acknowledged = os.open(plan.acknowledged, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(acknowledged, f"{plan.begun}\n".encode())
    async with (
        Services(plan.settings.database, clock) as services,
        QuickBot(plan.settings, services, clock) as bot,
        asyncio.TaskGroup() as tasks,
    ):
        tasks.create_task(bot.start(plan.settings.token or ""))
        tasks.create_task(_import(services, plan.files, acknowledged))
        tasks.create_task(_write(services, plan.number, acknowledged))


async def _import(services: Services, files: Sequence[Path], acknowledged: int) -> None:
    for path in files:
        await services.import_beside([path], ImportOptions(), lambda _progress: None)
        os.write(acknowledged, f"{path.stem}\n".encode())


async def _write(services: Services, number: int, acknowledged: int) -> None:
    count = 0
    while True:
        name = f"setting-{number}-{count}"
        await services.settings.put(name, "x" * 2_000)
        os.write(acknowledged, f"{name}\n".encode())
        count += 1
        await asyncio.sleep(0.01)


def left_behind(process: BaseProcess) -> list[int]:
    """Return the processes that a killed one started and that are still there, where /proc is."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text("utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z" and int(fields[3]) == process.pid:
            found.append(int(path.parent.name))
    return found
