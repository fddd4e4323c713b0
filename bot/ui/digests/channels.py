"""The channels that a digest may be posted in, and the permissions that the bot lacks there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import discord
from discord.abc import GuildChannel

from bot.archive.digests.model import DigestOptions
from bot.errors import BadDigestError
from bot.languages import OPTION, CommandName, Message, _, lazy, plazy
from bot.ui.digests.permissions import LABELS
from bot.ui.limits import MAX_THREAD_NAME
from bot.ui.text import one_line

Destination = GuildChannel | discord.Thread

CHANNEL_TYPES = [
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.public_thread,
    discord.ChannelType.private_thread,
    discord.ChannelType.news_thread,
    discord.ChannelType.forum,
]
"""The types of channels that digests can be posted in."""

_CREATE_POSTS = plazy("permission", "Create Posts")  # its name for `send_messages` in a forum


async def find_destination(guild: discord.Guild, channel_id: int) -> Destination:
    """Return a channel or thread of a server that the bot can see, including archived threads.

    Raises BadDigestError if it is gone or the bot cannot see it.
    """
    channel: Destination | None = guild.get_channel_or_thread(channel_id)
    try:
        channel = channel or await guild.fetch_channel(channel_id)
    except discord.NotFound as error:
        raise BadDigestError(
            lazy("The channel does not exist any more. Choose another.")
        ) from error
    except discord.Forbidden:
        channel = None
    if channel is None or is_hidden(channel):
        raise BadDigestError(
            lazy(
                "The bot cannot see that channel. Give the bot the permission {permission} there, "
                "or choose another.",
                permission=LABELS["view_channel"],
            )
        )
    return channel


def is_hidden(channel: Destination) -> bool:
    """Return whether the bot cannot see a channel, or the channel of a thread.

    Discord then keeps everything but its id, type and position secret: its name, tags and other
    permissions say nothing. Nothing else marks it, since any channel may have the same name.
    """
    me: discord.Member | None = channel.guild.me
    if me is None:  # the client started during an outage of the server and has no data yet
        return False
    is_orphan = isinstance(channel, discord.Thread) and channel.parent is None
    return is_orphan or not channel.permissions_for(me).view_channel


def is_announcement_channel(channel: Destination) -> bool:
    """Return whether it is an announcement channel, whose messages can be published."""
    return isinstance(channel, discord.TextChannel) and channel.is_news()


def tag_of(channel: Destination, typed: str) -> int:
    """Return the id of the forum's tag with this name. Raises BadDigestError if it has none."""
    for tag in tags_of(channel):
        if tag.name.casefold() == typed.strip().casefold():
            return tag.id
    if not tags_of(channel):
        raise BadDigestError(
            lazy("Only posts of a forum have tags, and {where} has none.", where=name_of(channel))
        )
    raise BadDigestError(
        lazy(
            "{where} has no such tag. It has {tags}.",
            where=name_of(channel),
            tags=_tag_names(channel),
        )
    )


def tags_of(channel: Destination | None) -> list[discord.ForumTag]:
    """Return the tags that posts may have there: none outside a forum that the bot can see."""
    if not isinstance(channel, discord.ForumChannel) or is_hidden(channel):
        return []
    return list(channel.available_tags)


def name_of(channel: Destination | None) -> str:
    """Return the name of a channel as users read it, plain; None is one that is not known."""
    if channel is None:
        return _("a channel out of sight")
    if is_hidden(channel):
        return _("a channel that the bot cannot see")
    return f"#{one_line(channel.name, MAX_THREAD_NAME)}"


def check(channel: Destination, options: DigestOptions, *, with_pictures: bool = False) -> None:
    """Raise BadDigestError for what the channel, or the bot in it, could not do every day.

    The channel must be one that the bot can see, as `find_destination` returns. `with_pictures` is
    whether the bot has to attach files.
    """
    where = name_of(channel)
    if options.crosspost and not is_announcement_channel(channel):
        raise BadDigestError(
            lazy(
                "Only what stands in an announcement channel can be published, and {where} is "
                "none. Choose another channel, or leave out {option}.",
                where=where,
                option=Message("publish", context=OPTION),
            )
        )
    labels = LABELS
    if isinstance(channel, discord.ForumChannel):
        labels = LABELS | {"send_messages": _CREATE_POSTS}
        if channel.flags.require_tag and options.tag_id is None:
            raise BadDigestError(
                lazy(
                    "{where} wants a tag on every post. Give {option}: {tags}.",
                    where=where,
                    option=Message("tag", context=OPTION),
                    tags=_tag_names(channel),
                )
            )
        if options.tag_id is not None and channel.get_tag(options.tag_id) is None:
            raise BadDigestError(
                lazy(
                    "The tag that the digest's posts have does not exist any more in {where}. Give "
                    "another by {command} with {option} ({tags}), or take it off with {clear}.",
                    where=where,
                    command=CommandName("digest edit"),
                    option=Message("tag", context=OPTION),
                    tags=_tag_names(channel),
                    clear=Message("clear", context=OPTION),
                )
            )
    allowed = channel.permissions_for(channel.guild.me)
    needed = [*_needed(channel, options), *(["attach_files"] if with_pictures else [])]
    missing = [name for name in needed if not getattr(allowed, name)]
    if missing:
        raise BadDigestError(
            lazy(
                "In {where} the bot lacks: {permissions}. Allow that to the bot's role in the "
                "settings of the channel, then try again.",
                where=where,
                permissions=_Labels([labels[name] for name in missing]),
            )
        )


def _needed(channel: Destination, options: DigestOptions) -> Iterator[str]:
    """Yield the permissions that the bot needs in a channel, by discord.py's names."""
    is_thread = isinstance(channel, discord.Thread)
    yield "send_messages_in_threads" if is_thread else "send_messages"
    yield "read_message_history"  # to look up whether it has posted
    tags = [tag for tag in tags_of(channel) if tag.id == options.tag_id]
    is_locked = isinstance(channel, discord.Thread) and channel.locked
    if is_locked or any(tag.moderated for tag in tags):
        yield "manage_threads"
    if options.role_id is not None:
        role = channel.guild.get_role(options.role_id)
        if role is None:
            raise BadDigestError(
                lazy(
                    "The role to mention does not exist any more. Choose another by {command}, or "
                    "mention none: {clear} takes it off.",
                    command=CommandName("digest edit"),
                    clear=Message("clear", context=OPTION),
                )
            )
        if role.is_default():
            raise BadDigestError(
                lazy("A digest can mention a role, but not everyone. Choose another.")
            )
        if not role.mentionable:
            yield "mention_everyone"


@dataclass(frozen=True, slots=True)
class _Labels:
    """Labels for a message; as text they are in the language of that moment."""

    labels: Sequence[Message]

    def __str__(self) -> str:
        return ", ".join(map(str, self.labels))


def _tag_names(channel: Destination) -> str | Message:
    names = ", ".join(one_line(tag.name, MAX_THREAD_NAME) for tag in tags_of(channel))
    return names or lazy("none yet")
