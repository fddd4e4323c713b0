"""The image's entry point, and that the image can be built from what Docker is given."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy"
BOT = """#!/bin/sh
trap 'echo stopped >> starts; exit 0' TERM
echo "started $*" >> starts
read -r status < status
while [ "$status" = None ]; do sleep 0.02; done
exit "$status"
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the image is Linux")


class Container:
    """The entry point in a folder, with a `throwback` that ends with the status in a file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.unhealthy = folder / "throwback-unhealthy"
        self._processes: list[subprocess.Popen[str]] = []
        bot = folder / "throwback"
        bot.write_text(BOT)
        bot.chmod(0o755)

    def start(self, *arguments: str, status: int | None) -> "subprocess.Popen[str]":
        """Start it; with status None, a bot that runs until it is stopped."""
        (self.folder / "status").write_text(f"{status}\n")
        process = subprocess.Popen(
            [DEPLOY / "entrypoint.sh", *arguments],
            cwd=self.folder,
            env={"PATH": f"{self.folder}:{os.environ['PATH']}", "TMPDIR": str(self.folder)},
            stderr=subprocess.PIPE,
            text=True,
        )
        self._processes.append(process)
        return process

    @property
    def starts(self) -> list[str]:
        """What the bot noted."""
        return (self.folder / "starts").read_text().splitlines()

    def stop(self) -> None:
        """End what still runs."""
        for process in self._processes:
            with process:
                process.terminate()


PATIENCE = 20.0
"""Seconds after which a process hangs: far more than it takes, also on a busy machine."""


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    """A container whose processes are ended after the test."""
    container = Container(tmp_path)
    yield container
    container.stop()


def until(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_wrong_settings_are_tried_once(container: Container, number: signal.Signals) -> None:
    """After wrong settings the container stays, unhealthy, until it is stopped."""
    process = container.start("run", status=2)
    until(container.unhealthy.exists)
    assert process.poll() is None
    process.send_signal(number)
    _, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, container.starts) == (2, ["started run"])
    assert errors.startswith("throwback: Correct the settings")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(("run",), 1), (("run",), 0), (("check",), 2), (("import", "a b"), 1)],
)
def test_what_else_ends_ends_the_container(
    container: Container, arguments: tuple[str, ...], status: int
) -> None:
    """A bot that failed ends, so that Docker starts it again, and so does every other command."""
    container.unhealthy.touch()
    process = container.start(*arguments, status=status)
    assert process.wait(timeout=PATIENCE) == status
    assert container.starts == [f"started {' '.join(arguments)}"]
    assert not container.unhealthy.exists()


def test_a_bot_is_stopped_and_awaited(container: Container) -> None:
    """The bot gets the signal that stops the container, which ends when the bot has."""
    process = container.start("run", status=None)
    until((container.folder / "starts").exists)
    process.terminate()
    assert process.wait(timeout=PATIENCE) == 0
    assert container.starts == ["started run", "stopped"]


def test_the_image_has_what_it_needs() -> None:
    """What the image is built from is not ignored, and it looks for the script's file."""
    dockerfile = (DEPLOY / "Dockerfile").read_text("utf-8")
    kept = (DEPLOY.parent / ".dockerignore").read_text("utf-8").splitlines()
    for sources in re.findall(r"^COPY (?!--from)(?:--\S+ )?(.+) \S+$", dockerfile, re.MULTILINE):
        assert {f"!{source}" for source in sources.split()} <= set(kept)
    name = re.search(r'^UNHEALTHY = "(.+)"$', (DEPLOY / "healthcheck.py").read_text(), re.MULTILINE)
    assert name
    assert f"/{name[1]}\n" in (DEPLOY / "entrypoint.sh").read_text("utf-8")
    for script in ("entrypoint.sh", "healthcheck.py"):
        assert os.access(DEPLOY / script, os.X_OK)


def test_the_image_is_pinned_and_no_root() -> None:
    """Both stages are of one named release, and what runs is neither root nor able to install."""
    dockerfile = (DEPLOY / "Dockerfile").read_text("utf-8")
    assert re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE) == ["${BASE}", "${BASE}"]
    assert re.search(r"^ARG BASE=python:3\.\d+\.\d+-slim-\w+$", dockerfile, re.MULTILINE)
    assert re.findall(r"^USER (.+)$", dockerfile, re.MULTILINE) == ["10001:10001"]
    installs = re.findall(r"pip (?:--python \S+ )?install (?:[^&]|&(?!&))+", dockerfile)
    assert len(installs) == 3
    for install in installs:
        assert "--require-hashes" in install or "--no-index" in install


def test_compose_confines_the_container() -> None:
    """Docker understands the file: only the volume and /tmp are writable, and there are limits."""
    command = ["docker", "compose", "--env-file", ".env.example", "-f", "deploy/compose.yaml"]
    asked = [*command, "config", "--no-env-resolution", "--format", "json"]
    try:
        made = subprocess.run(asked, cwd=DEPLOY.parent, check=False, capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("there is no docker here")
    if "unknown command" in made.stderr or "unknown flag" in made.stderr:
        pytest.skip("docker has no recent plugin compose here")
    assert made.returncode == 0, made.stderr
    bot = json.loads(made.stdout)["services"]["throwback"]
    assert bot["read_only"] is True
    assert (bot["cap_drop"], bot["tmpfs"]) == (["ALL"], ["/tmp"])  # noqa: S108 - inside the image
    assert bot["security_opt"] == ["no-new-privileges:true"]
    assert bot["pids_limit"] > 0
    assert int(bot["mem_limit"]) > 1 << 30
    volumes = {volume["target"]: volume.get("read_only", False) for volume in bot["volumes"]}
    assert volumes == {"/data": False, "/archive": True}
