"""The smaller stores of the state, in each engine."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from bot.archive.calendar import Day
from bot.archive.digests.model import DigestChoice, DigestOptions
from bot.archive.digests.schedule import Schedule
from bot.storage.engines import StateDatabase
from bot.storage.state.backups import BackupStore
from bot.storage.state.digest_choices import DigestChoiceStore
from bot.storage.state.digest_runs import DigestRunStore
from bot.storage.state.digests import DigestStore
from bot.storage.state.erasing import StateErasingStore
from bot.storage.state.guilds import GuildSettings, GuildStore
from bot.storage.state.hidden import HiddenPostStore, HiddenRow
from bot.storage.state.hidden_in_guilds import HiddenInGuildRow, HiddenInGuildStore
from bot.storage.state.memories.quiet import QuietRuleStore
from bot.storage.state.page_requests import PageRequestStore
from bot.storage.state.settings import IdentifyTurnStore, SettingStore
from bot.storage.state.shuffles import ShuffleKey, ShuffleStore
from bot.storage.state.threads.teaching import TeachingStore
from tests.archives import post

NOW = datetime(2024, 6, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)
DAILY = DigestOptions(2, Schedule(time(9), "UTC"))


async def changes(state: StateDatabase) -> int:
    """Return the number of changes to what is hidden."""
    ((number,),) = await state.read("SELECT number FROM hidden_changes")
    assert isinstance(number, int)
    return number


async def test_settings(state: StateDatabase) -> None:
    """A setting has the value that was put last; those of servers as well."""
    settings, guilds = SettingStore(state), GuildStore(state)
    assert await settings.get("name") is None
    for value in ("one", "two 'ß'?"):
        await settings.put("name", value)
        assert await settings.get("name") == value
    await guilds.put(1 << 60, GuildSettings("Europe/Berlin", private=True))
    await guilds.put(2, GuildSettings())
    await guilds.put(2, GuildSettings(private=True))
    assert await guilds.all() == {
        1 << 60: GuildSettings("Europe/Berlin", private=True),
        2: GuildSettings(private=True),
    }


async def test_turns_to_identify(state: StateDatabase) -> None:
    """A turn is taken by one, others hear how long it lasts, and after it the next is free."""
    turns, length = IdentifyTurnStore(state), timedelta(seconds=5)
    assert await turns.take(0, lambda: NOW, length) == timedelta()
    assert await turns.take(0, lambda: NOW + length / 5, length) == length * 4 / 5
    assert await turns.take(1, lambda: NOW, length) == timedelta()
    assert await turns.take(0, lambda: NOW + length, length) == timedelta()
    assert await turns.take(0, lambda: NOW - DAY, length) == timedelta()


async def test_backups(state: StateDatabase) -> None:
    """A folder of backups is stored once, with the time of its last."""
    backups = BackupStore(state)
    assert await backups.last_made_at() is None
    for folder, at in (("/b", 5), ("/a", 6), ("/b", 7)):
        await backups.add(Path(folder), at)
    assert await backups.folders() == [Path("/a"), Path("/b")]
    assert await backups.last_made_at() == 7
    await backups.remove([Path("/a"), Path("/c")])
    assert await backups.folders() == [Path("/b")]


async def test_page_requests(state: StateDatabase) -> None:
    """A request is found as long as it is used, and replaced by another of its token."""
    pages = PageRequestStore(state)
    await pages.put({}, 1)
    await pages.put({"a": "one", "b": "two"}, 10)
    await pages.put({"b": "three", "c": "four"}, 20)
    assert [await pages.use(token, 30, 15) for token in "abcd"] == [None, "three", "four", None]
    await pages.delete_unused(30)
    assert await pages.use("b", 40, 0) == "three"
    assert await pages.use("a", 40, 0) is None


async def test_hidden_posts(state: StateDatabase) -> None:
    """Each post that becomes hidden, or is shown again, is counted; one that was is not."""
    hidden, in_guilds = HiddenPostStore(state), HiddenInGuildStore(state)
    await hidden.hide(["2", "10"], 5, "terminal")
    await hidden.hide(["10", "9"], 6, "1")
    assert await changes(state) == 3
    assert await hidden.all() == [
        HiddenRow("10", 5, "terminal"), HiddenRow("2", 5, "terminal"), HiddenRow("9", 6, "1"),
    ]  # fmt: skip
    assert await hidden.unhide("2")
    assert not await hidden.unhide("2")
    await hidden.rename_by("terminal", "3")
    assert await hidden.count_by("3") == 1
    await in_guilds.hide(7, "10", 5, "1")
    await in_guilds.hide(7, "10", 6, "2")
    await in_guilds.hide(8, "10", 6, "1")
    assert await in_guilds.all(7) == [HiddenInGuildRow("10", 5, "1")]
    assert await in_guilds.count_by("1") == 2
    await in_guilds.rename_by("1", "3")
    await in_guilds.unhide(7, ["10", "11"])
    assert await in_guilds.all(7) == []
    assert await in_guilds.count_by("3") == 1
    assert await changes(state) == 7


async def test_quiet_rules(state: StateDatabase) -> None:
    """Rules are sorted by code points, and count as changes to what is hidden."""
    rules = QuietRuleStore(state)
    assert [await rules.add(rule, 1, 3) for rule in ("b", "B", "b", "ä", "c")] == [
        True, True, False, True, False,
    ]  # fmt: skip
    assert await rules.all() == ["B", "b", "ä"]
    assert await rules.remove("b")
    assert not await rules.remove("b")
    assert await changes(state) == 4


async def test_questions(state: StateDatabase) -> None:
    """A question is asked, answered once, and asked again; rounds have numbers of their own."""
    teaching = TeachingStore(state)
    await teaching.ask("1", "c", "p", round_id=None, at=1)
    await teaching.ask("1", "d", "p", round_id=None, at=2)
    question = await teaching.open("1")
    assert question is not None
    assert (question.child, question.round_id) == ("d", 1)
    assert await teaching.answer(question.entry, "yes", 3)
    assert await teaching.answer(question.entry, "yes", 3)  # the same call, once more
    assert not await teaching.answer(question.entry, "no", 4)
    await teaching.ask("2", "e", "p", round_id=None, at=5)
    for _ in range(2):
        await teaching.note("1", "f", "p", "unknown", 6)
    assert await teaching.count_by("1") == 2
    assert await teaching.unknown_since("1", 6) == {("f", "p")}
    assert [row.child for row in await teaching.of_round("1", 1)] == ["d"]
    last = await teaching.last_answered("1")
    assert last is not None
    assert last.child == "f"
    await teaching.reopen(last, "1")
    await teaching.reopen(question, "1")
    assert (await teaching.open("1")) == question._replace(at=3)
    await teaching.forget(question.entry)
    await teaching.delete_by("2")
    assert await teaching.count_by("1") == await teaching.count_by("2") == 0


async def test_choices(state: StateDatabase) -> None:
    """The first choice for a date stays while its terms do; one that was sent is not given back."""
    digests, choices, runs = DigestStore(state), DigestChoiceStore(state), DigestRunStore(state)
    digest = await digests.add(1, DAILY, NOW - DAY, 1)
    assert digest is not None
    one, two = (DigestChoice(Day(6, 1), ((id, 2020, 5),)) for id in ("10", "11"))
    day = NOW.date()
    assert await choices.put(digest, day, "x", one, None) == one
    assert await choices.put(digest, day, "x", two, None) == one
    assert await choices.put(digest, day, "y", two, None) == two
    assert await choices.put(digest + 1, day, "y", two, None) == two
    assert await choices.get(digest, day, "x") is None
    assert await choices.delete_stale(digest, day, "y", two) == [("y", two)]
    await choices.put(digest, day, "x", one, None)
    ((claim,), _) = await runs.claim_due("a", NOW, 5)
    await runs.mark_sending(claim, "a", NOW, one)
    assert await choices.delete_stale(digest, day, "z", None) == []
    assert await choices.get(digest, day, "x") is None


async def test_a_removed_digest_comes_back(state: StateDatabase) -> None:
    """A restored digest has its number, its ledger and its choices; no number comes again."""
    digests, runs = DigestStore(state), DigestRunStore(state)
    first = await digests.add(1, DAILY, NOW - DAY, 2)
    assert first is not None
    await runs.claim_due("a", NOW, 5)
    before = await runs.history(first, 5)
    await digests.remove(1, first, NOW)
    assert await digests.get(1, first) is None
    assert [one.digest.id for one in await digests.removed(1, NOW - DAY)] == [first]
    second = await digests.add(1, DAILY, NOW, 2)
    assert second is not None
    assert second > first
    assert await digests.restore(1, first, NOW - DAY, NOW, 1) is None
    assert await digests.restore(1, first, NOW - DAY, NOW, 2)
    assert not await digests.restore(1, first, NOW - DAY, NOW, 2)
    assert await runs.history(first, 5) == before
    assert await digests.guilds() == {1: False}
    await digests.guild_left(1, NOW)
    assert await digests.guilds() == {1: True}
    assert await digests.guild_joined(1, NOW + DAY) == 2
    await digests.guild_left(1, NOW)
    await runs.delete_old(NOW + DAY, NOW + DAY)
    assert await digests.guilds() == {}


async def test_erasing(state: StateDatabase) -> None:
    """What refers to an erased post goes, in removed digests too, and nothing else does."""
    digests, choices, runs = DigestStore(state), DigestChoiceStore(state), DigestRunStore(state)
    for guild in (1, 2):
        digest = await digests.add(guild, DAILY, NOW - DAY, 1) or 0
        for id, day in (("100", NOW.date()), ("1001", NOW.date() + DAY)):
            choice = DigestChoice(Day(6, 1), ((id, 2020, 5),))
            await choices.put(digest, day, "x", choice, None)
    await digests.remove(2, digest, NOW)
    hidden, shuffles = HiddenPostStore(state), ShuffleStore(state)
    await hidden.hide(["100", "1001"], 1, "terminal")
    shuffle = await shuffles.current_round(ShuffleKey("user:1", ""), 5, 0)
    when = datetime(2021, 1, 1, tzinfo=UTC)
    await shuffles.mark_drawn(shuffle, post(when, "a", id="100"), 5)
    await shuffles.current_round(ShuffleKey("user:1", "secretword"), 5, 0)
    await PageRequestStore(state).put({"a": "secretword", "b": "other", "c": "100"}, 5)
    await QuietRuleStore(state).add('"secretword"', 1, 9)
    await StateErasingStore(state).erase(["100"], ["secretword"], [])
    await StateErasingStore(state).erase([], [], [])
    await state.rewrite()
    assert await digests.restore(2, digest, NOW - DAY, NOW, 1)
    rows = await state.read("SELECT digest, choice FROM choices ORDER BY digest")
    assert ["1001" in row["choice"] for row in rows] == [True, True]
    assert [row.id for row in await hidden.all()] == ["1001"]
    assert await shuffles.count_drawn("user:1") == 0
    ((count,),) = await state.read("SELECT count(*) FROM shuffles")
    assert count == 1
    tokens = await state.read("SELECT token FROM pages")
    assert [row["token"] for row in tokens] == ["b"]
    assert await QuietRuleStore(state).all() == []
    assert await runs.count_due(NOW) == 1
