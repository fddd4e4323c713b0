"""An account is its id, whatever it was called, in any order of loading."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.posts.post import UNKNOWN, Post, Profile, Source
from bot.archive.posts.row import row_of
from bot.archive.search.query.parser import parse
from bot.storage.archive import imports
from bot.storage.archive.search.filters import condition
from bot.storage.archive.threads.links import update_links
from bot.storage.database import Database
from tests.archives import post, snowflake
from tests.storage.reading import all_posts
from tests.storage.templates import new_archive

START = datetime(2020, 1, 1, tzinfo=UTC)
Load = Sequence[Post | Profile]


def by(name: str, number: int, id: str | None = None) -> Post:
    """Return a post of an account, as a source names it."""
    when = START + timedelta(days=number)
    return post(when, f"post {number}", account=name, account_id=id, id=snowflake(when))


class Loaded:
    """What an archive has after imports: the account of each post, what `from:` finds."""

    def __init__(
        self, posts: Sequence[Post], found: dict[str, list[str]], profiles: object
    ) -> None:
        self.accounts = {one.text: one.account for one in posts}
        self.avatars = {one.avatar for one in posts}
        self.found = found
        self.profiles = profiles

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Loaded) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]


async def loaded(*loads: Load, names: Sequence[str] = ("old", "new", "newer")) -> Loaded:
    """Return what an archive has after imports in this order."""
    with tempfile.TemporaryDirectory() as folder:
        path = new_archive(folder)
        async with Database(path, "archive") as database:
            for load in loads:
                async with database.write() as tx:
                    await imports.begin_tracking(tx)
                    for one in load:
                        if isinstance(one, Profile):
                            await imports.save_profile(tx, one)
                    posts = [row_of(one) for one in load if isinstance(one, Post)]
                    await imports.save_posts(tx, posts)
                    await update_links(tx)
                    await imports.finish_import(tx)
            found = {}
            for name in names:
                sql, parameters = condition(parse(f"from:{name}").root, UTC)
                rows = await database.read(
                    f"SELECT text FROM posts WHERE {sql} ORDER BY sort_key",  # noqa: S608
                    parameters,
                )
                found[name] = [row["text"] for row in rows]
            profiles = await database.read(
                """SELECT id, name, display FROM accounts
                   WHERE account IN (SELECT account FROM posts) ORDER BY id, name"""
            )
        return Loaded(all_posts(path), found, [tuple(row) for row in profiles])


async def test_two_names_are_one_account() -> None:
    """Posts of one id are of one account under its newest name, whose old names find it."""
    loads = ([by("old", 1, "7"), by("old", 2, "7")], [by("new", 3, "7"), by("new", 1, "7")])
    for order in permutations(loads):
        found = await loaded(*order)
        assert set(found.accounts.values()) == {"new"}
        everything = ["post 1", "post 2", "post 3"]
        assert found.found == {"old": everything, "new": everything, "newer": []}


async def test_a_dated_export_says_which_name_is_newest() -> None:
    """The date of an export counts, even if its last post is old."""
    old: Load = [Profile("old", exported_at=START, account_id="7"), by("old", 9, "7")]
    dated = Profile("new", "New", exported_at=START + timedelta(days=900), account_id="7")
    new: Load = [dated, by("new", 1, "7")]
    for order in permutations((old, new)):
        found = await loaded(*order)
        assert set(found.accounts.values()) == {"new"}
        assert found.profiles == [("7", "new", "New")]


async def test_the_newest_export_has_the_picture() -> None:
    """In any order; of two made at once, the one that has a picture has it."""
    first, bare = (
        Profile("old", "Old", exported_at=START + timedelta(days=at), account_id="7", avatar=avatar)
        for at, avatar in ((1, "media/7-first.jpg"), (2, None))
    )
    newest = replace(bare, avatar="media/7-new.jpg")
    loads: list[Load] = [[first, by("old", 1, "7")], [bare], [newest]]
    for order in permutations(loads):
        found = await loaded(*order)
        assert found.avatars == {"media/7-new.jpg"}


async def test_names_alone_join_who_had_them() -> None:
    """Sources that state no id belong to the account with that name; others stay apart."""
    loads = (
        [by("OLD", 1), by("stranger", 5), by(UNKNOWN, 6)],
        [by("old", 2, "7")],
        [by("new", 3, "7"), by("new", 1, "7")],
    )
    results = [await loaded(*order) for order in permutations(loads)]
    assert all(one == results[0] for one in results)
    accounts = results[0].accounts
    assert {accounts[f"post {n}"] for n in (1, 2, 3)} == {"new"}
    assert (accounts["post 5"], accounts["post 6"]) == ("stranger", UNKNOWN)
    assert results[0].found["old"] == ["post 1", "post 2", "post 3"]


async def test_a_name_that_two_accounts_had() -> None:
    """A bare name is that of the account that had it last; stated ids are never joined."""
    loads = ([by("old", 1)], [by("old", 2, "7"), by("new", 4, "7")], [by("old", 3, "8")])
    for order in permutations(loads):
        found = await loaded(*order)
        assert found.accounts == {
            "post 1": "old", "post 2": "new", "post 3": "old", "post 4": "new",
        }  # fmt: skip
        assert [id for id, _, _ in found.profiles] == ["7", "8"]  # type: ignore[attr-defined]


async def test_loading_again_changes_nothing() -> None:
    """A second import of the same posts raises no generation, under whichever name."""
    first, second = [by("old", 1, "7"), by("old", 2)], [by("new", 3, "7")]
    with tempfile.TemporaryDirectory() as folder:
        path = new_archive(folder)
        async with Database(path, "archive") as database:
            generations = []
            for posts in (first, second, first, second):
                async with database.write() as tx:
                    await imports.begin_tracking(tx)
                    await imports.save_posts(tx, [row_of(one) for one in posts])
                    await update_links(tx)
                    await imports.finish_import(tx)
                generations += [(await database.read("SELECT number FROM generation"))[0][0]]
    assert generations[1:] == [generations[1]] * 3


async def test_joined_posts_follow_a_rename() -> None:
    """A post that was joined from several keeps its account when that gets a new name."""
    one = by("old", 1, "7")
    bare = replace(one, id="t1577923200-0a1b2c3d", account="old", account_id=None,
                   created_at=datetime(2020, 1, 2, tzinfo=UTC))  # fmt: skip
    loads = ([one], [bare], [by("new", 2, "7")], [replace(one, sources=(Source("more", 1),))])
    results = [await loaded(*order) for order in list(permutations(loads))[::5]]
    assert all(found == results[0] for found in results)
    assert set(results[0].accounts.values()) == {"new"}


NAMED = st.builds(
    by,
    st.sampled_from(["old", "new", "newer"]),
    st.integers(1, 6),
    st.none() | st.sampled_from(["7", "8"]),
)


@given(st.lists(st.lists(NAMED, min_size=1, max_size=3), min_size=2, max_size=3), st.data())
@settings(max_examples=8, deadline=None)
async def test_the_order_of_loading_changes_nothing(
    loads: list[list[Post]], data: st.DataObject
) -> None:
    """Any renames give the same accounts in any order of loading."""
    order = data.draw(st.permutations(loads))
    assert await loaded(*loads) == await loaded(*order)


async def test_a_post_from_before_1970_has_its_author() -> None:
    """A record that claims to be older than the calendar of computers costs no import."""
    early = post(datetime(1969, 12, 31, tzinfo=UTC), "early", account="old", id="1234")
    found = await loaded([early], [by("old", 1)])
    assert found.accounts == {"early": "old", "post 1": "old"}


async def test_a_stored_post_is_no_new_use_of_a_name() -> None:
    """What an older version stored says when a name was used only once its file is read again."""
    with tempfile.TemporaryDirectory() as folder:
        async with Database(new_archive(folder), "archive") as database:
            stored = by("old", 1)
            for one in (stored, replace(by("new", 1, "7"), text="another text, and longer")):
                async with database.write() as tx:
                    await imports.begin_tracking(tx)
                    await imports.save_posts(tx, [row_of(one)])
                    await imports.finish_import(tx)
                    if one is stored:
                        await tx.execute("UPDATE account_names SET seen_at = 0")
            rows = await database.read("SELECT seen_at FROM account_names WHERE name = 'old'")
            assert [row["seen_at"] for row in rows] == [0]
