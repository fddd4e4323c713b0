"""The routes that list threads, and that archive and unarchive them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from bot.sandbox.channel_kinds import PUBLIC_THREADS, THREADS, ChannelKind
from bot.sandbox.channels import Channel
from bot.sandbox.describing import thread_member
from bot.sandbox.errors import ApiError, missing_permissions, thread_is_archived, thread_is_locked
from bot.sandbox.permissions import Permission
from bot.sandbox.rest.router import Call, Router
from bot.sandbox.rules.form import FieldErrors
from bot.sandbox.world import World

router = Router()

_ARCHIVED = "/channels/{channel_id}/threads/archived"
_JOINED_PRIVATE = "/channels/{channel_id}/users/@me/threads/archived/private"
_DEFAULT_PAGE, _MIN_PAGE, _MAX_PAGE = 50, 2, 100
_NAME_LENGTH = 100


def refuse_if_locked(world: World, channel: Channel) -> None:
    """Raise ApiError for a message to a locked thread, unless the bot has MANAGE_THREADS.

    A thread that is archived but not locked accepts messages, which unarchive it.
    """
    if channel.locked and not world.bot_permissions(channel) & Permission.MANAGE_THREADS:
        raise thread_is_archived() if channel.archived else thread_is_locked()


@router.on("GET", "/guilds/{guild_id}/threads/active")
def active_threads(world: World, call: Call) -> Any:
    """Return the threads of a guild that are not archived, newest first."""
    threads = sorted(world.guild(call.id("guild_id")).active_threads, key=_thread_id, reverse=True)
    listing = _listing(world, threads)
    return {key: listing[key] for key in ("threads", "members")}


@router.on("GET", _ARCHIVED + "/public")
def archived_public(world: World, call: Call) -> Any:
    """Return the archived public threads, the last archived first."""
    parent = world.channel(call.id("channel_id"), Permission.READ_MESSAGE_HISTORY)
    return _page(world, call, _archived(parent, PUBLIC_THREADS), _archive_changed_at, _parse_time)


@router.on("GET", _ARCHIVED + "/private")
def archived_private(world: World, call: Call) -> Any:
    """Return the archived private threads; this requires MANAGE_THREADS."""
    needed = Permission.READ_MESSAGE_HISTORY | Permission.MANAGE_THREADS
    parent = world.channel(call.id("channel_id"), needed)
    threads = _archived(parent, {ChannelKind.PRIVATE_THREAD})
    return _page(world, call, threads, _archive_changed_at, _parse_time)


@router.on("GET", _JOINED_PRIVATE)
def archived_joined(world: World, call: Call) -> Any:
    """Return the archived private threads that the bot has joined, newest first."""
    parent = world.channel(call.id("channel_id"), Permission.READ_MESSAGE_HISTORY)
    threads = _archived(parent, {ChannelKind.PRIVATE_THREAD})
    joined = [thread for thread in threads if thread.owner_id == world.bot.id]
    return _page(world, call, joined, _thread_id, int)


@router.on("PUT", "/channels/{channel_id}/thread-members/@me")
def join_thread(world: World, call: Call) -> Any:
    """Join a thread. Raises ApiError if it is archived."""
    if world.channel(call.id("channel_id")).archived:
        raise thread_is_archived()


@router.on("PATCH", "/channels/{channel_id}")
def edit_thread(world: World, call: Call) -> Any:
    """Rename, archive, unarchive or lock a thread. Other channels cannot be edited.

    This requires MANAGE_THREADS; the owner of a thread may do the same, except lock it.
    """
    channel = world.channel(call.id("channel_id"))
    if channel.kind not in THREADS:
        raise missing_permissions()
    granted = world.bot_permissions(channel)
    archived = _requested(call, "archived", channel.archived)
    locked = _requested(call, "locked", channel.locked)
    form = FieldErrors()
    if call.body.get("name") is not None:
        form.length(("name",), call.body["name"], 1, _NAME_LENGTH)
    form.raise_if_any()
    if not granted & Permission.MANAGE_THREADS:
        only_unarchives = set(call.body) == {"archived"} and not archived
        if channel.locked or locked or not (only_unarchives or channel.owner_id == world.bot.id):
            raise missing_permissions()
    if channel.archived and archived:
        raise thread_is_archived()
    channel.name = call.body.get("name") or channel.name
    channel.turn(archived=archived, locked=locked)
    return channel.payload


def _requested(call: Call, key: str, current: bool) -> bool:  # noqa: FBT001 - the present value
    return current if call.body.get(key) is None else bool(call.body[key])


def _archived(parent: Channel, kinds: Any) -> list[Channel]:
    if parent.guild is None:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    threads = parent.guild.threads_of(parent)
    return [thread for thread in threads if thread.archived and thread.kind in kinds]


def _page(
    world: World,
    call: Call,
    threads: Sequence[Channel],
    key: Callable[[Channel], Any],
    parse: Callable[[str], Any],
) -> Any:
    """Return the page of threads that a query's `before` and `limit` select."""
    form = FieldErrors()
    limit = form.id(("limit",), call.query.get("limit", _DEFAULT_PAGE))
    form.between(("limit",), limit, _MIN_PAGE, _MAX_PAGE)
    before = call.query.get("before")
    try:
        cursor = parse(before) if before else None
    except (ValueError, TypeError):
        form.refuse(("before",), "DATE_TIME_TYPE_PARSE", "Could not parse it.")
    form.raise_if_any()
    found = sorted(threads, key=key, reverse=True)
    if cursor is not None:
        found = [thread for thread in found if key(thread) < cursor]
    return _listing(world, found[:limit]) | {"has_more": len(found) > limit}


def _listing(world: World, threads: Sequence[Channel]) -> dict[str, Any]:
    joined = [thread for thread in threads if thread.owner_id == world.bot.id]
    return {
        "threads": [thread.payload for thread in threads],
        "members": [thread_member(thread) for thread in joined],
        "has_more": False,
    }


def _thread_id(thread: Channel) -> int:
    return thread.id


def _archive_changed_at(thread: Channel) -> datetime | None:
    return thread.archive_changed_at or thread.created_at


def _parse_time(text: str) -> datetime:
    # A plus sign in a query may be received as a space.
    time = datetime.fromisoformat(text.replace(" ", "+"))
    if time.tzinfo is None:
        raise ValueError(text)
    return time
