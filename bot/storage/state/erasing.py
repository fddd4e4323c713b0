"""Erasing from state.db what refers to erased posts."""

import re
from collections.abc import Collection, Sequence

from bot.archive.search.tokens import tokenize
from bot.storage.engines import StateDatabase
from bot.storage.state.hidden import HIDDEN_CHANGES
from bot.storage.state.removed_digests import bring_back, put_away

_QUOTED = 4  # words of a text in a row: fewer may be said by chance
_ID = re.compile(r"t-?\d+-[0-9a-f]{8}|\d+", re.ASCII)

# A table of the transaction's own, whose texts are compared as those of the others are.
_GONE = (
    "CREATE TEMP TABLE gone_ids AS SELECT id FROM hidden WHERE 1 = 0",
    "CREATE INDEX gone_ids_by_id ON gone_ids (id)",
)
# In the text of a digest choice the ids are JSON strings.
_DELETE = (
    "DELETE FROM hidden WHERE id IN (SELECT id FROM gone_ids)",
    "DELETE FROM hidden_in_guilds WHERE id IN (SELECT id FROM gone_ids)",
    "DELETE FROM drawn WHERE id IN (SELECT id FROM gone_ids)",
    """DELETE FROM teaching WHERE child IN (SELECT id FROM gone_ids)
       OR parent IN (SELECT id FROM gone_ids)""",
    "UPDATE shuffles SET last = NULL WHERE last IN (SELECT id FROM gone_ids)",
    """DELETE FROM choices WHERE EXISTS
       (SELECT 1 FROM gone_ids WHERE replace(choice, '"' || id || '"', '') <> choice)""",
    """UPDATE runs SET choice = NULL WHERE EXISTS
       (SELECT 1 FROM gone_ids WHERE replace(choice, '"' || id || '"', '') <> choice)""",
)


# A rule of words has them in quotation marks; the digits of others are days.
_WORDS_OF_RULE = """CASE WHEN rule LIKE '"%' THEN rule ELSE '' END"""


class StateErasingStore:
    """Erases what the bot remembers of posts: requests, rounds, rules, and what is hidden."""

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    async def erase(
        self, ids: Collection[str], words: Collection[str], texts: Collection[Sequence[str]]
    ) -> None:
        """Erase what refers to posts with these ids.

        Requests, rounds and quiet rules also go if their text has one of `words`, which no other
        post has, or several words in a row of one of `texts`, which are given as words.
        """
        quotes = {run for text in texts for run in _runs(text)}

        def refers(text: str) -> bool:
            found = tokenize(text)
            return not (
                frozenset(_ID.findall(text)).isdisjoint(ids)
                and frozenset(found).isdisjoint(words)
                and quotes.isdisjoint(_runs(found))
            )

        async with self._database.write() as tx:
            await tx.overwrite_deleted()
            await tx.alone_with(HIDDEN_CHANGES)
            # Before the draws in them, as who draws does.
            await tx.fetch(f"SELECT 1 FROM shuffles{tx.locking('shuffles')}")  # noqa: S608
            for statement in _GONE:
                await tx.execute(statement)
            await tx.execute_many("INSERT INTO gone_ids VALUES (?)", [(id,) for id in ids])
            removed = await tx.fetch(
                "SELECT digest, removed_at FROM removed_digests "  # noqa: S608
                f"ORDER BY digest{tx.locking('removed_digests')}"
            )
            for digest, _ in removed:  # so that their choices are in the tables of all others
                await bring_back(tx, digest)
            for statement in _DELETE:
                await tx.execute(statement)
            for digest, removed_at in removed:
                await put_away(tx, digest, removed_at)
            for table, key, column, children in (
                ("pages", "token", "request", ()),
                ("shuffles", "shuffle", "query", ("drawn",)),
                ("quiet", "rule", _WORDS_OF_RULE, ()),
            ):
                rows = await tx.fetch(f"SELECT {key}, {column} FROM {table} ORDER BY 1")  # noqa: S608 - constants
                gone = [(key,) for key, text in rows if refers(text)]
                for name in (*children, table):
                    await tx.execute_many(f"DELETE FROM {name} WHERE {key} = ?", gone)  # noqa: S608 - constants
            await tx.execute("DROP TABLE gone_ids")
        await self._database.show_hidden()


def _runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[n : n + _QUOTED]) for n in range(len(words) - _QUOTED + 1)}
