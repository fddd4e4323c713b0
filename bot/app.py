"""The bot: opens the services, loads the cogs, tells Discord of the commands, drains, closes."""

import asyncio
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import discord
from discord import ui
from discord.ext import commands

from bot.archive.digests.model import ALL_SHARDS, ShardSet
from bot.clock import Clock
from bot.delivery.pacer import Pacer
from bot.delivery.poster import DiscordPoster
from bot.drain import Drain
from bot.errors import NotOwnerError, PageExpiredError
from bot.services import time_zones
from bot.services.access import Access, Policy
from bot.services.container import Services
from bot.services.digests.scheduler import Scheduler
from bot.services.page_requests import PageRequest
from bot.settings import Settings
from bot.ui import respond
from bot.ui.command_tree import CommandTree
from bot.ui.digests.message import RunButton, about_page
from bot.ui.open_buttons import OpenButton
from bot.ui.page_buttons import PERSISTENT_ITEMS, asker

Interaction: TypeAlias = "discord.Interaction[Throwback]"

PageBuilder = Callable[[PageRequest, int], Awaitable[ui.LayoutView]]
"""Makes a page, from 0 on, of the answer to a request."""

Work = Callable[[], Awaitable[str | ui.LayoutView]]
"""Something to be done; it returns the sentence, or the message, that tells what was."""

COGS = (
    "cogs.search",
    "cogs.onthisday",
    "cogs.random",
    "cogs.threads",
    "cogs.find_in_archive",
    "cogs.archive",
    "cogs.digests",
)
DIGEST_SCHEDULER = "cogs.digest_scheduler"

_log = logging.getLogger(__name__)

_LOST_ZONE = "lost zone"  # where an interaction keeps the name of its server's, if it is no more

# Without voice there is no need to hear that it is not installed.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


class Throwback(commands.AutoShardedBot):
    """The bot on Discord. What it does is in the services; what it is asked, in the cogs.

    A cog puts into `answers`, by the name of its feature, how a request is answered. So a command
    and a button pressed months later, in another process, take the same way.

    While it is connected it posts the digests of its servers, unless `posts` is False; and it
    `syncs` its commands at the start.
    """

    def __init__(
        self,
        settings: Settings,
        services: Services,
        clock: Clock,
        *,
        syncs: bool = True,
        posts: bool = True,
    ) -> None:
        shards: dict[str, Any] = {}
        if settings.shard_ids:
            shards = {"shard_ids": list(settings.shard_ids), "shard_count": settings.shard_count}
        super().__init__(
            command_prefix=commands.when_mentioned,
            tree_cls=CommandTree,
            help_command=None,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_contexts=discord.app_commands.AppCommandContext(guild=True, dm_channel=True),
            allowed_installs=discord.app_commands.AppInstallationType(guild=True),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            **shards,
        )
        self.settings = settings
        self.services = services
        self.clock = clock
        self.page_builders: dict[str, PageBuilder] = {}
        self.digest_scheduler = Scheduler(
            services.digests,
            DiscordPoster(self, Pacer().wait_turn),
            admits=lambda guild: guild in settings.guilds,
        )
        self._syncs = syncs
        self._posts = posts
        self._drain = Drain()
        self._advised: set[tuple[int | None, int]] = set()

    async def setup_hook(self) -> None:
        """Get ready between login and the gateway. A cog that fails to load stops the bot."""
        self.add_dynamic_items(*PERSISTENT_ITEMS, OpenButton, RunButton)
        for cog in COGS:
            await self.load_extension(cog)
        if self._posts:
            await self.load_extension(DIGEST_SCHEDULER)
        if self.settings.gateway_url and self.shard_count is None:
            # Without a count discord.py would ask for the gateway's address along with it.
            self.shard_count, _, _ = await self.http.get_bot_gateway()
        if self._syncs and (self.shard_ids is None or 0 in self.shard_ids):
            await self.sync_if_changed()

    async def sync_if_changed(self) -> None:
        """Tell Discord of the commands unless it knows them: 200 new ones a day are allowed."""
        if await self.services.settings.get(self._known_as) == self._fingerprint():
            return
        try:
            count = await self.sync_commands()
        except discord.HTTPException:
            _log.exception("Discord did not take the commands; the next start tries again")
        else:
            _log.info("Told Discord of %d commands", count)

    async def sync_commands(self) -> int:
        """Tell Discord of the commands and return how many there are."""
        synced = await respond.retry(self.tree.sync)
        await self.services.settings.put(self._known_as, self._fingerprint())
        return len(synced)

    @property
    def policy(self) -> Policy:
        """Who may see the archive."""
        return Policy(self.settings.guilds, self.settings.owners | self._application_owners())

    @property
    def shard_set(self) -> ShardSet:
        """The servers whose shards this process has: others are other processes'.

        What a digest needs to know of a server, such as what the bot may do there, only its shard
        tells; so no process posts for another.
        """
        if self.shard_ids is None:
            return ALL_SHARDS
        return ShardSet(frozenset(self.shard_ids), self.shard_count or 1)

    async def check_access(self, interaction: respond.Interaction) -> bool:
        """Tell whether the archive may be shown here; if not, say why to the user."""
        guild, user = interaction.guild_id, interaction.user.id
        if self.policy.access(guild, user) is not Access.REFUSED:
            return True
        await respond.refuse(interaction, self.policy.refusal(guild))
        return False

    async def answer(
        self, interaction: Interaction, request: PageRequest, *, private: bool = False
    ) -> None:
        """Answer a command; `private`: for the asker's eyes alone, wherever it is given."""
        private = private or self._access(interaction) is Access.PRIVATE
        with self._drain.working():
            await respond.defer(interaction, private=private)
            await respond.show(interaction, await self._page(request, 0))
            await self._advise(interaction)

    async def as_owner(self, interaction: Interaction, work: Work) -> None:
        """Let an owner do `work`, privately. Raises NotOwnerError for anybody else."""
        if interaction.user.id not in self.policy.owners:
            raise NotOwnerError
        await self.privately(interaction, work)

    async def privately(self, interaction: Interaction, work: Work) -> None:
        """Do `work` and tell the asker alone what came of it."""
        with self._drain.working():
            await respond.defer(interaction, private=True)
            told = await work()
            if isinstance(told, str):
                await respond.say_privately(interaction, told)
            else:
                await respond.show(interaction, told)
            await self._advise(interaction)

    async def open(
        self, interaction: respond.Interaction, feature: str, arguments: Mapping[str, str]
    ) -> None:
        """Answer a button that opens something else, in a message for whoever pressed it."""
        if not await self.check_access(interaction):
            return
        with self._drain.working():
            await respond.defer(interaction, private=True)
            await respond.show(interaction, await self._page(PageRequest(feature, arguments), 0))

    async def turn_page(
        self,
        interaction: respond.Interaction,
        token: str,
        number: int,
        changes: Mapping[str, str] | None = None,
    ) -> None:
        """Answer a button: whoever asked turns the page, anyone else gets it for themselves."""
        if not await self.check_access(interaction):
            return
        with self._drain.working():
            if asker(interaction) == interaction.user.id:
                await respond.defer_update(interaction)
            else:
                await respond.defer(interaction, private=True)
            request = await self.services.page_requests.load(token)
            request = PageRequest(request.feature, {**request.arguments, **(changes or {})})
            await respond.show(interaction, await self._page(request, number))

    async def show_run_info(self, interaction: respond.Interaction, run_id: str) -> None:
        """Answer the button of a digest, to whoever pressed it."""
        if not await self.check_access(interaction):
            return
        with self._drain.working():
            await respond.defer(interaction, private=True)
            about = await self.services.digests.run_info(run_id)
            await respond.show(interaction, about_page(about.run, about.digest))

    async def ask_again(self, interaction: respond.Interaction, token: str) -> None:
        """Answer a request once more, by a message of its own."""
        if not await self.check_access(interaction):
            return
        private = self._access(interaction) is Access.PRIVATE
        with self._drain.working():
            await respond.defer(interaction, private=private)
            request = await self.services.page_requests.load(token)
            await respond.show(interaction, await self._page(request, 0))

    async def time_zone(self, interaction: respond.Interaction) -> ZoneInfo:
        """Return the time zone whose days a question means: the server's, or the settings'.

        The settings' also where the server's does not exist any more.
        """
        guild = interaction.guild_id
        name = None if guild is None else await self.services.guilds.time_zone(guild)
        zone = time_zones.kept(name)
        if zone is None and name is not None:
            interaction.extras[_LOST_ZONE] = name
        return zone or self.settings.time_zone

    def zone_of(self, request: PageRequest) -> ZoneInfo:
        """Return the time zone whose days a request means; the settings' as `zone` does."""
        return time_zones.kept(request.arguments.get("zone")) or self.settings.time_zone

    async def close(self) -> None:
        """Finish the answers and digests under way, some seconds at most, then leave."""
        await asyncio.gather(self._drain.wait(), self._stop_posting())
        await super().close()

    async def _advise(self, interaction: respond.Interaction) -> None:
        """Tell a manager of the server, once, that its time zone does not exist any more."""
        name, who = interaction.extras.get(_LOST_ZONE), (interaction.guild_id, interaction.user.id)
        if name and interaction.permissions.manage_guild and who not in self._advised:
            self._advised.add(who)
            await respond.add(
                interaction,
                f"This server chose the time zone {name}, which does not exist any more. Its days "
                f"now pass as in {self.settings.time_zone}; /archive timezone chooses another.",
            )

    async def _stop_posting(self) -> None:
        if DIGEST_SCHEDULER in self.extensions:
            await self.unload_extension(DIGEST_SCHEDULER)

    async def _page(self, request: PageRequest, number: int) -> ui.LayoutView:
        answer = self.page_builders.get(request.feature)
        if answer is None:
            raise PageExpiredError("These buttons belong to a command that is no more.")
        return await answer(request, number)

    @property
    def _known_as(self) -> str:
        return f"commands of {self.application_id}"

    def _fingerprint(self) -> str:
        payload = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()

    def _access(self, interaction: respond.Interaction) -> Access:
        return self.policy.access(interaction.guild_id, interaction.user.id)

    def _application_owners(self) -> frozenset[int]:
        application = self.application
        if application is None:
            return frozenset()
        if application.team is not None:
            return frozenset(member.id for member in application.team.members)
        return frozenset({application.owner.id})
