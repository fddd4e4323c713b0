"""Erased posts are gone from the files, byte by byte, and no import brings them back."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.archive.digests.model import DigestChoice
from bot.archive.posts.ids.synthetic_id import synthetic_id
from bot.archive.posts.post import UNKNOWN, Media, MediaKind, Origin, Post, Repair, Source, Version
from bot.archive.search.query.parser import parse
from bot.archive.timestamps import to_milliseconds
from bot.clock import MovableClock
from bot.errors import BadQueryError, DatabaseError, NotInArchiveError
from bot.formats.posts import FORMATS
from bot.ingest.markdown import heading, write
from bot.operations.backup import back_up
from bot.services.container import Services
from bot.storage import checkpoints
from bot.storage.state.backups import BackupStore
from bot.ui.interactions.requests import SearchRequest, ThreadRequest
from tests.archives import post, record, snowflake
from tests.ingest.export.exports import at, files, script, tweet, tweets
from tests.services.conftest import Load

WHEN = datetime(2021, 11, 24, 12, tzinfo=UTC)
SECRET = ("quillfeather", "umbrageous", "zyzzyva", "thimblerig", "borborygmus", "widdershins")

# A post without an id, the same with its id, and the post that it became five minutes later.
BARE = post(
    WHEN, f"{SECRET[0]} comet", id=synthetic_id(WHEN, f"{SECRET[0]} comet"), account=UNKNOWN,
    origin=Origin.BARE, sources=(Source("bare.txt", 1),),
)  # fmt: skip
FIRST = post(WHEN + timedelta(milliseconds=250), f"{SECRET[0]} comet")
EDITED = post(
    WHEN + timedelta(minutes=5), f"{SECRET[1]} comet",
    versions=(Version(FIRST.id, FIRST.created_at, FIRST.text),),
    raw=f"{SECRET[2]} comet", repair=Repair("file 1", f"{SECRET[3]} comet"),
    media=(Media(MediaKind.IMAGE, "media/1-a.png", None, f"{SECRET[4]} as seen"),),
    links=(f"https://{SECRET[5]}.example/",),
)  # fmt: skip
OTHER = post(WHEN + timedelta(hours=1), "another comet", account="bob")


async def load_posts(services: Services, *posts: Post) -> Any:
    """Import posts as they are."""
    path = services._archive_database.path.with_name("posts.md")
    path.write_text(heading([]) + "".join(map(write, posts)), "utf-8")
    report = await services.imports.run([path])
    path.unlink()
    return report


async def texts(services: Services) -> set[str]:
    """Return the texts of all posts."""
    return {one.text async for batch in services.posts.oldest_first() for one in batch}


async def erase(services: Services, *refs: str, account: str | None = None) -> Any:
    """Erase posts."""
    return await services.erasure.erase(await services.erasure.plan(refs, account))


def still_in(folder: Path, *words: str) -> list[tuple[str, str]]:
    """Return which files below a folder have the bytes of which words."""
    contents = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert any(path.name == "archive.db" for path in contents)
    return [
        (path.name, word)
        for path, content in contents.items()
        for word in words
        if word.encode() in content.lower()
    ]


async def fill(services: Services, folder: Path) -> None:
    """Let both databases hold as much as possible of the edited post."""
    await load_posts(services, BARE, FIRST, EDITED, OTHER)
    (folder / "media").mkdir(exist_ok=True)
    (folder / "media" / "1-a.png").write_bytes(SECRET[4].encode())
    (folder / "media" / f"{FIRST.id}-old.png").write_bytes(SECRET[0].encode())
    (folder / "media" / ".17-1-a.png.part").write_bytes(SECRET[4].encode())  # of a killed import
    await services.hidden.hide([BARE.id], "terminal")
    await services.hidden.unhide([BARE.id])
    zone = ZoneInfo("UTC")
    for query in (f"comet {SECRET[1]}", "comet"):
        for _ in range(2):
            await services.memories.draw("channel:1", parse(query), zone)
    requests = [SearchRequest(f"{SECRET[1]} comet"), ThreadRequest(EDITED.id), ThreadRequest("17")]
    await services.page_requests.save({one.token: one.to_json() for one in requests})
    await services.corrections.link(OTHER.id, EDITED.id, "5")
    await services.hidden.hide([EDITED.id], "terminal")
    async with services._archive_database.write() as tx:
        reason = f"no post: {EDITED.id} {SECRET[0]}"
        await tx.execute("INSERT INTO quarantine SELECT file, 99, ? FROM files LIMIT 1", (reason,))
        await tx.execute(
            "INSERT OR IGNORE INTO quarantine SELECT file, line, ? FROM sources", (SECRET[2],)
        )


async def test_no_byte_is_left(services: Services, tmp_path: Path) -> None:
    """Text, raw, versions, repairs, words, media and requests are in no file of the folder."""
    await fill(services, tmp_path)
    assert {word for _, word in still_in(tmp_path, *SECRET)} == set(SECRET)
    report = await erase(services, EDITED.id)
    assert (report.posts, report.media, report.missing, report.copies) == (1, 2, (), ())
    assert still_in(tmp_path, *SECRET) == []
    assert await texts(services) == {OTHER.text}
    kept = [row["request"] for row in await services._state.read("SELECT request FROM pages")]
    assert kept == [ThreadRequest("17").to_json()]
    assert await services.hidden.all() == []
    left = await services._archive_database.read(
        "SELECT child FROM corrections UNION SELECT child FROM audit UNION "
        "SELECT reason FROM quarantine"
    )
    assert left == []
    drawn = await services._state.read("SELECT id FROM drawn")
    assert {row["id"] for row in drawn} <= {OTHER.id}
    rows = await services._archive_database.read("PRAGMA integrity_check")
    assert rows[0][0] == "ok"
    assert not await services._archive_database.read("PRAGMA foreign_key_check")


async def test_searches_go_on(services: Services, tmp_path: Path) -> None:
    """The index has neither the words nor the posts; what other posts say is found as before."""
    await fill(services, tmp_path)
    await services.hidden.unhide([EDITED.id])
    assert (await services.search.find(parse(SECRET[1]))).total == 1
    await erase(services, EDITED.id)
    await services.search_index.reload()
    assert (await services.search.find(parse(SECRET[1]))).total == 0
    assert [hit.post.id for hit in (await services.search.find(parse("comet"))).hits] == [OTHER.id]
    with pytest.raises(NotInArchiveError):
        await services.threads.assemble(EDITED.id)


@pytest.mark.parametrize("ref", [BARE.id, FIRST.id, EDITED.id])
@pytest.mark.parametrize("order", [*permutations((BARE, FIRST, EDITED))][:4])
async def test_no_import_brings_it_back(
    services: Services, tmp_path: Path, ref: str, order: tuple[Post, ...]
) -> None:
    """Erased by any of its ids, it comes back under none of them, in whatever order."""
    await load_posts(services, BARE, FIRST, EDITED, OTHER)
    await erase(services, ref)
    for one in order:
        report = await load_posts(services, one)
        assert (report.posts_read, report.erased, report.posts_new) == (1, 1, 0)
    newer = replace(
        EDITED, id=snowflake(WHEN + timedelta(minutes=9)), text="corrected again",
        versions=(Version(EDITED.id, EDITED.created_at, EDITED.text),),
    )  # fmt: skip
    await load_posts(services, newer)
    assert await texts(services) == {OTHER.text}
    assert still_in(tmp_path, *SECRET) == []


async def test_a_post_without_an_id_does_not_come_back_with_one(services: Services) -> None:
    """A post that only a source without ids had is left out under its real id, others are not."""
    await load_posts(services, BARE)
    await erase(services, BARE.id)
    same_second = post(WHEN + timedelta(milliseconds=400), "a comet of that second")
    await load_posts(services, FIRST, BARE, same_second)
    assert await texts(services) == {same_second.text}


async def test_its_second_stays_open_to_others(services: Services) -> None:
    """A source without ids still brings other posts of the second of an erased one."""
    other = replace(BARE, text="other", raw="other", id=synthetic_id(WHEN, "other"))
    await load_posts(services, FIRST, EDITED)
    await erase(services, EDITED.id)
    await load_posts(services, BARE, other)
    assert await texts(services) == {"other"}


async def test_it_is_erased_before_it_is_imported(services: Services) -> None:
    """An id that the archive lacks is remembered, also where it is that of an earlier version."""
    plan = await services.erasure.plan([f"https://x.com/ada/status/{FIRST.id}", "17"])
    assert (plan.posts, plan.missing) == ((), (FIRST.id, "17"))
    report = await services.erasure.erase(plan)
    assert (report.posts, report.missing) == (0, (FIRST.id, "17"))
    await load_posts(services, EDITED, OTHER)
    assert await texts(services) == {OTHER.text}


async def test_an_export_does_not_bring_it_back(services: Services, tmp_path: Path) -> None:
    """Neither the list of posts nor its long texts nor a list of edits brings a post back."""
    ids = [snowflake(at(n)) for n in (0, 1)]
    edit = {"edit": {"initialTweetId": ids[0], "editControlInitial": {"editTweetIds": ids}}}
    beginning = "quillfeather " * 18
    note = {
        "noteTweetId": str(int(snowflake(at(2))) - (20 << 22)),
        "createdAt": f"{at(2):%Y-%m-%dT%H:%M:%S}.000Z",
        "core": {"text": f"{beginning}{SECRET[1]}"},
    }
    made = files(
        tmp_path / "export",
        tweets=tweets(
            tweet(1, SECRET[2], edit_info=edit), tweet(2, f"{beginning[:200]}…"), tweet(3, "kept")
        ),
        note_tweet=script("note_tweet", [{"noteTweet": note}]),
    )
    await services.imports.run([made])
    assert len(await texts(services)) == 3
    await erase(services, ids[0], snowflake(at(2)))
    report = await services.imports.run([made])
    assert (report.erased, await texts(services)) == (2, {"kept"})
    shutil.rmtree(made)
    assert still_in(tmp_path, *SECRET) == []


def with_picture(n: int, name: str) -> Post:
    """Return the n-th post, with a picture."""
    media = (Media(MediaKind.IMAGE, f"media/{name}"),)
    return post(WHEN + timedelta(hours=n), f"look {n}", media=media)


async def test_a_shared_picture_stays(services: Services, tmp_path: Path) -> None:
    """A picture that another post has too is kept until that is erased as well."""
    one, two = with_picture(1, "7-a.png"), with_picture(2, "7-a.png")
    named = with_picture(3, f"{snowflake(WHEN + timedelta(hours=1))}-b.png")  # as a repost has it
    await load_posts(services, one, two, named)
    (tmp_path / "media").mkdir()
    for name in ("7-a.png", f"{one.id}-b.png", "8-c.png"):
        (tmp_path / "media" / name).write_bytes(b"\x89PNG")
    assert (await erase(services, one.id)).media == 0
    assert (await erase(services, two.id)).media == 1
    assert {path.name for path in (tmp_path / "media").iterdir()} == {f"{one.id}-b.png", "8-c.png"}


async def test_an_account_is_erased(services: Services, tmp_path: Path) -> None:
    """All posts of an account, its names and its profile go, and new ones of it stay out."""
    made = files(
        tmp_path / "export",
        tweets=tweets(tweet(0, SECRET[0]), tweet(1, SECRET[1])),
        profile=script("profile", [{"profile": {"description": {"bio": SECRET[2]}}}]),
    )
    await services.imports.run([made])
    await load_posts(services, EDITED, replace(OTHER, reply_to=EDITED.id))
    assert "no account" in str(await failure(services, "nobody"))
    assert "no account" in str(await failure(services, UNKNOWN))
    report = await erase(services, account="ADA")
    assert report.posts == 3
    more = files(tmp_path / "more", tweets=tweets(tweet(7, SECRET[4])))
    assert (await services.imports.run([made, more])).erased == 3
    await load_posts(services, post(WHEN, SECRET[3]), post(WHEN, "kept", low=1, account="eve"))
    assert await texts(services) == {OTHER.text, "kept"}
    names = await services._archive_database.read("SELECT name FROM account_names")
    assert {row["name"] for row in names} == {"bob", "eve"}
    shutil.rmtree(made)
    shutil.rmtree(more)
    assert still_in(tmp_path, *SECRET) == []
    await load_posts(services, post(WHEN, "the next of that name", account_id="8"))
    assert "the next of that name" in await texts(services)


async def test_an_interrupted_erasure_is_done_again(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a step fails, the same command given again completes the erasure of all the rest."""
    await fill(services, tmp_path)
    await back_up(tmp_path / "archive.db", tmp_path / "state.db", tmp_path / "before")
    for store, step in (
        (services.erasure._references, "erase"),
        (services._archive_database, "rewrite"),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(store, step, fail)
            with pytest.raises(DatabaseError):
                await erase(services, account="ada")
    report = await erase(services, account="ada")
    assert report.copies == (tmp_path / "before" / "archive.db",)
    shutil.rmtree(tmp_path / "before")
    assert still_in(tmp_path, *SECRET) == []
    assert await texts(services) == {OTHER.text}


async def fail(*_arguments: Any) -> None:
    """Fail as a full disk does."""
    raise DatabaseError("The disk is full.")


async def failure(services: Services, account: str) -> NotInArchiveError:
    """Return the error of an account that does not exist."""
    with pytest.raises(NotInArchiveError) as error:
        await services.erasure.plan([], account)
    return error.value


async def test_a_name_of_several_accounts_needs_an_id(services: Services) -> None:
    """Where several accounts have a name now, nothing is erased until an id says which."""
    await load_posts(
        services,
        post(WHEN, "one", account_id="7"), post(WHEN, "two", low=1, account_id="8"),
    )  # fmt: skip
    with pytest.raises(BadQueryError, match="7, 8"):
        await services.erasure.plan([], "ada")
    await erase(services, account="8")
    assert await texts(services) == {"one"}


async def test_copies_that_hold_it_are_named(
    services: Services, tmp_path: Path, clock: MovableClock
) -> None:
    """Safety copies and backups with the post are named, those without it are not."""
    await load_posts(services, OTHER)
    archive, state = tmp_path / "archive.db", tmp_path / "state.db"
    before = tmp_path / "before"
    await back_up(archive, state, before)
    await load_posts(services, FIRST, EDITED)
    elsewhere = tmp_path / "far" / "away" / "from" / "here"
    elsewhere.parent.mkdir(parents=True)
    for folder in (tmp_path / "after", elsewhere):
        await back_up(archive, state, folder)
    store = BackupStore(services._state)
    for folder in (elsewhere, tmp_path / "gone"):
        await store.add(folder, to_milliseconds(clock.now()))
    shutil.copy(elsewhere / "archive.db", tmp_path / "archive.db.before-4")
    (tmp_path / "text.db").write_text(EDITED.id)
    report = await erase(services, FIRST.id)
    names = [path.relative_to(tmp_path).as_posix() for path in report.copies]
    assert names == [
        "after/archive.db", "archive.db.before-4", "far/away/from/here/archive.db",
    ]  # fmt: skip


async def test_copies_of_an_archive_of_any_name_are_named(
    tmp_path: Path, clock: MovableClock
) -> None:
    """So are copies beside an archive that is not called “.db”, and what only a WAL holds."""
    archive = tmp_path / "my [posts]"
    async with Services(archive, clock) as services:
        await load_posts(services, FIRST)
        assert checkpoints.copy_back(archive)
        shutil.copy(archive, tmp_path / "my [posts].before-4")
        (tmp_path / "copied").mkdir()
        shutil.copy(archive, tmp_path / "copied" / "archive.db")
        await load_posts(services, OTHER)
        shutil.copy(f"{archive}-wal", tmp_path / "copied" / "archive.db-wal")
        report = await erase(services, OTHER.id)
        assert report.copies == (tmp_path / "copied" / "archive.db",)
        report = await erase(services, FIRST.id)
        assert len(report.copies) == 2


async def test_a_reader_in_the_way_is_said(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If another process keeps an old state open, that is said, and a second time completes it."""
    await load_posts(services, FIRST, OTHER)
    monkeypatch.setattr(services._archive_database, "_wait", 0.1)
    with closing(sqlite3.connect(tmp_path / "archive.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM posts").fetchone()
        with pytest.raises(DatabaseError, match="Give the command again"):
            await erase(services, FIRST.id)
        assert await texts(services) == {OTHER.text}
        reader.execute("ROLLBACK")
    assert (await erase(services, FIRST.id)).missing == (FIRST.id,)
    assert still_in(tmp_path, SECRET[0]) == []
    assert checkpoints.rewrite(tmp_path / "archive.db", 1.0)


@pytest.mark.parametrize("is_removed", [False, True])
async def test_a_digest_forgets_it(services: Services, *, is_removed: bool) -> None:
    """What a digest had chosen for a date is chosen anew, also one that was removed and is back."""
    await load_posts(services, FIRST, OTHER)
    async with services._state.write() as tx:
        await tx.execute(
            """INSERT INTO digests (digest, guild_id, channel_id, time, zone, weekdays,
                   late_minutes, holds, query, count, silent, when_empty, crosspost, first_date,
                   created_at, edited_at)
               VALUES (1, 2, 3, '09:00', 'UTC', 127, 60, 'random', '', 1, 0, 'skip', 0,
                   '2022-11-24', 0, 0)"""
        )
        for number, one in enumerate((FIRST, OTHER)):
            choice = str(DigestChoice.read(f'[11, 24, [["{one.id}", 2021, 1]]]'))
            await tx.execute(
                "INSERT INTO choices VALUES (1, ?, '', ?)", (f"2022-11-2{number}", choice)
            )
            await tx.execute(
                """INSERT INTO runs (digest, local_date, zone, run, due_at, state, choice)
                   VALUES (1, ?1, 'UTC', ?1, 0, 'posted', ?2)""",
                (f"2022-11-2{number}", choice),
            )
    if is_removed:
        await services.digests.remove(2, 1)
    await erase(services, FIRST.id)
    if is_removed:
        (row,) = await services._state.read("SELECT record FROM removed_digests")
        assert FIRST.id not in row["record"]
        await services.digests.restore(2, 1)
    for sql in ("SELECT choice FROM choices", "SELECT choice FROM runs"):
        rows = await services._state.read(sql)
        assert [OTHER.id in row["choice"] for row in rows if row["choice"]] == [True]


async def test_a_chance_likeness_is_no_reference(services: Services) -> None:
    """Searches for words that other posts have too are not forgotten."""
    await load_posts(services, FIRST, OTHER)
    requests = [SearchRequest("comet"), SearchRequest("wombat"), SearchRequest("a b c d e")]
    await services.page_requests.save({one.token: one.to_json() for one in requests})
    await erase(services, FIRST.id)
    assert len(await services._state.read("SELECT * FROM pages")) == 3


async def test_an_export_of_it_is_without(services: Services, load: Load) -> None:
    """The terminal's export has nothing of it either, and a second import changes nothing."""
    await load(record(WHEN, SECRET[0]), record(WHEN + timedelta(hours=1), "kept"))
    await erase(services, snowflake(WHEN))
    assert SECRET[0] not in "".join([text async for text in FORMATS["jsonl"](services)])
    assert (await load(record(WHEN, SECRET[0]))).erased == 1
    assert await texts(services) == {"kept"}
