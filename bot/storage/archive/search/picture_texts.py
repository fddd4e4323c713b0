"""The texts of pictures: which files are still to be read, and what was read in them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.archive.posts.picture_texts import ReadingEngine, ReadingProblem
from bot.storage.archive.posts.accounts import raise_generation
from bot.storage.archive.search.index import update_index
from bot.storage.archive.search.pictured import mark_posts_with
from bot.storage.database import Database

_FILES = """
    SELECT DISTINCT media.path, size, modified, hash FROM media
    LEFT JOIN picture_files ON picture_files.path = media.path
    WHERE media.kind = 'image' AND media.path IS NOT NULL ORDER BY media.path
"""


class FileState(NamedTuple):
    """What shows that a file is the same as before: its bytes, and its time in nanoseconds."""

    size: int
    modified: int


class PictureFile(NamedTuple):
    """A file of a picture, with its state when it was seen last, and its hash then, if it was."""

    path: str
    state: FileState | None
    file_hash: bytes | None


class PictureText(NamedTuple):
    """What came of a picture: its text, empty if it has none or was not read, or the problem."""

    file_hash: bytes
    text: str
    problem: ReadingProblem | None = None


class PictureTextStore:
    """The texts of an archive's pictures."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def files(self) -> list[PictureFile]:
        """Return the files of all pictures of posts, each once, by path."""
        return [
            PictureFile(path, None if size is None else FileState(size, modified), file_hash)
            for path, size, modified, file_hash in await self._database.read(_FILES)
        ]

    async def done(self, engine: ReadingEngine) -> dict[bytes, ReadingProblem | None]:
        """Return the hashes of what an engine has read, with the problem of what it has not."""
        rows = await self._database.read(
            "SELECT hash, problem FROM picture_texts WHERE (engine, version) = (?, ?)", engine
        )
        return {file_hash: _problem(problem) for file_hash, problem in rows}

    async def save(
        self,
        engine: ReadingEngine,
        files: Iterable[tuple[str, FileState, bytes]],
        texts: Sequence[PictureText],
    ) -> None:
        """Write which files have which content, and what was read in some contents.

        The index has it after `index`, or after the next import.
        """
        async with self._database.write() as tx:
            known = list(files)
            await tx.execute_many(
                "INSERT OR REPLACE INTO picture_files VALUES (?, ?, ?, ?)",
                [(path, *state, file_hash) for path, state, file_hash in known],
            )
            await tx.execute_many(
                "INSERT OR REPLACE INTO picture_texts VALUES (?, ?, ?, ?, ?)",
                [
                    (one.file_hash, *engine, one.text, one.problem and one.problem.name)
                    for one in texts
                ],
            )
            await mark_posts_with(tx, [path for path, *_ in known])

    async def index(self) -> None:
        """Let searches find what was read, and forget what no post has any more."""
        async with self._database.write() as tx:
            await tx.execute(
                """DELETE FROM picture_files WHERE path NOT IN
                   (SELECT path FROM media WHERE path IS NOT NULL)"""
            )
            await tx.execute(
                "DELETE FROM picture_texts WHERE hash NOT IN (SELECT hash FROM picture_files)"
            )
            if await tx.fetch("SELECT 1 FROM repictured LIMIT 1"):
                await update_index(tx)
                await raise_generation(tx)

    async def problems(self) -> "Counter[ReadingProblem]":
        """Return how many files have each problem, of those that were tried."""
        rows = await self._database.read(
            """SELECT problem, count(*) FROM picture_files JOIN picture_texts USING (hash)
               WHERE problem IS NOT NULL GROUP BY problem"""
        )
        return Counter({ReadingProblem[name]: count for name, count in rows})


def _problem(name: str | None) -> ReadingProblem | None:
    return None if name is None else ReadingProblem[name]
