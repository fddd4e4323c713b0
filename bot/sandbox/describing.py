"""Channels and threads as Discord describes them."""

from typing import TYPE_CHECKING, Any

from bot.sandbox.channel_kinds import THREADS, ChannelKind

if TYPE_CHECKING:
    from bot.sandbox.channels import Channel

Payload = dict[str, Any]


def describe(channel: "Channel") -> Payload:
    """Return the payload of a channel, a thread or a DM."""
    last = next(reversed(channel.messages), None)
    common = {
        "id": str(channel.id),
        "type": int(channel.kind),
        "last_message_id": None if last is None else str(last),
        "flags": int(channel.flags),
    }
    if channel.recipient is not None:
        return common | {"recipients": [channel.recipient.payload]}
    common |= {
        "guild_id": str(channel.guild.id) if channel.guild else None,
        "name": channel.name,
        "parent_id": str(channel.parent.id) if channel.parent else None,
        "rate_limit_per_user": 0,
    }
    return common | (_thread(channel) if channel.kind in THREADS else _place(channel))


def membership(thread: "Channel") -> Payload:
    """Return what is said of the bot's being in a thread that it opened."""
    return {
        "id": str(thread.id),
        "user_id": str(thread.owner_id),
        "join_timestamp": _moment(thread.created_at),
        "flags": 0,
    }


def _place(channel: "Channel") -> Payload:
    overwrites = [
        {"id": str(id), "type": one.kind, "allow": str(int(one.allow)), "deny": str(int(one.deny))}
        for id, one in channel.overwrites.items()
    ]
    tags = [
        {"id": str(id), "name": name, "moderated": False, "emoji_id": None, "emoji_name": None}
        for id, name in channel.tags.items()
    ]
    kinds: dict[ChannelKind, Payload] = {
        ChannelKind.VOICE: {"bitrate": 64000, "user_limit": 0, "rtc_region": None},
        ChannelKind.FORUM: {
            "available_tags": tags,
            "default_reaction_emoji": None,
            "default_sort_order": None,
            "default_forum_layout": 0,
        },
    }
    return {
        "position": 0,
        "permission_overwrites": overwrites,
        "nsfw": False,
        "topic": None,
    } | kinds.get(channel.kind, {})


def _thread(thread: "Channel") -> Payload:
    # Neither the message that a thread began with nor those that were deleted are counted.
    messages = len(thread.messages) - (thread.id in thread.messages)
    return {
        "owner_id": str(thread.owner_id),
        "message_count": messages,
        "member_count": 1,
        "total_message_sent": max(messages, thread.sent - (thread.id in thread.messages)),
        "applied_tags": [str(id) for id in thread.applied_tags],
        "thread_metadata": {
            "archived": thread.archived,
            "auto_archive_duration": 1440,
            "archive_timestamp": _moment(thread.turned_at or thread.created_at),
            "create_timestamp": _moment(thread.created_at),
            "locked": thread.locked,
        },
    }


def _moment(moment: Any) -> str | None:
    return None if moment is None else str(moment.isoformat())
