"""The options of /digest add and /digest edit, and the digest that they describe."""

from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Literal, TypeAlias, TypeVar

import discord
from discord import app_commands
from discord.app_commands import AppCommandChannel, AppCommandThread

from bot.archive.digests.model import ContentKind, DigestOptions, WhenEmpty
from bot.archive.digests.schedule import Schedule
from bot.archive.digests.time_phrases import parse_time, parse_weekdays
from bot.archive.search.query.parser import MAX_QUERY_LENGTH
from bot.errors import BadDigestError
from bot.languages import lazy
from bot.ui.digests.channels import (
    CHANNEL_TYPES,
    Destination,
    check,
    find_destination,
    is_announcement_channel,
    tag_of,
)
from bot.ui.interactions.respond import Interaction

_LONGEST_NAME = 100

T = TypeVar("T")

ABOUT = {
    "channel": "Where: a channel, a thread, or a forum, which gets a post a day",
    "time": "When: 9:00, 21:30, 9 am",
    "zone": "Whose clocks: a city near you, such as Europe/Berlin; this server's if you give none",
    "content": "What: posts of this day, at random, both, the best liked, or related to the query",
    "query": "Only posts that fit; words and filters as in /search",
    "count": "How many posts at most",
    "weekdays": "On which days: mon-fri, sat,sun, weekends, daily",
    "mention": "A role to mention; nobody else is ever pinged",
    "silent": "Without a notification",
    "when_empty": "What to do on a day without posts: skip it, show one at random, or the nearest",
    "publish": "Publish it to those who follow the channel (announcement channels only)",
    "late": "By how many hours it may be late, after the bot was away",
    "tag": "The tag of its posts, where a forum has tags",
}
"""The descriptions of the options, by name."""


class _Channels(app_commands.Transformer):
    """Accepts channels without a lookup: an archived thread is in no cache."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """The type of the option."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """The types of channels that Discord offers."""
        return CHANNEL_TYPES

    async def transform(self, _interaction: Interaction, value: object, /) -> int:
        """Return the id of the channel. Raises BadDigestError if it is none."""
        if not isinstance(value, AppCommandChannel | AppCommandThread):
            raise BadDigestError(lazy("That is no channel of this server."))
        return value.id


# The types of the options of the commands.
Channel: TypeAlias = app_commands.Transform[int, _Channels]
Name: TypeAlias = app_commands.Range[str, 1, _LONGEST_NAME]
Content: TypeAlias = Literal["on this day", "random", "both", "best", "related"]
Words: TypeAlias = app_commands.Range[str, 1, MAX_QUERY_LENGTH]
Count: TypeAlias = app_commands.Range[int, 1, 5]
Empty: TypeAlias = Literal["skip", "random", "nearest"]
Hours: TypeAlias = app_commands.Range[int, 1, 23]
Clear: TypeAlias = Literal["query", "mention", "tag"]


@dataclass(frozen=True, slots=True)
class DigestForm:
    """The options as typed, None for those not given. Only `zone` is an IANA name already."""

    channel: int | None
    time: str | None
    zone: str | None
    content: Content | None
    query: str | None
    count: int | None
    weekdays: str | None
    mention: discord.Role | None
    silent: bool | None
    when_empty: Empty | None
    publish: bool | None
    late: int | None
    tag: str | None
    clear: Clear | None = None

    async def apply_to(
        self, old: DigestOptions, guild: discord.Guild, *, with_pictures: bool
    ) -> DigestOptions:
        """Return `old` with the given options in place of its own; see `channels.check`.

        Old options that another channel does not support are dropped. Raises BadDigestError, also
        for given options that the channel, or the bot in it, cannot fulfil.
        """
        if all(getattr(self, field.name) is None for field in fields(self)):
            raise BadDigestError(lazy("Say what is to change: give at least one option."))
        channel = await find_destination(guild, self.channel or old.channel_id)
        options = replace(
            old,
            channel_id=channel.id,
            schedule=self._schedule(old.schedule),
            holds=ContentKind(self.content.replace(" ", "_")) if self.content else old.holds,
            query=_or_old(self.query, "" if self.clear == "query" else old.query),
            count=_or_old(self.count, old.count),
            role_id=None if self.clear == "mention" else old.role_id,
            silent=_or_old(self.silent, old.silent),
            when_empty=WhenEmpty(self.when_empty) if self.when_empty else old.when_empty,
            crosspost=_or_old(self.publish, old.crosspost and is_announcement_channel(channel)),
            tag_id=self._tag(old, channel),
        )
        if self.mention is not None:
            options = replace(options, role_id=self.mention.id)
        check(channel, options, with_pictures=with_pictures)
        return options

    def _schedule(self, old: Schedule) -> Schedule:
        return Schedule(
            old.time if self.time is None else parse_time(self.time),
            _or_old(self.zone, old.zone),
            old.weekdays if self.weekdays is None else parse_weekdays(self.weekdays),
            old.late if self.late is None else timedelta(hours=self.late),
        )

    def _tag(self, old: DigestOptions, channel: Destination) -> int | None:
        if self.tag is not None:
            return tag_of(channel, self.tag)
        return None if self.clear == "tag" or channel.id != old.channel_id else old.tag_id


def _or_old(new: T | None, old: T) -> T:
    return old if new is None else new
