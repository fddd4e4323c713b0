"""The routes that create threads: in a channel, from a message, and as a forum post."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.channel_kinds import THREADS, ChannelFlag, ChannelKind
from bot.sandbox.channels import Channel
from bot.sandbox.errors import ApiError, unknown
from bot.sandbox.guilds import Guild
from bot.sandbox.messages import Message
from bot.sandbox.permissions import Permission
from bot.sandbox.rest.router import Call, Router
from bot.sandbox.rules.form import FieldErrors
from bot.sandbox.rules.privacy import refuse_ephemeral
from bot.sandbox.world import World

router = Router()

_NAME_LENGTH, _MAX_TAGS = 100, 5
_DURATIONS = frozenset({60, 1440, 4320, 10080})
"""Minutes after which a thread may be archived."""
_PARENTS = frozenset({ChannelKind.TEXT, ChannelKind.ANNOUNCEMENT})


@router.on("POST", "/channels/{channel_id}/threads")
def start_thread(world: World, call: Call) -> Any:
    """Create a thread; in a forum a post, which is a thread with its first message."""
    parent = world.channel(call.id("channel_id"))
    if parent.kind is ChannelKind.FORUM:
        return _create_post(world, call, parent)
    kind = call.body.get("type") or ChannelKind.THREAD
    is_private = kind == ChannelKind.PRIVATE_THREAD
    needed = Permission.CREATE_PRIVATE_THREADS if is_private else Permission.CREATE_PUBLIC_THREADS
    guild = _guild_of(world, world.channel(parent.id, needed))
    form = FieldErrors()
    _check_settings(form, call.body)
    form.choice(("type",), kind, frozenset(map(int, THREADS)))
    form.raise_if_any()
    return guild.add_channel(call.body["name"], ChannelKind(kind), parent=parent).payload


@router.on("POST", "/channels/{channel_id}/messages/{message_id}/threads")
def start_thread_from(world: World, call: Call) -> Any:
    """Create a thread from a message, whose id it shares."""
    parent = world.channel(call.id("channel_id"), Permission.CREATE_PUBLIC_THREADS)
    guild = _guild_of(world, parent)
    message = world.message(parent, call.id("message_id"))
    form = FieldErrors()
    _check_settings(form, call.body)
    form.raise_if_any()
    if message.id in guild.channels:
        raise ApiError(400, 160004, "A thread has already been created for this message")
    is_announcement = parent.kind is ChannelKind.ANNOUNCEMENT
    kind = ChannelKind.ANNOUNCEMENT_THREAD if is_announcement else ChannelKind.THREAD
    thread = guild.new_channel(call.body["name"], kind, parent)
    thread.id = message.id
    guild.register_channel(thread)
    return thread.payload


def _create_post(world: World, call: Call, forum: Channel) -> Any:
    needed = Permission.SEND_MESSAGES
    if call.files:
        needed |= Permission.ATTACH_FILES
    world.channel(forum.id, needed)
    guild = world.guild(forum.guild.id if forum.guild else 0)
    first = call.body.get("message")
    form = FieldErrors()
    _check_settings(form, call.body)
    if first is None:
        form.refuse(("message",), "BASE_TYPE_REQUIRED", "This field is required")
    tags = call.body.get("applied_tags") or []
    form.count(("applied_tags",), tags, 0, _MAX_TAGS)
    form.raise_if_any()
    refuse_ephemeral(("message",), first)
    thread = guild.new_channel(call.body["name"], ChannelKind.THREAD, forum)
    thread.applied_tags = _tags(forum, tags)
    message = Message(thread.id, thread, world.bot, world.now())
    message.fill(world, first, call.files)
    world.post(message)
    guild.register_channel(thread)
    world.dispatch_message(message, "MESSAGE_CREATE")
    return thread.payload | {"message": message.payload}


def _check_settings(form: FieldErrors, body: Mapping[str, Any]) -> None:
    form.length(("name",), body.get("name"), 1, _NAME_LENGTH)
    if body.get("auto_archive_duration") is not None:
        form.choice(("auto_archive_duration",), body["auto_archive_duration"], _DURATIONS)


def _tags(forum: Channel, ids: list[Any]) -> list[int]:
    """Return the tags of a post. Raises ApiError if one is unknown or a required one is missing."""
    tags = [int(id) for id in ids]
    if any(id not in forum.tags for id in tags):
        raise unknown("tag")
    if not tags and forum.flags & ChannelFlag.REQUIRE_TAG:
        raise ApiError(400, 40067, "A tag is required to create a forum post in this channel")
    return tags


def _guild_of(world: World, channel: Channel) -> Guild:
    if channel.kind not in _PARENTS or channel.guild is None:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    return world.guild(channel.guild.id)
