"""/archive status and /archive quiet: for the archive's owners alone."""

from asyncio import gather
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from discord.ui import TextDisplay

from bot.archive.posts.status import ArchiveStatus, SourceStatus, StoredStatus, status_lines
from bot.ui.overview.status import status_page
from tests.archives import record, snowflake
from tests.cogs.conftest import Harness

WHEN = datetime(2021, 11, 24, 9, tzinfo=UTC)


async def started(harness: Harness) -> None:
    """Start a bot whose archive ada owns."""
    await harness.start(replace(harness.settings, owners=frozenset({harness.ada.user.id})))
    await harness.load(*(record(WHEN + timedelta(hours=n), f"wombat {n}") for n in range(6)))


async def test_status_counts_what_is_there(harness: Harness) -> None:
    """Accounts, sources, hidden posts by server, and versions are shown to owners, privately."""
    await started(harness)
    mona = harness.guild.add_member("mona", manager=True)
    await mona.slash("archive hide", post=snowflake(WHEN), where="here")
    await harness.ask("archive hide", post=snowflake(WHEN + timedelta(hours=1)))
    await harness.ask("archive quiet", add="12-24")
    answer = await harness.ask("archive status")
    assert answer.private
    for text in (
        "6 of 1 account", "@ada: 6 posts, 2021-11-24 to 2021-11-24", "1 file",
        "output.md: 6 posts", "1 everywhere", "1 in 1 server alone", "Friends: 1", "1 rule",
        "archive.db", "throwback", "discord.py",
    ):  # fmt: skip
        assert text in answer.text
    assert "wombat" not in answer.text


def test_a_status_of_many_servers_is_whole() -> None:
    """Servers are named by what they hide, the most first; what follows them is still there."""
    stored = StoredStatus((), (), 0, 0, 0, {id: 1 + id % 7 for id in range(200)}, 2, 3, (6, 6), "3")
    shown = status_page(ArchiveStatus(stored, {}, {}), {6: "*Friends*"})
    text = "\n".join(one.content for one in shown.walk_children() if isinstance(one, TextDisplay))
    assert "-# \\*Friends\\*: 7\n-# server 13: 7\n" in text
    assert "and 190 other servers" in text
    assert text.endswith("schemas: archive.db 6, state.db 6")


def test_the_newest_sources_are_named() -> None:
    """Of many files the newest are named, those of an unknown day last."""
    day = datetime(2021, 1, 1, tzinfo=UTC)
    files = [SourceStatus(f"{n}.zip", n, None, day + timedelta(days=n)) for n in range(8)]
    files.insert(0, SourceStatus("old.zip", 1, day, None))
    stored = StoredStatus((), tuple(files), 0, 0)
    (text,) = (text for name, text in status_lines(ArchiveStatus(stored, {}, {}))
               if name == "Sources")  # fmt: skip
    assert text.splitlines() == [
        "9 files; the last new one imported 2021-01-08", "7.zip: 7 posts", "6.zip: 6 posts",
        "5.zip: 5 posts", "4.zip: 4 posts", "3.zip: 3 posts", "and 4 more",
    ]  # fmt: skip
    few = StoredStatus((), tuple(files[:2]), 0, 0)
    (_, (_, text), *_) = status_lines(ArchiveStatus(few, {}, {}))
    assert text.endswith("0.zip: 0 posts\nold.zip: 1 post, exported 2021-01-01")


async def test_a_server_of_one_account_does_not_narrow_the_status(harness: Harness) -> None:
    """An owner reads the state of the whole archive, also where members see a part of it."""
    seen = {harness.guild.id: frozenset({"ada"})}
    owners = frozenset({harness.ada.user.id})
    await harness.start()
    await harness.load(record(WHEN, "a wombat"))
    await harness.load(record(WHEN, "tea", account="bob", low=1))
    await harness.start(replace(harness.settings, owners=owners, guild_accounts=seen))
    answer = await harness.ask("archive status")
    assert "2 of 2 accounts" in answer.text
    assert "@bob" in answer.text


async def test_others_are_refused(harness: Harness) -> None:
    """Neither members nor a server's managers see or change what is for owners."""
    await started(harness)
    mona = harness.guild.add_member("mona", manager=True)
    for member in (harness.bob, mona):
        for answer in (
            await member.slash("archive status"),
            await member.slash("archive quiet"),
            await member.slash("archive quiet", add="12-24"),
        ):
            assert answer.private
            assert "own" in answer.text
    assert await harness.services.quiet.all() == []


async def test_what_is_quiet_comes_by_no_chance(harness: Harness) -> None:
    """Words, a person and days are left out at once, until the rule is removed."""
    await started(harness)
    assert "nothing is kept quiet" in (await harness.ask("archive quiet")).text.lower()
    added = await harness.ask("archive quiet", add="WOMBAT 3")
    assert added.private
    assert '"wombat 3" is kept quiet from now on: 1 post.' in added.text
    drawn = {(await harness.ask("random")).text for _ in range(6)}
    assert not any("wombat 3" in text for text in drawn)
    assert "wombat 3" in (await harness.ask("search", query='"wombat 3"')).text
    await harness.ask("archive quiet", add="24 November")
    for nothing in (await harness.bob.slash("random"), await harness.ask("onthisday")):
        assert "no post to draw" in nothing.text or "Nothing was posted on 24" in nothing.text
        assert "The owners keep some posts quiet" in nothing.text
    changed = await harness.ask("archive quiet", add="@bob", remove="11-24")
    assert "11-24 is no longer kept quiet" in changed.text
    assert "wombat" in (await harness.ask("onthisday")).text
    listed = (await harness.ask("archive quiet")).text
    assert "2 rules" in listed
    assert "@bob" in listed
    refused = await harness.ask("archive quiet", add="…")
    assert "Give a day, a person or a word" in refused.text


async def test_rules_are_completed_and_turn_pages(harness: Harness) -> None:
    """The list has pages, which work after a restart, and only for owners; rules are offered."""
    await started(harness)
    for number in range(60):
        await harness.services.quiet.add(f"{'long' * 20} {number}")
    offered = await harness.ada.autocomplete("archive quiet", focused="remove", remove="long 59")
    assert [choice["name"].endswith('long 59"') for choice in offered] == [True]
    assert not await harness.bob.autocomplete("archive quiet", focused="remove", remove="long")
    listed = await harness.ask("archive quiet")
    assert "Page 1 of 2" in listed.text
    await started(harness)
    await listed.click("Next")
    assert "Page 2 of 2" in listed.latest.text
    await harness.start(replace(harness.settings, owners=frozenset({harness.bob.user.id})))
    assert "own" in (await listed.latest.click("Back")).text


async def test_a_rule_as_long_as_may_be_is_offered(harness: Harness) -> None:
    """Each rule that can be added can be chosen to be removed, with any characters."""
    await started(harness)
    for rule in ("x" * 98, "a\u202eb\u0000 **c**", "@everyone \u2028 <@1>"):
        added = await harness.ask("archive quiet", add=rule)
        assert "is kept quiet from now on: no post yet" in added.text
    offered = await harness.ada.autocomplete("archive quiet", focused="remove", remove="")
    assert len(offered) == 3
    for one in offered:
        assert len(one["name"]) <= 100
        assert not {"\u0000", "\u2028"} & set(one["name"])
        removed = await harness.ask("archive quiet", remove=one["value"])
        assert "is no longer kept quiet" in removed.text
    assert await harness.services.quiet.all() == []


async def test_two_owners_at_once(harness: Harness) -> None:
    """Of two owners who add the same rule together one reads that it was there already."""
    await started(harness)
    both = frozenset({harness.ada.user.id, harness.bob.user.id})
    await harness.start(replace(harness.settings, owners=both))
    answers = await gather(*(one.slash("archive quiet", add="tea")
                             for one in (harness.ada, harness.bob)))  # fmt: skip
    assert sorted("already" in answer.text for answer in answers) == [False, True]
    assert await harness.services.quiet.all() == ['"tea"']


async def test_a_wrong_rule_changes_nothing(harness: Harness) -> None:
    """A rule that is to be replaced by what is none stays."""
    await started(harness)
    await harness.ask("archive quiet", add="12-24")
    refused = await harness.ask("archive quiet", add="24.12.", remove="12-24")
    assert refused.private
    assert "names no days as it is written" in refused.text
    assert await harness.services.quiet.all() == ["12-24"]
