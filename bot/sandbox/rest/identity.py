"""Who the bot is, and where its gateway is."""

from typing import Any

from bot.sandbox.rest.router import Call, Router
from bot.sandbox.world import World

router = Router()

_MOST_GUILDS = 200
_OF_MY_GUILD = ("id", "name", "icon", "banner", "features")


@router.on("GET", "/users/@me")
def me(world: World, _call: Call) -> Any:
    """Return the bot's account."""
    return world.bot.own_payload


@router.on("GET", "/users/@me/guilds")
def my_guilds(world: World, call: Call) -> Any:
    """Return the guilds that the bot is in, a page at a time."""
    after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", _MOST_GUILDS))
    return [
        {key: guild.payload.get(key) for key in _OF_MY_GUILD}
        | {"owner": False, "permissions": str(int(guild.me.permissions))}
        for guild in sorted(world.guilds.values(), key=lambda guild: guild.id)
        if guild.id > after
    ][:limit]


@router.on("GET", "/oauth2/applications/@me")
def application(world: World, _call: Call) -> Any:
    """Return the bot's application."""
    return world.application.payload


router.on("GET", "/applications/@me")(application)


@router.on("GET", "/gateway")
def gateway(world: World, _call: Call) -> Any:
    """Return where the gateway is."""
    return {"url": world.gateway_url}


@router.on("GET", "/gateway/bot")
def gateway_for_bot(world: World, _call: Call) -> Any:
    """Return where the gateway is, and how many shards to use."""
    limit = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1}
    return {"url": world.gateway_url, "shards": world.shards, "session_start_limit": limit}
