"""The routes of application commands: the same ones for global and for guild commands."""

from typing import Any

from bot.sandbox.errors import missing_access, unknown
from bot.sandbox.rest.router import Call, Router
from bot.sandbox.world import World

router = Router()

_ROUTES = (
    "/applications/{application_id}/commands",
    "/applications/{application_id}/guilds/{guild_id}/commands",
)

LISTS = frozenset(("PUT", route) for route in _ROUTES)
"""The methods and routes that take a list as body."""


def _list(world: World, call: Call) -> Any:
    return world.commands.of(_scope(world, call))


def _replace(world: World, call: Call) -> Any:
    return world.commands.replace(_scope(world, call), call.body)


def _put(world: World, call: Call) -> Any:
    return world.commands.put(_scope(world, call), call.body)


def _get(world: World, call: Call) -> Any:
    return world.commands.get(_scope(world, call), call.id("command_id"))


def _delete(world: World, call: Call) -> Any:
    world.commands.delete(_scope(world, call), call.id("command_id"))


def _edit(world: World, call: Call) -> Any:
    return world.commands.put(_scope(world, call), _get(world, call) | call.body)


def _scope(world: World, call: Call) -> int | None:
    if call.id("application_id") != world.application.id:
        raise unknown("Application")
    if "guild_id" not in call.parameters:
        return None
    guild = world.guild(call.id("guild_id"))
    if not guild.takes_commands:
        raise missing_access()
    return guild.id


for _route in _ROUTES:
    router.on("GET", _route)(_list)
    router.on("PUT", _route)(_replace)
    router.on("POST", _route)(_put)
    router.on("GET", _route + "/{command_id}")(_get)
    router.on("PATCH", _route + "/{command_id}")(_edit)
    router.on("DELETE", _route + "/{command_id}")(_delete)
