"""Guilds, channels and the messages in them."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.channel_kinds import THREADS, WITHOUT_MESSAGES, ChannelKind
from bot.sandbox.channels import Channel
from bot.sandbox.errors import ApiError, missing_permissions, thread_is_archived, unknown
from bot.sandbox.messages import Message
from bot.sandbox.permissions import NONE, Permission
from bot.sandbox.rest.router import Call, Router
from bot.sandbox.rest.threads import refuse_closed
from bot.sandbox.rules.form import FieldErrors
from bot.sandbox.rules.messages import Flag
from bot.sandbox.rules.privacy import refuse_private
from bot.sandbox.world import World

router = Router()

_MESSAGES = "/channels/{channel_id}/messages"
_MESSAGE = "/channels/{channel_id}/messages/{message_id}"
_PAGE, _MOST = 50, 100
_BOUNDS = ("after", "before", "around")
_SENT, _REPLY = 0, 19


@router.on("GET", "/guilds/{guild_id}")
def guild(world: World, call: Call) -> Any:
    """Return a guild."""
    return world.guild(call.id("guild_id")).payload


@router.on("DELETE", "/users/@me/guilds/{guild_id}")
def leave_guild(world: World, call: Call) -> Any:
    """Leave a guild."""
    world.guild(call.id("guild_id")).remove_bot()


@router.on("POST", "/channels/{channel_id}/typing")
def typing(world: World, call: Call) -> Any:
    """Show that the bot is typing."""
    world.channel(call.id("channel_id"), Permission.SEND_MESSAGES)


@router.on("GET", "/guilds/{guild_id}/channels")
def guild_channels(world: World, call: Call) -> Any:
    """Return the channels of a guild."""
    channels = world.guild(call.id("guild_id")).channels.values()
    return [channel.payload for channel in channels if channel.kind not in THREADS]


@router.on("GET", "/guilds/{guild_id}/members/{user_id}")
def guild_member(world: World, call: Call) -> Any:
    """Return a member of a guild."""
    member = world.guild(call.id("guild_id")).members.get(call.id("user_id"))
    if member is None:
        raise ApiError(404, 10007, "Unknown Member")
    return member.payload


@router.on("GET", "/users/{user_id}")
def user(world: World, call: Call) -> Any:
    """Return a user."""
    if call.id("user_id") not in world.users:
        raise unknown("User")
    return world.users[call.id("user_id")].payload


@router.on("POST", "/users/@me/channels")
def open_dm(world: World, call: Call) -> Any:
    """Return the DM with a user."""
    form = FieldErrors()
    someone = world.users.get(form.id(("recipient_id",), call.body.get("recipient_id")))
    form.settle()
    if someone is None:
        raise unknown("User")
    return world.dm_with(someone).payload


@router.on("GET", "/channels/{channel_id}")
def channel(world: World, call: Call) -> Any:
    """Return a channel."""
    return world.channel(call.id("channel_id")).payload


@router.on("GET", _MESSAGES)
def history(world: World, call: Call) -> Any:
    """Return messages, newest first. Without the permission to read history there are none."""
    place = _with_messages(world.channel(call.id("channel_id")))
    if not world.bot_permissions(place) & Permission.READ_MESSAGE_HISTORY:
        return []
    form = FieldErrors()
    limit = form.id(("limit",), call.query.get("limit", _PAGE))
    form.between(("limit",), limit, 1, _MOST)
    bounds = {key: form.id((key,), call.query[key]) for key in _BOUNDS if call.query.get(key)}
    form.settle()
    messages = place.history
    if after := bounds.get("after"):
        messages = [one for one in messages if one.id > after][:limit]
    elif before := bounds.get("before"):
        messages = [one for one in messages if one.id < before]
    elif around := bounds.get("around"):
        near = sorted(messages, key=lambda one: abs(one.id - around))[:limit]
        messages = sorted(near, key=lambda one: one.id)
    return [world.seen(message) for message in reversed(messages[-limit:])]


@router.on("POST", _MESSAGES)
def send(world: World, call: Call) -> Any:
    """Send a message. A nonce that was there in the last five minutes brings back its message."""
    place = _with_messages(world.channel(call.id("channel_id")))
    needed = Permission.SEND_MESSAGES
    if place.kind in THREADS:
        needed = Permission.SEND_MESSAGES_IN_THREADS
    if call.files:
        needed |= Permission.ATTACH_FILES
    world.channel(place.id, needed)
    refuse_closed(world, place)
    refuse_private((), call.body)
    nonce = call.body.get("nonce")
    if nonce is not None and call.body.get("enforce_nonce"):
        sent = world.nonces.find(place, str(nonce))
        if sent is not None:
            return world.message(place, sent.id).payload | {"nonce": nonce}
    message = _new(world, place, call)
    if nonce is None:
        return message.payload
    world.nonces.remember(str(nonce), message)
    return message.payload | {"nonce": nonce}


@router.on("GET", _MESSAGE)
def get_message(world: World, call: Call) -> Any:
    """Return a message."""
    return world.seen(_message(world, call, Permission.READ_MESSAGE_HISTORY))


@router.on("PATCH", _MESSAGE)
def edit_message(world: World, call: Call) -> Any:
    """Edit a message of the bot's own."""
    message = _message(world, call)
    if message.author is not world.bot:
        raise ApiError(403, 50005, "Cannot edit a message authored by another user")
    if message.channel.archived:
        raise thread_is_archived()
    message.change(world, call.body, call.files)
    world.tell_of(message, "MESSAGE_UPDATE")
    return message.payload


@router.on("DELETE", _MESSAGE)
def delete_message(world: World, call: Call) -> Any:
    """Delete a message: an own one, or any with the permission to manage messages."""
    message = _message(world, call)
    granted = world.bot_permissions(message.channel)
    if message.author is not world.bot and not granted & Permission.MANAGE_MESSAGES:
        raise missing_permissions()
    del message.channel.messages[message.id]
    data = {"id": str(message.id), "channel_id": str(message.channel.id)}
    place = message.channel.guild
    world.dispatch("MESSAGE_DELETE", data, place.id if place else None)


@router.on("POST", _MESSAGE + "/crosspost")
def crosspost(world: World, call: Call) -> Any:
    """Publish a message of an announcement channel to those who follow it."""
    place = world.channel(call.id("channel_id"))
    if place.kind is not ChannelKind.ANNOUNCEMENT:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    message = world.message(place, call.id("message_id"))
    needed = Permission.SEND_MESSAGES
    if message.author is not world.bot:
        needed |= Permission.MANAGE_MESSAGES
    world.channel(place.id, needed)
    if message.flags & Flag.CROSSPOSTED:
        raise ApiError(400, 40033, "This message has already been crossposted")
    message.flags |= Flag.CROSSPOSTED
    world.tell_of(message, "MESSAGE_UPDATE")
    return message.payload


def _new(world: World, place: Channel, call: Call) -> Message:
    message = Message(world.mint(), place, world.bot, world.now())
    reference = call.body.get("message_reference")
    if reference and _is_there(place, reference):
        message.kind = _REPLY
        message.reference = {"channel_id": str(place.id)} | reference
    message.begin(world, call.body, call.files)
    place.post(message)
    world.tell_of(message, "MESSAGE_CREATE")
    return message


def _is_there(place: Channel, reference: Mapping[str, Any]) -> bool:
    """Tell whether what a reply refers to exists; refuse one that may not go without."""
    form = FieldErrors()
    id = form.id(("message_reference", "message_id"), reference.get("message_id"))
    form.settle()
    message = place.messages.get(id)
    if message is not None and message.public:
        return True
    if reference.get("fail_if_not_exists") is not False:
        form.refuse(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
    form.settle()
    return False


def _message(world: World, call: Call, needed: Permission = NONE) -> Message:
    place = world.channel(call.id("channel_id"), needed)
    return world.message(place, call.id("message_id"))


def _with_messages(place: Channel) -> Channel:
    if place.kind is ChannelKind.FORUM:
        raise ApiError(400, 40058, "Cannot send messages in a forum channel")
    if place.kind in WITHOUT_MESSAGES:
        raise ApiError(400, 50008, "Cannot send messages in a non-text channel")
    return place
