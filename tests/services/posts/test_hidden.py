"""Hidden posts are in no answer."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.archive.calendar import Day
from bot.archive.posts.ids.synthetic_id import synthetic_id
from bot.archive.posts.post import UNKNOWN, Origin, Post, Source, Version
from bot.archive.search.query.parser import parse
from bot.archive.search.sort_order import SortOrder
from bot.clock import MovableClock
from bot.errors import BadQueryError, DatabaseError, NotInArchiveError
from bot.formats.posts import FORMATS
from bot.ingest.markdown import heading, write
from bot.services.container import Services
from tests.archives import archive, post, record, snowflake
from tests.services.archives import matching_keys
from tests.services.conftest import Load, on_each_engine

WHEN = datetime(2021, 11, 24, 12, tzinfo=UTC)
UTC_ZONE = ZoneInfo("UTC")


def at(number: int) -> datetime:
    """Return the time of the post with this number."""
    return WHEN + timedelta(hours=number)


async def found(
    services: Services, query: str, sort: SortOrder = SortOrder.RELEVANCE
) -> tuple[set[str], int]:
    """Return the texts of the matching posts, and their number."""
    results = await services.search.find(parse(query), sort=sort)
    return {hit.post.text for hit in results.hits}, results.total


async def hide(services: Services, *numbers: int) -> None:
    """Hide posts by their numbers."""
    await services.hidden.hide([snowflake(at(n)) for n in numbers], "terminal")


@pytest.mark.parametrize("sort", SortOrder)
@pytest.mark.parametrize(
    "query",
    [
        "comet", "comte", '"comet tail"', "comet -tea", "comet OR wombat", "from:ada", "is:post",
        "-tea", "on:2021-11-24", "(comet OR tea) is:post", "has:link",
    ],
)  # fmt: skip
async def test_no_search_finds_it(
    services: Services, load: Load, query: str, sort: SortOrder
) -> None:
    """A hidden post is neither a hit nor counted, for any query."""
    await load(*(record(at(n), f"comet tail {n} https://a.b/c") for n in range(4)))
    before, total = await found(services, query, sort)
    assert total == 4
    await hide(services, 1)
    assert await found(services, query, sort) == (before - {"comet tail 1 https://a.b/c"}, 3)
    assert len(await matching_keys(services, parse(query))) == 3
    assert await services.hidden.unhide([snowflake(at(1))])
    assert await found(services, query, sort) == (before, 4)


async def test_no_word_of_it_is_offered(services: Services, load: Load) -> None:
    """Words of hidden posts only are neither completed nor suggested."""
    await load(record(at(0), "a secretive wombat"), record(at(1), "a wombat"))
    assert await services.search.complete("wombat secr") == ["wombat secretive"]
    await hide(services, 0)
    assert await services.search.complete("wombat secr") == []
    assert await services.search.complete("womb") == ["wombat"]
    assert (await services.search.alternatives(parse("secretive year:1999"))).relaxed == ()


@on_each_engine
async def test_no_memory_is_of_it(services: Services, load: Load) -> None:
    """A hidden post is neither remembered on its day nor drawn with a seed."""
    await load(record(at(0), "one"), record(at(1), "two"))
    await hide(services, 0)
    remembered = await services.memories.on_this_day(Day(11, 24), UTC_ZONE)
    assert [memory.post.text for memory in remembered.memories] == ["two"]
    assert remembered.total == 1
    for seed in range(10):
        post = await services.memories.random(seed=seed)
        assert post is not None
        assert post.text == "two"


async def test_it_stays_hidden_after_imports(services: Services, load: Load) -> None:
    """Repeated and later imports, and a new archive, keep it hidden."""
    await hide(services, 0)
    await load(record(at(0), "one comet"), record(at(1), "two comet"))
    assert await found(services, "comet") == ({"two comet"}, 1)
    await load(record(at(0), "one comet &amp; more"), name="other.md")
    assert await found(services, "comet") == ({"two comet"}, 1)


async def test_an_edited_post_stays_hidden(services: Services, load: Load) -> None:
    """An edited post is hidden by any of its ids."""
    await load(record(at(0), "one comet"), record(at(1), "edited comet"))
    async with services._state.write() as tx:
        await tx.execute("SELECT 1")
    async with services.imports._database.write() as tx:
        await tx.execute(
            "INSERT INTO versions SELECT post, 0, '17', NULL, NULL FROM posts WHERE id = ?",
            (snowflake(at(1)),),
        )
    await services.hidden.hide(["17"], "terminal")
    assert await found(services, "comet") == ({"one comet"}, 1)
    assert [one.id for one in await services.hidden.all()] == [snowflake(at(1))]
    assert "may be shown again" in await services.hidden.unhide(["17"])
    assert await services.hidden.all() == []


async def test_a_post_without_an_id_stays_hidden_when_it_gets_one(
    services: Services, load: Load
) -> None:
    """A post that was hidden by its synthetic id stays hidden under its real one."""
    when = at(0).replace(microsecond=0)
    second = int(when.timestamp())
    await load(record(when, "one comet"), record(at(1), "two comet"))
    await services.hidden.hide([f"t{second}-0123abcd"], "terminal")
    assert await found(services, "comet") == ({"two comet"}, 1)


# A post without an id, the same with its id, and the post that it became five minutes later.
BARE = post(
    WHEN, "secret comet", id=synthetic_id(WHEN, "secret comet"), account=UNKNOWN,
    origin=Origin.BARE, sources=(Source("bare.txt", 1),),
)  # fmt: skip
FIRST = post(WHEN + timedelta(milliseconds=250), "secret comet")
EDITED = post(
    WHEN + timedelta(minutes=5), "secret comet, corrected",
    versions=(Version(FIRST.id, FIRST.created_at, FIRST.text),),
)  # fmt: skip


@pytest.mark.parametrize("order", ["one edited", "edited one", "one+edited"])
@pytest.mark.parametrize("hidden_after", [0, 1, 2])
@pytest.mark.parametrize("one", [BARE, FIRST], ids=["synthetic id", "real id"])
async def test_it_stays_hidden_as_a_version(
    services: Services, tmp_path: Path, one: Post, hidden_after: int, order: str
) -> None:
    """A post hidden by an id that an edited post absorbs hides that, in any order of events."""
    posts = {"one": one, "edited": EDITED}
    steps: list[str | None] = [*order.split()]
    steps.insert(hidden_after, None)
    for step in steps:
        if step is None:
            await services.hidden.hide([one.id], "terminal")
            continue
        path = tmp_path / f"{step}.md"
        path.write_text(heading([]) + "".join(write(posts[name]) for name in step.split("+")))
        await services.imports.run([path])
    assert await found(services, "comet") == (set(), 0)
    assert [post.in_archive for post in await services.hidden.all()] == [True]
    with pytest.raises(NotInArchiveError):
        await services.threads.assemble(one.id)
    assert "may be shown again" in await services.hidden.unhide([one.id])
    assert await found(services, "comet") == ({EDITED.text}, 1)
    assert (await services.threads.assemble(one.id)).requested_id == EDITED.id
    linked = await services.posts.linked([one.id, EDITED.id])
    assert [found.post.id for found in linked.posts] == [EDITED.id]
    hiding = await services.hidden.hide([one.id], "terminal")
    assert "does not hold" not in hiding


async def test_it_stays_hidden_when_it_is_parted_again(services: Services, tmp_path: Path) -> None:
    """A post hidden by its synthetic id stays so if a better text parts it from the real one."""
    path = tmp_path / "posts.md"
    path.write_text(heading([]) + write(BARE) + write(replace(FIRST, origin=Origin.HTML)))
    await services.imports.run([path])
    await services.hidden.hide([BARE.id], "terminal")
    path.write_text(heading([]) + write(replace(FIRST, text="a comet", origin=Origin.EXPORT)))
    await services.imports.run([path])
    assert await found(services, "comet") == ({"a comet"}, 1)


async def test_a_joined_post_is_shown_again_by_any_id(services: Services, tmp_path: Path) -> None:
    """A post hidden by the ids of its parts is shown again by its own id, or by that of one."""
    path = tmp_path / "posts.md"
    for id in (EDITED.id, FIRST.id, BARE.id):
        await services.hidden.hide([BARE.id, FIRST.id], "terminal")
        path.write_text(heading([]) + "".join(map(write, (BARE, FIRST, EDITED))))
        await services.imports.run([path])
        assert await found(services, "comet") == (set(), 0)
        assert await services.hidden.unhide([id]) == f"Post {id} may be shown again."
        assert await found(services, "comet") == ({EDITED.text}, 1)
        assert await services.hidden.all() == []


async def test_a_synthetic_id_of_another_archive_hides_a_version(
    services: Services, tmp_path: Path
) -> None:
    """A synthetic id that is no part here still hides the edited post with a version then."""
    await services.hidden.hide([BARE.id], "terminal")
    (tmp_path / "edited.md").write_text(heading([]) + write(EDITED))
    await services.imports.run([tmp_path / "edited.md"])
    assert await found(services, "comet") == (set(), 0)


async def test_another_process_hides_at_once(
    services: Services, load: Load, tmp_path: Path, clock: MovableClock
) -> None:
    """A post hidden by the terminal is hidden in the bot at once; a search makes no file."""
    await load(record(at(0), "one comet"), record(at(1), "two comet"))
    assert (await found(services, "comet"))[1] == 2
    async with Services(tmp_path / "archive.db", clock) as terminal:
        await hide(terminal, 0)
    assert await found(services, "comet") == ({"two comet"}, 1)
    async with Services(tmp_path / "archive.db", clock, state=False) as terminal:
        assert await found(terminal, "comet") == ({"two comet"}, 1)


async def test_a_mere_search_makes_no_state(tmp_path: Path, clock: MovableClock) -> None:
    """Without state.db nothing is hidden, and a search does not make it."""
    (tmp_path / "a.md").write_text(archive([record(at(0), "comet")]), "utf-8")
    async with Services(tmp_path / "archive.db", clock, state=False) as terminal:
        await terminal.imports.run([tmp_path / "a.md"])
        assert (await found(terminal, "comet"))[1] == 1
        assert not (tmp_path / "state.db").exists()
        async with Services(tmp_path / "archive.db", clock) as bot:
            await hide(bot, 0)
        assert (await found(terminal, "comet"))[1] == 0


async def test_state_of_an_older_throwback_hides_nothing(
    tmp_path: Path, clock: MovableClock
) -> None:
    """An older state.db is read; a file that is none is an error, so that nothing is shown."""
    (tmp_path / "a.md").write_text(archive([record(at(0), "comet")]), "utf-8")
    with closing(sqlite3.connect(tmp_path / "state.db")) as state:
        state.execute("CREATE TABLE pages (token TEXT)")
    async with Services(tmp_path / "archive.db", clock, state=False) as terminal:
        await terminal.imports.run([tmp_path / "a.md"])
        assert (await found(terminal, "comet"))[1] == 1
    (tmp_path / "state.db").write_text("no database, " * 500)
    async with Services(tmp_path / "archive.db", clock, state=False) as terminal:
        with pytest.raises(DatabaseError, match=r"state\.db is not a Throwback database"):
            await found(terminal, "comet")


async def test_hiding_reports_each_post(services: Services, load: Load) -> None:
    """Posts are named by id or link; unknown and not hidden ones are reported."""
    id, other = snowflake(at(0)), snowflake(at(1))
    await load(record(at(0), "one"))
    answer = await services.hidden.hide([f"https://x.com/ada/status/{id}", other], "17")
    assert f"Hid posts {id}, {other}" in answer
    assert f"does not hold post {other}, yet" in answer
    rows = await services.hidden.all()
    assert {(one.id, one.hidden_by, one.in_archive) for one in rows} == {
        (id, "17", True),
        (other, "17", False),
    }
    assert await services.posts.visible([id]) == []
    answer = await services.hidden.unhide([id, "5"])
    assert answer == f"Post {id} may be shown again. Post 5 was not hidden."
    assert [post.id for post in await services.posts.visible([id])] == [id]
    with pytest.raises(BadQueryError):
        await services.hidden.hide([other, "no post"], "17")


async def test_an_export_holds_everything(services: Services, load: Load) -> None:
    """An export includes hidden posts, as it is the owner's own."""
    await load(record(at(0), "one comet"))
    await hide(services, 0)
    assert "one comet" in "".join([text async for text in FORMATS["jsonl"](services)])


async def test_hiding_while_searches_run(services: Services, load: Load) -> None:
    """A search that begins after hiding has finished never finds the post."""
    await load(*(record(at(n), f"comet {n}") for n in range(20)))

    async def searching(number: int) -> bool:
        await hide(services, number)
        return f"comet {number}" in (await found(services, f'"comet {number}"'))[0]

    assert not any(await asyncio.gather(*map(searching, range(20))))
