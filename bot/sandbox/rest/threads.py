"""Threads: which there are, how they leave the archive and go back."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from bot.sandbox.channel_kinds import PUBLIC_THREADS, THREADS, ChannelKind
from bot.sandbox.channels import Channel
from bot.sandbox.describing import membership
from bot.sandbox.errors import ApiError, missing_permissions, thread_is_archived, thread_is_locked
from bot.sandbox.permissions import Permission
from bot.sandbox.rest.router import Call, Router
from bot.sandbox.rules.form import FieldErrors
from bot.sandbox.world import World

router = Router()

_ARCHIVED = "/channels/{channel_id}/threads/archived"
_MINE = "/channels/{channel_id}/users/@me/threads/archived/private"
_PAGE, _LEAST, _MOST = 50, 2, 100
_NAME = 100


def refuse_closed(world: World, place: Channel) -> None:
    """Raise the refusal of a message in a locked thread, unless the bot manages threads.

    One that is archived and not locked takes messages: they bring it back.
    """
    if place.locked and not world.bot_permissions(place) & Permission.MANAGE_THREADS:
        raise thread_is_archived() if place.archived else thread_is_locked()


@router.on("GET", "/guilds/{guild_id}/threads/active")
def active(world: World, call: Call) -> Any:
    """Return the threads of a guild that are not archived, newest first."""
    threads = sorted(world.guild(call.id("guild_id")).active_threads, key=_id, reverse=True)
    listed = _listed(world, threads)
    return {key: listed[key] for key in ("threads", "members")}


@router.on("GET", _ARCHIVED + "/public")
def archived_public(world: World, call: Call) -> Any:
    """Return archived threads that all can see, the last archived first."""
    parent = world.channel(call.id("channel_id"), Permission.READ_MESSAGE_HISTORY)
    return _page(world, call, _archived(parent, PUBLIC_THREADS), _turned_at, _moment)


@router.on("GET", _ARCHIVED + "/private")
def archived_private(world: World, call: Call) -> Any:
    """Return archived private threads; this takes the permission to manage threads."""
    needed = Permission.READ_MESSAGE_HISTORY | Permission.MANAGE_THREADS
    parent = world.channel(call.id("channel_id"), needed)
    threads = _archived(parent, {ChannelKind.PRIVATE_THREAD})
    return _page(world, call, threads, _turned_at, _moment)


@router.on("GET", _MINE)
def archived_mine(world: World, call: Call) -> Any:
    """Return archived private threads that the bot is in, newest first."""
    parent = world.channel(call.id("channel_id"), Permission.READ_MESSAGE_HISTORY)
    threads = _archived(parent, {ChannelKind.PRIVATE_THREAD})
    mine = [one for one in threads if one.owner_id == world.bot.id]
    return _page(world, call, mine, _id, int)


@router.on("PUT", "/channels/{channel_id}/thread-members/@me")
def join(world: World, call: Call) -> Any:
    """Join a thread; one in the archive cannot be joined."""
    if world.channel(call.id("channel_id")).archived:
        raise thread_is_archived()


@router.on("PATCH", "/channels/{channel_id}")
def edit(world: World, call: Call) -> Any:
    """Rename, archive, lock a thread or bring it back. Other channels are not the bot's to edit.

    The one who opened a thread may do so, apart from locking; so may who manages threads.
    """
    place = world.channel(call.id("channel_id"))
    if place.kind not in THREADS:
        raise missing_permissions()
    granted = world.bot_permissions(place)
    archived, locked = _wish(call, "archived", place.archived), _wish(call, "locked", place.locked)
    form = FieldErrors()
    if call.body.get("name") is not None:
        form.length(("name",), call.body["name"], 1, _NAME)
    form.settle()
    if not granted & Permission.MANAGE_THREADS:
        comes_back = set(call.body) == {"archived"} and not archived
        if place.locked or locked or not (comes_back or place.owner_id == world.bot.id):
            raise missing_permissions()
    if place.archived and archived:
        raise thread_is_archived()
    place.name = call.body.get("name") or place.name
    place.turn(archived=archived, locked=locked)
    return place.payload


def _wish(call: Call, key: str, now: bool) -> bool:  # noqa: FBT001 - what it is without a wish
    return now if call.body.get(key) is None else bool(call.body[key])


def _archived(parent: Channel, kinds: Any) -> list[Channel]:
    if parent.guild is None:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    return [one for one in parent.guild.threads_of(parent) if one.archived and one.kind in kinds]


def _page(
    world: World,
    call: Call,
    threads: Sequence[Channel],
    key: Callable[[Channel], Any],
    read: Callable[[str], Any],
) -> Any:
    """Return those before the one that a query names, as many as it asks for."""
    form = FieldErrors()
    limit = form.id(("limit",), call.query.get("limit", _PAGE))
    form.between(("limit",), limit, _LEAST, _MOST)
    before = call.query.get("before")
    try:
        bound = read(before) if before else None
    except (ValueError, TypeError):
        form.refuse(("before",), "DATE_TIME_TYPE_PARSE", "Could not parse it.")
    form.settle()
    found = sorted(threads, key=key, reverse=True)
    if bound is not None:
        found = [one for one in found if key(one) < bound]
    return _listed(world, found[:limit]) | {"has_more": len(found) > limit}


def _listed(world: World, threads: Sequence[Channel]) -> dict[str, Any]:
    mine = [one for one in threads if one.owner_id == world.bot.id]
    return {
        "threads": [one.payload for one in threads],
        "members": [membership(one) for one in mine],
        "has_more": False,
    }


def _id(thread: Channel) -> int:
    return thread.id


def _turned_at(thread: Channel) -> datetime | None:
    return thread.turned_at or thread.created_at


def _moment(text: str) -> datetime:
    # A plus sign in a query may arrive as a space.
    moment = datetime.fromisoformat(text.replace(" ", "+"))
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment
