"""Litestream itself, as it runs with the configuration of deploy/."""

import asyncio
import os
import re
import shutil
import sys
import sysconfig
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

DEPLOY = Path(__file__).parents[2] / "deploy"
CONFIG = DEPLOY / "litestream.yml"
PROGRAM = shutil.which("litestream", path=sysconfig.get_path("scripts")) or shutil.which(
    "litestream"
)
"""The program, which the extra `test` installs; None where there is no wheel of it."""

SNAPSHOTS = 9  # the level of whole copies; the others hold changes

_KEY = re.compile(r"( *)(- )?([\w-]+):(?: |$)")


def keys(config: str) -> list[str]:
    """Return the keys of a configuration with those around them: "dbs.replica.path"."""
    found: list[str] = []
    around: list[tuple[int, str]] = []
    for line in config.splitlines():
        if match := _KEY.match(line):
            depth = len(match[1]) + len(match[2] or "")
            around = [one for one in around if one[0] < depth] + [(depth, match[3])]
            found.append(".".join(name for _, name in around))
    return found


class Replication:
    """Databases in a folder, where their replicas are, and the configuration for both."""

    def __init__(self, folder: Path, config: str) -> None:
        self.live = folder / "live"
        self.replicas = folder / "replicas"
        self.config = folder / "litestream.yml"
        self.log = folder / "litestream.log"
        self.live.mkdir(parents=True)
        self.config.write_text(config, "utf-8")

    @property
    def environment(self) -> Mapping[str, str]:
        """What the units set."""
        return {
            "PATH": f"{self.config.parent}:{Path(PROGRAM or '').parent}:{os.environ['PATH']}",
            "DATABASES": str(self.live),
            "REPLICAS": str(self.replicas),
            "LITESTREAM_CONFIG": str(self.config),
            "TMPDIR": str(self.config.parent),
        }

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """Replicate for the length of the block, and end that by SIGKILL."""
        with self.log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                PROGRAM or "", "replicate", "-config", str(self.config),
                env=self.environment, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def run(self, *command: str) -> tuple[int | None, str]:
        """Run a command to its end; return its exit status and all that it printed."""
        process = await asyncio.create_subprocess_exec(
            *command,
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate()
        return process.returncode, output.decode()

    async def restore(self, name: str, target: Path) -> Path:
        """Restore what was replicated of a database to `target`."""
        ended = await self.run(
            PROGRAM or "", "restore", "-config", str(self.config), "-o", str(target),
            str(self.live / name),
        )  # fmt: skip
        assert ended[0] == 0, ended[1]
        return target

    def files(self, name: str, level: int = 0) -> list[Path]:
        """Return the files of a level of the replica `name`, oldest first."""
        return sorted((self.replicas / name / "ltx" / str(level)).glob("*.ltx"))

    def kept(self, name: str) -> list[Path]:
        """Return the files of level 0 that Litestream keeps beside the database `name`."""
        return sorted((self.live / f".{name}.db-litestream" / "ltx" / "0").glob("*.ltx"))

    def add_program(self) -> None:
        """Put this checkout's `throwback` where the environment finds it."""
        program = self.config.with_name("throwback")
        program.write_text(
            f'#!/bin/sh\nPYTHONPATH={DEPLOY.parent} exec {sys.executable} -m bot "$@"\n'
        )
        program.chmod(0o755)
