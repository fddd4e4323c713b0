"""The prompt of the demo, typed at by a person over the sample archive."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from bot.demo.completion import CommandCompleter
from bot.demo.harness import DemoHarness
from bot.demo.prompt import prompt
from bot.demo.screen import Screen
from tests.archives import archive, record, snowflake

NOVEMBER = datetime(2024, 11, 1, tzinfo=UTC)


async def prompted(*lines: str, connected: bool = True, on_terminal: bool = False) -> str:
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
            console = Console(file=printed, width=100, force_terminal=on_terminal, no_color=True)
            await prompt(stage, Screen(console))
            assert not stage.sandbox.refusals
    return re.sub("\x1b\\[[0-9;]*m", "", " ".join(printed.getvalue().split()))


async def test_a_person_types_and_presses() -> None:
    """The prompt runs commands, presses buttons by number and explains invalid input."""
    text = await prompted("/search phamplet", "1", "17", "/nothing", "", "/help")
    assert "phamplet → pamphlet" in text
    assert "Page 2 of" in text
    assert re.search(r"Nothing here has the number 17; there is 1 to \d", text)
    assert "There is no command /nothing; “/help” says which there are." in text
    assert text.count("Type a command: /search") == 3


async def test_a_terminal_has_frames() -> None:
    """On a terminal messages are framed, and each has its number."""
    text = await prompted("/random", on_terminal=True)
    assert re.search("╭─ Throwback · message 1 ─+╮", text)


async def test_numbers_press_what_they_show() -> None:
    """Menus and buttons are numbered together; a menu is drawn with what is chosen."""
    text = await prompted("/onthisday date:10-28", "1 2016", "1 all", "1", "1 1999", "2 x", "3")
    assert text.count("1: All years ▾") == 2
    assert "1: 2016 ▾" in text
    refused = "Discord would not let you do that: it is a menu; type its number and one of All"
    assert text.count(refused) == 2
    assert re.search("do that: “[^”]+” is a button; type its number alone", text)
    day = re.findall(r" 3: (?:← )?(\d+ \w+)", text)[-1]
    assert f"On {day} " in text


async def test_of_two_buttons_with_one_label_each_is_pressed() -> None:
    """Threads of the same length have buttons with the same label."""
    text = await prompted("/search is:thread", "1", "/search is:thread", "5")
    threads = re.findall(r"A thread of \d+ posts", text)
    assert len(threads) == 2


async def test_the_clock_stops_at_every_digest() -> None:
    """Each digest comes at its own time, and all that came can be pressed."""
    text = await prompted(
        "/digest add channel:#digest time:9:00 when_empty:nearest count:2 silent:yes",
        "/digest add channel:DIGEST time:18:30 when_empty:nearest count:1",
        "/clock 10:00",
        "/clock +1d",
        "2",
        "1",
        "/digest pause 1",
        "/digest edit digest:2 content:on this day when_empty:skip",
        "/clock 19:00",
        "/clock soon",
        "/clock +9999w",
        "/digest list",
    )
    assert "Digest 1 is set up" in text
    times = re.findall(r"It is (\w+, \d+ \w+ 2024, \d\d:\d\d) UTC.", text)
    assert times == [
        "Sunday, 24 November 2024, 18:30",
        "Monday, 25 November 2024, 09:00",
        "Monday, 25 November 2024, 10:00",
        "Monday, 25 November 2024, 18:30",
        "Tuesday, 26 November 2024, 09:00",
        "Tuesday, 26 November 2024, 10:00",
        "Tuesday, 26 November 2024, 18:30",
        "Tuesday, 26 November 2024, 19:00",
    ]
    assert text.count("by itself, in #digest") == 4
    last = text[text.rindex("by itself") :]
    assert re.search(r"2: About this digest .* Digest 1 posts in #digest every day", text)
    assert "A digest was due and posted nothing; /digest history says why." in last
    assert "That is no time of day." in last
    assert "The clock moves by a year at most." in last
    assert "Digests of this server" in last


async def test_what_discord_would_refuse_is_said_in_english() -> None:
    """What Discord's client would not send is answered with the reason, and the prompt goes on."""
    digest = "/digest add channel:digest time:9:00"
    refused = {
        "/search": "search needs query.",
        "/digest add time:9:00": "add needs channel.",
        f"/search {'x' * 250}": "query takes at least 1 and at most 200 characters, not 250.",
        "/search x sort:best": "sort is relevance, newest, oldest or popular, not “best”.",
        "/digest add channel:nowhere time:9:00": "channel takes a channel, and there is no",
        "/digest pause one": "digest takes a whole number, not “one”.",
        f"{digest} silent:perhaps": "silent takes true or false, not “perhaps”.",
        f"{digest} count:9": "count takes at least 1 and at most 5, not 9.",
    }
    text = await prompted(*refused, "/search pamphlet")
    for sentence in refused.values():
        assert f"Discord would not let you do that: {sentence}" in text
    assert "posts for “pamphlet”" in text


async def test_the_nearest_command_is_named() -> None:
    """What is no command gets a hint."""
    hints = {
        "/serch pamphlet": "There is no command /serch; did you mean /search?",
        "/onthsiday": "did you mean /onthisday?",
        "/clok 9:00": "did you mean /clock?",
        "/digest stop 1": "/digest needs one of these behind it: add, edit, list",
        "serch pamphlet": "If you meant the command /search, begin with a slash.",
        "²": "The bot reads no messages. “/find 2” asks the archive about this one. “/help”",
        "9" * 20: "The bot reads no messages. “/find 3”",
    }
    text = await prompted(*hints)
    for sentence in hints.values():
        assert sentence in text


async def test_find_in_archive_asks_about_a_message() -> None:
    """Each message that all see has a number, by which Find in archive is used on it.

    The person owns the archive, so a post can be hidden from it.
    """
    text = await prompted(
        "see https://x.com/i/status/1593605490330304513", "/find 1",
        "/random query:id:1561053639585656832", "/find 2",
        "/find 3", "/find x", "/archive hide post:1593605490330304513", "/find 1",
    )  # fmt: skip
    assert "you · message 1 see https://x.com/i/status/1593605490330304513" in text
    assert "“/find 1” asks the archive about this one." in text
    assert text.count("Throwback · only you can see this The linked post is in the archive") == 2
    assert "Throwback · message 2 @ottilie_folds" in text
    assert text.count("There is no such message") == 2

    assert "Hid post 1593605490330304513" in text


async def test_a_form_is_filled_in() -> None:
    """The fields of a form are asked for; an empty one leaves it."""
    text = await prompted(
        "/search the", "5", "3", "6", "", "/search the", "5", "x", "/search pamphlet"
    )
    assert text.count("Go to page: fill in the form; an empty line leaves it.") == 3
    assert "Page 3 of" in text
    assert "That is no page." in text
    assert "posts for “pamphlet”" in text


async def test_no_answer_gets_a_sentence() -> None:
    """If the bot does not answer, the prompt says so and continues."""
    text = await prompted("/random", "", connected=False)
    assert "No answer came: the bot is not connected." in text
    assert text.count("Type a command: /search") == 2


async def test_ctrl_c_clears_the_line() -> None:
    """Ctrl-C drops what is typed and does not leave; Ctrl-D does."""
    text = await prompted("/search nonsense\x03/search pamphlet", "\x04/random")
    assert "posts for “pamphlet”" in text
    assert "nonsense" not in text
    assert "@ottilie_folds" in text


@asynccontextmanager
async def completing() -> AsyncIterator[CommandCompleter]:
    """Yield a completer over the sample, with a digest."""
    async with DemoHarness() as stage:
        command = stage.commands.read("/digest add channel:digest time:9:00")
        assert command
        await stage.slash(command)
        yield CommandCompleter(stage)


async def offered(completer: CommandCompleter, typed: str) -> list[str]:
    """Return the lines that completing `typed` leads to."""
    document = Document(typed)
    found = completer.get_completions_async(document, CompleteEvent())
    return [typed[: len(typed) + one.start_position] + one.text async for one in found]


async def test_what_is_typed_is_completed() -> None:
    """Commands, options and values are completed, by the bot's own suggestions as well."""
    async with completing() as completer:
        for typed, wanted in {
            "": "/search ",
            "/se": "/search ",
            "/dig": "/digest pause ",
            "/digest p": "/digest preview ",
            "/cl": "/clock ",
            "/search ": "/search sort:",
            "/search pamph": "/search pamphlet",
            "/search query:the pamph": "/search query:the pamphlet",
            "/search x sort:n": "/search x sort:newest",
            "/search x sort:newest q": "/search x sort:newest query:",
            "/onthisday ": "/onthisday 11-24",
            "/onthisday date:11": "/onthisday date:11-24",
            "/digest add channel:": "/digest add channel:#digest",
            "/digest add silent:t": "/digest add silent:true",
            "/digest add mention:": "/digest add mention:@everyone",
            "/digest add zone:berl": "/digest add zone:Europe/Berlin",
            "/digest pause ": "/digest pause 1",
            "/digest pause digest:": "/digest pause digest:1",
        }.items():
            assert wanted in await offered(completer, typed), typed
        assert await offered(completer, "/random query:") == []
        assert await offered(completer, "hello") == []
        ids = await offered(completer, "/thread pamphlet")
        assert all(re.fullmatch(r"/thread (post:|\d+)", one) for one in ids)
        assert ids


async def test_an_answer_is_shared_and_taken_back() -> None:
    """What a person shares at the prompt is a message with a number; removed, it has no buttons."""
    text = await prompted(
        "/random private:true query:id:1561053639585656832", "4", "3", "3", "/find 1"
    )
    assert re.search(r"Throwback · message 1 .* shared by @you 3: Remove", text)
    assert "That message is gone." in text
    assert "Nothing here has the number 3; there is none." in text
    assert "There is no such message" in text


async def test_a_file_is_imported(tmp_path: Path) -> None:
    """The owner loads a file from the disk, and manages what the server sees."""
    path, id = tmp_path / "output.md", snowflake(NOVEMBER)
    path.write_text(archive([record(NOVEMBER, "an oxbow")]), "utf-8")
    text = await prompted(
        f"/archive import file:{path}",
        "/search oxbow",
        f"/archive hide post:{id} where:here",
        "/archive hidden",
        "/search oxbow",
        "/archive defaults private:yes",
        "/archive import file:nowhere.md",
    )
    assert "1 new" in text
    assert "1 post for “oxbow”" in text
    assert "Hidden in this server" in text
    assert "Nothing in the archive matches “oxbow”" in text
    assert "Answers in this server are for the asker alone" in text
    assert "file takes a file" in text
