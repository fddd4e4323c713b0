"""The search engines that are measured side by side, all over the same posts.

A post's key is its sort key.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from rapidfuzz import fuzz, process

from bot.archive.search.query.parser import parse
from bot.archive.search.tokens import tokenize, tokenize_query
from bot.services.container import Services

BEST = 10
"""The number of results that are requested."""

_PLAIN_LETTERS = 8  # from this length on tantivy may allow two typos without too much noise
_BOOST = 20.0


class Engine(Protocol):
    """An engine that finds the keys of posts. `patience` is the share of queries that it runs."""

    name: str
    patience: float

    def close(self) -> None:
        """Close what the engine has open."""

    def size(self) -> int:
        """Return the bytes of its index."""

    async def find(self, query: str) -> list[int]:
        """Return the keys of the best posts, the best first."""


class Ours:
    """Throwback."""

    name, patience = "throwback", 1.0

    def __init__(self, services: Services, database: Path) -> None:
        self._services = services
        self._database = database

    def close(self) -> None:
        """Close nothing: the services close with their block."""

    def size(self) -> int:
        """Return the bytes of its index."""
        with closing(sqlite3.connect(self._database)) as connection:
            tables = "name LIKE 'words%' OR name LIKE 'vocabulary%' OR name LIKE 'postings%'"
            with suppress(sqlite3.OperationalError):  # without dbstat
                return int(
                    connection.execute(f"SELECT sum(pgsize) FROM dbstat WHERE {tables}")
                    .fetchone()[0]
                )  # fmt: skip
        return 0

    async def find(self, query: str) -> list[int]:
        """Return the keys of the best posts, the best first."""
        found = await self._services.search.find(parse(query), limit=BEST)
        return [hit.post.sort_key for hit in found.hits]


class Tantivy:
    """tantivy, run well: each word exact, or by its automaton, boosted by 20."""

    name, patience = "tantivy", 1.0

    def __init__(self, folder: Path, texts: Mapping[int, str]) -> None:
        import tantivy  # noqa: PLC0415 - of the bench extra alone

        self._tantivy: Any = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", stored=False, tokenizer_name="whitespace")
        builder.add_integer_field("key", stored=True, fast=True)
        self._schema = builder.build()
        self._folder = folder
        if not folder.exists():
            folder.mkdir()
            index = tantivy.Index(self._schema, path=str(folder))
            writer = index.writer(heap_size=256_000_000, num_threads=1)
            for key, text in texts.items():
                writer.add_document(tantivy.Document(text=" ".join(tokenize(text)), key=key))
            writer.commit()
            writer.wait_merging_threads()
        index = tantivy.Index.open(str(folder))
        index.reload()
        self._searcher = index.searcher()

    def close(self) -> None:
        """Close nothing: the index closes with its last reference."""

    def size(self) -> int:
        """Return the bytes of its index."""
        return sum(file.stat().st_size for file in self._folder.iterdir())

    async def find(self, query: str) -> list[int]:
        """Return the keys of the best posts, the best first."""
        query_of, should = self._tantivy.Query, self._tantivy.Occur.Should
        clauses = []
        for word in tokenize_query(query):
            fuzzy = query_of.fuzzy_term_query(
                self._schema,
                "text",
                word,
                distance=1 if len(word) < _PLAIN_LETTERS else 2,
                transposition_cost_one=True,
            )
            clauses += [
                (should, query_of.term_query(self._schema, "text", word)),
                (should, query_of.boost_query(fuzzy, _BOOST)),
            ]
        found = self._searcher.search(query_of.boolean_query(clauses), BEST, count=False)
        return [self._searcher.doc(address)["key"][0] for _, address in found.hits]


class Porter:
    """FTS5 with its stemmer, the words joined by OR, by its bm25."""

    name, patience = "FTS5 porter", 1.0

    def __init__(self, path: Path, texts: Mapping[int, str]) -> None:
        new = not path.exists()
        self._path = path
        self._connection = sqlite3.connect(path, isolation_level=None)
        if new:
            run = self._connection.execute
            run("BEGIN")
            run("CREATE VIRTUAL TABLE f USING fts5 (t, content='', tokenize='porter unicode61')")
            self._connection.executemany(
                "INSERT INTO f (rowid, t) VALUES (?, ?)",
                ((key, " ".join(tokenize(text))) for key, text in texts.items()),
            )
            run("COMMIT")

    def close(self) -> None:
        """Close the connection to the index."""
        self._connection.close()

    def size(self) -> int:
        """Return the bytes of its index."""
        return self._path.stat().st_size

    async def find(self, query: str) -> list[int]:
        """Return the keys of the best posts, the best first."""
        terms = " OR ".join(f'"{word}"' for word in tokenize_query(query))
        rows = self._connection.execute(
            "SELECT rowid FROM f WHERE f MATCH ? ORDER BY bm25(f), rowid LIMIT ?", (terms, BEST)
        )
        return [row[0] for row in rows]


class RapidFuzz:
    """RapidFuzz over the text of every post."""

    name, patience = "RapidFuzz", 0.01

    def __init__(self, texts: Mapping[int, str]) -> None:
        self._texts = {key: " ".join(tokenize(text)) for key, text in texts.items()}

    def close(self) -> None:
        """Close nothing: all is in memory."""

    def size(self) -> int:
        """Return the bytes of its index."""
        return 0

    async def find(self, query: str) -> list[int]:
        """Return the keys of the best posts, the best first."""
        typed = " ".join(tokenize_query(query))
        found = process.extract(typed, self._texts, scorer=fuzz.token_set_ratio, limit=BEST)
        return [key for _, _, key in found]


def peers(folder: Path, texts: Mapping[int, str]) -> list[Engine]:
    """Return the engines beside ours, those that are installed; their indexes are kept."""
    found: list[Engine] = [Porter(folder / "porter.db", texts), RapidFuzz(texts)]
    if find_spec("tantivy"):
        found.insert(0, Tantivy(folder / "tantivy", texts))
    else:
        print("tantivy is not installed (pip install -e .[bench]): its columns are missing")
    return found
