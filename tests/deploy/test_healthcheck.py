"""The image's health check, as Docker runs it: by its status and what it prints."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "deploy" / "healthcheck.py"


class Health(BaseHTTPRequestHandler):
    """A bot that says how it is: with the status that its server has."""

    def do_GET(self) -> None:
        """Answer /healthz, and nothing else."""
        status = self.server.status if self.path == "/healthz" else 404  # type: ignore[attr-defined]
        self.send_response(status)
        self.end_headers()
        self.wfile.write(b"the gateway is gone" if status == 503 else b"ok")

    def log_message(self, *_arguments: object) -> None:
        """Keep quiet."""


@pytest.fixture
def bot() -> Iterator[HTTPServer]:
    """A server that answers /healthz."""
    with HTTPServer(("127.0.0.1", 0), Health) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def check(folder: Path, monitoring: str = "", **environment: str) -> tuple[int, str]:
    """Return the status and output of the health check, with the entry point's file in a folder."""
    ended = subprocess.run(
        [sys.executable, "-S", SCRIPT],
        env={**os.environ, "TMPDIR": str(folder), "MONITORING": monitoring, **environment},
        check=False,
        capture_output=True,
        text=True,
    )
    assert ended.stderr == ""
    return ended.returncode, ended.stdout.strip()


def test_a_bot_that_says_nothing_is_well_unless_its_settings_are_wrong(tmp_path: Path) -> None:
    """Without MONITORING only the entry point's file says that something is wrong."""
    assert check(tmp_path) == (0, "")
    (tmp_path / "throwback-unhealthy").touch()
    assert check(tmp_path) == (1, "The settings are wrong; the log says what is.")


def test_a_bot_says_how_it_is(tmp_path: Path, bot: HTTPServer) -> None:
    """With MONITORING the answer at /healthz counts, past any proxy that is set."""
    port = bot.server_address[1]
    proxy = {"http_proxy": "http://127.0.0.1:9", "no_proxy": ""}
    bot.status = 200  # type: ignore[attr-defined]
    for address in (f"127.0.0.1:{port}", f"{port}", f"0.0.0.0:{port}"):
        assert check(tmp_path, address, **proxy) == (0, "ok")
    bot.status = 503  # type: ignore[attr-defined]
    assert check(tmp_path, f"127.0.0.1:{port}") == (1, "the gateway is gone")


def test_a_bot_that_does_not_answer_is_not_well(tmp_path: Path) -> None:
    """Where nobody listens the check fails, and says so in a line."""
    with HTTPServer(("127.0.0.1", 0), Health) as closed:
        port = closed.server_address[1]
    status, said = check(tmp_path, f"127.0.0.1:{port}")
    assert (status, said.partition(":")[0]) == (1, "/healthz does not answer")
