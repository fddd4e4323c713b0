"""Erasing posts from archive.db: every row that holds something of them."""

import asyncio
import json
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.archive.posts.details import beside_text
from bot.archive.posts.erased import ErasedAccount, TextMark, ids_of, marks_of
from bot.archive.posts.ids.synthetic_id import is_synthetic
from bot.archive.posts.post import Post
from bot.archive.search.tokens import tokenize
from bot.storage.archive.posts.accounts import raise_generation
from bot.storage.archive.posts.counter_order import update_counter_order
from bot.storage.archive.posts.left_out.erased import remember
from bot.storage.archive.posts.loading import posts_of, posts_query
from bot.storage.archive.posts.media import FILES, delete_files, file_name
from bot.storage.archive.posts.parts import load_parts
from bot.storage.archive.posts.people.cross_posts import update_cross_posts
from bot.storage.archive.posts.saving import mark_moved
from bot.storage.archive.posts.touched import begin_tracking
from bot.storage.archive.search.index import update_index
from bot.storage.archive.threads.links import update_links
from bot.storage.database import Database
from bot.storage.transaction import Transaction

_BATCH_SIZE = 1_000  # posts that are in memory together

_HELD = """
    SELECT post FROM posts WHERE id IN (SELECT value FROM json_each(?1))
    UNION SELECT post FROM versions WHERE id IN (SELECT value FROM json_each(?1))
    UNION SELECT post FROM parts WHERE id IN (SELECT value FROM json_each(?1))
    UNION SELECT post FROM posts WHERE account IN (SELECT value FROM json_each(?2))
    ORDER BY post
"""
# By its number on the network, or by a name: its present one before one that it has had.
_NAMED = """
    SELECT coalesce(same_as, account) AS account, 0 AS rank FROM accounts WHERE id = ?1
    UNION SELECT coalesce(same_as, account), 1 FROM accounts WHERE name = ?1
    UNION SELECT coalesce(same_as, accounts.account), 2
    FROM account_names JOIN accounts USING (account) WHERE account_names.name = ?1
    ORDER BY rank
"""
_GONE = (
    "CREATE TEMP TABLE IF NOT EXISTS gone (post INTEGER PRIMARY KEY)",
    "CREATE TEMP TABLE IF NOT EXISTS gone_ids (id TEXT PRIMARY KEY)",
    "DELETE FROM temp.gone",
    "DELETE FROM temp.gone_ids",
)
# What could not be read may name a post, or be it: at the place where one was read.
_DELETE = (
    "DELETE FROM corrections WHERE child IN temp.gone_ids OR parent IN temp.gone_ids",
    "DELETE FROM rejected_links WHERE child IN temp.gone_ids OR parent IN temp.gone_ids",
    """DELETE FROM audit WHERE child IN temp.gone_ids OR parent IN temp.gone_ids
       OR json_extract(before, '$[0]') IN temp.gone_ids""",
    "DELETE FROM outdated WHERE id IN temp.gone_ids",
    "DELETE FROM deletions WHERE id IN temp.gone_ids",
    "DELETE FROM quarantine WHERE EXISTS (SELECT 1 FROM temp.gone_ids WHERE instr(reason, id))",
    """DELETE FROM quarantine WHERE (file, line) IN
       (SELECT file, line FROM temp.gone JOIN sources USING (post))""",
    "DELETE FROM unlinked WHERE post IN temp.gone",
    "DELETE FROM words WHERE post IN temp.gone",
    "DELETE FROM posts WHERE post IN temp.gone",
    """DELETE FROM picture_files WHERE path NOT IN
       (SELECT path FROM media WHERE path IS NOT NULL)""",
    "DELETE FROM picture_texts WHERE hash NOT IN (SELECT hash FROM picture_files)",
)
_PICTURED = "SELECT post, pictured FROM words WHERE post IN (SELECT value FROM json_each(?))"
# The row of a bare name before the account that it belongs to.
_ALSO_NAMED = """
    SELECT account FROM accounts WHERE same_as = ?1
    UNION ALL SELECT account FROM accounts WHERE account = ?1
"""
_PICTURES = """
    SELECT avatar FROM accounts WHERE ?1 IN (account, same_as) AND avatar IS NOT NULL
"""
_OF_ACCOUNT = (
    # The cross-posts of a person are found anew without what was the account's.
    "UPDATE same_people SET known = NULL WHERE ? IS NOT NULL",
    """DELETE FROM same_people WHERE (network, id) IN (
       SELECT network, coalesce(id, '@' || name) FROM accounts WHERE account = ?)""",
    "DELETE FROM deletions WHERE account = ?",
    "DELETE FROM account_names WHERE account = ?",
    "DELETE FROM accounts WHERE account = ?",
)
_STILL_USED = f"""
    {FILES}
    UNION SELECT json_extract(medium.value, '$[1]')
    FROM parts, json_each(record, '$.media') AS medium
    WHERE json_extract(medium.value, '$[1]') IS NOT NULL
"""  # noqa: S608 - a constant


@dataclass(slots=True)
class Erased:
    """What was erased.

    `ids` are those of the posts, of their versions and of their parts; `posts` counts the posts.
    `texts` are the words of each of their texts, `words` those that no other post has. `files` are
    the names of their media; `media` counts the files that were deleted, as no other post has them.
    """

    ids: set[str] = field(default_factory=set)
    posts: int = 0
    texts: list[list[str]] = field(default_factory=list)
    words: frozenset[str] = frozenset()
    files: set[str] = field(default_factory=set)
    media: int = 0


class ErasingStore:
    """Erases posts, and remembers that they were."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def held(self, ids: Collection[str], accounts: Collection[int] = ()) -> list[str]:
        """Return the current ids of the posts that have or had one of `ids`, or are of `accounts`.

        Accounts are given by key.
        """
        rows = await self._database.read(
            f"SELECT id FROM ({_HELD}) JOIN posts USING (post)",  # noqa: S608 - constants
            (json.dumps(list(ids)), json.dumps(list(accounts))),
        )
        return [row["id"] for row in rows]

    async def accounts(self, ref: str) -> dict[int, str]:
        """Return the accounts that a name or an id means, each with its own id or else its name.

        An account that is so called now comes before those that were.
        """
        rows = await self._database.read(_NAMED, (ref,))
        best = {row["account"] for row in rows if row["rank"] == rows[0]["rank"]}
        found = await self._database.read(
            """SELECT account, coalesce(id, name) AS ref FROM accounts
               WHERE account IN (SELECT value FROM json_each(?))""",
            (json.dumps(sorted(best)),),
        )
        return {row["account"]: row["ref"] for row in found}

    async def was_erased(self, account: str) -> bool:
        """Return whether an account was erased, by its id or under this name."""
        row = await self._database.read_one(
            "SELECT 1 FROM erased_accounts WHERE id = ?1 OR name = ?1", (account,)
        )
        return row is not None

    async def erased_ids(self) -> list[str]:
        """Return all ids that are remembered as erased."""
        return [row["id"] for row in await self._database.read("SELECT id FROM erased")]

    @asynccontextmanager
    async def erasing(
        self, ids: Collection[str], accounts: Collection[int], at: int
    ) -> AsyncIterator[Erased]:
        """Erase posts by id, and all of accounts by key; `at` is in milliseconds since 1970.

        Ids that no post has are remembered all the same. The block erases what is elsewhere: only
        at its end is this committed, so that what was interrupted can be done again. What is
        deleted is overwritten in its pages; `Database.rewrite` then leaves nothing of it elsewhere
        in the file.
        """
        erased = Erased(set(ids))
        async with self._database.write() as tx:
            await tx.execute("PRAGMA secure_delete = ON")
            await begin_tracking(tx)
            rows = await tx.fetch(_HELD, (json.dumps(list(ids)), json.dumps(list(accounts))))
            keys = [row["post"] for row in rows]
            erased.posts = len(keys)
            marks: dict[TextMark, bool] = {}
            for batch in _batches(keys):
                await self._note(tx, batch, erased, marks)
            named = await self._accounts(tx, accounts)
            erased.files |= await _avatars(tx, accounts)
            await remember(tx, erased.ids, marks, named, at)
            await self._delete(tx, keys, erased.ids, accounts)
            await update_links(tx)
            await update_counter_order(tx)
            await update_cross_posts(tx)
            await update_index(tx)
            await raise_generation(tx)
            erased.words = await _gone_words(tx, erased.texts)
            used = {file_name(row["path"]) for row in await tx.fetch(_STILL_USED)}
            erased.media = await asyncio.to_thread(
                delete_files, self._database.path, erased.ids, erased.files, used
            )
            yield erased

    @staticmethod
    async def _note(
        tx: Transaction, keys: Sequence[int], erased: Erased, marks: dict[TextMark, bool]
    ) -> None:
        """Add what is known of posts to what is erased."""
        stored = posts_of(await tx.fetch(*posts_query("post", keys)), as_read=True)
        parts = await load_parts(tx, keys)
        pictured = dict(map(tuple, await tx.fetch(_PICTURED, (json.dumps(list(keys)),))))
        for key, post in stored.items():
            whole = [post, *parts.get(key, ())]
            erased.ids |= ids_of(whole)
            unnamed = all(is_synthetic(one.id) for one in whole)
            marks.update((mark, unnamed) for one in whole for mark in marks_of(one))
            erased.texts += map(tokenize, {text for one in whole for text in _texts(one)})
            erased.texts += [pictured[key].split()] if pictured.get(key) else []
            media = (medium for one in whole for medium in one.media)
            erased.files |= {file_name(medium.path) for medium in media if medium.path}

    @staticmethod
    async def _accounts(tx: Transaction, accounts: Iterable[int]) -> list[ErasedAccount]:
        found = []
        for account in accounts:
            rows = await tx.fetch(
                """SELECT whole.network, whole.id, account_names.name FROM accounts AS whole
                   JOIN accounts AS known ON whole.account IN (known.account, known.same_as)
                   JOIN account_names ON account_names.account = known.account
                   WHERE whole.account = ?""",
                (account,),
            )
            found += [ErasedAccount(*row) for row in rows]
        return found

    @staticmethod
    async def _delete(
        tx: Transaction, keys: Sequence[int], ids: Collection[str], accounts: Iterable[int]
    ) -> None:
        for statement in _GONE:
            await tx.execute(statement)
        await tx.execute_many("INSERT INTO temp.gone VALUES (?)", [(key,) for key in keys])
        await tx.execute_many("INSERT INTO temp.gone_ids VALUES (?)", [(id,) for id in ids])
        await mark_moved(tx, keys)
        for statement in _DELETE:
            await tx.execute(statement)
        for account in accounts:
            for row in await tx.fetch(_ALSO_NAMED, (account,)):
                for statement in _OF_ACCOUNT:
                    await tx.execute(statement, (row["account"],))


def _batches(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[n : n + _BATCH_SIZE] for n in range(0, len(keys), _BATCH_SIZE))


def _texts(post: Post) -> Iterator[str]:
    yield post.text
    yield beside_text(post.content_warning, post.details.tags)
    if post.repair:
        yield post.repair.before
    yield from (version.text for version in post.versions if version.text)


async def _avatars(tx: Transaction, accounts: Iterable[int]) -> set[str]:
    """Return the names of the pictures of accounts."""
    rows = [row for one in accounts for row in await tx.fetch(_PICTURES, (one,))]
    return {file_name(row["avatar"]) for row in rows}


async def _gone_words(tx: Transaction, texts: Iterable[Iterable[str]]) -> frozenset[str]:
    """Return the words that no post has any more."""
    rows = await tx.fetch(
        "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT word FROM vocabulary)",
        (json.dumps(sorted({word for words in texts for word in words})),),
    )
    return frozenset(row["value"] for row in rows)
