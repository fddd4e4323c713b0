"""The text in pictures is read once for each content, kept apart, and found by searches."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.archive.posts.picture_texts import PictureWords, ReadingEngine, ReadingProblem
from bot.archive.posts.post import Media, MediaKind, Post
from bot.archive.posts.row import row_of
from bot.archive.search.query.notes import NO_TEXTS
from bot.archive.search.query.parser import parse
from bot.clock import SystemClock
from bot.formats.post_records import post_record
from bot.services.container import Services
from bot.services.posts.picture_reading import (
    MissingReaderError,
    PictureReader,
    ReaderFailedError,
    ReadingReport,
)
from bot.services.search.results import Hit
from bot.storage.archive import imports
from bot.storage.archive.erasing import ErasingStore
from bot.storage.archive.search import rebuilding
from bot.storage.archive.search.picture_texts import PictureTextStore
from bot.storage.database import Database
from tests.archives import post
from tests.services.posts.stand_in_reader import LOG, stand_in

WHEN = datetime(2021, 5, 4, 12, tzinfo=UTC)
ENGINE = ReadingEngine("stand-in", "1")


@dataclass
class Album:
    """An archive with pictures, whose files hold what they show."""

    folder: Path
    database: Database
    services: Services

    async def save(self, *posts: Post) -> None:
        """Write posts as an import does."""
        async with self.database.write() as tx:
            await imports.begin_tracking(tx)
            words = imports.NewWords()
            await imports.save_posts(tx, [row_of(one) for one in posts], words)
            await imports.finish_import(tx, words=words)

    def shown(self, name: str, text: str) -> None:
        """Put a picture into the media folder."""
        (self.folder / "media").mkdir(exist_ok=True)
        (self.folder / "media" / name).write_text(text, "utf-8")

    async def read(self, engine: ReadingEngine | None = ENGINE) -> ReadingReport:
        """Read all pictures in a worker process."""
        reader = PictureReader(
            PictureTextStore(self.database),
            self.folder / "media",
            installed=lambda: engine,
            read=stand_in,
        )
        try:
            return await reader.run(lambda _progress: None)
        finally:
            await reader.close()

    def reads(self) -> list[str]:
        """Return the paths that were read since this was asked last, in order."""
        log = self.folder / LOG
        paths = log.read_text().split() if log.exists() else []
        log.unlink(missing_ok=True)
        return paths

    async def find(self, query: str) -> list[Hit]:
        """Search the archive as it is now; a bot looks for changes twice a second."""
        await self.services.search._index.reload()
        return [*(await self.services.search.find(parse(query))).hits]

    async def texts(self, query: str) -> list[str]:
        """Return the texts of the posts that a query finds."""
        return [hit.post.text for hit in await self.find(query)]


@pytest.fixture
async def album(tmp_path: Path) -> AsyncIterator[Album]:
    """An empty archive."""
    path = tmp_path / "archive.db"
    async with (
        Database(path, "archive") as opened,
        Services(path, SystemClock(), state=False) as services,
    ):
        yield Album(tmp_path, opened, services)


def with_pictures(text: str, names: Sequence[str], hours: int = 0, alt: str | None = None) -> Post:
    """Return a post with pictures."""
    media = tuple(Media(MediaKind.IMAGE, f"media/{name}", alt=alt) for name in names)
    return post(WHEN + timedelta(hours=hours), text, media=media)


async def test_a_content_is_read_once(album: Album) -> None:
    """The same picture under two names is read once; what was read, or has failed, never again."""
    album.shown("a.png", "departures to Lisbon")
    album.shown("b.png", "departures to Lisbon")
    album.shown("c.png", "crash")
    album.shown("d.png", "bomb")
    await album.save(
        with_pictures("first", ["a.png", "gone.png"]), with_pictures("second", ["b.png"], 1),
        with_pictures("third", ["c.png", "d.png"], 2),
    )  # fmt: skip
    report = await album.read()
    assert (report.pictures, report.read, report.with_text) == (5, 1, 1)
    assert (report.same, report.before) == (1, 0)
    problems = {ReadingProblem.MEMORY: 1, ReadingProblem.PIXELS: 1, ReadingProblem.MISSING: 1}
    assert report.problems == problems
    assert album.reads() == ["media/a.png", "media/c.png", "media/c.png", "media/d.png"]
    again = await album.read()
    assert (again.read, again.same, again.before, again.problems) == (0, 0, 2, problems)
    assert album.reads() == []
    album.shown("gone.png", "found again")
    await album.read()
    assert album.reads() == ["media/gone.png"]
    assert sorted(await album.texts("lisbon")) == ["first", "second"]


async def test_a_search_for_text_says_that_no_picture_was_read(album: Album) -> None:
    """It does until one was, also where that had no text; other searches do not."""
    album.shown("a.png", "")
    await album.save(with_pictures("first", ["a.png"]))
    for query, notes in (("first", []), ("has:image", []), ("has:text -x", [f"{NO_TEXTS}"])):
        assert await album.services.search.notes(parse(query)) == notes
    assert await album.services.search.notes(parse("-(first OR has:text)")) == [f"{NO_TEXTS}"]
    await album.read()
    assert await album.services.search.notes(parse("has:text")) == []


async def test_a_process_that_others_end_loses_no_picture(album: Album) -> None:
    """It is read at the second try; only one that ends the process again counts as too large."""
    album.shown("a.png", "killed harbour master")
    await album.save(with_pictures("first", ["a.png"]))
    report = await album.read()
    assert (report.read, report.problems) == (1, {})
    assert await album.texts("harbour") == ["first"]


async def test_packages_that_do_not_load_are_no_fault_of_pictures(album: Album) -> None:
    """That is an error with a sentence; what was read before is kept, the rest is read later."""
    album.shown("a.png", "departures to Lisbon")
    album.shown("b.png", "unloaded")
    await album.save(with_pictures("first", ["a.png"]), with_pictures("second", ["b.png"], 1))
    with pytest.raises(ReaderFailedError):
        await album.read()
    album.shown("b.png", "unloadad")
    report = await album.read()
    assert (report.read, report.before, report.problems) == (1, 1, {})


async def test_another_version_reads_all_anew(album: Album) -> None:
    """What another version of the engine has read is read again, and so is a changed file."""
    album.shown("a.png", "departures")
    await album.save(with_pictures("first", ["a.png"]))
    await album.read()
    await album.read(replace_version("2"))
    assert album.reads() == ["media/a.png", "media/a.png"]
    album.shown("a.png", "arrivals instead")
    await album.read(replace_version("2"))
    assert await album.texts("arrivals") == ["first"]
    assert await album.texts("departures") == []


def replace_version(version: str) -> ReadingEngine:
    """Return another version of the stand-in."""
    return ENGINE._replace(version=version)


async def test_text_in_pictures_is_a_weaker_field(album: Album) -> None:
    """It is found with typos forgiven, behind posts that say it themselves, and says where."""
    album.shown("a.png", "Quarterly platypus\ninvoice")
    await album.save(
        with_pictures("look at this", ["a.png"], 5), post(WHEN, "a platypus in a pond")
    )
    await album.read()
    assert await album.texts("platypus") == ["a platypus in a pond", "look at this"]
    own, pictured = await album.find("platypus")
    assert (own.pictured, own.matched[0].pictured) == (None, False)
    assert pictured.pictured == PictureWords("Quarterly platypus\ninvoice")
    assert pictured.matched[0].pictured
    assert await album.texts("platypsu invoice") == ["look at this", "a platypus in a pond"]
    assert await album.texts('"platypus invoice"') == ["look at this"]
    assert await album.texts('"this quarterly"') == []  # no phrase goes across
    assert await album.texts("has:text") == ["look at this"]
    assert await album.texts("platypus -invoice") == ["a platypus in a pond"]
    assert post_record(pictured.post, {})["media"] == [
        {"kind": "image", "path": "media/a.png", "alt": None, "url": None}
    ]


async def test_descriptions_are_searched_too(album: Album) -> None:
    """What an author wrote about a picture is found, before and after a later import changes it."""
    described = with_pictures("look", ["a.png"], alt="A heron on a frozen canal")
    await album.save(described)
    assert await album.texts("herons") == ["look"]
    (hit,) = await album.find("canal")
    assert hit.pictured == PictureWords("A heron on a frozen canal", is_description=True)
    assert await album.texts("has:text") == []
    await album.save(
        replace(described, media=(replace(described.media[0], alt="A stork, longer words"),))
    )
    assert (await album.texts("stork"), await album.texts("heron")) == (["look"], [])


async def test_words_of_pictures_outlive_a_new_index_and_a_second_import(album: Album) -> None:
    """An index that is made anew has them; importing the same again changes nothing."""
    album.shown("a.png", "platypus")
    one = with_pictures("look at this", ["a.png"], alt="an animal")
    await album.save(one)
    await album.read()
    await album.save(one)
    assert await album.texts("platypus animal") == ["look at this"]
    async with album.database.write() as tx:
        await tx.execute("UPDATE analysis SET version = 1")
    await rebuilding.rebuild(album.database)
    assert await album.texts("platypus animal") == ["look at this"]


async def test_an_archive_of_before_gets_the_words_of_its_descriptions(album: Album) -> None:
    """What waits for the index makes it outdated, and is in it then."""
    await album.save(with_pictures("look", ["a.png"], alt="heron"))
    async with album.database.write() as tx:  # as the migration leaves it
        await tx.execute("UPDATE words SET pictured = ''")
        await tx.execute("INSERT INTO repictured SELECT post FROM posts")
    assert await rebuilding.is_outdated(album.database)
    assert not await rebuilding.is_outdated(album.database, 0)
    await rebuilding.rebuild(album.database)
    assert not await rebuilding.is_outdated(album.database)
    assert await album.texts("heron") == ["look"]


async def test_erased_posts_leave_no_text_of_their_pictures(album: Album) -> None:
    """With the last post that has a picture goes what was read in it."""
    album.shown("a.png", "platypus")
    album.shown("b.png", "wombat")
    first, second = with_pictures("one", ["a.png"]), with_pictures("two", ["b.png"], 1)
    await album.save(first, second)
    await album.read()
    async with ErasingStore(album.database).erasing([first.id], [], 0) as erased:
        pass
    assert "platypus" in erased.words
    assert await album.texts("platypus") == []
    rows = await album.database.read("SELECT text FROM picture_texts")
    assert [row["text"] for row in rows] == ["wombat"]


async def test_what_was_read_is_kept_when_it_is_stopped(
    album: Album,
) -> None:
    """Ctrl-C in the middle loses no picture that is done, and the next call goes on."""
    for number in range(4):
        album.shown(f"{number}.png", f"platypus number {number}")
    await album.save(with_pictures("look", [f"{number}.png" for number in range(4)]))
    reader = PictureReader(
        PictureTextStore(album.database),
        album.folder / "media",
        installed=lambda: ENGINE,
        read=stand_in,
    )

    def stop_after_two(progress: tuple[int, int]) -> None:
        if progress[0] == 2:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await reader.run(stop_after_two)
    await reader.close()
    assert album.reads() == ["media/0.png", "media/1.png"]
    assert await album.texts("platypus") == ["look"]
    await album.read()
    assert album.reads() == ["media/2.png", "media/3.png"]


async def test_without_the_extra_it_says_what_to_install(album: Album) -> None:
    """The sentence names the packages."""
    with pytest.raises(MissingReaderError, match=r"pip install rapidocr==\S+ onnxruntime==\S+"):
        await album.read(None)
