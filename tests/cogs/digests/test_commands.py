"""/digest, as those who manage a server use it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.archive.digests.model import RunState, SentMessage
from bot.sandbox import Answer, Channel, ChannelFlag, ChannelKind, Permission
from tests.archives import record
from tests.cogs.conftest import Play

DAY = timedelta(days=1)
THAT_DAY = datetime(2020, 11, 25, 12, tzinfo=UTC)


class Desk:
    """Somebody who manages the server, and what they do to its digests."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.mona = play.guild.add_member("mona", manager=True)

    async def ask(self, command: str, **options: Any) -> Answer:
        """Give a command of /digest; every answer is private."""
        answer = await self.mona.slash(f"digest {command}", **options)
        assert answer.private
        return answer

    async def add(self, channel: Channel | None = None, time: str = "9:00", **options: Any) -> str:
        """Add a digest and return what is told."""
        channel = channel or self.play.channel
        return (await self.ask("add", channel_=channel, time=time, **options)).text

    async def post(self) -> None:
        """Let all that is due be posted."""
        await self.play.bot.digest_scheduler.tick()


@pytest.fixture
async def desk(play: Play) -> Desk:
    """A desk, over an archive that remembers something on 25 November."""
    await play.load(
        *(record(THAT_DAY.replace(year=year), f"moon of {year}") for year in range(2015, 2021)),
        *(record(THAT_DAY + n * DAY, f"after {n} days") for n in range(1, 30)),
    )
    return Desk(play)


async def test_a_digest_is_set_up(play: Play, desk: Desk) -> None:
    """The answer says what it is, and when it comes next, as Discord shows times."""
    readers = play.guild.add_role("readers", mentionable=True)
    answer = await desk.ask(
        "add", channel_=play.channel, time="9 am", zone="america/new york", content="both",
        query="moon", count=2, weekdays="mon-fri", mention=readers, silent=True, late=2,
    )  # fmt: skip
    source = str(answer.message)
    at = int(datetime(2022, 11, 24, 14, tzinfo=UTC).timestamp())
    assert f"Next: <t:{at}:F> (<t:{at}:R>)" in source
    text = answer.text
    assert "Digest 1 is set up" in text
    assert "09:00 America/New_York, Mon, Tue, Wed, Thu, Fri" in text
    assert "up to 2 posts · that fit “moon”" in text
    assert "silent · at most 2 h late" in text
    assert set(answer.mentions) >= {play.channel.mention, f"<@&{readers.id}>"}
    assert not answer.pings


@pytest.mark.parametrize(
    ("content", "when_empty", "told"),
    [
        ("on this day", "random", "one at random on a day without"),
        ("on this day", "nearest", "the nearest day's"),
        ("both", "nearest", "the nearest day's"),
        ("both", "random", ""),
        ("random", "nearest", ""),
    ],
)
async def test_what_fills_empty_days_is_told(
    desk: Desk, content: str, when_empty: str, told: str
) -> None:
    """Wherever it makes a difference."""
    text = await desk.add(content=content, when_empty=when_empty)
    assert told in text
    assert ("on a day without" in text) is bool(told)


async def test_the_servers_zone_is_the_default(play: Play, desk: Desk) -> None:
    """Once it has chosen one; before, the settings'."""
    assert "09:00 UTC" in await desk.add()
    await play.services.guilds.put_time_zone(play.guild.id, "Asia/Tokyo")
    assert "09:00 Asia/Tokyo" in await desk.add()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"time": "25:00"}, "no time of day"),
        ({"zone": "Mars/Olympus"}, "no such time zone"),
        ({"weekdays": "someday"}, "no days of the week"),
        ({"query": '"left'}, "left open"),
        ({"publish": True}, "#memories is none"),
        ({"tag": "daily"}, "Only posts of a forum have tags"),
    ],
)
async def test_what_cannot_be_is_refused(
    play: Play, desk: Desk, options: dict[str, Any], told: str
) -> None:
    """With a sentence, and nothing is kept; nor is it by an edit."""
    assert told in await desk.add(**options)
    assert await play.services.digests.of(play.guild.id) == []
    await desk.add()
    (before,) = await play.services.digests.of(play.guild.id)
    assert told in (await desk.ask("edit", digest=before.id, **options)).text
    assert await play.services.digests.of(play.guild.id) == [before]


@pytest.mark.parametrize(
    ("kind", "denied", "named"),
    [
        (ChannelKind.TEXT, Permission.SEND_MESSAGES, "Send Messages"),
        (ChannelKind.TEXT, Permission.READ_MESSAGE_HISTORY, "Read Message History"),
        (ChannelKind.TEXT, Permission.VIEW_CHANNEL, "View Channel"),
        (ChannelKind.ANNOUNCEMENT, Permission.SEND_MESSAGES, "Send Messages"),
        (ChannelKind.FORUM, Permission.SEND_MESSAGES, "Create Posts"),
        (ChannelKind.THREAD, Permission.SEND_MESSAGES_IN_THREADS, "Send Messages in Threads"),
    ],
)
async def test_missing_permissions_are_named(
    play: Play, desk: Desk, kind: ChannelKind, denied: Permission, named: str
) -> None:
    """When it is added, moved there, or resumed."""
    parent = play.guild.add_channel("parent") if kind is ChannelKind.THREAD else None
    place = play.guild.add_channel("place", kind, parent=parent)
    (parent or place).set_permissions(play.guild.bot_role, deny=denied)
    told = await desk.add(place)
    assert f"In #place the bot lacks: {named}" in told
    await desk.add()
    assert named in (await desk.ask("edit", digest=1, channel_=place)).text
    (parent or place).clear_permissions(play.guild.bot_role)
    await desk.ask("edit", digest=1, channel_=place)
    await desk.ask("pause", digest=1)
    (parent or place).set_permissions(play.guild.bot_role, deny=denied)
    assert named in (await desk.ask("resume", digest=1)).text
    (parent or place).clear_permissions(play.guild.bot_role)
    assert "Digest 1 goes on" in (await desk.ask("resume", digest=1)).text


async def test_which_role_can_be_mentioned(play: Play, desk: Desk) -> None:
    """One that anybody may mention, or any if the manager and the bot may; everyone never."""
    closed = play.guild.add_role("closed")
    assert "You may not mention that role yourself" in await desk.add(mention=closed)
    heralds = play.guild.add_role("heralds", Permission.MENTION_EVERYONE)
    desk.mona.member.roles.append(heralds)
    told = await desk.add(mention=closed)
    assert "Mention @everyone, @here and All Roles" in told
    assert "yourself" not in told
    assert "not everyone" in await desk.add(mention=play.guild.everyone)
    play.guild.allow_bot(play.guild.bot_role.permissions | Permission.MENTION_EVERYONE)
    assert "is set up" in await desk.add(mention=closed)
    await desk.post()
    play.clock.move(DAY)
    await desk.post()
    (message,) = play.channel.history
    assert message.pings.roles == {closed.id}
    assert not message.pings.users
    assert not message.pings.everyone
    play.guild.delete_role(closed)
    assert "does not exist any more" in (await desk.ask("edit", digest=1, count=1)).text
    assert "mentions" not in (await desk.ask("edit", digest=1, clear="mention")).text


async def test_a_forum_that_wants_tags(play: Play, desk: Desk) -> None:
    """The tags are named and offered; the posts have the one that was chosen."""
    forum = play.guild.add_channel(
        "forum", ChannelKind.FORUM, tags=["daily", "weekly"], flags=ChannelFlag.REQUIRE_TAG
    )
    assert "Give tag: daily, weekly." in await desk.add(forum)
    assert "has no such tag. It has daily, weekly." in await desk.add(forum, tag="yearly")
    choices = await desk.mona.autocomplete("digest add", focused="tag", tag="we", channel_=forum)
    assert [one["value"] for one in choices] == ["weekly"]
    assert "with a tag" in await desk.add(forum, tag="Daily")
    choices = await desk.mona.autocomplete("digest edit", focused="tag", tag="", digest=1)
    assert [one["value"] for one in choices] == ["daily", "weekly"]
    play.clock.move(DAY)
    await desk.post()
    (post,) = play.guild.threads_of(forum)
    assert [forum.tags[id] for id in post.applied_tags] == ["daily"]
    assert "with a tag" not in (await desk.ask("edit", digest=1, channel_=play.channel)).text


async def test_a_tag_that_is_gone(play: Play, desk: Desk) -> None:
    """Discord would refuse the next post: it is told before, with what to do."""
    forum = play.guild.add_channel("forum", ChannelKind.FORUM, tags=["daily", "weekly"])
    await desk.add(forum, tag="daily")
    await desk.ask("pause", digest=1)
    del forum.tags[min(forum.tags)]
    play.guild.tell_of("CHANNEL_UPDATE", forum)
    for command, options in (("resume", {}), ("edit", {"count": 1})):
        told = (await desk.ask(command, digest=1, **options)).text
        assert "does not exist any more in #forum" in told
        assert "(weekly), or take it off with clear" in told
    assert "with a tag" not in (await desk.ask("edit", digest=1, clear="tag")).text
    assert "goes on" in (await desk.ask("resume", digest=1)).text


async def test_an_archived_thread(play: Play, desk: Desk) -> None:
    """It is in no cache, and takes digests all the same; a locked one takes a permission."""
    thread = play.guild.add_channel("talk", ChannelKind.THREAD, parent=play.channel)
    thread.archive()
    await play.start()
    assert "is set up" in await desk.add(thread)
    play.clock.move(DAY)
    await desk.post()
    assert len(thread.history) == 1
    assert not thread.archived
    thread.archive(locked=True)
    assert "lacks: Manage Threads" in await desk.add(thread)


async def test_an_announcement_is_published(play: Play, desk: Desk) -> None:
    """Where that was asked for; moved to another channel, it is no more."""
    news = play.guild.add_channel("news", ChannelKind.ANNOUNCEMENT)
    assert "published" in await desk.add(news, publish=True)
    play.clock.move(DAY)
    await desk.post()
    (message,) = news.history
    assert message.flags & 1
    assert "published" not in (await desk.ask("edit", digest=1, channel_=play.channel)).text


async def test_a_channel_that_is_gone(play: Play, desk: Desk, allowed_refusals: set[int]) -> None:
    """Deleted while the digest is paused, it keeps it from going on."""
    allowed_refusals.add(10003)
    doomed = play.guild.add_channel("doomed")
    await desk.add(doomed)
    await desk.ask("pause", digest=1)
    doomed.delete()
    assert "does not exist any more" in (await desk.ask("resume", digest=1)).text
    assert (
        "a channel out of sight"
        in (await desk.mona.autocomplete("digest resume", focused="digest", digest=""))[0]["name"]
    )


async def test_the_list(desk: Desk) -> None:
    """Each with its channel, its time and its next one; paused ones with why; in pages."""
    assert "no digest yet" in (await desk.ask("list")).text
    for hour in range(12):
        await desk.add(time=f"{hour}:30", query="moon | *x* @everyone")
    await desk.ask("pause", digest=2)
    answer = await desk.ask("list")
    assert "Digests of this server" in answer.text
    assert "**" not in answer.text
    assert "that fit “moon | *x* @everyone”" in answer.text
    assert "Paused by hand." in answer.text
    assert len(re.findall(r"Next: <t:\d+:F> \(<t:\d+:R>\)", str(answer.message))) >= 5
    while "Next" in answer.latest.buttons:
        seen = answer.latest.text
        await answer.click("Next")
        assert answer.latest.text != seen
    assert "11:30 UTC" in answer.latest.text


async def test_an_edit_changes_only_what_is_given(play: Play, desk: Desk) -> None:
    """And names the next run; a day that had its run gets no other."""
    await desk.add(query="moon", count=5, content="both", late=8)
    (before,) = await play.services.digests.of(play.guild.id)
    assert "at least one option" in (await desk.ask("edit", digest=1)).text
    play.clock.move(DAY)
    await desk.post()
    answer = await desk.ask("edit", digest=1, time="20:00", zone="Europe/Berlin")
    at = int(datetime(2022, 11, 26, 19, tzinfo=UTC).timestamp())
    assert f"<t:{at}:F>" in str(answer.message)
    (after,) = await play.services.digests.of(play.guild.id)
    schedule = after.options.schedule
    assert replace(after.options, schedule=before.options.schedule) == before.options
    assert (f"{schedule.time:%H:%M}", schedule.zone) == ("20:00", "Europe/Berlin")
    for _ in range(12):
        play.clock.move(timedelta(hours=1))
        await desk.post()
    assert len(play.channel.history) == 1
    assert "that fit" not in (await desk.ask("edit", digest=1, clear="query")).text


async def test_a_preview_is_what_is_posted(play: Play, desk: Desk) -> None:
    """Asked twice and edited in other things in between; it pings nobody."""
    readers = play.guild.add_role("readers", mentionable=True)
    await desk.add(content="both", count=4, mention=readers)
    first, second = await desk.ask("preview", digest=1), await desk.ask("preview", digest=1)
    assert first.text == second.text
    assert not first.pings
    await desk.ask("edit", digest=1, time="9:05", silent=True)
    play.clock.move(DAY)
    await desk.post()
    (message,) = play.channel.history
    assert desk.mona.see(message).text == first.text
    assert message.pings.roles == {readers.id}


async def test_a_preview_of_nothing(play: Play, desk: Desk) -> None:
    """Says so, and so does the history."""
    await desk.add(query="wombat")
    assert "nothing would be posted" in (await desk.ask("preview", digest=1)).text
    assert "has not run yet" in (await desk.ask("history", digest=1)).text
    play.clock.move(DAY)
    await desk.post()
    text = (await desk.ask("history", digest=1)).text
    assert "2022-11-25 · skipped\nThere was nothing to show." in text.replace("**", "")
    assert play.channel.history == []


async def test_the_history(play: Play, desk: Desk, allowed_refusals: set[int]) -> None:
    """With links to what was posted, and why not for what was not; in pages."""
    allowed_refusals.add(50013)
    await desk.add(content="random")
    for _ in range(20):
        play.clock.move(DAY)
        await desk.post()
    play.clock.move(3 * DAY + timedelta(hours=8))
    await desk.post()
    answer = await desk.ask("history", digest=1)
    link = f"https://discord.com/channels/{play.guild.id}/{play.channel.id}/"
    assert "missed\nThe bot was not running" in answer.text
    assert answer.links[0].startswith(link)
    ids = {link.rpartition("/")[2] for link in answer.links}
    assert ids <= {str(message.id) for message in play.channel.history}
    await answer.click("Next")
    assert "2022-11-25 · posted" in answer.latest.text


async def test_the_history_of_what_is_not_settled(play: Play, desk: Desk) -> None:
    """What waits for another try says why; a digest that somebody deleted is no link."""
    await desk.add()
    play.clock.move(DAY)
    play.sandbox.faults.next("POST", "/channels/*/messages", 503)
    await desk.post()
    text = (await desk.ask("history", digest=1)).text
    assert "to be tried again\nDiscord had a failure of its own (503)" in text
    (run,) = await play.services.digests.history(play.guild.id, 1)
    await play.services.digests.runs.mark_posted(
        run.run_id, SentMessage(play.channel.id, None), play.clock.now()
    )
    assert "the message was deleted since" in (await desk.ask("history", digest=1)).text


async def test_pause_resume_remove(play: Play, desk: Desk) -> None:
    """A paused digest posts nothing and makes up for nothing; a removed one is gone."""
    await desk.add()
    assert "Digest 1 is paused" in (await desk.ask("pause", digest=1)).text
    play.clock.move(5 * DAY)
    await desk.post()
    assert "Next:" in (await desk.ask("resume", digest=1)).text
    await desk.post()
    assert play.channel.history == []
    assert "is removed" in (await desk.ask("remove", digest=1)).text
    for command in ("pause", "resume", "remove", "preview", "history"):
        assert "no digest 1" in (await desk.ask(command, digest=1)).text


async def test_a_server_has_so_many(desk: Desk) -> None:
    """One more gets a sentence."""
    for _ in range(25):
        await desk.add()
    assert "can have 25 digests" in await desk.add()
    assert len(await desk.mona.autocomplete("digest edit", focused="digest", digest="")) == 25


COMMANDS: list[tuple[str, dict[str, Any]]] = [
    ("list", {}),
    *((name, {"digest": 1}) for name in ("preview", "pause", "resume", "remove", "history")),
    ("edit", {"digest": 1, "count": 1}),
]


@pytest.mark.parametrize(("command", "options"), COMMANDS)
async def test_nobody_else_decides(
    play: Play, desk: Desk, command: str, options: dict[str, Any]
) -> None:
    """The permission is looked at, whatever Discord lets through."""
    await desk.add()
    before = await play.services.digests.of(play.guild.id)
    told = await play.bob.slash(f"digest {command}", **options, force=True)
    assert told.private
    assert "Manage Server" in told.text
    assert await play.services.digests.of(play.guild.id) == before


async def test_who_is_no_manager_is_offered_nothing(play: Play, desk: Desk) -> None:
    """Neither the command nor the choices."""
    await desk.add()
    told = await play.bob.slash("digest add", channel_=play.channel, time="9:00", force=True)
    assert "Manage Server" in told.text
    choices = await desk.mona.autocomplete("digest edit", focused="digest", digest="mem")
    assert [one["name"] for one in choices] == ["1 · #memories · 09:00 UTC"]
    zones = await desk.mona.autocomplete(
        "digest add", focused="zone", zone="york", channel_=play.channel, time="9:00"
    )
    assert zones[0]["value"] == "America/New_York"
    offer = play.bob.autocomplete
    assert await offer("digest edit", focused="digest", force=True, digest="") == []
    assert await offer("digest edit", focused="tag", force=True, tag="") == []
    for command in (one for one in play.sandbox.commands if one["name"] == "digest"):
        assert command["default_member_permissions"] == str(int(Permission.MANAGE_GUILD))
        assert command["contexts"] == [0]


async def test_another_servers_digests_are_out_of_reach(play: Play, desk: Desk) -> None:
    """A number of theirs is none here."""
    await desk.add()
    other = play.sandbox.add_guild("Others")
    other.add_channel("general")
    their = other.add_member("theo", manager=True)
    guilds = frozenset({play.guild.id, other.id})
    await play.start(replace(play.settings, guilds=guilds))
    for command, options in COMMANDS:
        told = await their.slash(f"digest {command}", **options)
        assert ("no digest 1" if options else "no digest yet") in told.text
    assert await their.autocomplete("digest edit", focused="digest", digest="") == []
    assert len(await play.services.digests.of(play.guild.id)) == 1


async def test_a_server_that_may_not_see_the_archive(play: Play, desk: Desk) -> None:
    """Its digests are skipped, saying so, and go on by themselves when it may again."""
    await desk.add()
    await play.start(replace(play.settings, guilds=frozenset({1})))
    told = await desk.mona.slash("digest list")
    assert "may not see the archive" in told.text
    play.clock.move(DAY)
    await desk.post()
    (run,) = await play.services.digests.history(play.guild.id, 1)
    assert run.state is RunState.SKIPPED
    assert "GUILDS" in run.why
    await play.start()
    play.clock.move(DAY)
    await desk.post()
    assert len(play.channel.history) == 1


async def test_an_owner_shows_it_to_no_server_that_is_not_named(play: Play, desk: Desk) -> None:
    """Where the owner is answered alone, there are no digests."""
    owner = play.guild.add_member(play.sandbox.application.owner, manager=True)
    await play.start(replace(play.settings, guilds=frozenset()))
    told = await owner.slash("digest add", channel_=play.channel, time="9:00")
    assert "GUILDS=" in told.text
    assert await desk.play.services.digests.of(play.guild.id) == []
