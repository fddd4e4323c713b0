"""Cross-posts in archive.db are those of the rule, whatever was loaded, joined or erased before."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.posts.ids.networks import Network
from bot.archive.posts.people import AccountRef, Person
from bot.archive.posts.post import Kind, Post, Precision, Visibility
from bot.archive.posts.row import row_of
from bot.storage.archive import imports
from bot.storage.archive.erasing import ErasingStore
from bot.storage.archive.posts.people.accounts import AccountStore
from bot.storage.archive.threads.links import update_links
from bot.storage.database import Database
from tests.archives import post, snowflake
from tests.storage.templates import new_archive

START = datetime(2023, 4, 1, tzinfo=UTC)
TEXT = "The comet is visible tonight, look north after ten."
ACCOUNTS: dict[Network, list[tuple[str, str | None]]] = {
    Network.TWITTER: [("ada", "12"), ("ada", None), ("eve", "13")],
    Network.MASTODON: [("ada@a.example", "https://a.example/users/ada")],
    Network.BLUESKY: [("ada.bsky.social", "did:plc:ada"), ("did:plc:b", "did:plc:b")],
}
REFS = [
    AccountRef(network, id or f"@{name}")
    for network, accounts in ACCOUNTS.items()
    for name, id in accounts
]
Step = tuple[str, object]


def said(
    network: Network,
    number: int,
    minute: float,
    text: str = TEXT,
    *,
    who: int = 0,
    **more: object,
) -> Post:
    """Return a post of an account, at a minute."""
    when = START + timedelta(minutes=minute)
    account, account_id = ACCOUNTS[network][who]
    ids = {
        Network.TWITTER: snowflake(when, number),
        Network.MASTODON: f"https://a.example/users/ada/statuses/{110000 + number}",
        Network.BLUESKY: f"at://{account_id}/app.bsky.feed.post/3k{number}",
    }
    more = {"network": network.value, "id": ids[network], "account_id": account_id} | more
    return replace(post(when, text, account=account), **more)  # type: ignore[arg-type]


async def run(database: Database, step: Step) -> None:
    """Take one step: load posts, join or part accounts, or erase a post."""
    kind, value = step
    if kind == "load":
        assert isinstance(value, list)
        async with database.write() as tx:
            await imports.begin_tracking(tx)
            for one in value:
                if isinstance(one, Person):
                    await imports.save_person(tx, one, await imports.erased_posts(tx))
            await imports.save_posts(tx, [row_of(one) for one in value if isinstance(one, Post)])
            await update_links(tx)
            await imports.finish_import(tx)
    elif kind == "erase":
        async with ErasingStore(database).erasing([str(value)], [], 1):
            pass
    elif kind == "join":
        assert isinstance(value, tuple)
        await AccountStore(database).join(value)
    else:
        assert isinstance(value, AccountRef)
        await AccountStore(database).part(value)


async def groups(database: Database) -> set[tuple[str, ...]]:
    """Return the groups of ids, each in order, and check how they are stored."""
    rows = await database.read(
        """SELECT posts.id, first, position FROM cross_posts JOIN posts USING (post)
           ORDER BY first, position"""
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        assert row["position"] == len(found.setdefault(row["first"], []))
        found[row["first"]].append(row["id"])
    assert all(len(ids) > 1 for ids in found.values())
    return {tuple(ids) for ids in found.values()}


async def after(*steps: Step) -> set[tuple[str, ...]]:
    """Return the groups of a new archive after some steps."""
    with tempfile.TemporaryDirectory() as folder:
        async with Database(new_archive(folder), "archive") as database:
            for step in steps:
                await run(database, step)
            return await groups(database)


X, M, B = said(Network.TWITTER, 1, 2), said(Network.MASTODON, 2, 0), said(Network.BLUESKY, 3, 5)
ALL = ("load", [X, M, B])
JOIN = ("join", tuple(REFS[n] for n in (0, 3, 4)))


async def test_a_joined_person_has_one_group() -> None:
    """Only accounts that were joined are compared; the oldest post is the first of a group."""
    assert await after(ALL) == set()
    assert await after(ALL, JOIN) == await after(JOIN, ALL) == {(M.id, X.id, B.id)}
    assert await after(ALL, JOIN, ("part", REFS[3])) == {(X.id, B.id)}
    assert await after(ALL, JOIN, ("part", REFS[3]), ("part", REFS[0])) == set()


async def test_what_is_erased_leaves_the_others() -> None:
    """A group goes on without an erased post, the first one too."""
    assert await after(ALL, JOIN, ("erase", M.id)) == {(X.id, B.id)}
    assert await after(ALL, JOIN, ("erase", X.id), ("erase", B.id)) == set()


async def test_only_own_posts_for_all_with_a_time() -> None:
    """Reposts, posts for followers alone and posts of a day are in no group; unlisted ones are."""
    for other in (
        said(Network.MASTODON, 2, 0, kind=Kind.REPOST),
        said(Network.MASTODON, 2, 0, visibility=Visibility.FOLLOWERS),
        said(Network.MASTODON, 2, 0, precision=Precision.DAY),
    ):
        assert await after(JOIN, ("load", [X, other])) == set()
    unlisted = said(Network.MASTODON, 2, 0, visibility=Visibility.UNLISTED)
    assert await after(JOIN, ("load", [X, unlisted])) == {(unlisted.id, X.id)}


async def test_a_bare_name_is_joined_with_the_account_behind_it() -> None:
    """Whoever was joined by a name alone stays so when a later import states the id."""
    bare = said(Network.TWITTER, 1, 2, who=1)
    join = ("join", (REFS[1], REFS[3]))
    for steps in ([("load", [bare, M]), join], [join, ("load", [bare, M])], [ALL, join]):
        assert await after(*steps) == {(M.id, X.id)}
    assert await after(("load", [bare, M]), join, ("load", [X])) == {(M.id, X.id)}
    other = said(Network.TWITTER, 9, 40)  # by its id alone, before and after
    copy = said(Network.MASTODON, 8, 41)
    known = {(M.id, bare.id), (other.id, copy.id)}
    assert await after(("load", [M, copy, other]), ("load", [bare]), join) == known
    assert await after(("load", [M, copy, bare]), join, ("load", [other])) == known


async def test_people_come_from_files_in_any_order() -> None:
    """Joins that a file states are joined with those that are there."""
    first, second = Person((REFS[0], REFS[3])), Person((REFS[3], REFS[4]))
    posts = [X, M, B]
    for records in ([first, second, *posts], [*posts, second, first]):
        steps = [("load", [one]) for one in records]
        assert await after(*steps) == await after(("load", records)) == {(M.id, X.id, B.id)}


_posts = st.builds(
    lambda network, number, minute, text, who: said(
        network, number, minute, text, who=min(who, len(ACCOUNTS[network]) - 1)
    ),
    st.sampled_from([*Network]),
    st.integers(1, 9),
    st.integers(0, 60),
    st.sampled_from([TEXT, f"{TEXT} #sky", "Good morning", "Something else that is long enough"]),
    st.sampled_from([0, 0, 0, 1, 2]),
)
_steps = st.one_of(
    st.lists(_posts, min_size=1, max_size=4).map(lambda posts: ("load", posts)),
    st.tuples(st.sampled_from(REFS), st.sampled_from(REFS)).map(lambda refs: ("join", refs)),
    st.sampled_from(REFS).map(lambda ref: ("part", ref)),
    st.integers(1, 9).map(
        lambda n: ("erase", f"https://a.example/users/ada/statuses/{110000 + n}")
    ),
)


@settings(max_examples=25)
@given(st.lists(_steps, min_size=1, max_size=6))
async def test_little_by_little_as_all_at_once(steps: Sequence[Step]) -> None:
    """After any steps the groups are those that all posts, read anew, would have."""
    with tempfile.TemporaryDirectory() as folder:
        async with Database(new_archive(folder), "archive") as database:
            for step in steps:
                await run(database, step)
            found = await groups(database)
            async with database.write() as tx:
                await tx.execute("UPDATE same_people SET known = NULL")
                await imports.begin_tracking(tx)
                await imports.finish_import(tx)
            assert await groups(database) == found


async def test_many_clusters(tmp_path: Path) -> None:
    """Posts far from each other are looked at in batches, of which none cuts a cluster."""
    minutes = [n * 30 + n % 7 for n in range(1_100)]
    posts = [
        said(network, number, minute + late, f"{TEXT} {number}")
        for number, minute in enumerate(minutes)
        for network, late in ((Network.TWITTER, 0), (Network.MASTODON, 3))
    ]
    async with Database(new_archive(tmp_path), "archive") as database:
        await run(database, ("load", posts))
        await run(database, JOIN)
        whole = await groups(database)
        assert len(whole) == len(minutes)
        assert all(one != other for one, other in pairwise(sorted(whole)))
        await run(database, ("erase", posts[100].id))
        assert await groups(database) == {one for one in whole if posts[100].id not in one}
