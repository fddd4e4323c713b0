"""People with accounts on several networks: one timeline, and each post once."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.archive.calendar import Day
from bot.archive.posts.details import Details
from bot.archive.posts.post import Post, Visibility
from bot.archive.search.query.parser import parse
from bot.archive.search.sort_order import SortOrder
from bot.errors import BadQueryError, NotInArchiveError
from bot.formats.posts import FORMATS
from bot.ingest.markdown import heading, write
from bot.services.container import Services
from tests.archives import post, snowflake

WHEN = datetime(2023, 5, 4, 9, tzinfo=UTC)
COMET = "The comet is visible tonight, look north after ten."
BOOK = "Finished the second chapter of the book about lighthouses."

Import = Callable[..., Awaitable[None]]


def on_x(text: str, minute: float = 0, **more: object) -> Post:
    """Return a post on X."""
    when = WHEN + timedelta(minutes=minute)
    return replace(post(when, text, id=snowflake(when), account_id="12"), **more)  # type: ignore[arg-type]


def on_mastodon(text: str, minute: float = 0, **more: object) -> Post:
    """Return a post on Mastodon."""
    when = WHEN + timedelta(minutes=minute)
    one = post(when, text, account="ada@a.example", account_id="https://a.example/users/ada")
    id = f"https://a.example/users/ada/statuses/{109000000 + int(minute * 60)}"
    return replace(one, id=id, network="mastodon", parent_known=True, **more)  # type: ignore[arg-type]


def on_bluesky(text: str, minute: float = 0, **more: object) -> Post:
    """Return a post on Bluesky, of an account whose handle is not known."""
    when = WHEN + timedelta(minutes=minute)
    one = post(when, text, account="did:plc:ada", account_id="did:plc:ada")
    id = f"at://did:plc:ada/app.bsky.feed.post/3k{int(minute * 60)}"
    return replace(one, id=id, network="bluesky", parent_known=True, **more)  # type: ignore[arg-type]


TWICE = (on_x(COMET, 2, likes=7), on_mastodon(COMET, 0), on_bluesky(COMET, 4, likes=9))
ALONE = (on_x(BOOK, 60), on_mastodon("A quiet day at the harbour", 120))


@pytest.fixture
def load(services: Services, tmp_path: Path) -> Import:
    """Import posts."""

    async def write_and_import(*posts: Post, name: str = "posts.md") -> None:
        path = tmp_path / name
        path.write_text(heading([]) + "".join(map(write, posts)), "utf-8")
        await services.imports.run([path])

    return write_and_import


async def join(services: Services) -> None:
    """Join the three accounts as one person."""
    await services.accounts.join("ada", "@ada@a.example")
    await services.accounts.join("did:plc:ada", "ada@a.example")


async def found(services: Services, query: str, **options: object) -> list[str]:
    """Return the ids of the hits of a query."""
    results = await services.search.find(parse(query), **options)  # type: ignore[arg-type]
    assert results.total == len(results.hits)
    return [hit.post.id for hit in results.hits]


async def test_a_bare_name_is_the_person(services: Services, load: Import) -> None:
    """Before a join a bare name finds that name anywhere; after it the whole person."""
    await load(*TWICE, *ALONE)
    newest = {"sort": SortOrder.NEWEST}
    x, mastodon, bluesky = TWICE
    assert await found(services, "from:ada comet", **newest) == [x.id, mastodon.id]
    assert await found(services, "from:@ada@a.example comet") == [mastodon.id]
    assert await found(services, "from:did:plc:ada") == [bluesky.id]
    assert await found(services, "from:eve") == []
    await join(services)
    assert set(await found(services, "from:ada")) == {bluesky.id, *(one.id for one in ALONE)}
    assert await found(services, "from:ada network:x comet") == [x.id]
    assert await found(services, "from:ada@a.example comet") == [mastodon.id]
    assert sum((await services.statistics.of(UTC, account="ada")).kinds.values()) == 3
    assert sum((await services.statistics.of(UTC, account="ada@a.example")).kinds.values()) == 2
    parted = await services.accounts.part("did:plc:ada")
    assert parted.name == "did:plc:ada"
    assert set(await found(services, "comet", **newest)) == {x.id, bluesky.id}


async def test_each_is_shown_once(services: Services, load: Import) -> None:
    """Searches, statistics, this day and random posts have one of the posts that say the same."""
    await load(*TWICE, *ALONE)
    await join(services)
    x, mastodon, bluesky = TWICE
    assert len(await found(services, "comet")) == 1
    assert await found(services, "comet", sort=SortOrder.OLDEST) == [mastodon.id]
    assert await found(services, "from:ada -harbour -book") == [bluesky.id]
    grouped = await services.grouped_search.find(parse("comet OR book"))
    assert (grouped.total, grouped.group_count) == (2, 2)
    statistics = await services.statistics.of(UTC)
    assert sum(statistics.kinds.values()) == 3
    assert [one.id for one in statistics.liked] == [bluesky.id]
    assert statistics.likes_known == 1
    day = await services.memories.on_this_day(Day(5, 4), UTC)
    assert [one.post.id for one in day.memories] == [mastodon.id, *(one.id for one in ALONE)]
    assert [one.network for one in day.memories[0].post.also_on] == ["twitter", "bluesky"]
    drawn = [await services.memories.draw("all") for _ in range(3)]
    assert {one.post.id for one in drawn if one} == {mastodon.id, *(one.id for one in ALONE)}
    best = [await services.memories.draw("best", best=True) for _ in range(2)]
    assert [one.post.id for one in best if one] == [bluesky.id, bluesky.id]
    only = await services.memories.random(parse("network:x comet"))
    assert only is not None
    assert only.id == x.id


async def test_a_hidden_post_hides_itself_alone(services: Services, load: Import) -> None:
    """The next of the posts represents a hidden one, and no card names that."""
    await load(*TWICE)
    await join(services)
    x, mastodon, bluesky = TWICE
    await services.hidden.hide([mastodon.id], "terminal")
    day = await services.memories.on_this_day(Day(5, 4), UTC)
    (shown,) = [one.post for one in day.memories]
    assert (shown.id, [one.id for one in shown.also_on]) == (x.id, [bluesky.id])
    assert sum((await services.statistics.of(UTC)).kinds.values()) == 1
    assert await found(services, "comet", sort=SortOrder.OLDEST) == [x.id]


async def test_what_was_drawn_is_not_drawn_again_on_another_network(
    services: Services, load: Import
) -> None:
    """A copy that is imported in the middle of a round counts as drawn."""
    x, mastodon, _bluesky = TWICE
    await load(x, ALONE[0])
    drawn = {one.post.id for _ in range(2) if (one := await services.memories.draw("all"))}
    assert drawn == {x.id, ALONE[0].id}
    await load(mastodon, ALONE[1], name="mastodon.md")
    await join_two(services)
    again = await services.memories.draw("all")
    assert again is not None
    assert again.post.id == ALONE[1].id


async def join_two(services: Services) -> None:
    """Join the accounts on X and Mastodon."""
    await services.accounts.join("12", "https://a.example/users/ada")


async def test_followers_are_found_and_not_drawn(services: Services, load: Import) -> None:
    """Posts for followers alone come up only where the query names them; unlisted ones do."""
    private = on_mastodon("Only for you", 5, visibility=Visibility.FOLLOWERS)
    unlisted = on_mastodon("Quietly for all", 9, visibility=Visibility.UNLISTED)
    await load(private, unlisted)
    assert await found(services, "only") == [private.id]
    day = await services.memories.on_this_day(Day(5, 4), UTC)
    assert [one.post.id for one in day.memories] == [unlisted.id]
    asked = await services.memories.on_this_day(Day(5, 4), UTC, parse("is:followers"))
    assert [one.post.id for one in asked.memories] == [private.id]
    assert await services.memories.random(parse("only")) is None
    drawn = await services.memories.random(parse("is:followers only"))
    assert drawn is not None
    assert drawn.id == private.id


async def test_warnings_and_tags_beside_the_text_are_found(
    services: Services, load: Import
) -> None:
    """Words of a content warning, and hashtags that stand nowhere in the text, find a post."""
    details = Details(tags=("Astronomy", "north"))
    one = on_bluesky("look #north", content_warning="Spoiler: moons", details=details)
    await load(one, on_x("nothing of it", 90))
    for query in ("#astronomy", "astronomy", "spoiler", "moon", '"look" astronomy', "-nothing"):
        assert await found(services, query) == [one.id]
    changed = replace(one, details=Details(tags=("comets",)), content_warning=None)
    await load(changed, name="again.md")
    statistics = await services.statistics.of(UTC)
    assert "#north" in {tag.name for tag in statistics.hashtags}


async def test_a_handle_can_be_given(services: Services, load: Import) -> None:
    """A handle replaces the DID as the name of an account, and stays after a later import."""
    await load(TWICE[2])
    assert await services.accounts.set_handle("did:plc:ada", "@Ada.BSky.Social") == (
        "ada.bsky.social"
    )
    await load(on_bluesky(BOOK, 30), name="later.md")
    (account,) = await services.accounts.all()
    assert (account.name, account.posts) == ("ada.bsky.social", 2)
    assert len(await found(services, "from:ada")) == 2
    for did, handle in (("ada", "ada.bsky.social"), ("did:plc:ada", "ada"), ("did:plc:ada", "")):
        with pytest.raises(BadQueryError):
            await services.accounts.set_handle(did, handle)
    with pytest.raises(NotInArchiveError):
        await services.accounts.set_handle("did:plc:eve", "eve.example.org")


async def test_names_that_mean_no_account_or_several(services: Services, load: Import) -> None:
    """What is joined has to be two accounts of the archive."""
    other = replace(ALONE[1], account="ada@b.example", account_id="https://b.example/users/ada")
    await load(*TWICE[1:], replace(other, id="https://b.example/users/ada/statuses/1"))
    with pytest.raises(NotInArchiveError):
        await services.accounts.join("eve", "did:plc:ada")
    with pytest.raises(BadQueryError, match="any of these"):
        await services.accounts.join("ada", "did:plc:ada")
    with pytest.raises(BadQueryError, match="the same account"):
        await services.accounts.join("ada@a.example", "https://a.example/users/ada")
    with pytest.raises(BadQueryError, match="not joined"):
        await services.accounts.part("did:plc:ada")
    await services.accounts.join("ada@a.example", "ada@b.example")  # two of one network
    assert [len(one.same) for one in await services.accounts.all()] == [0, 1, 1]


async def test_a_restored_archive_has_the_same_people(
    services: Services, load: Import, tmp_path: Path
) -> None:
    """Our own Markdown restores who is one person; every format has each post, and its copies."""
    await load(*TWICE, *ALONE)
    await join(services)
    exports = {
        name: "".join([part async for part in write(services)]) for name, write in FORMATS.items()
    }
    assert exports["jsonl"].count("also_on") == 5
    assert exports["jsonl"].count('"network": "bluesky", "url"') == 2
    assert "also on [Twitter](https://twitter.com/ada/status/" in exports["markdown"]
    (tmp_path / "export.md").write_text(exports["markdown"], "utf-8")
    async with Services(tmp_path / "restored" / "archive.db", services._clock) as restored:
        await restored.imports.run([tmp_path / "export.md"])
        again = {
            name: "".join([part async for part in write(restored)])
            for name, write in FORMATS.items()
        }
        accounts = await restored.accounts.all()
    assert again == exports
    assert [len(one.same) for one in accounts] == [2, 2, 2]
