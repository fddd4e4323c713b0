"""Posts found by ids, by the last parts of ids, and by addresses that lack something."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.archive.posts.ids.links import post_id
from bot.archive.posts.post import Kind, Post, Visibility
from bot.archive.search.query.parser import parse
from bot.storage.archive.search.filters import condition
from bot.storage.database import Database
from tests.storage.archive.threads.linking import load
from tests.storage.reading import reading

WHEN = datetime(2024, 5, 1, 8, tzinfo=UTC)
DID = "did:plc:" + "a" * 24
RKEY = "3krfzjspc2222"


async def saved(archive: Path, posts: Sequence[Post]) -> None:
    """Import posts into the archive at a path."""
    async with Database(archive, "archive") as database:
        await load(database, posts)


def status(when: datetime, user: str = "ap/users/109", host: str = "b.example") -> str:
    """Return the id of a post on Mastodon."""
    return f"https://{host}/{user}/statuses/{round(when.timestamp() * 1000) << 16}"


def toot(id: str, account: str = "ottilie@b.example", **fields: object) -> Post:
    """Return a post of Mastodon."""
    when = fields.pop("when", WHEN)
    return Post(
        id, account, when, "words", "words", network="mastodon", parent_known=True,  # type: ignore[arg-type]
        account_id=f"https://{account.partition('@')[2]}/ap/users/109", **fields,  # type: ignore[arg-type]
    )  # fmt: skip


async def test_posts_are_found_by_every_address(tmp_path: Path) -> None:
    """An address without the account's number, the number alone, a handle, and an at-URI."""
    number = status(WHEN).rpartition("/")[2]
    skeet = Post(
        f"at://{DID}/app.bsky.feed.post/{RKEY}", "ottilie.example", WHEN, "words", "words",
        network="bluesky", account_id=DID,
    )  # fmt: skip
    archive = tmp_path / "archive.db"
    await saved(archive, [toot(status(WHEN)), skeet])
    refs = {
        f"https://b.example/@ottilie/{number}": status(WHEN),
        status(WHEN): status(WHEN),
        f"https://b.example/@renamed/{number}/embed": status(WHEN),
        number: status(WHEN),
        f"https://bsky.app/profile/ottilie.example/post/{RKEY}": skeet.id,
        f"https://bsky.app/profile/{DID}/post/{RKEY}": skeet.id,
        RKEY: skeet.id,
        f"https://other.example/@ottilie/{number}": None,
        f"https://bsky.app/profile/else.example/post/{RKEY}": None,
    }
    with reading(archive) as reader:
        ids = {ref: post_id(ref) for ref in refs}
        current = reader.posts.current_ids([*ids.values()])
        assert {ref: current.get(id) for ref, id in ids.items()} == refs


async def test_a_number_of_two_posts_means_neither(tmp_path: Path) -> None:
    """Numbers are unique on one server only."""
    one, other = status(WHEN), status(WHEN, host="c.example")
    archive = tmp_path / "archive.db"
    await saved(archive, [toot(one), toot(other, "ottilie@c.example")])
    with reading(archive) as reader:
        assert reader.posts.current_ids([one.rpartition("/")[2]]) == {}
        (found,) = reader.posts.current_ids(
            [post_id(other.replace("ap/users/109", "@o").replace("/statuses", ""))]
        ).values()
        assert found == other


async def test_quotes_are_of_the_posts_that_addresses_mean(tmp_path: Path) -> None:
    """A post that links to another one by its web address quotes it."""
    later = WHEN + timedelta(hours=1)
    number = status(WHEN).rpartition("/")[2]
    link = f"https://b.example/@ottilie/{number}"
    quoting = toot(status(later), when=later, links=(link,))
    archive = tmp_path / "archive.db"
    await saved(archive, [toot(status(WHEN)), quoting])
    with reading(archive) as reader:
        keys = reader.posts.keys([status(WHEN), quoting.id])
        assert reader.threads.see_also([keys[quoting.id]]) == [status(WHEN)]


async def test_order_is_that_of_networks_and_keys(tmp_path: Path) -> None:
    """Posts of one stated time are ordered by network, then by number or by key as text."""
    keys = ["3krfzjspc2222", "3krfzjspc2223", "my-own-key", "zz"]
    skeets = [
        Post(f"at://{DID}/app.bsky.feed.post/{key}", DID, WHEN, key, key, network="bluesky")
        for key in keys
    ]
    archive = tmp_path / "archive.db"
    posts = [*skeets[::-1], toot(status(WHEN), kind=Kind.REPLY, visibility=Visibility.UNLISTED)]
    await saved(archive, posts)
    with reading(archive) as reader:
        expected = [*(post.id for post in skeets), status(WHEN)]
        assert reader.posts.oldest_first([post.id for post in posts]) == expected
        assert [position.id for position in reader.posts.after(None, 9)] == expected


async def test_the_filter_takes_addresses_too(tmp_path: Path) -> None:
    """What `id:` gets is a whole id, an address, or a short form."""
    number = status(WHEN).rpartition("/")[2]
    skeet = Post(
        f"at://{DID}/app.bsky.feed.post/{RKEY}", "ottilie.example", WHEN, "words", "words",
        network="bluesky", account_id=DID,
    )  # fmt: skip
    archive = tmp_path / "archive.db"
    await saved(archive, [toot(status(WHEN)), skeet])
    found = {
        f"id:https://b.example/@ottilie/{number}": [status(WHEN)],
        f"id:{number}": [status(WHEN)],
        f"id:{status(WHEN)}": [status(WHEN)],
        f"id:https://bsky.app/profile/Ottilie.example/post/{RKEY}": [skeet.id],
        f"id:{RKEY}": [skeet.id],
        f"id:{skeet.id}": [skeet.id],
        f"id:https://c.example/@ottilie/{number}": [],
        f"id:https://bsky.app/profile/else.example/post/{RKEY}": [],
    }
    with reading(archive) as reader:
        for text, ids in found.items():
            where = condition(parse(text).root, UTC)
            sql = f"SELECT id FROM posts WHERE {where.sql}"  # noqa: S608 - our own condition
            rows = reader._connection.execute(sql, where.parameters)
            assert [row[0] for row in rows] == ids, text
