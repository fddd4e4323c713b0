"""The demo as the page's server sees it: its visitors, languages, channels, clock and archive."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.demo.harness import DemoHarness
from bot.demo.passing_time import advance, next_moment
from bot.demo.web.dropped import dropped_paths, without_folder
from bot.demo.web.words import NAMED_LANGUAGES, words_in
from bot.errors import ThrowbackError, system_reason
from bot.formats.short_report import summary, why_nothing
from bot.languages import CommandName, _, of_discord, pgettext, speaking
from bot.languages.formats import joined
from bot.sandbox import Sandbox
from bot.sandbox.actor import Actor
from bot.sandbox.channels import Channel
from bot.sandbox.page.server.host import HostError
from bot.services.posts.progress import Estimate, Phase, Progress

OnProgress = Callable[[str, float | None], None]
"""Is given what an import does, and how much of it is done, from 0 to 1 if that is known."""


class DemoHost:
    """The demo's harness as a Host of the page's server."""

    def __init__(self, harness: DemoHarness) -> None:
        self._harness = harness

    @property
    def sandbox(self) -> Sandbox:
        """The sandbox that the bot is connected to; another one after an import."""
        return self._harness.sandbox

    @property
    def languages(self) -> Sequence[tuple[str, str]]:
        """The languages, that of the server first: Discord's code, and the name in itself."""
        return sorted(NAMED_LANGUAGES, key=lambda one: one[0] != self._harness.locale)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the server."""
        return self._harness.zone

    def visitors(self) -> Mapping[str, Actor]:
        """Return who a visitor of the page can be, by role."""
        harness = self._harness
        return {"owner": harness.member, "manager": harness.manager, "member": harness.guest}

    def role_names(self, language: str) -> Mapping[str, str]:
        """Return what the roles are called in a language of Discord's."""
        with speaking(of_discord(language)):
            return {
                "owner": pgettext("role of a visitor", "Owner of the archive"),
                "manager": pgettext("role of a visitor", "Manager of the server"),
                "member": pgettext("role of a visitor", "Member"),
            }

    def words(self, language: str) -> Mapping[str, str]:
        """Return the page's words in a language of Discord's."""
        return words_in(language)

    def channels(self) -> Sequence[Channel]:
        """Return the channels that the page shows, the one to begin with first."""
        return self._harness.channel, self._harness.digest_channel

    async def move_clock(self, to: time) -> str:
        """Move the clock to the next such time of day in the server's zone.

        All that is due on the way has been posted when this returns; it says whether anything was,
        in the language of the server.
        """
        async with self._harness.changing:
            harness = self._harness
            now = harness.clock.now()
            by = next_moment(now, to, harness.zone) - now
            stops = [posted async for posted in advance(harness, by)]
        channels = {f"#{one.displayed.channel.name}": None for posted in stops for one in posted}
        with speaking(of_discord(harness.guild.preferred_locale)):
            if channels:
                return _("What came due is in {channels}.", channels=joined(list(channels)))
            if stops:
                return _(
                    "What came due had nothing to post: {command} says why.",
                    command=CommandName("digest history"),
                )
            return _(
                "Nothing came due: {command} sets up a digest.", command=CommandName("digest add")
            )

    async def take_archive(self, folder: Path, progress: OnProgress) -> str:
        """Show what was dropped into a folder instead of what is shown now, and say what it is.

        Raises HostError, with a sentence, if it cannot be read; nothing changes then. Both are in
        the language of the server, which is that of who used the page last.
        """
        with speaking(of_discord(self._harness.guild.preferred_locale)):
            return await self._take_archive(folder, progress)

    async def _take_archive(self, folder: Path, progress: OnProgress) -> str:
        loop, shown = asyncio.get_running_loop(), _Shown(progress)
        try:
            report = await self._harness.replace(
                await asyncio.to_thread(dropped_paths, folder),
                lambda done: shown.is_new(done) and loop.call_soon_threadsafe(shown.show, done),
            )
        except ThrowbackError as error:
            raise HostError(without_folder(f"{error}", folder)) from error
        except OSError as error:
            reason = system_reason(error)
            raise HostError(_("A file cannot be used: {reason}.", reason=reason)) from error
        if not report.posts_new:
            raise HostError(without_folder(why_nothing(report), folder))
        return without_folder(summary(report), folder)


class _Shown:
    """Passes the progress of an import on, no more often than it can be seen."""

    def __init__(self, progress: OnProgress) -> None:
        self._progress = progress
        self._estimate = Estimate()
        self._last: tuple[Phase | None, int] = (None, -1)

    def is_new(self, done: Progress) -> bool:
        """Return whether a progress would be shown as another one; asked on the import's thread."""
        before, self._last = self._last, (done.phase, int(done.done * 100))
        return self._last != before

    def show(self, done: Progress) -> None:
        """Show a progress."""
        self._estimate.update(done)
        self._progress(f"{self._estimate}", done.done)
