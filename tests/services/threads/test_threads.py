"""Threads over a real archive."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.archive.threads.links import Evidence
from bot.errors import BadQueryError, EmptyArchiveError, NotInArchiveError
from bot.services.container import Services
from tests.archives import record, snowflake
from tests.ingest.parser.layouts import Written, page
from tests.services.conftest import Load

LoadPage = Callable[[list[Written]], Awaitable[None]]

WHEN = datetime(2022, 10, 28, 3, 44, 43, 200_000, tzinfo=UTC)


def at(seconds: float) -> datetime:
    """Return the moment `seconds` after the first post."""
    return WHEN + timedelta(seconds=seconds)


async def test_posts_of_one_second_come_back_in_order(services: Services, load: Load) -> None:
    """Composer posts in reverse order become a thread in the order of their ids."""
    await load(*(record(at(gap), f"part {gap}") for gap in (0.9, 0.4, 0)), record(at(300), "later"))
    thread = await services.threads.assemble(snowflake(at(0.4)))
    assert [post.text for post in thread.posts] == ["part 0", "part 0.4", "part 0.9"]
    assert {link.evidence for link in thread.links} == {Evidence.CERTAIN}


async def test_a_thread_grows_with_a_later_import(services: Services, load: Load) -> None:
    """Posts of a later import join an existing thread at their positions."""
    await load(record(at(0), "a"), record(at(1.5), "c"), name="a.md")
    await load(record(at(0.8), "b"), record(at(2.9), "d"), name="b.md")
    thread = await services.threads.assemble(snowflake(at(0)))
    assert [post.text for post in thread.posts] == ["a", "b", "c", "d"]
    links = [(link.child, link.parent) for link in thread.links]
    ids = [post.id for post in thread.posts]
    assert links == list(zip(ids[1:], ids, strict=False))


async def test_accounts_do_not_mix(services: Services, load: Load) -> None:
    """Posts of two accounts within a second are two threads."""
    await load(record(at(0), "mine"), name="a.md")
    await load(record(at(0.5), "yours", account="bob"), name="b.md")
    assert len((await services.threads.assemble(snowflake(at(0)))).posts) == 1


async def test_a_post_alone_is_a_thread_of_one(services: Services, load: Load) -> None:
    """A post without links is a thread of one."""
    await load(record(at(0), "alone"))
    thread = await services.threads.assemble(f"https://x.com/ada/status/{snowflake(at(0))}")
    assert [post.text for post in thread.posts] == ["alone"]
    assert thread.links == ()


async def test_unknown_posts(services: Services, load: Load) -> None:
    """An unknown id and an invalid one have different sentences, and so has an empty archive."""
    with pytest.raises(EmptyArchiveError):
        await services.threads.assemble("17")
    await load(record(at(0), "alone"))
    with pytest.raises(NotInArchiveError, match="does not hold post 17"):
        await services.threads.assemble("17")
    with pytest.raises(BadQueryError):
        await services.threads.assemble("seventeen")


@pytest.fixture
def load_page(services: Services, tmp_path: Path) -> LoadPage:
    """Write posts as a page of a layout with parents, and import it."""

    async def write_and_import(posts: list[Written]) -> None:
        path = tmp_path / "page.html"
        path.write_text(page(posts), "utf-8")
        await services.imports.run([path])

    return write_and_import


async def ids_of(services: Services, *texts: str) -> list[str]:
    """Return the ids of the posts with these texts."""
    posts = {post.text: post.id async for some in services.posts.oldest_first() for post in some}
    return [posts[text] for text in texts]


async def test_likely_continuations_are_listed_apart(services: Services, load: Load) -> None:
    """A likely continuation is listed with its gap, and included only on request."""
    await load(
        record(at(0), "one"), record(at(0.5), "two"), record(at(40), "three"),
        record(at(100), "four"), record(at(4000), "another day"),
    )  # fmt: skip
    one, two, three, four = await ids_of(services, "one", "two", "three", "four")
    thread = await services.threads.assemble(one)
    assert [post.id for post in thread.posts] == [one, two]
    assert [post.id for post in thread.likely] == [three, four]
    assert [(link.child, link.parent, link.evidence) for link in thread.links] == [
        (two, one, Evidence.CERTAIN), (three, two, Evidence.LIKELY), (four, three, Evidence.LIKELY),
    ]  # fmt: skip
    assert thread.links[1].candidate
    assert thread.links[1].candidate.gap_ms == 39_500
    whole = await services.threads.assemble(three, include_likely=True)
    assert [post.id for post in whole.posts] == [one, two, three, four]
    assert (whole.likely, whole.main_length) == ((), 4)
    assert set(whole.links) == set(thread.links)


async def test_a_thread_may_likely_continue_another(services: Services, load: Load) -> None:
    """For the later of two threads, the earlier one is listed as what it may continue."""
    await load(*(record(at(gap), f"part {gap}") for gap in (0, 0.5, 50, 50.5)))
    first, second, third, fourth = await ids_of(
        services, *(f"part {gap}" for gap in (0, 0.5, 50, 50.5))
    )
    thread = await services.threads.assemble(fourth)
    assert [post.id for post in thread.posts] == [third, fourth]
    assert [post.id for post in thread.likely] == [first, second]


async def test_likely_threads_have_a_limit(services: Services, load: Load) -> None:
    """Likely links join a hundred posts or so at most."""
    await load(*(record(at(60 * n), f"minute {n}") for n in range(300)))
    middle = snowflake(at(60 * 150))
    assert 100 <= len((await services.threads.assemble(middle)).likely) <= 110


async def test_an_authors_links_decide_what_is_likely(
    services: Services, load: Load, load_page: LoadPage
) -> None:
    """If an export shows that near posts are no threads, none are likely any more."""
    apart = record(at(999_000), "a"), record(at(999_030), "b")
    await load(*apart)
    _, b = await ids_of(services, "a", "b")
    (post,) = await services.posts.visible([b])
    assert (await services.threads.links_to_parents([post]))[b].evidence is Evidence.LIKELY
    known = [Written(at(1000 * n + gap), f"known {n} {gap}") for n in range(60) for gap in (0, 30)]
    await load_page(known)
    assert await services.threads.links_to_parents([post]) == {}


async def test_the_whole_tree(services: Services, load_page: LoadPage) -> None:
    """The main line comes before branches; a reply to another account is a root."""
    a = Written(at(0), "a", ["bob"])
    b = Written(at(500), "b", ["ada"], parent=snowflake(at(0)))
    c = Written(at(900), "c", ["ada"], parent=snowflake(at(0)))
    d = Written(at(1500), "d", ["ada"], parent=snowflake(at(900)))
    await load_page([a, b, c, d])
    thread = await services.threads.assemble(snowflake(at(500)))
    assert [post.text[-1] for post in thread.posts] == ["a", "c", "d", "b"]
    assert thread.main_length == 3
    assert thread.posts[0].reply_to_account == "bob"


async def test_parents_that_are_left_out(services: Services, load_page: LoadPage) -> None:
    """Of the parents that are not shown, those in the archive are known, hidden ones too."""
    a = Written(at(0), "a", ["ada"], parent="77")
    b, c, d = (Written(at(n), "x", ["ada"], parent=snowflake(at(n - 1))) for n in (1, 2, 3))
    await load_page([a, b, c, d])
    await services.hidden.hide([snowflake(at(1))], "ada")
    thread = await services.threads.assemble(snowflake(at(0)))
    assert [post.id for post in thread.posts] == [snowflake(at(n)) for n in (0, 2, 3)]
    assert thread.parents_in_archive == {snowflake(at(1))}


async def test_lengths(services: Services, load: Load) -> None:
    """A post without links is a thread of one."""
    await load(record(at(0), "a"), record(at(0.5), "b"), record(at(5000), "c"))
    a, b, c = await ids_of(services, "a", "b", "c")
    linked = await services.posts.linked([a, b, c, "17"])
    assert [(one.post.id, one.thread_length) for one in linked.posts] == [(a, 2), (b, 2), (c, 1)]
    assert linked.missing == ("17",)


async def test_a_census(services: Services, load: Load) -> None:
    """Threads are counted by length and weakest evidence, and with likely links."""
    await load(
        record(at(0), "a"), record(at(0.5), "b"), record(at(30), "c"),
        record(at(9000), "d"), record(at(9030), "e"),
    )  # fmt: skip
    census = await services.threads.stats()
    assert census.threads == {(2, Evidence.CERTAIN): 1}
    assert census.links == {Evidence.CERTAIN: 1}
    assert (census.likely_links, census.with_likely) == (2, {2: 1, 3: 1})


async def test_hidden_posts_leave_a_gap(services: Services, load: Load) -> None:
    """A thread shows that a post is hidden, and nothing else of it anywhere."""
    url = f"https://twitter.com/ada/status/{snowflake(at(9000))}"
    await load(
        *(record(at(gap), f"part {gap}") for gap in (0, 0.5, 1, 1.5)),
        record(at(30), f"also see {url}"), record(at(60), "and then"), record(at(9000), "quoted"),
    )  # fmt: skip
    first, second, third, last, likely, after, quoted = await ids_of(
        services,
        *(f"part {gap}" for gap in (0, 0.5, 1, 1.5)),
        f"also see {url}",
        "and then",
        "quoted",
    )
    await services.hidden.hide([second, third, likely, quoted], "ada")
    thread = await services.threads.assemble(last)
    assert [post.id for post in thread.posts] == [first, last]
    assert (thread.gaps, thread.main_length, thread.links) == ((1,), 2, ())
    assert [post.id for post in thread.likely] == [after]
    whole = await services.threads.assemble(first, include_likely=True)
    assert [post.id for post in whole.posts] == [first, last, after]
    assert whole.gaps == (1, 2)
    assert whole.see_also == ()
    with pytest.raises(NotInArchiveError):
        await services.threads.assemble(second)
    await services.hidden.hide([first], "ada")
    assert first not in {post.id for post in await services.thread_completion.complete("", 9, UTC)}
    assert first not in {
        post.id for post in await services.thread_completion.complete("part", 9, UTC)
    }
    await services.hidden.unhide([second])
    assert (await services.threads.assemble(last)).gaps == (0, 1)
