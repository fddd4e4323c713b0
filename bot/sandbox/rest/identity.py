"""Who the bot is, and where its gateway is."""

from typing import Any

from bot.sandbox.rest.router import Call, Router
from bot.sandbox.world import World

router = Router()


@router.on("GET", "/users/@me")
def me(world: World, _call: Call) -> Any:
    """Return the bot's account."""
    return world.bot.own_payload


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
