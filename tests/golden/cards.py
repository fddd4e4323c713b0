"""Every card, as Discord gets it: answers of the real bot over the sample archive and more."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.demo.harness import DemoHarness
from bot.demo.passing_time import advance
from bot.demo.typed_commands import TypedCommand
from bot.ingest.options import ReadOptions
from bot.languages import pgettext
from bot.sample import DID
from bot.sandbox import Answer
from bot.services.posts.imports import ImportOptions
from tests.archives import snowflake
from tests.golden import posts
from tests.golden.stable import Stabiliser, written

HERE = Path(__file__).parent
_PICTURE = ("media/425019890090856449-B1fL0uQc0mXoAMz.jpg",)
_ANSWERS_WITHIN = 30.0  # seconds of real time

_YOU, _CHANNEL, _ROLE, _GUILD, _BOT = (1_000_000_000_000_000_000 + n for n in range(1, 6))
NAMES = {f"<@{_YOU}>": "@you", f"<#{_CHANNEL}>": "#memories", f"<@&{_ROLE}>": "@readers"}
"""The displayed text of the mentions in the payloads."""


@dataclass(frozen=True, slots=True)
class Card:
    """A card: its name, its payload, and the contents of its files by their addresses there."""

    name: str
    payload: Mapping[str, Any]
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """The golden file."""
        return path_of(self.name)

    @property
    def text(self) -> str:
        """The content of the golden file."""
        return written(self.payload)


def path_of(name: str) -> Path:
    """Return the golden file of a card."""
    return HERE / f"{name}.json"


async def cards(openapi: Path | None = None) -> list[Card]:
    """Return every card, from the bot as it is now. Discord would refuse none of them.

    All, users and server alike, have the current language.
    """
    async with DemoHarness(openapi=openapi) as harness:
        services = harness.services
        # The process for pictures starts meanwhile; no answer has to wait for that.
        starting = asyncio.create_task(services.media.survey(_PICTURE, verify=True))
        with tempfile.TemporaryDirectory() as folder:
            export = await asyncio.to_thread(posts.write_export, Path(folder))
            await services.imports.run([export], ImportOptions(ReadOptions(account=posts.ACCOUNT)))
        assert not (await starting).problems
        recorder = _Recorder(harness)
        made = [card async for card in recorder.cards()]
        assert not harness.sandbox.refusals
    return made


_MASTODON = "https://binders.example/users/ottilie/statuses"
_POST = "app.bsky.feed.post"


class _Recorder:
    """Gives commands to the bot, and makes cards of its answers."""

    def __init__(self, harness: DemoHarness) -> None:
        self._harness = harness
        self._time = harness.clock.now().replace(second=0, microsecond=0)
        self._role = harness.guild.add_role("readers", mentionable=True)
        world = harness.sandbox.world
        known = {
            harness.member.id: _YOU,
            harness.channel.id: _CHANNEL,
            self._role.id: _ROLE,
            harness.guild.id: _GUILD,
            world.bot.id: _BOT,
        }
        self._stabiliser = Stabiliser(world.origin, self._time, known)

    async def cards(self) -> AsyncIterator[Card]:
        """Yield the cards."""
        for part in (
            self._posts,
            self._lists,
            self._sharing,
            self._words,
            self._digests,
            self._figures,
            self._teaching,
        ):
            async for name, answer in part():
                yield self._card(name, answer)

    async def _posts(self) -> AsyncIterator[tuple[str, Answer]]:
        yield "post", await self._post("440751280832815104")
        yield "post-reply", await self._post("1228986325774188544", " is:reply")
        yield "post-repost", await self._post("883612872823226369", " is:repost")
        yield "post-edited", await self._post("1593896739402678273")
        yield "post-picture", await self._post("425019890090856449")
        yield "post-spoiler", await self._post("1593612908837732353", " is:reply")
        warned = await self._post(f"{_MASTODON}/110918109888512007")
        yield "post-warning", warned
        yield "post-behind-warning", await self._press(warned, "Show")
        yield "post-poll", await self._post(f"{_MASTODON}/110524682665984007")
        yield "post-quote", await self._post(f"{_MASTODON}/113446807142400007")
        yield "post-boost", await self._post(f"{_MASTODON}/110646108553216007", " is:repost")
        yield "post-on-two-networks", await self._post(f"at://{DID}/{_POST}/3ks674nxsa222")
        yield "post-gallery", await self._post(snowflake(posts.GALLERY))
        yield "post-of-a-day", await self._post(posts.DAY_ONLY)
        yield "post-hostile", await self._post(snowflake(posts.HOSTILE))
        folded = await self._post(snowflake(posts.FOLDED))
        yield "post-folded", folded
        yield "post-opened", await self._press(folded, "Show all")

    async def _lists(self) -> AsyncIterator[tuple[str, Answer]]:
        found = await self._slash("search", query="phamplet")
        yield "list", found
        yield "list-last-page", await self._press(found, "Last")
        many = await self._slash("search", query="from:ottilie_folds", sort="oldest")
        form = await self._press(await self._press(many, "Next"), "Go to page …")
        yield "go-to-page", form
        yield "list-of-many-pages", await form.modal.submit({_only(form.modal.fields): "4"})
        yield "list-with-pictures", await self._slash("search", query="marbling has:media")
        yield "list-with-folded", await self._slash("search", query='"shadow line" graphite')
        hidden = {"post": snowflake(posts.HIDDEN), "where": "everywhere"}
        await self._slash("archive hide", **hidden)
        yield "thread-with-gap", await self._slash("thread", post=snowflake(posts.ROOT))
        yield "thread", await self._slash("thread", post="1593605490330304513")
        yield "thread-with-likely", await self._slash("thread", post="1231233570280046593")
        yield "thread-with-related", await self._slash("thread", post="1233842505890103297")
        yield "day", await self._slash("onthisday", date="11-24")
        yield "browse", await self._slash("browse", month="2019-05")
        message = "Do you remember? https://twitter.com/i/status/1593605490330304513"
        yield "find-in-archive", await self._harness.find(self._harness.say(message))

    async def _sharing(self) -> AsyncIterator[tuple[str, Answer]]:
        post = f"id:{snowflake(posts.ONE_PICTURE)}"
        private = await self._slash("random", query=post, private="True")
        yield "private", private
        yield "shared", await self._press(private, "Share here")

    async def _words(self) -> AsyncIterator[tuple[str, Answer]]:
        yield "nothing-found", await self._slash("search", query="pamphlet year:1999")
        yield "nothing-at-all", await self._slash("search", query="xyzzyplugh")
        yield "error", await self._slash("thread", post="12345")
        yield "error-in-query", await self._slash("search", query="pamphlet on:nowhere")
        yield "help", await self._slash("search", query="?")
        for topic in ("commands", "queries", "data", "hiding"):
            yield f"help-{topic}", await self._slash("help", topic=topic)
        await self._slash("archive quiet", add="12-24 to 12-26")
        await self._slash("archive quiet", add="@bob")
        yield "quiet", await self._slash("archive quiet")
        yield "privacy", await self._slash("privacy")

    async def _digests(self) -> AsyncIterator[tuple[str, Answer]]:
        options = {
            "channel": self._harness.channel.name,
            "time": "18:00",
            "content": "on this day",
            "mention": "readers",
        }
        yield "digest-list-empty", await self._slash("digest list")
        yield "digest-added", await self._slash("digest add", **options)
        await self._slash(
            "digest add", channel=self._harness.channel.name, time="9:00", weekdays="mon-fri"
        )
        yield "digest-list", await self._slash("digest list")
        self._time += timedelta(hours=1)
        async for posted in advance(self._harness, self._time - self._harness.clock.now()):
            for message in posted:
                yield "digest", message
                yield "digest-about", await self._press(message, "About this digest")
        yield "digest-history", await self._slash("digest history", digest="1")
        yield "digest-remove", await self._slash("digest remove", digest="2")

    async def _figures(self) -> AsyncIterator[tuple[str, Answer]]:
        figures = await self._slash("stats")
        yield "stats", figures
        when = await self._press(figures, "Next")
        yield "stats-when", when
        words = await self._press(when, "Next")
        yield "stats-words", words
        threads = await self._press(words, "Next")
        yield "stats-threads", threads
        yield "stats-liked", await self._press(threads, "Next")
        yield "year", await self._slash("year", year="2020")

    async def _teaching(self) -> AsyncIterator[tuple[str, Answer]]:
        self._harness.services.teaching._random.seed(1)  # each time the same questions
        asked = await self._slash("archive teach")
        yield "teach", asked
        for label in ("Yes", "No", "Yes", "Don't know", "No"):
            asked = await self._press(asked, label)
        yield "teach-end", asked
        yield "teach-undone", await self._press(asked, "Undo")
        likely = {"post": "1231233570280046593"}
        yield "thread-for-owner", await self._slash("thread", private="True", **likely)
        public = await self._slash("thread", **likely)
        while not public.interaction.followups:
            await public.changed()
        yield "thread-owner-asked", public.actor.see(public.interaction.followups[0])

    async def _post(self, id: str, filters: str = "") -> Answer:
        return await self._slash("random", query=f"id:{id}{filters}")

    async def _press(self, answer: Answer, label: str) -> Answer:
        """Press the button that has this label in English."""
        return await answer.click(pgettext("button", label))

    async def _slash(self, command: str, **options: str) -> Answer:
        harness = self._harness
        harness.clock.set(self._time)  # so that the minute is the same on a slow machine
        typed = TypedCommand(command, tuple(options.items()))
        values = harness.commands.values(typed, harness.guild)
        return await harness.member.slash(
            command, channel=harness.channel, timeout=_ANSWERS_WITHIN, **values
        )

    def _card(self, name: str, answer: Answer) -> Card:
        if answer.opens_modal:
            return Card(name, self._stabiliser.stable(answer.modal.payload))
        payload = self._stabiliser.stable(answer.message)
        addresses = [one["url"] for one in payload["attachments"]]
        contents = [file.data for file in answer.files]
        return Card(name, payload, dict(zip(addresses, contents, strict=True)))


def _only(names: Mapping[str, object]) -> str:
    (name,) = names
    return name
