"""The management of a server's digests: from the options typed to the page shown."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Self, TypeAlias

import discord
from discord import app_commands, ui
from discord.app_commands import AppCommandChannel

from bot.app import Throwback
from bot.archive.digests.model import ContentKind, Digest, DigestOptions
from bot.archive.digests.option_phrases import format_nothing
from bot.archive.digests.schedule import Schedule
from bot.archive.digests.time_phrases import parse_time
from bot.archive.search.query.ast import EVERYTHING, Query
from bot.archive.search.query.parser import parse
from bot.archive.search.sort_order import SortOrder
from bot.errors import NotAllowedError, NotManagerError, ThrowbackError
from bot.languages import OPTION, CommandName, Message, _, lazy
from bot.services import time_zones
from bot.services.container import Services
from bot.services.digests.digests import DigestService
from bot.ui.answer_kinds import AnswerKind
from bot.ui.cards import text_page
from bot.ui.digests.channels import check, find_destination, name_of, tags_of
from bot.ui.digests.form import DigestForm
from bot.ui.digests.message import digest_page
from bot.ui.digests.pages import confirm_removal_page, digest_label, digest_result_page
from bot.ui.digests.permissions import LABELS
from bot.ui.interactions.respond import Interaction
from bot.ui.limits import MAX_CHOICE, MAX_CHOICES
from bot.ui.query_notes import small_print
from bot.ui.text import one_line

Choice = app_commands.Choice


@dataclass(frozen=True, slots=True)
class DigestManager:
    """Manages the digests of one server. Each answer is a page, for the invoking user only."""

    services: Services
    guild: discord.Guild
    mentions_all: bool
    """Whether the user may mention roles that not every user may mention."""

    @property
    def digests(self) -> DigestService:
        """The digests of all servers."""
        return self.services.digests

    @classmethod
    def of(cls, interaction: Interaction) -> Self:
        """Return the manager for the server of an interaction, if its user manages the server.

        Raises NotAllowedError for any other user, and where not all users may see the archive.
        """
        bot: Throwback = interaction.client
        guild = interaction.guild
        if guild is None or not interaction.permissions.manage_guild:
            raise NotManagerError
        if guild.id not in bot.policy.guilds:  # an owner may ask here, but not show it to others
            raise NotAllowedError(bot.policy.refusal_message(guild.id, interaction.user.id))
        return cls(bot.services, guild, interaction.permissions.mention_everyone)

    async def add(self, form: DigestForm, channel: int, time: str, zone: str) -> ui.LayoutView:
        """Create a digest; its time zone is `zone` unless the form has one."""
        defaults = DigestOptions(channel, Schedule(parse_time(time), zone))
        options = await self._checked(form).apply_to(
            defaults, self.guild, with_pictures=await self.services.media.has_files()
        )
        created = await self.digests.add(self.guild.id, options)
        notes = await self._notes(form.query, options)
        return digest_result_page(_("Digest {number} is set up", number=created.id), created, notes)

    async def edit(self, number: int, form: DigestForm) -> ui.LayoutView:
        """Change the options that the form has."""
        old = await self.digests.get(self.guild.id, number)
        options = await self._checked(form).apply_to(
            old.options, self.guild, with_pictures=await self.services.media.has_files()
        )
        changed = await self.digests.replace_options(self.guild.id, number, options)
        notes = await self._notes(form.query, options)
        return digest_result_page(_("Digest {number} is changed", number=number), changed, notes)

    async def preview(self, number: int) -> ui.LayoutView:
        """Show exactly what the next run posts, but without its button."""
        content = await self.digests.preview(self.guild.id, number)
        digest = await self.digests.get(self.guild.id, number)
        if content is None:
            await self.services.posts.require_any()
            notes = await self._notes(digest.options.query, digest.options)
            notes += small_print(await self.services.memories.notes())
            if digest.options.holds in {ContentKind.ON_THIS_DAY, ContentKind.BOTH}:
                notes += "\n-# " + _(
                    "`{command}` with `{option}` can fill such days",
                    command=CommandName("digest edit"),
                    option=Message("when_empty", context=OPTION),
                )
            return text_page(f"{format_nothing(digest.options)}{notes}", kind=AnswerKind.NOTHING)
        return digest_page(content, None, digest.options.role_id)

    async def pause(self, number: int) -> ui.LayoutView:
        """Pause a digest."""
        paused = await self.digests.pause(self.guild.id, number)
        return digest_result_page(_("Digest {number} is paused", number=number), paused)

    async def resume(self, number: int) -> ui.LayoutView:
        """Resume a digest, if the bot can post it in its channel."""
        options = (await self.digests.get(self.guild.id, number)).options
        check(await find_destination(self.guild, options.channel_id), options)
        resumed = await self.digests.resume(self.guild.id, number)
        return digest_result_page(_("Digest {number} goes on", number=number), resumed)

    async def confirm_removal(self, number: int) -> ui.LayoutView:
        """Ask whether to remove a digest."""
        return confirm_removal_page(await self.digests.get(self.guild.id, number))

    async def restore(self, number: int) -> ui.LayoutView:
        """Bring back a digest that was removed."""
        return digest_result_page(
            _("Digest {number} is back", number=number),
            await self.digests.restore(self.guild.id, number),
        )

    async def choices(self, typed: str) -> list[Choice[int]]:
        """Return the server's digests whose labels contain `typed`."""
        return self._matching(await self.digests.of_guild(self.guild.id), typed)

    async def removed_choices(self, typed: str) -> list[Choice[int]]:
        """Return the digests that can be brought back and whose labels contain `typed`."""
        removed = await self.digests.removed(self.guild.id)
        return self._matching([one.digest for one in removed], typed)

    def _matching(self, digests: Iterable[Digest], typed: str) -> list[Choice[int]]:
        labels = {digest.id: self._label(digest) for digest in digests}
        found = [id for id, label in labels.items() if typed.casefold() in label.casefold()]
        return [Choice(name=labels[id], value=id) for id in found[:MAX_CHOICES]]

    async def tags(self, channel: int | None, number: int | None, typed: str) -> list[Choice[str]]:
        """Return the tags of a forum, or of a digest's forum, that contain `typed`."""
        if channel is None and number is not None:
            channel = (await self.digests.get(self.guild.id, number)).options.channel_id
        forum = self.guild.get_channel(channel) if channel else None
        names = [one_line(tag.name, MAX_CHOICE) for tag in tags_of(forum)]
        found = [name for name in names if typed.casefold() in name.casefold()]
        return [Choice(name=name, value=name) for name in found[:MAX_CHOICES]]

    async def _notes(self, query: str | None, options: DigestOptions) -> str:
        """Return what is to be said of a query that was given, and of counts that are missing."""
        best = options.holds is ContentKind.BEST
        lacking = list[str]()
        if options.holds is ContentKind.RELATED:
            lacking = await self.services.by_meaning.advice()
        if not (query or best):
            return small_print(lacking)
        asked = parse(query) if query else Query(EVERYTHING, "")
        sort = SortOrder.POPULAR if best else SortOrder.RELEVANCE
        return small_print(await self.services.search.notes(asked, sort=sort) + lacking)

    def _checked(self, form: DigestForm) -> DigestForm:
        """Return the form with the IANA name of its zone.

        Raises NotAllowedError for a role that the user may not mention.
        """
        role = form.mention
        open_to_all = role is None or role.mentionable or role.is_default()
        if not (open_to_all or self.mentions_all):
            raise NotAllowedError(
                lazy(
                    "You may not mention that role yourself, so no digest does it for you: that "
                    "takes the permission {permission}, or a role that all may mention.",
                    permission=LABELS["mention_everyone"],
                )
            )
        return form if form.zone is None else replace(form, zone=str(time_zones.find(form.zone)))

    def _label(self, digest: Digest) -> str:
        channel = self.guild.get_channel_or_thread(digest.options.channel_id)
        return one_line(digest_label(digest, name_of(channel)), MAX_CHOICE)


class _Digests(app_commands.Transformer):
    """Accepts the number of a digest, and offers the server's digests."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """The type of the option."""
        return discord.AppCommandOptionType.integer

    async def transform(self, _interaction: Interaction, value: int, /) -> int:
        """Return the number."""
        return value

    async def autocomplete(
        self, interaction: Interaction, typed: float | str, /
    ) -> list[Choice[Any]]:
        """Return the digests whose labels contain `typed`."""
        try:
            return await DigestManager.of(interaction).choices(str(typed))
        except ThrowbackError:
            return []


class _RemovedDigests(_Digests):
    """Accepts the number of a digest, and offers those that were removed."""

    async def autocomplete(
        self, interaction: Interaction, typed: float | str, /
    ) -> list[Choice[Any]]:
        """Return the removed digests whose labels contain `typed`."""
        try:
            return await DigestManager.of(interaction).removed_choices(str(typed))
        except ThrowbackError:
            return []


class _AsTyped(app_commands.Transformer):
    """Accepts text as typed."""

    async def transform(self, _interaction: Interaction, value: str, /) -> str:
        """Return the text."""
        return value


class _Zones(_AsTyped):
    """Offers the names of time zones."""

    async def autocomplete(
        self, _interaction: Interaction, typed: float | str, /
    ) -> list[Choice[Any]]:
        """Return the names that contain `typed`."""
        return [
            Choice(name=name, value=name) for name in time_zones.matching(str(typed), MAX_CHOICES)
        ]


class _Tags(_AsTyped):
    """Offers the tags of the given forum."""

    async def autocomplete(
        self, interaction: Interaction, typed: float | str, /
    ) -> list[Choice[Any]]:
        """Return the tags that contain `typed`."""
        channel = getattr(interaction.namespace, "channel", None)
        channel = channel.id if isinstance(channel, AppCommandChannel) else None
        number = getattr(interaction.namespace, "digest", None)
        try:
            return await DigestManager.of(interaction).tags(channel, number, str(typed))
        except ThrowbackError:
            return []


# The types of the options of the commands, with the choices that they offer.
Number: TypeAlias = app_commands.Transform[int, _Digests]
RemovedNumber: TypeAlias = app_commands.Transform[int, _RemovedDigests]
Zone: TypeAlias = app_commands.Transform[str, _Zones]
Tag: TypeAlias = app_commands.Transform[str, _Tags]
