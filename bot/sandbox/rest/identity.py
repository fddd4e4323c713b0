"""The routes of the bot's user, its application and the gateway URL."""

from typing import Any

from bot.sandbox.rest.router import Call, Router
from bot.sandbox.world import World

router = Router()

_MAX_GUILDS = 200
_PARTIAL_GUILD_KEYS = ("id", "name", "icon", "banner", "features")


@router.on("GET", "/users/@me")
def get_current_user(world: World, _call: Call) -> Any:
    """Return the bot's user."""
    return world.bot.own_payload


@router.on("GET", "/users/@me/guilds")
def get_current_user_guilds(world: World, call: Call) -> Any:
    """Return the guilds that the bot is in, a page at a time."""
    after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", _MAX_GUILDS))
    return [
        {key: guild.payload.get(key) for key in _PARTIAL_GUILD_KEYS}
        | {"owner": False, "permissions": str(int(guild.me.permissions))}
        for guild in sorted(world.guilds.values(), key=lambda guild: guild.id)
        if guild.id > after
    ][:limit]


@router.on("GET", "/oauth2/applications/@me")
def get_application(world: World, _call: Call) -> Any:
    """Return the bot's application."""
    return world.application.payload


router.on("GET", "/applications/@me")(get_application)


@router.on("GET", "/gateway")
def get_gateway(world: World, _call: Call) -> Any:
    """Return the gateway URL."""
    return {"url": world.gateway_url}


@router.on("GET", "/gateway/bot")
def get_gateway_bot(world: World, _call: Call) -> Any:
    """Return the gateway URL and the number of shards to use."""
    limit = {
        "total": 1000,
        "remaining": 999,
        "reset_after": 86_400_000,
        "max_concurrency": world.max_concurrency,
    }
    return {"url": world.gateway_url, "shards": world.shards, "session_start_limit": limit}
