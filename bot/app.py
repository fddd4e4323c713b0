"""The Discord client: loads the cogs, syncs the commands, answers requests, drains, closes."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

import discord
from discord import ui
from discord.ext import commands

from bot.clock import Clock
from bot.delivery.command_sync import sync_if_changed
from bot.delivery.pace import pace_of
from bot.delivery.pacer import Pacer
from bot.delivery.poster import DiscordPoster
from bot.delivery.shards import ShardedClient
from bot.drain import Drain
from bot.errors import NotOwnerError
from bot.languages import Language, of_discord
from bot.languages.catalogues import preload
from bot.services import time_zones
from bot.services.access import Access, AccessPolicy
from bot.services.audience import audience
from bot.services.container import Services
from bot.services.digests.scheduler import Scheduler
from bot.services.fair_pool import requester
from bot.settings import Settings
from bot.ui.digests.message import RunButton
from bot.ui.importing import ConfirmButton
from bot.ui.interactions import respond, sharing
from bot.ui.interactions.client import Target
from bot.ui.interactions.command_tree import CommandTree
from bot.ui.interactions.lost_zones import LostZones
from bot.ui.interactions.open_buttons import LikeMenu, OpenButton
from bot.ui.interactions.page_buttons import PERSISTENT_ITEMS, requests_of
from bot.ui.interactions.request import PageRequest, Request, SavedRequest
from bot.ui.interactions.sending.retrying import traced
from bot.ui.interactions.speech import in_readers_language, speak
from bot.ui.observation.observer import Observer
from bot.ui.privacy import ForgetButton
from bot.ui.teaching import TEACHING_ITEMS

Interaction: TypeAlias = "discord.Interaction[Throwback]"

RequestT = TypeVar("RequestT", bound=Request)

PageBuilder = Callable[[RequestT, int], Awaitable[ui.LayoutView]]
"""Builds a page, counted from 0, of the answer to a request."""

RequestMaker = Callable[[ZoneInfo], Request]
"""Makes the request of a command, given the time zone in which its days begin."""

Work = Callable[[], Awaitable[str | ui.LayoutView]]
"""A piece of work; it returns the sentence, or the message, that says what was done."""

COGS = (
    "cogs.search", "cogs.onthisday", "cogs.random", "cogs.threads", "cogs.find_in_archive",
    "cogs.archive", "cogs.digests", "cogs.privacy", "cogs.posts", "cogs.browse", "cogs.stats",
    "cogs.help",
)  # fmt: skip
DIGEST_SCHEDULER = "cogs.digest_scheduler"


class Throwback(ShardedClient):
    """The Discord client. The services do the work; the cogs define the commands.

    A cog registers a page builder for each kind of request that it answers. So a command and a
    button pressed months later, in another process, take the same path.

    While connected it posts the digests of its servers, unless `posts` is False. If `syncs`, it
    syncs its commands at the start. `observer` is given what becomes of what it does.
    """

    def __init__(
        self,
        settings: Settings,
        services: Services,
        clock: Clock,
        *,
        syncs: bool = True,
        posts: bool = True,
        observer: Observer | None = None,
    ) -> None:
        self.observer = observer or Observer()
        super().__init__(
            command_prefix=commands.when_mentioned,
            tree_cls=CommandTree,
            help_command=None,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            http_trace=traced(self.observer),
            identify_turns=services.identify_turns,
            **settings.sharding,
        )
        self.settings = settings
        self.services = services
        self.clock = clock
        self._page_builders: dict[type[Request], PageBuilder[Any]] = {}
        self.pace = pace_of(self.shard_set, rest_proxy=settings.rest_proxy)
        self.pacer = Pacer(self.pace.per_second)
        poster = DiscordPoster(self, self.pacer.wait_turn, services.media, self.shard_set)
        self._remote_guilds = poster.remote_guilds
        self.digest_scheduler = Scheduler(
            services.digest_ledger,
            services.digest_composer,
            clock,
            poster,
            concurrency=self.pace.at_once,
            is_allowed=lambda guild: guild in settings.guilds,
            language_of=self._language_of,
            processes=services.processes,
            on_outcome=self.observer.digest,
        )
        self._syncs = syncs
        self._posts = posts
        self.drain = Drain()
        self._lost_zones = LostZones()

    async def setup_hook(self) -> None:
        """Load the cogs, between login and gateway. A cog that fails to load stops the bot."""
        self.add_dynamic_items(
            *PERSISTENT_ITEMS, *sharing.SHARING_ITEMS, *TEACHING_ITEMS,
            ConfirmButton, LikeMenu, OpenButton, RunButton, ForgetButton,
        )  # fmt: skip
        # So that no first user of a language waits for its catalogue.
        await asyncio.to_thread(preload)
        for cog in COGS:
            await self.load_extension(cog)
        if self._posts:
            await self.load_extension(DIGEST_SCHEDULER)
        if self.settings.gateway_url and self.shard_count is None:
            # Without a shard count discord.py would ask Discord for the gateway's address too.
            self.shard_count, _, _ = await self.http.get_bot_gateway()
        if self._syncs and (self.shard_ids is None or 0 in self.shard_ids):
            await sync_if_changed(self, self.services)

    @property
    def policy(self) -> AccessPolicy:
        """Who may see the archive."""
        operators = self.application_owners
        settings = self.settings
        owners = settings.owners | operators
        return AccessPolicy(
            settings.guilds, owners, operators, settings.users, settings.guild_accounts
        )

    async def check_access(self, interaction: respond.Interaction) -> bool:
        """Return whether the archive may be shown here; if not, send the user the reason."""
        guild, user = interaction.guild_id, interaction.user.id
        requester.set(user)
        audience.set(guild)
        speak(interaction, private=True)
        self.drain.check()
        if self._access(interaction) is not Access.REFUSED:
            return True
        await respond.refuse(interaction, f"{self.policy.refusal_message(guild, user)}")
        return False

    def register(self, kind: type[RequestT], build: PageBuilder[RequestT]) -> None:
        """Have requests of a kind answered by a page builder."""
        self._page_builders[kind] = build

    async def answer(
        self, interaction: Interaction, make: RequestMaker, *, private: bool | None = None
    ) -> bool:
        """Answer a command; if `private`, only the invoking user sees it. Return whether it is so.

        None is the server's default. Where not all may see the archive every answer is private.

        Discord waits three seconds, so the answer is deferred unless it is there soon.
        """
        if private is None:
            private = self.services.guilds.of(interaction.guild_id).private
        private = private or self._access(interaction) is Access.PRIVATE
        speak(interaction, private=private)
        with self.drain.working():
            first = respond.defer_unless_soon(interaction, private=private)
            request = make(self.time_zone(interaction)).for_user(interaction, private=private)
            if not request.may_begin_early:
                await first.defer()
            page = await self._page(interaction, request, 0)
            if private and self._is_open(interaction):
                sharing.offer_to_share(page, request, 0)
            await self._show(interaction, page)
            await self._lost_zones.notify(interaction, self.settings.time_zone)
        return private

    async def press(
        self,
        interaction: respond.Interaction,
        asks: Callable[[], Request],
        target: Target,
        number: int,
    ) -> None:
        """Answer a component that was used; see Client."""
        if not await self.check_access(interaction):
            return
        request = asks()
        is_open = self._is_open(interaction)
        with self.drain.working():
            first = sharing.begin_answer(interaction, target, is_open=is_open)
            private = first.private
            if isinstance(request, SavedRequest):
                request = await self._load(request)
            request.check(interaction)
            request = request.for_user(interaction, private=private)
            if not request.may_begin_early:
                await first.defer()
            speak(interaction, private=private)
            page = await self._page(interaction, request, number)
            if private:
                if is_open:
                    sharing.offer_to_share(page, request, number)
            elif user := sharing.sharer(interaction, target):
                sharing.mark_as_shared(page, user)
            await self._show(interaction, page)

    async def as_owner(self, interaction: Interaction, work: Work) -> None:
        """Do `work` for an owner, privately. Raises NotOwnerError for any other user."""
        if interaction.user.id not in self.policy.owners:
            raise NotOwnerError
        await self.privately(interaction, work)

    async def privately(self, interaction: Interaction, work: Work) -> None:
        """Do `work` and show the result to the invoking user only."""
        with self.drain.working():
            await respond.defer(interaction, private=True)
            result = await work()
            if isinstance(result, str):
                await respond.say_privately(interaction, result)
            else:
                await self._show(interaction, result)
            await self._lost_zones.notify(interaction, self.settings.time_zone)

    def time_zone(self, interaction: respond.Interaction) -> ZoneInfo:
        """Return the time zone in which a request's days begin: the server's, or the settings'.

        The settings' also applies if the server's no longer exists.
        """
        guild = interaction.guild_id
        name = self.services.guilds.of(guild).time_zone
        zone = time_zones.find_stored(name)
        if zone is None and name is not None:
            self._lost_zones.note(interaction, name)
        return zone or self.settings.time_zone

    def zone_of(self, name: str | None) -> ZoneInfo:
        """Return the zone with the name that a request has, or else the settings'."""
        return time_zones.find_stored(name) or self.settings.time_zone

    async def close(self) -> None:
        """Finish the answers and digests under way or say that the bot restarts; disconnect."""
        posting = [
            self.unload_extension(one) for one in (DIGEST_SCHEDULER,) if one in self.extensions
        ]
        await asyncio.gather(self.drain.wait(), *posting)
        await super().close()

    async def _load(self, saved: SavedRequest) -> PageRequest:
        text = await self.services.page_requests.load(saved.token)
        return PageRequest.from_json(text).changed(saved.changes)

    async def _page(
        self, interaction: respond.Interaction, request: Request, number: int
    ) -> ui.LayoutView:
        build = self._page_builders[type(request)]
        return await in_readers_language(interaction, lambda: build(request, number))

    async def _show(self, interaction: respond.Interaction, view: ui.LayoutView) -> None:
        """Show a message, and save what its components ask for meanwhile.

        A component that is used at once waits for that, since writes take turns.
        """
        saving = asyncio.create_task(self.services.page_requests.save(requests_of(view)))
        try:
            await respond.show(interaction, view, self.services.media.prepare)
        finally:
            await saving

    def _is_open(self, interaction: respond.Interaction) -> bool:
        """Return whether all in the channel may see the archive."""
        return self._access(interaction) is Access.OPEN

    def _access(self, interaction: respond.Interaction) -> Access:
        return self.policy.access(
            interaction.guild_id,
            interaction.user.id,
            installed=interaction.is_user_integration(),
        )

    def _language_of(self, guild_id: int) -> Language:
        guild = self.get_guild(guild_id) or self._remote_guilds.known(guild_id)
        return of_discord(guild and guild.preferred_locale)
