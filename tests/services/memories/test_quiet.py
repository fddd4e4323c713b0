"""Quiet rules: random posts, this day of other years and digests leave out what they name."""

import ast
import time as time_
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.archive.calendar import Day
from bot.archive.digests.model import ContentKind, DigestOptions
from bot.archive.digests.schedule import Schedule
from bot.archive.memories.quiet import MAX_RULES
from bot.archive.search.query.parser import parse
from bot.clock import MovableClock
from bot.errors import BadQuietRuleError
from bot.services.audience import answering
from bot.services.container import Services
from bot.services.memories.selection import Selections
from bot.services.search import execution
from bot.storage.state.memories.quiet import QuietRuleStore
from tests.archives import record, snowflake
from tests.ingest.export.exports import files, script, tweet, tweets
from tests.services.conftest import Load, on_each_engine

EVE = datetime(2020, 12, 24, 22, tzinfo=UTC)
POSTS = (
    record(EVE, "a quiet evening"),
    record(EVE + timedelta(hours=3), "far too much cake"),
    record(EVE - timedelta(days=30), "the comet with @bob"),
    record(EVE - timedelta(days=40), "So it goes, he said"),
    record(EVE - timedelta(days=50), "it goes on"),
)


async def drawn(services: Services, zone: str = "UTC") -> set[str]:
    """Return the texts that random posts may have."""
    found = set()
    for seed in range(40):
        post = await services.memories.random(seed=seed, zone=ZoneInfo(zone))
        found |= {post.text} if post else set()
    return found


@pytest.mark.parametrize(
    ("rule", "left_out"),
    [
        ("12-24", {"a quiet evening"}),
        ("24 December to 2 January", {"a quiet evening", "far too much cake"}),
        ("2020-12", {"a quiet evening", "far too much cake"}),
        ("@bob", {"the comet with @bob"}),
        ("SO IT goes", {"So it goes, he said"}),
        ("cakes", set()),
    ],
)
async def test_all_three_leave_out_what_search_finds(
    services: Services, load: Load, rule: str, left_out: set[str]
) -> None:
    """Random posts, shuffles, this day and digests have all other posts; a search has all."""
    await load(*POSTS)
    everything = await drawn(services)
    assert "search finds it" in await services.quiet.add(rule)
    assert everything - await drawn(services) == left_out
    shuffled = set()
    for _ in everything - left_out:
        found = await services.memories.draw("channel:1")
        assert found is not None
        shuffled.add(found.post.text)
    assert shuffled == everything - left_out
    options = DigestOptions(7, Schedule(time(9), "UTC"), ContentKind.RANDOM, count=5)
    digest = await services.digests.add(5, options)
    content = await services.digest_composer.compose(digest, date(2022, 11, 24))
    assert content is not None
    assert {one.post.text for one in content.items} == everything - left_out
    remembered = await services.memories.on_this_day(Day(12, 24), UTC)
    assert remembered.total == ("a quiet evening" not in left_out)
    assert (await services.search.find(parse("-nothing"), UTC)).total == len(everything)
    assert "no longer" in await services.quiet.remove(rule)
    assert await drawn(services) == everything


async def test_days_are_those_of_who_asks(services: Services, load: Load) -> None:
    """A day that is quiet begins where its server is."""
    await load(*POSTS)
    await services.quiet.add("12-25")
    assert "far too much cake" not in await drawn(services)
    assert "a quiet evening" in await drawn(services)
    assert "a quiet evening" not in await drawn(services, "Asia/Tokyo")
    assert not (await services.memories.on_this_day(Day(12, 25), UTC)).memories


async def test_a_quiet_day_is_not_the_nearest(services: Services, load: Load) -> None:
    """The days beside a day are those that are not quiet."""
    await load(*POSTS)
    await services.quiet.add("12-24 to 12-25")
    beside = await services.memories.neighbour_days(Day(12, 20), UTC)
    assert (beside.before, beside.after) == (Day(11, 24), Day(11, 4))


@on_each_engine
async def test_a_preview_follows_the_rules(services: Services, load: Load) -> None:
    """What was chosen before a rule came is chosen anew; the posts that it left are drawn later."""
    await load(*POSTS)
    options = DigestOptions(7, Schedule(time(9), "UTC"), ContentKind.RANDOM, count=5)
    digest = await services.digests.add(5, options)
    today = date(2022, 11, 24)
    before = await services.digest_composer.compose(digest, today)
    await services.quiet.add("goes")
    after = await services.digest_composer.compose(digest, today)
    assert before is not None
    assert after is not None
    texts = {one.post.text for one in after.items}
    assert {one.post.text for one in before.items} - texts == {"So it goes, he said", "it goes on"}
    await services.quiet.remove("goes")
    again = await services.digest_composer.compose(digest, today)
    assert again is not None
    assert len(again.items) == 5


async def test_rules_are_limited(services: Services) -> None:
    """One rule too many is refused, one that is there already is not, nor is a missing one."""
    for number in range(MAX_RULES):
        await services.quiet.add(f"word{number}")
    with pytest.raises(BadQuietRuleError):
        await services.quiet.add("one more")
    assert "already" in await services.quiet.add("WORD7")
    assert "was not" in await services.quiet.remove("one more")
    assert len(await services.quiet.all()) == MAX_RULES


def test_one_module_makes_selections() -> None:
    """Memories and digests run no query past the rules: one module alone makes executions."""
    root = Path(__file__).parents[3] / "bot" / "services"
    runs = {
        path.name
        for folder in ("memories", "digests")
        for path in (root / folder).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "execution"
    }
    assert runs == {"selection.py"}


async def test_rules_that_take_long_fail_no_answer(
    services: Services, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the rules leave out is found outside of the time that an answer may take."""
    await load(*POSTS)
    await services.quiet.add("cake")
    find = Selections._find

    def slowly(self: Selections, *args: Any) -> set[int]:
        until = time_.monotonic() + 0.3
        while time_.monotonic() < until:
            args[0].search.candidates([])  # looks at the time
        return find(self, *args)

    monkeypatch.setattr(Selections, "_find", slowly)
    monkeypatch.setattr(execution, "_TIME_LIMIT", 0.2)
    assert (await services.memories.on_this_day(Day(12, 25), UTC)).total == 0
    assert (await services.memories.page(Day(12, 25), UTC)).remembered.total == 0


async def test_an_erased_word_is_in_no_rule(services: Services, load: Load) -> None:
    """With a post goes the rule of a word that no other post has; days and people stay."""
    await load(*POSTS, record(EVE - timedelta(days=60), "aardvarks on 12 24 2020"))
    for rule in ("aardvarks", "goes", "12-24", "2020", "@bob"):
        await services.quiet.add(rule)
    plan = await services.erasure.plan([snowflake(EVE - timedelta(days=60))], None)
    await services.erasure.erase(plan)
    assert await services.quiet.all() == ['"goes"', "12-24", "2020", "@bob"]


@pytest.mark.parametrize("rule", ["@ada", "@ada_l"])
async def test_a_person_has_all_their_names(services: Services, tmp_path: Path, rule: str) -> None:
    """An account that was renamed is one person: its posts, answers to it, any of its names."""
    for number, name in enumerate(("ada", "ada_l")):
        own = script("account", [{"account": {"username": name, "accountId": "11"}}])
        made = tweets(tweet(number, f"by her as {name}"))
        await services.imports.run([files(tmp_path / name, account=own, tweets=made)])
    others = script("account", [{"account": {"username": "eve", "accountId": "22"}}])
    said = ["an answer", "with @ada at sea", "with @ADA_L too", "with @adam", "ada or not"]
    answer = {"in_reply_to_screen_name": "ada_l"}  # which its text does not say
    made = tweets(
        *(tweet(5 + n, text, **(answer if n == 0 else {})) for n, text in enumerate(said))
    )
    await services.imports.run([files(tmp_path / "eve", account=others, tweets=made)])
    answers = parse("is:reply")  # which come at random only where they are asked for
    assert await services.memories.random(answers) is not None
    await services.quiet.add(rule)
    assert await services.memories.random(answers) is None
    assert await drawn(services) == {"with @adam", "ada or not"}


async def test_a_rule_is_replaced_or_nothing_is_changed(services: Services) -> None:
    """Of two texts, one of which is no rule, neither is done."""
    await services.quiet.add("12-24")
    with pytest.raises(BadQuietRuleError):
        await services.quiet.replace("12-24", "24.12.")
    with pytest.raises(BadQuietRuleError):
        await services.quiet.replace("24.12.", "12-25")
    assert await services.quiet.all() == ["12-24"]
    assert "is no longer" in await services.quiet.replace("24 December", "12-25")
    assert await services.quiet.all() == ["12-25"]


async def test_a_rule_of_a_newer_version_can_be_removed(services: Services, load: Load) -> None:
    """What this version cannot read leaves out nothing, and ends as it is listed."""
    await load(*POSTS)
    await QuietRuleStore(services._state).add("moon:full", 0, MAX_RULES)
    assert len(await drawn(services)) == len(POSTS)
    assert "no longer" in await services.quiet.remove("moon:full ")
    assert await services.quiet.all() == []


async def test_half_of_a_surrogate_pair_is_no_rule(services: Services) -> None:
    """A terminal makes one of a byte that is no text; it could not be stored, nor looked for."""
    for change in (services.quiet.add, services.quiet.remove):
        with pytest.raises(BadQuietRuleError):
            await change("so it \udcff goes")


async def test_servers_do_not_share_what_is_left_out(
    tmp_path: Path, clock: MovableClock, load: Load
) -> None:
    """What a rule leaves out for a server with one account is not all for the others."""
    await load(record(EVE, "it goes on"))
    await load(record(EVE, "she goes", account="eve", low=5), name="eve.md")
    await load(record(EVE, "the comet", low=6), name="comet.md")
    accounts = {1: frozenset({"eve"})}
    async with Services(tmp_path / "archive.db", clock, accounts=accounts) as other:
        await other.quiet.add("goes")
        for guild in (1, 2, 1, 2):
            with answering(guild):
                assert await drawn(other) == (set() if guild == 1 else {"the comet"})


@on_each_engine
async def test_a_rule_may_come_in_the_middle_of_a_round(services: Services, load: Load) -> None:
    """What is left of the round is without it; when all is quiet nothing comes, later all does."""
    await load(*POSTS)
    first = await services.memories.draw("channel:1")
    assert first is not None
    rest = {"a quiet evening", "far too much cake", "the comet with @bob"} - {first.post.text}
    await services.quiet.add("goes")
    while rest:
        found = await services.memories.draw("channel:1")
        assert found is not None
        rest.remove(found.post.text)
    await services.quiet.add("2020")
    assert await services.memories.draw("channel:1") is None
    assert await services.memories.random() is None
    await services.quiet.remove("2020")
    assert await services.memories.draw("channel:1") is not None


async def test_a_hundred_rules(services: Services, load: Load) -> None:
    """As many rules as there may be, of all forms, leave out what each of them names."""
    await load(
        *POSTS, *(record(EVE - timedelta(days=60 + n), f"post number{n}") for n in range(40))
    )
    for number in range(30):
        await services.quiet.add(f"number{number}")
        await services.quiet.add(f"@user{number}")
        await services.quiet.add(f"{1990 + number}-01 to {1990 + number}-02")
    left = {text for text in await drawn(services) if "number" in text}
    assert left
    assert left <= {f"post number{n}" for n in range(30, 40)}


@pytest.mark.parametrize(
    ("rule", "zone", "said"),
    [
        ("goes", "UTC", "2 posts"),
        ("@bob", "UTC", "1 post"),
        ("@bobb", "UTC", "no post yet"),
        ("cakes", "UTC", "no post yet"),
        ("12-25", "UTC", "1 post"),
        ("12-25", "Asia/Tokyo", "2 posts"),
    ],
)
async def test_a_new_rule_says_how_much_it_leaves_out(
    services: Services, load: Load, rule: str, zone: str, said: str
) -> None:
    """What is misspelt and leaves out nothing is noticed at once."""
    await load(*POSTS)
    assert f"from now on: {said}. " in await services.quiet.add(rule, ZoneInfo(zone))


async def test_the_count_is_of_all_accounts(
    tmp_path: Path, clock: MovableClock, load: Load
) -> None:
    """An owner in a server that sees some accounts reads how much a rule leaves out of all."""
    await load(*POSTS)
    await load(record(EVE, "she goes", account="eve", low=5), name="eve.md")
    accounts = {1: frozenset({"eve"})}
    async with Services(tmp_path / "archive.db", clock, accounts=accounts) as other:
        with answering(1):
            assert "from now on: 3 posts." in await other.quiet.add("goes")
            assert await other.memories.random() is None
