"""What a server sees that may see some accounts alone: an archive that has no others."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing
from datetime import UTC, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bot.archive.calendar import day_of
from bot.archive.digests.model import ContentKind, DigestOptions
from bot.archive.digests.schedule import Schedule
from bot.archive.digests.time_phrases import parse_time
from bot.archive.posts.neighbour import Neighbour
from bot.archive.search.query.parser import parse
from bot.archive.search.sort_order import SortOrder
from bot.clock import MovableClock
from bot.errors import ThrowbackError
from bot.services.audience import account_problems, answering, audience
from bot.services.container import Services
from tests.archives import snowflake
from tests.ingest.export.exports import WHEN, at, script, tweet, tweets

ALICE, BOB, BOTH, NOBODY = 1, 2, 3, 4
ACCOUNTS = {
    ALICE: frozenset({"Alice"}),
    BOB: frozenset({"22"}),
    BOTH: frozenset({"alice", "bob"}),
    NOBODY: frozenset({"carol"}),
}
WORDS = ("wombat", "kettle", "lantern", "harbour", "violin", "meadow")
QUERIES = ("wombat", "kettle -harbour", '"wombat kettle"', "from:alice", "from:bob", "is:thread",
           "wombat OR violin", "since:2022-10-02", "has:link", f"id:{snowflake(at(3))}",
           snowflake(at(4)), "is:reply", "min_likes:1")  # fmt: skip


def posts(rng: Random, own: str, n: int) -> list[dict[str, Any]]:
    """Return the posts of one account: those with an odd number are bob's."""
    made = []
    for number in range(int(own == "bob"), n, 2):
        text = " ".join(rng.choices(WORDS, k=rng.randint(1, 4)))
        fields: dict[str, Any] = {"favorite_count": "3"} if own == "bob" else {}
        if number > 4 and rng.random() < 0.6:
            parent = rng.randrange(max(0, number - 5), number)
            fields["in_reply_to_status_id_str"] = snowflake(at(parent))
            fields["in_reply_to_screen_name"] = ("alice", "bob")[parent % 2]
        elif rng.random() < 0.2:
            text += f" https://twitter.com/bob/status/{snowflake(at(max(0, number - 3)))}"
        made.append(tweet(number, text, **fields))
    return made


def export(folder: Path, name: str, id: str, made: list[dict[str, Any]]) -> Path:
    """Write the export of an account."""
    data = folder / name / "data"
    data.mkdir(parents=True)
    account = {"account": {"username": name, "accountId": id}}
    (data / "account.js").write_text(script("account", [account]), "utf-8")
    (data / "tweets.js").write_text(tweets(*made), "utf-8")
    return folder / name


@pytest.fixture(params=[1, 2])
async def pair(
    request: pytest.FixtureRequest, tmp_path: Path, clock: MovableClock
) -> AsyncIterator[tuple[Services, Services]]:
    """Services over an archive of alice and bob, and others over one of alice alone."""
    rng = Random(request.param)
    alice = export(tmp_path, "alice", "11", posts(rng, "alice", 60))
    bob = export(tmp_path, "bob", "22", posts(rng, "bob", 60))
    async with AsyncExitStack() as stack:
        both = await stack.enter_async_context(
            Services(tmp_path / "both" / "archive.db", clock, accounts=ACCOUNTS)
        )
        alone = await stack.enter_async_context(Services(tmp_path / "one" / "archive.db", clock))
        await both.imports.run([alice, bob])
        await both.search_index.warm_up()
        await alone.imports.run([alice])
        yield both, alone


async def seen_of_all(services: Services, count: int) -> dict[str, Any]:
    """Return what the answers on the archive as a whole show; it has `count` posts."""
    found: dict[str, Any] = {}
    best = [await services.memories.draw("best", best=True) for _ in range(count)]
    found["best"] = {one.post.id for one in best if one}
    for name in ("", "alice", "bob"):
        try:
            found[f"months {name}"] = await services.browsing.page(None, None, UTC, name)
        except ThrowbackError as error:
            found[f"months {name}"] = str(error)
        found[f"counts {name}"] = await services.browsing.counts(UTC, name)
    found["accounts"] = await services.search.accounts("")
    found["examples"] = await services.examples.current(UTC)
    return found


async def seen(services: Services) -> dict[str, Any]:
    """Return what answers of every kind show."""
    found: dict[str, Any] = {"count": await services.posts.count()}
    for text in QUERIES:
        query = parse(text)
        results = await services.search.find(query, limit=100, sort=SortOrder.OLDEST)
        grouped = await services.grouped_search.find(query, sort=SortOrder.NEWEST)
        found[text] = [
            results.total,
            [(hit.post.id, hit.thread_length) for hit in results.hits],
            [(one.hit.post.id, one.matching_count) for one in grouped.groups],
            grouped.total,
            grouped.group_count,
            await services.search.notes(query),
        ]
    for typed in ("wom", "from:", "to:", "#", "har"):
        found[f"{typed}…"] = sorted(await services.search.complete(typed))
    found["days"] = await services.memories.page(day_of(WHEN.date()), UTC, page_size=100)
    found["neighbours"] = await services.memories.neighbour_days(day_of(WHEN.date()), UTC)
    for number in range(60):
        id = snowflake(at(number))
        for likely in (False, True):
            try:
                found[f"thread {id} {likely}"] = await services.threads.assemble(
                    id, include_likely=likely
                )
            except ThrowbackError as error:
                found[f"thread {id} {likely}"] = str(error)
    for number in range(60):
        for neighbour in (None, *Neighbour):
            id = snowflake(at(number))
            try:
                found[f"post {id} {neighbour}"] = await services.posts.open(id, neighbour)
            except ThrowbackError as error:
                found[f"post {id} {neighbour}"] = str(error)
    found["linked"] = await services.posts.linked([snowflake(at(n)) for n in range(60)])
    found["starts"] = await services.thread_completion.complete("", 25, UTC)
    drawn = [await services.memories.draw("channel:1", parse("min_likes:0 OR -min_likes:0"))
             for _ in range(found["count"])]  # fmt: skip
    found["drawn"] = {one.post.id for one in drawn if one}
    found |= await seen_of_all(services, found["count"])
    return found


async def test_it_is_an_archive_without_the_others(pair: tuple[Services, Services]) -> None:
    """Every answer for a server that sees alice is that of an archive of alice."""
    both, alone = pair
    expected = await seen(alone)
    with answering(ALICE):
        shown = await seen(both)
    assert shown == expected


async def test_each_server_has_its_own(pair: tuple[Services, Services]) -> None:
    """Names and ids select accounts; both are all; an unknown name is none, never all."""
    both, _ = pair
    counts = {}
    for guild in (ALICE, BOB, BOTH, NOBODY, 5):
        with answering(guild):
            counts[guild] = await both.posts.count()
            found = await both.search.find(parse("wombat"), limit=100)
        authors = {hit.post.account for hit in found.hits}
        assert authors == {1: {"alice"}, 2: {"bob"}, 4: set()}.get(guild, {"alice", "bob"})
    assert counts == {ALICE: 30, BOB: 30, BOTH: 60, NOBODY: 0, 5: 60}
    assert audience.get() is None


async def test_a_digest_has_what_its_server_sees(pair: tuple[Services, Services]) -> None:
    """A digest, its preview and a stored choice have the posts of its server's accounts."""
    both, _ = pair
    options = DigestOptions(7, Schedule(parse_time("9:00"), "UTC"), ContentKind.RANDOM, count=5)
    for guild, name in ((ALICE, "alice"), (BOB, "bob")):
        digest = await both.digests.add(guild, options)
        content = await both.digests.preview(guild, digest.id)
        assert content is not None
        assert {item.post.account for item in content.items} == {name}
        again = await both.digest_composer.recall(digest, content.date, content.choice)
        assert again == content


async def test_a_server_hides_posts_for_itself(pair: tuple[Services, Services]) -> None:
    """A post hidden in one server is in no answer there, and in those of all others."""
    both, _ = pair
    id = snowflake(at(0))
    assert "in this server" in await both.hidden_in_guilds.hide(BOTH, id, "9")
    for guild, held in ((BOTH, False), (ALICE, True), (5, True), (BOTH, False)):
        with answering(guild):
            assert bool((await both.posts.linked([id])).posts) is held
            assert bool((await both.search.find(parse(f"id:{id}"))).hits) is held
    assert bool((await both.posts.linked([id])).posts)
    assert "was not hidden" in await both.hidden_in_guilds.unhide(ALICE, id)
    assert "may be shown" in await both.hidden_in_guilds.unhide(BOTH, id)
    with answering(BOTH):
        assert (await both.posts.linked([id])).posts


async def test_hiding_reveals_no_other_account(pair: tuple[Services, Services]) -> None:
    """To a server that does not see bob, his posts are ones that the archive does not hold."""
    both, _ = pair
    answers = [
        (await both.hidden_in_guilds.hide(ALICE, ref, "9")).replace(ref, "?")
        for ref in (snowflake(at(1)), snowflake(at(0) - timedelta(days=9)))
    ]
    assert answers[0] == answers[1]
    assert "does not hold" in answers[0]


async def test_what_is_kept_in_memory_is_of_one_audience(
    pair: tuple[Services, Services],
) -> None:
    """In any order of asking each audience has its own months, examples and quiet posts."""
    both, _ = pair
    await both.quiet.add("wombat")

    async def shown() -> tuple[object, object, set[str]]:
        counts = await both.browsing.counts(UTC)
        examples = await both.examples.current(UTC)
        found = [await both.memories.random(parse("wombat -zzz"), seed) for seed in range(5)]
        return counts, examples, {one.account for one in found if one}

    first, again = dict[int, Any](), dict[int, Any]()
    for asked, guilds in ((first, (ALICE, BOB, BOTH)), (again, (BOTH, BOB, ALICE))):
        for guild in guilds:
            with answering(guild):
                asked[guild] = await shown()
    assert first == again
    assert first[ALICE][:2] != first[BOB][:2] != first[BOTH][:2]
    alice, bob, everybody = (sum(first[one][0].values()) for one in (ALICE, BOB, BOTH))
    assert alice + bob == everybody
    assert not any(accounts for _, _, accounts in first.values())


async def test_unknown_accounts_are_problems(pair: tuple[Services, Services]) -> None:
    """A name that no account with posts has is a problem, of this archive and of none at all."""
    both, _ = pair
    path = both.archive._path
    (problem,) = account_problems(path, ACCOUNTS)
    assert "“carol”" in problem
    assert account_problems(path, {ALICE: frozenset({"ALICE", "22"})}) == []
    assert len(account_problems(path.with_name("none.db"), ACCOUNTS)) == 5
    assert account_problems(path.with_name("none.db"), {}) == []


async def test_a_name_means_who_has_it_now(tmp_path: Path, clock: MovableClock) -> None:
    """A name is that of its present account; an earlier one counts where no other has it."""
    made = [tweet(n, "wombat") for n in range(3)]
    first = export(tmp_path / "1", "old", "11", made[:1])
    renamed = export(tmp_path / "2", "new", "11", made[1:2])
    taken = export(tmp_path / "3", "old", "33", made[2:])
    accounts = {n: frozenset({one}) for n, one in enumerate(("new", "old", "33", "11"), 1)}
    async with Services(tmp_path / "archive.db", clock, accounts=accounts) as services:

        async def counts() -> list[int]:
            found = []
            for guild in accounts:
                with answering(guild):
                    found.append(await services.posts.count())
            return found

        await services.imports.run([first])
        await services.imports.run([renamed])
        assert await counts() == [2, 2, 0, 2]
        with closing(sqlite3.connect(tmp_path / "archive.db", isolation_level=None)) as other:
            other.execute("INSERT INTO accounts (network, id, name) SELECT network, '44', 'old' "
                          "FROM accounts LIMIT 1")  # fmt: skip
        assert await counts() == [2, 2, 0, 2]  # a name without a post is nobody's
        await services.imports.run([taken])
        assert await counts() == [2, 1, 1, 2]


async def test_a_spelling_is_corrected_by_words_that_are_seen(
    tmp_path: Path, clock: MovableClock
) -> None:
    """A word of another account neither is suggested nor keeps one that is seen from being it."""
    alice = export(tmp_path, "alice", "11", [tweet(0, "a constellation")])
    bob = export(tmp_path, "bob", "22", [tweet(1, "constellated")])
    both = tmp_path / "both" / "archive.db"
    alone = tmp_path / "alone" / "archive.db"
    corrected = []
    for path, sources, guild in ((both, [alice, bob], ALICE), (alone, [alice], 5)):
        async with Services(path, clock, accounts=ACCOUNTS) as services:
            await services.imports.run(sources)
            with answering(guild):
                found = await services.search.alternatives(parse("constellatd"))
            corrected.append(str(found.corrected))
    assert corrected == ["constellation"] * 2


async def test_a_server_sees_what_is_imported_later(tmp_path: Path, clock: MovableClock) -> None:
    """Of its own accounts alone, in every generation of the archive."""
    made = [tweet(n, "wombat") for n in range(4)]
    async with Services(tmp_path / "archive.db", clock, accounts=ACCOUNTS) as services:
        for number, (name, id) in enumerate((("alice", "11"), ("bob", "22")) * 2):
            made_now = made[number : number + 1]
            await services.imports.run([export(tmp_path / f"{number}", name, id, made_now)])
            for guild, own in ((ALICE, number // 2 + 1), (BOB, (number + 1) // 2)):
                if own:
                    with answering(guild):
                        assert (await services.search.find(parse("wombat"))).total == own
