#!/usr/bin/env bash
# discord.py 2.7.1, CPython 3.11.
#
# Expected: Discord documents close code 4007 (invalid sequence) as "Reconnect and start a new session".
# A client forgets the session and identifies again, with a pause if that fails, too.
#
# Behaviour: the code counts as one after which the session can be resumed. discord.py connects again at
# once and sends the same session and sequence, without any pause; a gateway that answers with 4007 each
# time was asked 200 times a second, for ever, and no new session is begun.
#
# Consequence: a bot that is offline and floods the gateway, with an empty log at the level of INFO. Who
# runs one has to count the connections that never became a session, and begin with a new client.
#
# Output seen:
#   identified 1 time, resumed with the same sequence more than 100 times in 5 s
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "discord.py==2.7.1" aiohttp
"$folder/venv/bin/python" - <<'END' | tee "$folder/seen"
import asyncio
import json
from collections import Counter

import discord
from aiohttp import web
from discord.gateway import DiscordWebSocket
from yarl import URL

IDENTIFY, RESUME = 2, 6
seen = Counter()


async def gateway(request):
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    await socket.send_json({"op": 10, "d": {"heartbeat_interval": 40000}, "s": None, "t": None})
    async for message in socket:
        sent = message.json()
        if sent["op"] == IDENTIFY:
            seen["identified"] += 1
            ready = {
                "v": 10, "user": USER, "guilds": [], "session_id": "one", "shard": [0, 1],
                "resume_gateway_url": ADDRESS, "application": {"id": "1", "flags": 0},
            }
            await socket.send_json({"op": 0, "t": "READY", "s": 1, "d": ready})
            await socket.close(code=4007)
        elif sent["op"] == RESUME:
            seen["resumed", sent["d"]["session_id"], sent["d"]["seq"]] += 1
            await socket.close(code=4007)
    return socket


def answered(value):  # aiohttp's own adds a charset, and discord.py reads only the bare type as JSON
    return web.Response(body=json.dumps(value).encode(), content_type="application/json")


async def api(request):
    path = request.path
    if path.endswith("/gateway/bot"):
        limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        return answered({"url": ADDRESS, "shards": 1, "session_start_limit": limit})
    if "applications" in path:
        return answered(
            {"id": "1", "name": "a", "description": "", "icon": None, "summary": "", "flags": 0,
             "bot_public": True, "bot_require_code_grant": False, "verify_key": "0", "team": None,
             "owner": USER}
        )
    return answered(USER)


async def main():
    global ADDRESS, USER
    USER = {"id": "1", "username": "a", "discriminator": "0", "avatar": None, "bot": True}
    app = web.Application()
    app.router.add_get("/ws/", gateway)
    app.router.add_get("/{path:.*}", api)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    ADDRESS = f"ws://127.0.0.1:{port}/ws/"
    discord.http.Route.BASE = f"http://127.0.0.1:{port}/api/v10"
    DiscordWebSocket.DEFAULT_GATEWAY = URL(ADDRESS)
    client = discord.AutoShardedClient(intents=discord.Intents.none())
    task = asyncio.create_task(client.start("token"))
    await asyncio.wait([task], timeout=5)
    await client.close()
    resumed = seen["resumed", "one", 1]
    many = "more than 100" if resumed > 100 else resumed
    times = f"{seen['identified']} time"
    print(f"identified {times}, resumed with the same sequence {many} times in 5 s", flush=True)


asyncio.run(asyncio.wait_for(main(), 30))
END
diff "$folder/seen" - <<'END'
identified 1 time, resumed with the same sequence more than 100 times in 5 s
END
