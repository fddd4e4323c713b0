#!/usr/bin/env bash
# discord.py 2.7.1 with aiohttp 3.14.5, CPython 3.11 or later, Linux.
#
# Expected: discord.py retries a request whose connection is reset, four times with pauses, on every
# system: its code for that has no branch by system. A 503 ("unavailable") is retried as a 502 is.
#
# Behaviour: it compares errno with 54 and 10054, which are ECONNRESET on macOS and Windows. On Linux
# ECONNRESET is 104, so the first reset reaches the caller, after one request. Of the statuses, the
# bot's own requests are retried after 500, 502, 504 and 524 but not after 503.
#
# A GET hides half of that: aiohttp repeats it once by itself. The edit of a message (PATCH), which is
# as harmless to repeat, shows all of it.
#
# Consequence: a bot on Linux has to retry both by itself where a repetition is harmless.
#
# Output seen (Linux):
#   ECONNRESET is 104
#   reset, then 200: 1 request, ClientOSError errno 104
#   503, then 200: 1 request, DiscordServerError 503
#   502, then 200: 2 requests, answered
set -euo pipefail
[ "$(uname -s)" = Linux ] || { echo "This is about Linux."; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check discord.py==2.7.1 aiohttp==3.14.5

cat > "$folder/retries.py" <<'PY'
import asyncio
import errno
import socket
import struct

import aiohttp
import discord
from aiohttp import web
from discord.http import HTTPClient, Route

MESSAGE = {"id": "2", "channel_id": "1", "content": "edited"}


async def attempt(first):
    """Answer the first request by `first`, all others by a message; return what came of it."""
    count = 0

    async def handle(request):
        nonlocal count
        count += 1
        if count > 1:
            return web.json_response(MESSAGE)
        if first == "reset":
            # Without lingering, a socket that is closed sends a reset.
            own = request.transport.get_extra_info("socket")
            own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            request.transport.abort()
            return web.Response()
        return web.json_response({"message": "later"}, status=first)

    app = web.Application()
    app.router.add_patch("/channels/1/messages/2", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    Route.BASE = f"http://127.0.0.1:{port}"
    http = HTTPClient(asyncio.get_running_loop())
    http._HTTPClient__session = aiohttp.ClientSession()
    http._global_over = asyncio.Event()
    http._global_over.set()
    http.token = "none"
    try:
        await http.request(Route("PATCH", "/channels/1/messages/2"), json={})
        outcome = "answered"
    except aiohttp.ClientOSError as error:
        outcome = f"ClientOSError errno {error.errno}"
    except discord.DiscordServerError as error:
        outcome = f"DiscordServerError {error.status}"
    await http._HTTPClient__session.close()
    await runner.cleanup()
    return f"{count} request{'s' if count > 1 else ''}, {outcome}"


async def main():
    print(f"ECONNRESET is {errno.ECONNRESET}")
    for first in ("reset", 503, 502):
        print(f"{first}, then 200: {await attempt(first)}")


asyncio.run(main())
PY
"$folder/venv/bin/python" "$folder/retries.py" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
ECONNRESET is 104
reset, then 200: 1 request, ClientOSError errno 104
503, then 200: 1 request, DiscordServerError 503
502, then 200: 2 requests, answered
SEEN
