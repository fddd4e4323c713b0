"""What exports state besides texts: kept, merged in any order, and exported without loss."""

import json
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.archive.calendar import Day
from bot.archive.search.query.parser import parse
from bot.clock import MovableClock
from bot.formats.posts import FORMATS
from bot.services.container import Services
from tests.archives import record, snowflake, stamp
from tests.ingest.export.exports import at, files, script, tweet, tweets
from tests.services.posts.test_deletions import export

MIDNIGHT = datetime(2009, 3, 11, tzinfo=UTC)


def monthly(folder: Path, *values: dict[str, Any], name: str = "ada") -> Path:
    """Write a monthly export of the account 7."""
    data = folder / "data" / "js" / "tweets"
    data.mkdir(parents=True)
    details = {"screen_name": name, "id": "7"}
    (data.parent / "user_details.js").write_text(f"var user_details = {json.dumps(details)}")
    (data / "2009_03.js").write_text(f"Grailbird.data.tweets_2009_03 = {json.dumps(values)}")
    return folder


def old(
    id: int, when: datetime, text: str, *, name: str = "ada", by: str = "7", **fields: Any
) -> dict[str, Any]:
    """Return a post as monthly files have it."""
    return {
        "id_str": str(id),
        "text": text,
        "created_at": f"{when:%Y-%m-%d %H:%M:%S} +0000",
        "user": {"screen_name": name, "id_str": by},
        **fields,
    }


DAYS = (
    old(1313000001, MIDNIGHT, "looms without a time"),
    old(1313000002, MIDNIGHT, "more looms"),
    old(1313000003, MIDNIGHT, "even more looms", in_reply_to_status_id_str="1313000002"),
)


async def records(services: Services) -> dict[str, Any]:
    """Return the exported posts by id, in order."""
    lines = [json.loads(line) async for line in FORMATS["jsonl"](services)]
    return {one["id"]: one for one in lines}


@pytest.mark.parametrize(
    "zone", ["UTC", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kolkata"]
)
async def test_a_day_is_remembered_on_its_date(
    services: Services, tmp_path: Path, zone: str
) -> None:
    """Memories, neighbours and filters have a post of a day on that date in every zone."""
    local = ZoneInfo(zone)
    await services.imports.run([monthly(tmp_path / "old", *DAYS)])
    for day, there in ((Day(3, 10), False), (Day(3, 11), True), (Day(3, 12), False)):
        found = await services.memories.on_this_day(day, local)
        assert [one.post.id for one in found.memories] == ["1313000001", "1313000002"] * there
        near = await services.memories.neighbour_days(day, local)
        assert {near.before, near.after} == ({None} if there else {Day(3, 11)})
        for query in (f"on:{day}", f"looms on:2009-{day}", f"since:2009-{day} until:2009-{day}"):
            results = await services.search.find(parse(query), local)
            assert results.total == 3 * there


async def test_a_day_is_never_linked_by_a_gap(services: Services, tmp_path: Path) -> None:
    """Posts of one day are neighbours without a known gap: only recorded links join them."""
    await services.imports.run([monthly(tmp_path / "old", *DAYS)])
    thread = await services.threads.assemble("1313000001")
    assert (len(thread.posts), thread.likely) == (1, ())
    recorded = await services.threads.assemble("1313000003")
    assert [link.evidence for link in recorded.links] == ["recorded"]
    found = await records(services)
    assert [one["created_at"] for one in found.values()] == ["2009-03-11"] * 3
    assert {one["precision"] for one in found.values()} == {"day"}


async def test_a_known_time_replaces_a_day(tmp_path: Path, clock: MovableClock) -> None:
    """A source that knows the time wins over a day, in any order, even if it says midnight."""
    with_day = monthly(tmp_path / "old", *DAYS)
    url = "https://twitter.com/ada/status/"
    early = tmp_path / "output.md"
    early.write_text(
        "".join(
            f"{text}\n\n(Originally on Twitter: [{stamp(when)}]({url}{id}))\n----\n"
            for id, when, text in (
                (1313000001, MIDNIGHT, "looms without a time"),
                (1313000002, MIDNIGHT + timedelta(hours=9), "more looms"),
            )
        )
    )
    for number, order in enumerate(permutations((with_day, early))):
        async with Services(tmp_path / str(number) / "archive.db", clock) as services:
            for path in order:
                await services.imports.run([path])
            found = await records(services)
        assert [(one["created_at"], one["precision"]) for one in found.values()] == [
            ("2009-03-11T00:00:00Z", "second"),
            ("2009-03-11T09:00:00Z", "second"),
            ("2009-03-11", "day"),
        ]


async def test_counts_are_those_of_the_newest_export(tmp_path: Path, clock: MovableClock) -> None:
    """Likes may become fewer: the newest export counts, whatever is imported last."""
    first = tweet(0, "hi", favorite_count="5", retweet_count="2", lang="en")
    second = tweet(0, "hi", favorite_count="3", retweet_count="2", possibly_sensitive=True)
    bare = files(tmp_path / "bare", tweets=tweets(tweet(0, "hi", favorite_count="9", lang="und")))
    folders = [
        export(tmp_path / "one", "2022-11-01", first),
        export(tmp_path / "two", "2022-12-01", second),
        bare,
    ]
    made = set()
    for number, order in enumerate(permutations(folders)):
        async with Services(tmp_path / str(number) / "archive.db", clock) as services:
            for path in order:
                await services.imports.run([path])
            (one,) = (await records(services)).values()
            made.add((one["likes"], one["reposts"]))
            (post,) = [post async for posts in services.posts.oldest_first() for post in posts]
            assert (post.language, post.sensitive) == ("en", True)
    assert made == {(3, 2)}


@pytest.mark.parametrize("value", [None, "", "many", -1, "-1", True, "1e3", "9" * 30, [], "٣"])
async def test_a_count_that_cannot_be_is_unknown(
    services: Services, tmp_path: Path, value: object
) -> None:
    """A damaged count costs no post."""
    await services.imports.run(
        [files(tmp_path, tweets=tweets(tweet(0, "x", favorite_count=value)))]
    )
    (one,) = (await records(services)).values()
    assert (one["likes"], one["reposts"]) == (None, None)


async def test_monthly_posts_under_an_earlier_name(services: Services, tmp_path: Path) -> None:
    """Posts with the owner's id are the owner's; those of another id are not, under any name."""
    values = [
        old(1313000001, MIDNIGHT, "as eda", name="eda"),
        old(1313000002, MIDNIGHT, "as ada"),
        old(1313000003, MIDNIGHT, "by somebody else", by="8"),
        old(1313000004, MIDNIGHT, "nobody", name="bob", by="9"),
    ]
    report = await services.imports.run([monthly(tmp_path / "old", *values)])
    assert (report.quarantined, report.others) == ([], 2)
    found = await records(services)
    assert {one["account"] for one in found.values()} == {"ada"}
    for name in ("ada", "eda"):
        assert (await services.search.find(parse(f"from:{name}"))).total == 2
    assert (await services.search.find(parse("from:bob"))).total == 0


async def test_everything_comes_back(tmp_path: Path, clock: MovableClock) -> None:
    """Days, counts, marks and renamed accounts survive an export as Markdown and an import."""
    renamed = script("account", [{"account": {"username": "nova", "accountId": "7"}}])
    parsed = tmp_path / "output.md"
    parsed.write_text(record(at(30), "parsed under the old name") + "\n----\n")
    sources = [
        monthly(tmp_path / "old", *DAYS),
        parsed,
        export(
            tmp_path / "new",
            "2022-12-01",
            tweet(0, "new", favorite_count="5", possibly_sensitive=False, lang="pt"),
            account=renamed,
        ),
    ]
    async with Services(tmp_path / "archive.db", clock) as services:
        for source in sources:
            await services.imports.run([source])
        found = await records(services)
        assert {one["account"] for one in found.values()} == {"nova"}
        written = {name: [text async for text in FORMATS[name](services)] for name in FORMATS}
    path = tmp_path / "export.md"
    path.write_text("".join(written["markdown"]), "utf-8")
    async with Services(tmp_path / "again" / "archive.db", clock) as services:
        await services.imports.run([path])
        again = {name: [text async for text in FORMATS[name](services)] for name in FORMATS}
        assert again == written
        assert (await services.search.find(parse("from:ada"))).total == len(found)
        url = f"https://x.com/ada/status/{snowflake(at(30))}"
        assert (await services.threads.assemble(url)).posts[0].account == "nova"
