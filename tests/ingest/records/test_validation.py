"""Records that Throwback did not write are quarantined, and the others are imported."""

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.archive.posts.post import Version
from bot.clock import SystemClock
from bot.ingest.markdown import OTHER_NETWORK, heading, write
from bot.ingest.options import ReadOptions
from bot.ingest.records.records import NEVER
from bot.services.container import Services
from bot.services.posts.import_report import ImportReport
from bot.services.posts.imports import ImportOptions
from tests.archives import post
from tests.databases.world import HERE

MS = 1_666_928_683_000
SYNTHETIC = "t1666928683-0a1b2c3d"


def record(**facts: Any) -> str:
    """Return a record of Throwback's own Markdown with some of its facts changed."""
    usual = {
        "id": "17",
        "account": "ada",
        "created_at": MS,
        "kind": "post",
        "reply_to": None,
        "reply_to_account": None,
        "parent_known": True,
        "origin": "EARLY",
        "network": "twitter",
        "lines": 1,
        "sources": [["output.md", 1, None]],
    }
    return f"\n### @ada\n\n> a text\n\n<!-- throwback {json.dumps(usual | facts)} -->\n"


async def imported(folder: Path, text: str, name: str = "own.md") -> tuple[ImportReport, list[str]]:
    """Import a file; return the report and the ids that are stored then."""
    path = folder / name
    path.write_text(text, "utf-8")
    async with Services(folder / "archive.db", SystemClock(), state=False) as services:
        report = await services.imports.run([path], ImportOptions(ReadOptions(account="ada")))
        return report, [one.id async for posts in services.posts.oldest_first() for one in posts]


async def quarantined(folder: Path, **facts: Any) -> str:
    """Import a record with these facts and a usual one; return the reason to refuse the first."""
    text = f"# Throwback archive\n{record(**facts)}{record(id='99')}"
    report, ids = await imported(folder, text)
    assert ids == ["99"]
    (refused,) = report.quarantined
    assert (refused.file, refused.line) == ("own.md", 3)
    return refused.reason


@pytest.mark.parametrize(
    "facts",
    [
        {"id": SYNTHETIC, "versions": [["16", None, None]]},
        {"versions": [[SYNTHETIC, None, None]]},
        {"versions": [["sixteen", None, None]]},
        {"versions": [[16, None, None]]},
        {"versions": [["-16", None, None]]},
        {"versions": [["²", None, None]]},  # a digit to str.isdigit
        {"id": "t1-0a1b2c3d"},  # another second than the post's
        {"id": "t253402300799-0a1b2c3d", "created_at": 253_402_300_799_000},  # no 64 bits
        {"id": "t-62135596800-0a1b2c3d", "created_at": -62_135_596_800_000},
    ],
)
async def test_ids_that_were_never_given(tmp_path: Path, facts: dict[str, Any]) -> None:
    """A post with an impossible id, or impossible ids of versions, does not end the import."""
    await quarantined(tmp_path, **facts)


@pytest.mark.parametrize(
    "facts",
    [
        {"sources": [["output\0.md", 1, None]]},
        {"sources": [["output.md", 1, None], ["\0", 1, 0]]},
        {"media": [["image", "media/17-a\0.jpg", None, None]]},
        {"account": "a\0"},
        {"network": "twitter\0"},
        {"reply_to_account": "bob\0"},
        {"reply_to": "16\0"},
        {"id": "17\0"},
        {"id": f"{SYNTHETIC}\0"},
        {"versions": [["16\0", None, None]]},
    ],
)
async def test_names_that_a_nul_cuts(tmp_path: Path, facts: dict[str, Any]) -> None:
    """A NUL in a name, a path or an id does not end the import."""
    await quarantined(tmp_path, **facts)


async def test_texts_may_hold_a_nul(tmp_path: Path) -> None:
    """Texts are stored with NUL, as the archive has them."""
    nul = record(
        raw="a\0",
        links=["https://a.b/\0"],
        media=[["image", None, "https://a.b/\0", "a\0"]],
        versions=[["16", MS, "a\0"]],
        repair=["file 1", "a\0", False],
    )
    report, ids = await imported(tmp_path, f"# Throwback archive\n{nul}")
    assert (report.quarantined, ids) == ([], ["17"])


@pytest.mark.parametrize(
    "facts",
    [
        {"id": "017"},
        {"id": "0"},
        {"id": "t01666928683-0a1b2c3d"},
        {"id": "t-0-0a1b2c3d", "created_at": 0},
        {"reply_to": "016"},
        {"versions": [["016", None, None]]},
    ],
)
async def test_ids_with_leading_zeros(tmp_path: Path, facts: dict[str, Any]) -> None:
    """An id has one spelling, or a post would be in the archive twice."""
    await quarantined(tmp_path, **facts)


@pytest.mark.parametrize("network", ["gemini", "Twitter", "x"])
async def test_posts_of_another_network(tmp_path: Path, network: str) -> None:
    """A post of an unknown network is not merged into the post of Twitter with the same id."""
    assert await quarantined(tmp_path, id="99", network=network) == str(OTHER_NETWORK)
    assert await quarantined(tmp_path, id="98", network=network) == str(OTHER_NETWORK)


async def test_profiles_of_another_network(tmp_path: Path) -> None:
    """A profile of an unknown network is no profile of the account here."""
    about = {"account": "ada", "display": "A", "bio": None, "exported_at": None, "network": "x"}
    text = f"# Throwback archive\n\n<!-- throwback-account {json.dumps(about)} -->\n{record()}"
    report, ids = await imported(tmp_path, text)
    assert ids == ["17"]
    assert [(one.line, one.reason) for one in report.quarantined] == [(1, str(OTHER_NETWORK))]


@pytest.mark.parametrize("network", ["", "-", None, 5])
async def test_damaged_names_of_networks(tmp_path: Path, network: object) -> None:
    """What names no network is damage."""
    assert "damaged" in await quarantined(tmp_path, network=network)


@pytest.mark.parametrize(
    "kept", sorted(HERE.glob("*/archive.db")), ids=lambda path: path.parent.name
)
async def test_what_an_older_build_holds_comes_back(tmp_path: Path, kept: Path) -> None:
    """The export of an archive that an older build wrote is imported whole."""
    shutil.copy(kept, tmp_path / "old.db")
    async with Services(tmp_path / "old.db", SystemClock(), state=False) as services:
        old = [one async for posts in services.posts.oldest_first() for one in posts]
    report, ids = await imported(tmp_path, heading([]) + "".join(map(write, old)))
    assert (report.quarantined, ids) == ([], [one.id for one in old])


def test_versions_move_no_post_under_a_synthetic_id() -> None:
    """The sort key of a post under a synthetic id is made of its time."""
    whole = post(datetime(2022, 10, 28, 3, 44, 43, tzinfo=UTC), "a text", id=SYNTHETIC)
    assert replace(whole, versions=(Version("16"),)).sort_key == whole.sort_key > 16


async def test_ids_of_every_kind_are_read(tmp_path: Path) -> None:
    """Synthetic ids, with or without milliseconds, and ids of versions are read."""
    posts = [
        record(id=SYNTHETIC, created_at=MS + 7),
        record(id="t-1-0a1b2c3d", created_at=-1),
        record(created_at=MS + 60_000, versions=[["16", MS, "before"], ["15", None, None]]),
    ]
    report, ids = await imported(tmp_path, "# Throwback archive\n" + "".join(posts))
    assert not report.quarantined
    assert sorted(ids) == ["17", "t-1-0a1b2c3d", SYNTHETIC]


@pytest.mark.parametrize("year", ["0001", "1930", "2081", "9999"])
async def test_times_that_no_synthetic_id_can_have(tmp_path: Path, year: str) -> None:
    """A damaged year in the first parser's file does not end the import."""
    text = (
        f"Fri Oct 28 03:44:43 +0000 2022\na text\n\nFri Oct 28 03:44:42 +0000 {year}\nanother\n\n"
    )
    report, ids = await imported(tmp_path, text, "output.txt")
    assert len(ids) == 1
    assert [refused.reason for refused in report.quarantined] == [str(NEVER)]


NOT_OF_A_POST = (
    {"quotes": 17},
    {"quotes": "https://a.example/>)[x](https://evil.example/"},
    {"original": "javascript:alert(1)"},
    {"original": "https://a.example/\u202ex"},
    {"root": "at://did:plc:x/`"},
    {"original_account": 7},
    {"url": "https://a.example/\n<!-- throwback"},
    {"url": "https://a.example/>"},
    {"url": "javascript:alert(1)"},
    {"card": ["javascript:alert(1)", "title", ""]},
    {"card": ["https://a.example/", None, ""]},
    {"edited_at": 1 << 62},
    {"edited_at": "today"},
    {"claimed_at": 5},
    {"tags": ["a", 1]},
    {"mentions": [None]},
    {"quote_is_gone": "yes"},
    {"poll": [[["a", -1]], False, None, None]},
    {"poll": [[["a", True]], False, None, None]},
    {"poll": [[[None, 1]], False, None, None]},
    {"poll": [[["a", 1]], "no", None, None]},
    {"poll": [[["a", 1]], False, 1 << 62, None]},
    {"poll": [[["a", 1]], False, None, "many"]},
)


@pytest.mark.parametrize("details", NOT_OF_A_POST)
async def test_details_that_none_has(tmp_path: Path, details: dict[str, Any]) -> None:
    """No card would be made of them."""
    await quarantined(tmp_path, details=json.dumps(details))


async def test_details_are_read(tmp_path: Path) -> None:
    """Those that archives have are."""
    details = {
        "quotes": "https://a.example/users/b(c)/statuses/1",
        "original": "at://did:web:localhost%3A80/app.bsky.feed.post/3k",
        "url": "https://a.example/notice?id=1&x=~y#z",
        "card": ["https://a.example/<x>", "title", ""],
        "poll": [[["a", None], ["b", 2]], True, MS, 7],
        "edited_at": MS,
        "tags": ["b"],
    }
    text = f"# Throwback archive\n{record(details=json.dumps(details))}"
    report, ids = await imported(tmp_path, text)
    assert (report.quarantined, ids) == ([], ["17"])
