"""The page's server answers the page alone, and no path leads out of it."""

import asyncio
import socket

import aiohttp
import pytest

from bot.sandbox import File
from bot.sandbox.page.server import PageServer
from bot.sandbox.page.server.guard import POLICY
from tests.sandbox.page.conftest import Visit
from tests.sandbox.page.host import TestHost


async def raw(server: PageServer, *lines: str) -> str:
    """Return the answer to a request that is sent as it is, without a client's corrections."""
    port = int(server.url.split(":")[2].split("/")[0])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    request = "\r\n".join([*lines, "Connection: close", "", ""])
    writer.write(request.replace("PORT", str(port)).encode())
    await writer.drain()
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer.decode("utf-8", "replace")


def status(answer: str) -> int:
    """Return the status of an answer."""
    return int(answer.split(" ", 2)[1])


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "", 200),
        ("GET", "static/style.css", 200),
        ("GET", "static/index.html", 200),
        ("GET", "static/__init__.py", 404),
        ("GET", "static/../server/server.py", 404),
        ("GET", "static/%2e%2e/words.py", 404),
        ("GET", "static/..%2fwords.py", 404),
        ("GET", "static//etc/passwd", 404),
        ("GET", "../../etc/passwd", 404),
        ("GET", "attachments/1/2/%2e%2e/%2e%2e/x", 404),
        ("GET", "attachments/", 404),
        ("GET", "nothing", 404),
        ("HEAD", "", 405),
        ("GET", "command", 405),
        ("GET", "upload", 405),
        ("POST", "", 405),
        ("POST", "events", 405),
        ("PUT", "command", 405),
        ("DELETE", "upload", 405),
        ("POST", "nothing", 404),
    ],
)
async def test_paths_and_methods(server: PageServer, method: str, path: str, expected: int) -> None:
    """What is not on the list is not found; every answer has the policy."""
    token = server.url.split("/")[3]
    answer = await raw(
        server,
        f"{method} /{token}/{path} HTTP/1.1",
        "Host: 127.0.0.1:PORT",
        "Origin: http://127.0.0.1:PORT",
        "Content-Length: 0",
    )
    assert status(answer) == expected
    assert f"Content-Security-Policy: {POLICY}\r\n" in answer
    for header in ("X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer"):
        assert header in answer
    assert "Cache-Control: no-store" in answer
    assert answer.count("same-origin") == 2


@pytest.mark.parametrize("path", ["/", "/x/", "/{token}", "/{token}x/", "/x{token}/", "//", "/é/"])
async def test_without_the_token_there_is_nothing(server: PageServer, path: str) -> None:
    """Any other address is not found, without a word."""
    token = server.url.split("/")[3]
    answer = await raw(server, f"GET {path.format(token=token)} HTTP/1.1", "Host: 127.0.0.1:PORT")
    assert status(answer) in {400, 404}  # aiohttp itself refuses what is no address
    assert token not in answer
    assert len(token) >= 20


@pytest.mark.parametrize(
    ("method", "headers", "expected"),
    [
        ("GET", ["Host: 127.0.0.1:PORT"], 200),
        ("GET", ["Host: localhost:PORT"], 200),
        ("GET", ["Host: localhost:PORT", "Origin: http://localhost:PORT"], 200),
        ("GET", ["Host: evil.example:PORT"], 403),  # a name that leads to this machine
        ("GET", ["Host: 127.0.0.1"], 403),
        ("GET", ["Host: 127.0.0.1:PORT", "Origin: http://evil.example"], 403),
        ("GET", ["Host: 127.0.0.1:PORT", "Origin: null"], 403),
        ("GET", ["Host: 127.0.0.1:PORT", "Origin: http://127.0.0.1:1"], 403),
        ("POST", ["Host: 127.0.0.1:PORT"], 403),
        ("POST", ["Host: 127.0.0.1:PORT", "Sec-Fetch-Site: cross-site"], 403),
        ("POST", ["Host: 127.0.0.1:PORT", "Sec-Fetch-Site: same-site"], 403),
        ("POST", ["Host: 127.0.0.1:PORT", "Sec-Fetch-Site: same-origin"], 400),
        ("POST", ["Host: 127.0.0.1:PORT", "Origin: http://127.0.0.1:PORT"], 400),
        ("POST", ["Host: 127.0.0.1:PORT", "Origin: http://localhost:PORT"], 403),
        ("PUT", ["Host: 127.0.0.1:PORT"], 403),
    ],
)
async def test_other_pages_are_refused(
    server: PageServer, method: str, headers: list[str], expected: int
) -> None:
    """Host, Origin and Sec-Fetch-Site must be those of the page; an empty call is then damaged."""
    token = server.url.split("/")[3]
    path = {"GET": "", "POST": "command", "PUT": "upload"}[method]
    answer = await raw(server, f"{method} /{token}/{path} HTTP/1.1", *headers, "Content-Length: 0")
    assert status(answer) == expected
    assert "Content-Security-Policy" in answer


async def test_it_is_on_this_machine_alone(server: PageServer) -> None:
    """The server binds to 127.0.0.1, and to the port that is asked for."""
    port = int(server.url.split(":")[2].split("/")[0])
    with socket.socket() as other:
        other.bind(("127.0.0.2", port))  # another address of the loopback is free
    assert server.url.startswith("http://127.0.0.1:")


async def test_a_port_that_is_taken(host: TestHost, server: PageServer) -> None:
    """A port can be asked for; one that is taken is an OSError."""
    port = int(server.url.split(":")[2].split("/")[0])
    with pytest.raises(OSError, match="in use"):
        await PageServer(host, port=port).__aenter__()


async def test_attachments(host: TestHost, visit: Visit, session: aiohttp.ClientSession) -> None:
    """Pictures are shown, all else is saved; opened by themselves they can do nothing."""
    page = visit()
    files = host.sandbox.world.files
    files["/attachments/1/2/a b.png"] = File("a b.png", b"png")
    files["/attachments/1/3/x.svg"] = File("x.svg", b"<svg/>", "image/svg+xml")
    async with session.get(page.url + "attachments/1/2/a%20b.png") as response:
        assert (response.content_type, await response.read()) == ("image/png", b"png")
        assert "sandbox" in response.headers["Content-Security-Policy"]
        assert "Content-Disposition" not in response.headers
    async with session.get(page.url + "attachments/1/3/x.svg") as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"] == "attachment"
