"""Posts that their author deleted are in no answer that a member gets."""

import json
from collections.abc import AsyncIterator
from datetime import UTC
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from bot.archive.calendar import day_of
from bot.archive.posts.neighbour import Neighbour
from bot.archive.search.query.parser import parse
from bot.clock import MovableClock
from bot.errors import NotInArchiveError
from bot.formats.posts import FORMATS
from bot.services.container import Services
from tests.archives import snowflake
from tests.ingest.export.exports import STAMP, at, files, script, tweet, tweets

GONE, REPLY, STAYS = "a comet that went", "@ada and its tail", "a comet that stays"
THREAD = (
    tweet(0, "about comets"),
    tweet(1, GONE, in_reply_to_status_id_str=snowflake(at(0)), in_reply_to_screen_name="ada"),
    tweet(2, REPLY, in_reply_to_status_id_str=snowflake(at(1)), in_reply_to_screen_name="ada"),
    tweet(9, STAYS),
)


def export(
    folder: Path,
    made: str | None,
    *values: dict[str, Any],
    deleted: tuple[int, ...] = (),
    **others: str,
) -> Path:
    """Write an export of a day, or without a date, that states deletions of posts by number."""
    lists = {"tweets": tweets(*values)}
    if made:
        manifest = {
            "archiveInfo": {"generationDate": f"{made}T09:00:00.000Z", "isPartialArchive": False},
            "dataTypes": {"tweets": {"files": [{"fileName": "data/tweets.js"}]}},
        }
        lists["manifest"] = f"window.__THAR_CONFIG = {json.dumps(manifest)}"
    if deleted:
        stated = [tweet(n, "secret", deleted_at="Wed Apr 24 12:00:00 +0000 2024") for n in deleted]
        lists["deleted_tweets"] = script("deleted_tweets", [{"tweet": one} for one in stated])
    return files(folder, **lists | others)


@pytest.fixture
async def opened(tmp_path: Path, clock: MovableClock) -> AsyncIterator[Services]:
    """Services over an archive of two exports, of which the newer states a deletion."""
    old = export(tmp_path / "old", "2022-11-01", *THREAD)
    new = export(tmp_path / "new", "2022-12-01", THREAD[0], THREAD[3], deleted=(1,))
    async with Services(tmp_path / "archive.db", clock) as services:
        assert (await services.imports.run([old])).deleted == 0
        assert (await services.imports.run([new])).deleted == 1
        yield services


async def texts(
    services: Services, query: str = "comet", *, show_deleted: bool = False
) -> set[str]:
    """Return the texts that a search finds."""
    async with services.archive.view(show_deleted=show_deleted) as opened_view:
        found = await services.search.find(parse(query), within=opened_view)
    return {hit.post.text for hit in found.hits}


async def test_no_answer_has_it(opened: Services) -> None:
    """Neither search, random posts, memories nor completion show it; a thread has a gap."""
    assert await texts(opened) == {"about comets", STAYS}
    assert await texts(opened, "is:deleted") == set()
    for seed in range(9):
        drawn = await opened.memories.random(parse("comet OR tail is:reply"), seed)
        assert getattr(drawn, "text", GONE) != GONE
    remembered = await opened.memories.on_this_day(day_of(at(0).date()), UTC)
    assert [one.post.text for one in remembered.memories] == ["about comets", STAYS]
    assert "went" not in await opened.search.complete("we")
    thread = await opened.threads.assemble(snowflake(at(0)))
    assert [one.text for one in thread.posts] == ["about comets", REPLY]
    assert thread.gaps == (1,)
    with pytest.raises(NotInArchiveError):
        await opened.threads.assemble(snowflake(at(1)))
    with pytest.raises(NotInArchiveError):
        await opened.posts.open(snowflake(at(1)))
    after = await opened.posts.open(snowflake(at(0)), Neighbour.AFTER)
    assert after.post.text == REPLY
    figures = await opened.statistics.of(UTC)
    threads = [(one.first.text, one.length) for one in figures.threads]
    assert (figures.total, threads) == (3, [("about comets", 2)])


async def test_an_owner_finds_and_keeps_it(opened: Services, tmp_path: Path) -> None:
    """A view for owners has it, and what an owner keeps stays, whatever is imported again."""
    assert await texts(opened, "is:deleted", show_deleted=True) == {GONE}
    assert await texts(opened, "comet -is:deleted", show_deleted=True) == {"about comets", STAYS}
    assert "may be shown again" in await opened.hidden.unhide([snowflake(at(1))])
    assert "was not hidden" in await opened.hidden.unhide([snowflake(at(1))])
    assert GONE in await texts(opened)
    report = await opened.imports.run([tmp_path / "new"])
    assert (report.deleted, GONE in await texts(opened)) == (0, True)


async def test_a_hidden_post_is_not_found_as_deleted(opened: Services) -> None:
    """What the owner hid is in no answer, though its author deleted it too."""
    await opened.hidden.hide([snowflake(at(1))], "terminal")
    assert await texts(opened, "is:deleted", show_deleted=True) == set()


@pytest.mark.parametrize(
    ("first", "second", "gone"),
    [
        ("2022-11-01", "2022-12-01", True),
        (None, None, True),
        ("2022-11-01", None, True),
        ("2023-01-01", "2022-12-01", False),  # a newer export has it again
    ],
)
async def test_a_newer_statement_counts_in_any_order(
    tmp_path: Path, clock: MovableClock, first: str | None, second: str | None, gone: bool
) -> None:
    """The export with the post may be imported before or after the one that states its end."""
    folders = [
        export(tmp_path / "one", first, *THREAD),
        export(tmp_path / "two", second, THREAD[0], deleted=(1,)),
    ]
    for number, order in enumerate(permutations(folders)):
        path = tmp_path / str(number) / "archive.db"
        async with Services(path, clock) as services:
            reports = [await services.imports.run([folder]) for folder in order]
            assert sum(one.deleted for one in reports) == gone
            assert (GONE not in await texts(services)) == gone


async def test_only_the_same_account_deletes(tmp_path: Path, clock: MovableClock) -> None:
    """An export states nothing of another account's posts, though an id is the same."""
    other = script("account", [{"account": {"username": "eve", "accountId": "666"}}])
    mine = export(tmp_path / "mine", "2022-11-01", *THREAD)
    eves = export(tmp_path / "eves", "2022-12-01", tweet(50, "x"), deleted=(1, 9), account=other)
    async with Services(tmp_path / "archive.db", clock) as services:
        assert (await services.imports.run([mine, eves])).deleted == 0
        assert {GONE, STAYS} <= await texts(services)


async def test_an_entry_among_posts_is_a_deletion(tmp_path: Path, clock: MovableClock) -> None:
    """An entry with the time of its deletion is not read; its id counts, and so do its versions."""
    ids = [snowflake(at(1)), snowflake(at(3))]
    info = {"edit": {"initialTweetId": ids[0], "editControlInitial": {"editTweetIds": ids}}}
    entry = tweet(3, "secret", deleted_at="Wed Apr 24 12:00:00 +0000 2024", edit_info=info)
    old = export(tmp_path / "old", "2022-11-01", *THREAD)
    new = export(tmp_path / "new", "2022-12-01", THREAD[0], entry)
    async with Services(tmp_path / "archive.db", clock) as services:
        report = await services.imports.run([old, new])
        assert (report.deleted, report.quarantined) == (1, [])
        assert not {GONE, "secret"} & await texts(services, "comet OR secret")


async def test_the_texts_are_never_stored(opened: Services) -> None:
    """Of the file of deleted posts only ids are read."""
    for name in FORMATS:
        exported = "".join([text async for text in FORMATS[name](opened)])
        assert "secret" not in exported
        assert GONE in exported.replace("\\", "")  # the older export's own text is the owner's


async def test_out_and_in_again(opened: Services, tmp_path: Path, clock: MovableClock) -> None:
    """An exported archive knows what was deleted, and what the owner keeps."""
    exports = []
    for kept in (False, True):
        if kept:
            await opened.hidden.unhide([snowflake(at(1))])
        path = tmp_path / f"{kept}.md"
        path.write_text("".join([text async for text in FORMATS["markdown"](opened)]), "utf-8")
        async with Services(tmp_path / str(kept) / "archive.db", clock) as again:
            await again.imports.run([path])
            assert (GONE in await texts(again)) == kept
            lines = [text async for text in FORMATS["jsonl"](again)]
            assert lines == [text async for text in FORMATS["jsonl"](opened)]
            exports.append(lines)
    assert exports[0] != exports[1]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("output.txt", "{text}\n\nOriginally on Twitter: [{at}]({_tim_hutton_}/{id})\n--\n"),
        ("output.txt", "{at}\n{text}\n\n"),
        ("tweets_2022-10.md", "{text}\n\n(Originally on Twitter: [{at}]({ada}/{id}))\n----\n"),
        ("tweets_2022-10.md", "{text}\n\n(Originally on Twitter: [{at}]({before}/{id}))\n----\n"),
    ],
)
async def test_parsed_files_keep_nothing_that_was_deleted(
    tmp_path: Path, clock: MovableClock, name: str, content: str
) -> None:
    """A file that states no account's id does not show the post, whatever else it states of it."""
    names = {one: f"https://twitter.com/{one}/status" for one in ("_tim_hutton_", "ada", "before")}
    parsed = tmp_path / "parsed" / name
    parsed.parent.mkdir()
    records = (
        content.format(text=text, at=at(n).strftime(STAMP), id=snowflake(at(n)), **names)
        for n, text in ((1, GONE), (9, STAYS))
    )
    parsed.write_text("".join(records), "utf-8")
    new = export(tmp_path / "new", "2022-12-01", THREAD[0], deleted=(1,))
    for number, order in enumerate(permutations((parsed, new))):
        async with Services(tmp_path / str(number) / "archive.db", clock) as services:
            reports = [await services.imports.run([path]) for path in order]
            assert sum(one.deleted for one in reports) == 1
            assert await texts(services) == {"about comets", STAYS}
            async with services.archive.view(show_deleted=True) as view:
                found = await services.search.find(parse("is:deleted"), within=view)
            (gone,) = [hit.post.id for hit in found.hits]
            assert "may be shown again" in await services.hidden.unhide([gone])
            assert GONE in await texts(services)
