"""The /digest commands: archived posts, posted to a channel on a schedule."""

from collections.abc import Awaitable, Callable

from discord import Role, app_commands, ui
from discord.ext import commands

from bot.app import Interaction, Throwback
from bot.languages import _
from bot.ui.digests.form import (
    ABOUT,
    Channel,
    Clear,
    Content,
    Count,
    DigestForm,
    Empty,
    Hours,
    Name,
    Words,
)
from bot.ui.digests.message import run_info_page
from bot.ui.digests.pages import digest_result_page, digests_page, removed_page, runs_page
from bot.ui.interactions.requests import (
    DigestHistoryRequest,
    DigestListRequest,
    RemoveDigestRequest,
    RestoreDigestRequest,
    RunInfoRequest,
)
from cogs.digests.manager import DigestManager, Number, RemovedNumber, Tag, Zone

_RUNS = 60  # the most that the history shows

_WHICH = "Which of this server's digests"


@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.default_permissions(manage_guild=True)
class DigestsCog(
    commands.GroupCog, group_name="digest", group_description="Posts that come by themselves"
):
    """Digests, for the managers of a server. All answers are visible to the invoking user only."""

    def __init__(self, bot: Throwback) -> None:
        self.bot = bot
        bot.register(DigestListRequest, self.answer_list)
        bot.register(DigestHistoryRequest, self.answer_history)
        bot.register(RemoveDigestRequest, self.answer_removal)
        bot.register(RestoreDigestRequest, self.answer_restoring)
        bot.register(RunInfoRequest, self.answer_run_info)

    @app_commands.command(name="add", description="Let posts come to a channel, day by day")
    @app_commands.describe(**ABOUT)
    async def add(
        self, interaction: Interaction, *, channel: Channel, time: Name, zone: Zone | None = None,
        content: Content | None = None, query: Words | None = None, count: Count | None = None,
        weekdays: Name | None = None, mention: Role | None = None, silent: bool | None = None,
        when_empty: Empty | None = None, publish: bool | None = None, late: Hours | None = None,
        tag: Tag | None = None,
    ) -> None:  # fmt: skip
        """Answer /digest add."""
        form = DigestForm(channel, time, zone, content, query, count, weekdays, mention, silent,
                    when_empty, publish, late, tag)  # fmt: skip

        async def add(manager: DigestManager) -> ui.LayoutView:
            default_zone = str(self.bot.time_zone(interaction))
            return await manager.add(form, channel, time, default_zone)

        await self._do(interaction, add)

    @app_commands.command(name="edit", description="Change a digest: only what you give")
    @app_commands.describe(digest=_WHICH, **ABOUT, clear="What to take off")
    async def edit(
        self, interaction: Interaction, *, digest: Number, channel: Channel | None = None,
        time: Name | None = None, zone: Zone | None = None, content: Content | None = None,
        query: Words | None = None, count: Count | None = None, weekdays: Name | None = None,
        mention: Role | None = None, silent: bool | None = None, when_empty: Empty | None = None,
        publish: bool | None = None, late: Hours | None = None, tag: Tag | None = None,
        clear: Clear | None = None,
    ) -> None:  # fmt: skip
        """Answer /digest edit."""
        form = DigestForm(channel, time, zone, content, query, count, weekdays, mention, silent,
                    when_empty, publish, late, tag, clear)  # fmt: skip
        await self._do(interaction, lambda manager: manager.edit(digest, form))

    @app_commands.command(name="list", description="Show this server's digests")
    async def list(self, interaction: Interaction) -> None:
        """Answer /digest list."""
        request = DigestListRequest(DigestManager.of(interaction).guild.id)
        await self.bot.answer(interaction, lambda _zone: request, private=True)

    @app_commands.command(name="history", description="Show what became of a digest's last runs")
    @app_commands.describe(digest=_WHICH)
    async def history(self, interaction: Interaction, digest: Number) -> None:
        """Answer /digest history."""
        request = DigestHistoryRequest(DigestManager.of(interaction).guild.id, digest)
        await self.bot.answer(interaction, lambda _zone: request, private=True)

    @app_commands.command(name="preview", description="See what a digest posts next")
    @app_commands.describe(digest=_WHICH)
    async def preview(self, interaction: Interaction, digest: Number) -> None:
        """Answer /digest preview."""
        await self._do(interaction, lambda manager: manager.preview(digest))

    @app_commands.command(name="pause", description="Let a digest rest until it is resumed")
    @app_commands.describe(digest=_WHICH)
    async def pause(self, interaction: Interaction, digest: Number) -> None:
        """Answer /digest pause."""
        await self._do(interaction, lambda manager: manager.pause(digest))

    @app_commands.command(name="resume", description="Let a paused digest go on")
    @app_commands.describe(digest=_WHICH)
    async def resume(self, interaction: Interaction, digest: Number) -> None:
        """Answer /digest resume."""
        await self._do(interaction, lambda manager: manager.resume(digest))

    @app_commands.command(name="remove", description="Remove a digest and its history")
    @app_commands.describe(digest=_WHICH)
    async def remove(self, interaction: Interaction, digest: Number) -> None:
        """Answer /digest remove: ask whether that is meant."""
        await self._do(interaction, lambda manager: manager.confirm_removal(digest))

    @app_commands.command(name="restore", description="Bring back a digest removed in the last day")
    @app_commands.describe(digest="Which of those that were removed")
    async def restore(self, interaction: Interaction, digest: RemovedNumber) -> None:
        """Answer /digest restore."""
        await self._do(interaction, lambda manager: manager.restore(digest))

    async def answer_list(self, request: DigestListRequest, number: int) -> ui.LayoutView:
        """Return page `number` of a server's digests."""
        digests = await self.bot.services.digests.of_guild(request.guild)
        removed = await self.bot.services.digests.removed(request.guild)
        return digests_page(digests, removed, request, number)

    async def answer_history(self, request: DigestHistoryRequest, number: int) -> ui.LayoutView:
        """Return page `number` of the last runs of a digest."""
        which = request.guild, request.digest
        digest = await self.bot.services.digests.get(*which)
        runs = await self.bot.services.digests.history(*which, _RUNS)
        return runs_page(digest, runs, request, number)

    async def answer_removal(self, request: RemoveDigestRequest, _number: int) -> ui.LayoutView:
        """Remove a digest, and return the page that can bring it back."""
        return removed_page(await self.bot.services.digests.remove(request.guild, request.digest))

    async def answer_restoring(self, request: RestoreDigestRequest, _number: int) -> ui.LayoutView:
        """Bring back a digest that was removed."""
        digest = await self.bot.services.digests.restore(request.guild, request.digest)
        return digest_result_page(_("Digest {number} is back", number=digest.id), digest)

    async def answer_run_info(self, request: RunInfoRequest, _number: int) -> ui.LayoutView:
        """Return what the button of a digest shows: which digest it is."""
        info = await self.bot.services.digests.run_info(request.guild, request.run_id)
        return run_info_page(info.run, info.digest)

    async def _do(
        self, interaction: Interaction, work: Callable[[DigestManager], Awaitable[ui.LayoutView]]
    ) -> None:
        manager = DigestManager.of(interaction)
        await self.bot.privately(interaction, lambda: work(manager))


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(DigestsCog(bot))
