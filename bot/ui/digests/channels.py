"""Where a digest may be posted, and what the bot lacks there."""

from collections.abc import Iterator

import discord
from discord.abc import GuildChannel

from bot.archive.digests.model import DigestOptions
from bot.errors import BadDigestError
from bot.ui.limits import THREAD_NAME
from bot.ui.text import one_line

Destination = GuildChannel | discord.Thread

KINDS = [
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.public_thread,
    discord.ChannelType.private_thread,
    discord.ChannelType.news_thread,
    discord.ChannelType.forum,
]
"""The channels that take digests."""

# As Discord's own settings name them.
_PERMISSIONS = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "read_message_history": "Read Message History",
    "manage_threads": "Manage Threads",
    "mention_everyone": "Mention @everyone, @here and All Roles",
}
_CREATE_POSTS = "Create Posts"  # what it calls `send_messages` in a forum


async def find_destination(guild: discord.Guild, channel_id: int) -> Destination:
    """Return a channel or thread of a server, an archived one too.

    Raises BadDigestError if it is gone or the bot cannot see it.
    """
    place: Destination | None = guild.get_channel_or_thread(channel_id)
    try:
        place = place or await guild.fetch_channel(channel_id)
    except (discord.Forbidden, discord.NotFound):
        place = None
    if place is None or (isinstance(place, discord.Thread) and place.parent is None):
        raise BadDigestError(
            "The channel does not exist any more, or the bot cannot see it. Choose another, or "
            "give the bot the permission View Channel there."
        )
    return place


def publishes(place: Destination) -> bool:
    """Tell whether what stands there can be published to those who follow it."""
    return isinstance(place, discord.TextChannel) and place.is_news()


def tag_of(place: Destination, typed: str) -> int:
    """Return the tag of a forum that is called so. Raises BadDigestError if it has none."""
    for tag in tags_of(place):
        if tag.name.casefold() == typed.strip().casefold():
            return tag.id
    if not tags_of(place):
        raise BadDigestError(f"Only posts of a forum have tags, and {name_of(place)} has none.")
    raise BadDigestError(f"{name_of(place)} has no such tag. It has {_named(place)}.")


def tags_of(place: Destination | None) -> list[discord.ForumTag]:
    """Return the tags that posts may have there."""
    return list(place.available_tags) if isinstance(place, discord.ForumChannel) else []


def name_of(place: Destination) -> str:
    """Return how people call it, in plain words."""
    return f"#{one_line(place.name, THREAD_NAME)}"


def check(place: Destination, options: DigestOptions) -> None:
    """Raise BadDigestError for what the channel, or the bot in it, could not do every day."""
    where = name_of(place)
    if options.crosspost and not publishes(place):
        raise BadDigestError(
            f"Only what stands in an announcement channel can be published, and {where} is none. "
            "Choose another channel, or leave out publish."
        )
    names = _PERMISSIONS
    if isinstance(place, discord.ForumChannel):
        names = _PERMISSIONS | {"send_messages": _CREATE_POSTS}
        if place.flags.require_tag and options.tag_id is None:
            raise BadDigestError(f"{where} wants a tag on every post. Give tag: {_named(place)}.")
        if options.tag_id is not None and place.get_tag(options.tag_id) is None:
            raise BadDigestError(
                f"The tag that the digest's posts have does not exist any more in {where}. Give "
                f"another by /digest edit with tag ({_named(place)}), or take it off with clear."
            )
    allowed = place.permissions_for(place.guild.me)
    missing = [name for name in _needed(place, options) if not getattr(allowed, name)]
    if missing:
        raise BadDigestError(
            f"In {where} the bot lacks: {', '.join(names[name] for name in missing)}. Allow that "
            "to the bot's role in the settings of the channel, then try again."
        )


def _needed(place: Destination, options: DigestOptions) -> Iterator[str]:
    """Yield the permissions that the bot needs there, by discord.py's names."""
    yield "view_channel"
    is_thread = isinstance(place, discord.Thread)
    yield "send_messages_in_threads" if is_thread else "send_messages"
    yield "read_message_history"  # to look whether it has posted
    tags = [tag for tag in tags_of(place) if tag.id == options.tag_id]
    if (isinstance(place, discord.Thread) and place.locked) or any(tag.moderated for tag in tags):
        yield "manage_threads"
    if options.role_id is not None:
        role = place.guild.get_role(options.role_id)
        if role is None:
            raise BadDigestError(
                "The role to mention does not exist any more. Choose another by /digest edit, or "
                "mention none: clear takes it off."
            )
        if role.is_default():
            raise BadDigestError("A digest can mention a role, but not everyone. Choose another.")
        if not role.mentionable:
            yield "mention_everyone"


def _named(place: Destination) -> str:
    return ", ".join(one_line(tag.name, THREAD_NAME) for tag in tags_of(place)) or "none yet"
