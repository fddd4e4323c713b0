"""The demo: the bot over the sample archive or the user's own."""

import os
import re
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

import bot.sample
from bot.archive.posts.post import Kind, Post
from bot.demo.harness import DemoHarness
from bot.demo.prompt import CommandCompleter, prompt
from bot.demo.screen import Screen, render_markdown
from bot.demo.tour import mistyped, tour
from bot.errors import ArchiveFileError
from bot.ingest.discover import discover
from bot.ingest.reader import read
from bot.ingest.records.quarantine import Quarantined
from tests.conftest import OPENAPI, operations

ROOT = Path(__file__).parents[2]
SAMPLE = Path(bot.sample.__file__).parent


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Restore the endpoints of Discord, which the demo sets, after each test."""
    monkeypatch.setattr("discord.http.Route.BASE", "")
    monkeypatch.setattr("discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY", None)


async def toured(path: Path | None = None) -> str:
    """Return what the tour over an archive prints."""
    printed = StringIO()
    async with DemoHarness(path, openapi=Path(OPENAPI) if OPENAPI else None) as stage:
        await tour(stage, Screen(Console(file=printed, width=100)))
        assert not stage.sandbox.refusals
    operations.update(stage.sandbox.operations)
    return printed.getvalue()


async def test_the_tour_gives_every_command() -> None:
    """The tour runs each command, answered from the sample."""
    text = await toured()
    for command in ("/search query:", "/random", "/onthisday date:", "/thread post:"):
        assert f"you  {command}" in text
    assert "@ottilie_folds" in text
    assert "A thread of 8 posts" in text
    assert "presses Next" in text
    assert "Something went wrong" not in text


async def test_the_tour_ends_with_a_digest_that_comes_by_itself() -> None:
    """The digest is added, previewed and posted the next morning, as the preview showed."""
    text = await toured()
    _, _, end = text.partition("A digest for every morning")
    assert "Digest 1 is set up" in end
    _, preview, posted = end.split("Nearest to this day: 24 November")
    assert "by itself, in #memories" in preview
    shown = preview.partition("╰")[0]
    assert posted.startswith(shown.rpartition("│")[0].rstrip("│ \n"))
    assert "Friday, 25 November 2022, 09:00 UTC" in preview
    assert "1: About this digest" in posted
    assert "2022-11-25 · posted" in posted


async def test_the_tour_follows_the_archive(tmp_path: Path) -> None:
    """A changed post of the sample changes the tour."""
    before = await toured()
    line = "A wet book must not be opened."
    assert line in before
    shutil.copytree(SAMPLE, tmp_path / "sample")
    path = tmp_path / "sample" / "output.md"
    path.write_text(path.read_text("utf-8").replace(line, "A wet wombat sulks."), "utf-8")
    after = await toured(tmp_path / "sample")
    assert line not in after
    assert "A wet wombat sulks." in after


async def test_a_folder_without_an_archive_is_refused(tmp_path: Path) -> None:
    """A folder without an archive is refused with a sentence."""
    with pytest.raises(ArchiveFileError, match="holds no archive"):
        await toured(tmp_path)


async def test_a_tiny_archive_has_a_tour(tmp_path: Path) -> None:
    """One post is enough for a tour."""
    (tmp_path / "output.md").write_text(
        "hi\n\n(Originally on Twitter: [Fri Mar 05 08:00:00 +0000 2010]"
        "(https://twitter.com/ada/status/10020030040))",
        "utf-8",
    )
    assert "hi" in await toured(tmp_path)


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


async def prompted(*lines: str, connected: bool = True) -> str:
    """Return what the prompt over the sample prints when these lines are typed."""
    printed = StringIO()
    with (
        create_pipe_input() as keys,
        create_app_session(input=keys, output=DummyOutput()),
    ):
        keys.send_text("\n".join([*lines, "quit", ""]))
        async with DemoHarness() as stage:
            if not connected:
                await stage.bot.close()
            await prompt(stage, Screen(Console(file=printed, width=100)))
    return " ".join(printed.getvalue().split())


async def test_a_person_types_and_presses() -> None:
    """The prompt runs commands, presses buttons by number and explains invalid input."""
    text = await prompted("/search phamplet", "1", "7", "hello", "/nothing", "")
    assert "phamplet → pamphlet" in text
    assert "Page 2 of" in text
    assert "no button of that number" in text
    assert text.count("Type a command: /search") == 3


async def test_menus_take_no_number_of_buttons() -> None:
    """Number 2 is the button that shows it, also behind a menu of years."""
    text = await prompted("/onthisday date:10-28", "2")
    day = re.search(r" 2: ← (\d+ \w+)", text)
    assert day
    assert "▾" in text
    assert f"On {day[1]} " in text


async def test_of_two_buttons_with_one_label_each_is_pressed() -> None:
    """Threads of the same length have buttons with the same label."""
    text = await prompted("/search is:thread", "1", "/search is:thread", "5")
    threads = re.findall(r"A thread of \d+ posts", text)
    assert len(threads) == 2


async def test_a_person_sets_up_a_digest_and_moves_the_clock() -> None:
    """Options are typed as words; messages of digests have buttons to press."""
    text = await prompted(
        "/digest add channel:#memories time:9:00 when_empty:nearest count:2 silent:yes",
        "/clock 9:00",
        "1",
        "/clock +1d",
        "/clock soon",
        "/digest list",
        "/digest add channel:nowhere time:9:00",
    )
    assert "Digest 1 is set up" in text
    assert "It is Friday, 25 November 2022, 09:00 UTC." in text
    assert "It is Saturday, 26 November 2022, 09:00 UTC." in text
    assert text.count("by itself, in #memories") == 2
    assert "Digest 1 posts in #memories every day at 09:00" in text
    assert "That is no time of day." in text
    assert "Digests of this server" in text
    assert "Discord would not let you do that: 'nowhere'" in text


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("/search", "Discord would not let you do that: search needs ['query']."),
        (f"/search {'x' * 250}", "Discord would not let you do that: query must be between 1 and"),
        ("²", "quit” leaves. Type a command: /search"),
        ("9" * 5000, "quit” leaves. Type a command: /search"),
    ],
)
async def test_what_cannot_be_done_gets_a_sentence(line: str, sentence: str) -> None:
    """An invalid command is answered with the reason, and the prompt continues."""
    text = await prompted(line, "/search pamphlet")
    assert sentence in text
    assert "posts for “pamphlet”" in text


async def test_no_answer_gets_a_sentence() -> None:
    """If the bot does not answer, the prompt says so and continues."""
    text = await prompted("/random", "hello", connected=False)
    assert "No answer came: the bot is not connected." in text
    assert text.count("Type a command: /search") == 2


COMMANDS = CommandCompleter(
    [
        {"name": "search", "description": "Search", "options": [{"name": "query"}]},
        {"name": "random", "description": "Random"},
        {
            "name": "digest",
            "description": "Digests",
            "options": [
                {
                    "type": 1,
                    "name": "pause",
                    "description": "Pause",
                    "options": [{"type": 4, "name": "digest"}],
                }
            ],
        },
    ]
)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/search staff engineer", ("search", {"query": "staff engineer"})),
        ('search query:"staff  engineer"', ("search", {"query": "staff  engineer"})),
        ("/search it's", ("search", {"query": "it's"})),
        ("/search a:b", ("search", {"query": "a:b"})),
        ("/random", ("random", {})),
        ("/thread 1", None),
        ("/digest pause 1", ("digest pause", {"digest": "1"})),
        ("/digest stop 1", None),
        ("/digest", None),
    ],
)
def test_lines_are_read_as_commands(line: str, expected: object) -> None:
    """Options can be typed with or without their names."""
    assert COMMANDS.read(line) == expected


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("", ["/search ", "/random ", "/digest pause "]),
        ("/se", ["/search "]),
        ("/search qu", ["query:"]),
        ("/dig", ["/digest pause "]),
        ("/digest p", ["/digest pause "]),
        ("/digest pause ", ["digest:"]),
    ],
)
def test_what_is_typed_is_completed(typed: str, offered: list[str]) -> None:
    """Commands and their options are completed."""
    document = Document(typed)
    found = [one.text for one in COMMANDS.get_completions(document, None)]  # type: ignore[arg-type]
    assert found == offered


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
    done = subprocess.run(
        [str(venv / "bin" / "throwback"), "demo"],
        cwd=tmp_path,
        env=clean,
        stdin=subprocess.DEVNULL,
        check=True,
        capture_output=True,
    )
    assert "@ottilie_folds" in done.stdout.decode()
    assert done.stderr == b""
