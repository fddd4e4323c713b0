"""The payloads of channels and threads."""

from typing import TYPE_CHECKING, Any

from bot.sandbox.channel_kinds import THREADS, ChannelFlag, ChannelKind
from bot.sandbox.permissions import NONE, Permission

if TYPE_CHECKING:
    from bot.sandbox.channels import Channel

Payload = dict[str, Any]

_NOT_HIDDEN = ("id", "type", "guild_id", "parent_id", "position")


def describe(channel: "Channel") -> Payload:
    """Return the payload of a channel, a thread or a DM."""
    last = next(reversed(channel.messages), None)
    common = {
        "id": str(channel.id),
        "type": int(channel.kind),
        "last_message_id": None if last is None else str(last),
        "flags": int(channel.flags),
    }
    if channel.kind is ChannelKind.GROUP_DM:
        return common | {"recipients": [], "name": channel.name, "icon": None}
    if channel.recipient is not None:
        return common | {"recipients": [channel.recipient.payload]}
    common |= {
        "guild_id": str(channel.guild.id) if channel.guild else None,
        "name": channel.name,
        "parent_id": str(channel.parent.id) if channel.parent else None,
        "rate_limit_per_user": 0,
    }
    return common | (
        _thread_fields(channel) if channel.kind in THREADS else _guild_channel_fields(channel)
    )


def hide(channel: "Channel") -> Payload:
    """Return the payload that the gateway has of a channel of a guild that the bot cannot view.

    Since 16 November 2026 such a channel keeps its place in the guild, and no more:
    https://github.com/discord/discord-api-docs/pull/8454
    """
    payload = describe(channel)
    emptied = {
        key: type(value)() if isinstance(value, int | list) else None
        for key, value in payload.items()
    }
    everyone = int(payload["guild_id"])
    return (
        emptied
        | {key: payload[key] for key in _NOT_HIDDEN}
        | {
            "name": "___hidden___",
            "flags": int(ChannelFlag.OBFUSCATED),
            "permission_overwrites": [_overwrite(everyone, 0, NONE, Permission.VIEW_CHANNEL)],
        }
    )


def thread_member(thread: "Channel") -> Payload:
    """Return the thread member payload of the bot, for a thread that it owns."""
    return {
        "id": str(thread.id),
        "user_id": str(thread.owner_id),
        "join_timestamp": _timestamp(thread.created_at),
        "flags": 0,
    }


def _guild_channel_fields(channel: "Channel") -> Payload:
    overwrites = [
        _overwrite(id, overwrite.kind, overwrite.allow, overwrite.deny)
        for id, overwrite in channel.overwrites.items()
    ]
    tags = [
        {"id": str(id), "name": name, "moderated": False, "emoji_id": None, "emoji_name": None}
        for id, name in channel.tags.items()
    ]
    fields_by_kind: dict[ChannelKind, Payload] = {
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
    } | fields_by_kind.get(channel.kind, {})


def _thread_fields(thread: "Channel") -> Payload:
    # The counts exclude a thread's starter message; message_count also excludes deleted ones.
    count = len(thread.messages) - (thread.id in thread.messages)
    return {
        "owner_id": str(thread.owner_id),
        "message_count": count,
        "member_count": 1,
        "total_message_sent": max(count, thread.sent - (thread.id in thread.messages)),
        "applied_tags": [str(id) for id in thread.applied_tags],
        "thread_metadata": {
            "archived": thread.archived,
            "auto_archive_duration": 1440,
            "archive_timestamp": _timestamp(thread.archive_changed_at or thread.created_at),
            "create_timestamp": _timestamp(thread.created_at),
            "locked": thread.locked,
        },
    }


def _overwrite(id: int, kind: int, allow: Permission, deny: Permission) -> Payload:
    return {"id": str(id), "type": kind, "allow": str(int(allow)), "deny": str(int(deny))}


def _timestamp(time: Any) -> str | None:
    return None if time is None else str(time.isoformat())
