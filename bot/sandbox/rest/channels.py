"""The routes of guilds, channels and messages."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.channel_kinds import THREADS, WITHOUT_MESSAGES, ChannelKind
from bot.sandbox.channels import Channel
from bot.sandbox.errors import (
    ApiError,
    cannot_read,
    missing_permissions,
    thread_is_archived,
    unknown,
)
from bot.sandbox.messages import Message
from bot.sandbox.permissions import NONE, Permission
from bot.sandbox.rest.router import Call, Router
from bot.sandbox.rest.threads import refuse_if_locked
from bot.sandbox.rules.form import FieldErrors
from bot.sandbox.rules.messages import MessageFlag
from bot.sandbox.rules.privacy import refuse_ephemeral
from bot.sandbox.world import Change, World

router = Router()

_MESSAGES = "/channels/{channel_id}/messages"
_MESSAGE = "/channels/{channel_id}/messages/{message_id}"
_PAGE, _MAX_PAGE = 50, 100
_CURSORS = ("after", "before", "around")
_SENT, _REPLY = 0, 19
_FORWARD, _FORWARDABLE = 1, {_SENT, _REPLY, 20, 23}


@router.on("GET", "/guilds/{guild_id}")
def get_guild(world: World, call: Call) -> Any:
    """Return a guild."""
    return world.guild(call.id("guild_id")).payload


@router.on("DELETE", "/users/@me/guilds/{guild_id}")
def leave_guild(world: World, call: Call) -> Any:
    """Make the bot leave a guild."""
    world.guild(call.id("guild_id")).remove_bot()


@router.on("POST", "/channels/{channel_id}/typing")
def typing(world: World, call: Call) -> Any:
    """Accept the typing indicator, which the sandbox does not show."""
    world.channel(call.id("channel_id"), Permission.SEND_MESSAGES)


@router.on("GET", "/guilds/{guild_id}/channels")
def get_guild_channels(world: World, call: Call) -> Any:
    """Return the channels of a guild that the bot can view, without its threads."""
    guild = world.guild(call.id("guild_id"))
    channels = filter(guild.bot_can_view, guild.channels.values())
    return [channel.payload for channel in channels if channel.kind not in THREADS]


@router.on("GET", "/guilds/{guild_id}/members/{user_id}")
def get_guild_member(world: World, call: Call) -> Any:
    """Return a member of a guild."""
    member = world.guild(call.id("guild_id")).members.get(call.id("user_id"))
    if member is None:
        raise ApiError(404, 10007, "Unknown Member")
    return member.payload


@router.on("GET", "/users/{user_id}")
def get_user(world: World, call: Call) -> Any:
    """Return a user."""
    if call.id("user_id") not in world.users:
        raise unknown("User")
    return world.users[call.id("user_id")].payload


@router.on("POST", "/users/@me/channels")
def open_dm(world: World, call: Call) -> Any:
    """Return the DM channel with a user."""
    form = FieldErrors()
    recipient = world.users.get(form.id(("recipient_id",), call.body.get("recipient_id")))
    form.raise_if_any()
    if recipient is None:
        raise unknown("User")
    return world.dm_with(recipient).payload


@router.on("GET", "/channels/{channel_id}")
def get_channel(world: World, call: Call) -> Any:
    """Return a channel."""
    return world.channel(call.id("channel_id")).payload


@router.on("GET", _MESSAGES)
def history(world: World, call: Call) -> Any:
    """Return messages, newest first; none without the READ_MESSAGE_HISTORY permission."""
    channel = _check_holds_messages(world.channel(call.id("channel_id")))
    if not world.bot_permissions(channel) & Permission.READ_MESSAGE_HISTORY:
        return []
    form = FieldErrors()
    limit = form.id(("limit",), call.query.get("limit", _PAGE))
    form.between(("limit",), limit, 1, _MAX_PAGE)
    cursors = {key: form.id((key,), call.query[key]) for key in _CURSORS if call.query.get(key)}
    form.raise_if_any()
    messages = channel.history
    if after := cursors.get("after"):
        messages = [message for message in messages if message.id > after][:limit]
    elif before := cursors.get("before"):
        messages = [message for message in messages if message.id < before]
    elif around := cursors.get("around"):
        nearest = sorted(messages, key=lambda message: abs(message.id - around))[:limit]
        messages = sorted(nearest, key=lambda message: message.id)
    return [world.payload_for_bot(message) for message in reversed(messages[-limit:])]


@router.on("POST", _MESSAGES)
def send(world: World, call: Call) -> Any:
    """Send a message; an enforced nonce used in the last five minutes returns its message."""
    channel = _check_holds_messages(world.channel(call.id("channel_id")))
    needed = Permission.SEND_MESSAGES
    if channel.kind in THREADS:
        needed = Permission.SEND_MESSAGES_IN_THREADS
    if call.files:
        needed |= Permission.ATTACH_FILES
    world.channel(channel.id, needed)
    refuse_if_locked(world, channel)
    refuse_ephemeral((), call.body)
    nonce = call.body.get("nonce")
    if nonce is not None and call.body.get("enforce_nonce"):
        sent = world.nonces.find(channel, str(nonce))
        if sent is not None:
            return world.message(channel, sent.id).payload | {"nonce": nonce}
    message = _create_message(world, channel, call)
    if nonce is None:
        return world.payload_for_bot(message)
    world.nonces.remember(str(nonce), message)
    return world.payload_for_bot(message) | {"nonce": nonce}


@router.on("GET", _MESSAGE)
def get_message(world: World, call: Call) -> Any:
    """Return a message."""
    return world.payload_for_bot(_message(world, call, Permission.READ_MESSAGE_HISTORY))


@router.on("PATCH", _MESSAGE)
def edit_message(world: World, call: Call) -> Any:
    """Edit a message that the bot sent."""
    message = _message(world, call)
    if message.author is not world.bot:
        raise ApiError(403, 50005, "Cannot edit a message authored by another user")
    if message.channel.archived:
        raise thread_is_archived()
    world.edit(message, call.body, call.files)
    world.dispatch_message(message, "MESSAGE_UPDATE")
    return message.payload


@router.on("DELETE", _MESSAGE)
def delete_message(world: World, call: Call) -> Any:
    """Delete a message: one of the bot's, or any with the MANAGE_MESSAGES permission."""
    message = _message(world, call)
    granted = world.bot_permissions(message.channel)
    if message.author is not world.bot and not granted & Permission.MANAGE_MESSAGES:
        raise missing_permissions()
    world.delete(message)
    data = {"id": str(message.id), "channel_id": str(message.channel.id)}
    guild = message.channel.guild
    world.dispatch("MESSAGE_DELETE", data, guild.id if guild else None)


@router.on("POST", _MESSAGE + "/crosspost")
def crosspost(world: World, call: Call) -> Any:
    """Publish a message of an announcement channel to the channels that follow it."""
    channel = world.channel(call.id("channel_id"))
    if channel.kind is not ChannelKind.ANNOUNCEMENT:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    message = world.message(channel, call.id("message_id"))
    needed = Permission.SEND_MESSAGES
    if message.author is not world.bot:
        needed |= Permission.MANAGE_MESSAGES
    world.channel(channel.id, needed)
    if message.flags & MessageFlag.CROSSPOSTED:
        raise ApiError(400, 40033, "This message has already been crossposted")
    message.flags |= MessageFlag.CROSSPOSTED
    world.note(Change.EDITED, message)
    world.dispatch_message(message, "MESSAGE_UPDATE")
    return message.payload


def _create_message(world: World, channel: Channel, call: Call) -> Message:
    message = Message(world.mint(), channel, world.bot, world.now())
    reference = call.body.get("message_reference")
    if reference and reference.get("type") == _FORWARD:
        message.forward(_forwarded(world, reference))
    else:
        if reference and (replied := _reply_target(channel, reference)):
            message.kind, message.replied = _REPLY, replied
            message.refer_to(replied, _SENT)
        message.fill(world, call.body, call.files)
    world.post(message)
    world.dispatch_message(message, "MESSAGE_CREATE")
    return message


def _forwarded(world: World, reference: Mapping[str, Any]) -> Message:
    """Return the message that a reference forwards. Raises ApiError if the bot may not do so."""
    form = FieldErrors()
    ids = [
        form.id(("message_reference", key), reference.get(key))
        for key in ("channel_id", "message_id")
    ]
    form.raise_if_any()
    source = world.message(world.channel(ids[0], Permission.READ_MESSAGE_HISTORY), ids[1])
    if world.payload_for_bot(source) != source.payload:
        raise cannot_read()
    if source.kind not in _FORWARDABLE:
        form.refuse(("message_reference",), "MESSAGE_REFERENCE_INVALID", "It is not a message")
    form.raise_if_any()
    return source


def _reply_target(channel: Channel, reference: Mapping[str, Any]) -> Message | None:
    """Return the message that a reply refers to.

    Raises ApiError if it does not exist, unless `fail_if_not_exists` is false: then it is None.
    """
    form = FieldErrors()
    id = form.id(("message_reference", "message_id"), reference.get("message_id"))
    form.raise_if_any()
    message = channel.messages.get(id)
    if message is not None and not message.ephemeral:
        return message
    if reference.get("fail_if_not_exists") is not False:
        form.refuse(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
    form.raise_if_any()
    return None


def _message(world: World, call: Call, needed: Permission = NONE) -> Message:
    channel = world.channel(call.id("channel_id"), needed)
    return world.message(channel, call.id("message_id"))


def _check_holds_messages(channel: Channel) -> Channel:
    if channel.kind is ChannelKind.FORUM:
        raise ApiError(400, 40058, "Cannot send messages in a forum channel")
    if channel.kind in WITHOUT_MESSAGES:
        raise ApiError(400, 50008, "Cannot send messages in a non-text channel")
    return channel
