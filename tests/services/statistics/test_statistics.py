"""Statistics: they are those of a reference that counts one post after the other."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.archive.posts.post import Post, Precision
from bot.archive.posts.row import row_of
from bot.archive.search.query.parser import parse
from bot.archive.union_find import UnionFind
from bot.clock import MovableClock
from bot.services.audience import answering
from bot.services.container import Services
from bot.services.statistics import words
from bot.storage.archive import imports
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.threads.links import update_links
from tests.archives import post, snowflake
from tests.services.archives import matching_keys
from tests.services.statistics.reference import Archive, plain, reference

ALL, ADA, HIDES = 1, 2, 3
ACCOUNTS = {ADA: frozenset({"ada"})}
ZONES = [ZoneInfo(name) for name in
         ("UTC", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Kathmandu",
          "Asia/Dhaka", "Africa/Casablanca")]  # fmt: skip
QUERIES = (
    None,
    None,
    None,
    "wombat",
    "kettle -harbour",
    "is:reply OR lantern",
    "-is:reply",
    "year:2011",
    "since:2012-06",
)
WORDS = ("wombat", "kettle", "lantern", "harbour", "violin", "meadow", "the", "a", "1984", "桜花",
         "#Comet", "#café", "@Bob", "@carol", "@ada",
         "https://example.org/violin/orbit")  # fmt: skip
OF_YEAR = {
    2010: (
        "vuvuzela",
        "volcano",
        "chile",
        "https://example.com/ash",
        "世界杯开始了",
        "我们看世界杯",
        "วันนี้ดูจันทร์นะ",
        "จันทร์สวยมาก",
    ),
    2011: (
        "wedding",
        "https://example.com/fukushima",
        "spring",
        "https://example.com/occupy",
        "ひな祭りに行った",
        "お花見と桜花",
        "富士山が見える",
        "明日は富士山",
    ),
    2012: (
        "olympics",
        "curiosity",
        "#curiosity",
        "https://example.com/gangnam",
        "벚꽃이",
        "벚꽃을",
        "アイスコーヒーを飲んだ",
        "コーヒー",
        "今日のアイスコーヒー",
    ),
    2013: (
        "selfie",
        "twerk",
        "meteor",
        "https://example.com/snow",
        "ទឹកជំនន់ស្អាត",
        "ទៅទឹកជំនន់",
        "新潟花火",
        "花火だけ",
        "新潟だけ",
    ),
}
STARTS = (
    datetime(2010, 12, 29, 20, tzinfo=UTC),  # the years change
    datetime(2011, 12, 29, 0, tzinfo=UTC),  # Apia skips a day
    datetime(2012, 3, 10, 12, tzinfo=UTC),  # New York's clocks go forward
    datetime(2013, 11, 2, 12, tzinfo=UTC),  # and back
    datetime(2009, 12, 31, 12, tzinfo=UTC),  # Dhaka shows an hour of the old year twice
)


def made(rng: Random) -> list[Post]:
    """Return posts of two accounts, no two of one time, some of which only the day is known."""
    some: list[Post] = []
    moments = {
        rng.choice(STARTS) + timedelta(minutes=rng.randrange(5 * 24 * 60)) for _ in range(250)
    }
    for number, moment in enumerate(sorted(moments)):
        is_first = all(moment.date() != one.created_at.date() for one in some)
        of_day = is_first and rng.random() < 0.4
        when = moment.replace(hour=0, minute=0) if of_day else moment
        has_snowflake = not of_day and when > STARTS[0]
        chosen = rng.choices(WORDS, k=rng.randint(1, 6))
        if rng.random() < 0.7:
            chosen.append(rng.choice(OF_YEAR.get(when.year, ("nothing",))))
        text = " ".join(chosen)
        parent = rng.choice(some) if some and rng.random() < 0.3 else None
        some.append(
            post(
                when,
                f"RT @bob: {text}" if rng.random() < 0.1 else text,
                id=snowflake(when, number) if has_snowflake else str(2_000 + number),
                precision=Precision.DAY if of_day else Precision.SECOND,
                account=rng.choice(("ada", "Bob")),
                likes=rng.choice((None, 0, 1, 5, rng.randrange(1000))),
                reply_to=parent.id if parent else None,
                reply_to_account=rng.choice(("CAROL", "ada", "dan")) if parent else None,
            )
        )
    return some


async def save(services: Services, some: list[Post]) -> None:
    """Write posts as an import does."""
    async with services.imports._database.write() as tx:
        await imports.begin_tracking(tx)
        await imports.save_posts(tx, [row_of(one) for one in some])
        await update_links(tx)
        await imports.finish_import(tx)


async def threads_of(services: Services) -> list[frozenset[str]]:
    """Return the ids of the posts of each thread."""
    groups: UnionFind[str] = UnionFind()
    rows = await services.imports._database.read(
        """SELECT child.id, parent.id FROM parent_links
           JOIN posts AS child ON child.post = child JOIN posts AS parent ON parent.post = parent"""
    )
    for child, parent in rows:
        groups.union(child, parent)
    return [frozenset(members) for members in groups.groups().values()]


@pytest.mark.parametrize("seed", range(6))
async def test_all_figures_are_those_of_the_reference(
    seed: int, tmp_path: Path, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For any archive, audience, zone, query, account and year, without hidden posts.

    Words are counted by what differs, or all of them again, or as the number of posts has it.
    """
    monkeypatch.setattr(words, "_SMALL", (0, words._SMALL, 1 << 20)[seed % 3])
    rng = Random(seed)
    some = made(rng)
    async with Services(tmp_path / "archive.db", clock, accounts=ACCOUNTS) as services:
        await save(services, some)
        threads = await threads_of(services)
        hidden, hidden_here = ({one.id for one in rng.sample(some, 5)} for _ in range(2))
        await services.hidden.hide(sorted(hidden), "terminal")
        for id in hidden_here:
            await services.hidden_in_guilds.hide(HIDES, id, "7")
        for _ in range(12):
            guild, zone, text = (
                rng.choice((ALL, ADA, HIDES)),
                rng.choice(ZONES),
                rng.choice(QUERIES),
            )
            account = rng.choice((None, None, None, "ADA", "bob", "nobody"))
            year = rng.choice((None, None, None, 2010, 2011, 2012, 2040))
            seen = [one for one in some if one.id not in hidden]
            if guild == HIDES:
                seen = [one for one in seen if one.id not in hidden_here]
            linked = threads
            if guild == ADA:
                seen = [one for one in seen if one.account == "ada"]
                linked = await _within(services, {one.id for one in some if one.account == "ada"})
            query = parse(text) if text else None
            fitting = seen
            with answering(guild):
                if query:
                    keys = await matching_keys(services, query, zone)
                    async with services.archive.view() as view:
                        found = await view.read(_posts, keys)
                    ids = {one.id for one in found}
                    fitting = [one for one in seen if one.id in ids]
                    assert ids <= {one.id for one in seen}
                if account:
                    fitting = [one for one in fitting if one.account.lower() == account.lower()]
                wanted = reference(Archive(seen, linked), fitting, zone, year)
                for _ in range(2):  # counted, and as it is kept
                    got = await services.statistics.of(zone, query, account=account, year=year)
                    assert plain(got) == wanted


def _posts(reader: ArchiveReader, keys: list[int]) -> list[Post]:
    return reader.posts.by_keys(keys)


async def _within(services: Services, ids: set[str]) -> list[frozenset[str]]:
    """Return the threads as far as both ends of their links are among `ids`."""
    groups: UnionFind[str] = UnionFind()
    rows = await services.imports._database.read(
        """SELECT child.id, parent.id FROM parent_links
           JOIN posts AS child ON child.post = child JOIN posts AS parent ON parent.post = parent"""
    )
    for child, parent in rows:
        if child in ids and parent in ids:
            groups.union(child, parent)
    return [frozenset(members) for members in groups.groups().values()]
