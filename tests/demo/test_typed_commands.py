"""Commands as they are typed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo.typed_commands import TypedCommands
from bot.sandbox import File, Sandbox

COMMANDS = TypedCommands(
    [
        {
            "name": "search",
            "description": "Search",
            "options": [{"type": 3, "name": "query"}, {"type": 3, "name": "sort"}],
        },
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
        ("search query:staff  engineer", ("search", {"query": "staff  engineer"})),
        ('/search "a phrase" -x', ("search", {"query": '"a phrase" -x'})),
        ("/search it's", ("search", {"query": "it's"})),
        ("/search a:b", ("search", {"query": "a:b"})),
        ("/search from:ada sort:oldest", ("search", {"query": "from:ada", "sort": "oldest"})),
        ("/search sort: oldest query:x", ("search", {"query": "x", "sort": "oldest"})),
        ("/search query:", ("search", {})),
        ("/random", ("random", {})),
        ("/random x", ("random", {})),
        ("/thread 1", None),
        ("/digest pause 1", ("digest pause", {"digest": "1"})),
        ("/digest stop 1", None),
        ("/digest", None),
    ],
)
def test_lines_are_read_as_commands(line: str, expected: object) -> None:
    """Options can be typed with or without their names; their text is taken as it is."""
    read = COMMANDS.read(line)
    assert (read and (read.name, read.values)) == expected


async def test_the_path_of_a_file_becomes_the_file(tmp_path: Path) -> None:
    """What is typed for an attachment is a path on this machine; any other text is refused."""
    path = tmp_path / "output.md"
    path.write_bytes(b"a wombat")
    commands = TypedCommands(
        [{"name": "load", "description": "Load", "options": [{"type": 11, "name": "file"}]}]
    )
    guild = Sandbox(now=lambda: datetime.now(UTC)).add_guild("Friends")
    for text, value in ((f"{path}", File("output.md", b"a wombat")), ("no.md", "no.md")):
        command = commands.read(f"/load {text}")
        assert command is not None
        assert commands.values(command, guild) == {"file": value}


LOCALISED = TypedCommands(
    [
        {
            "name": "archive",
            "name_localizations": {"de": "archiv"},
            "description": "The archive",
            "options": [
                {
                    "type": 1,
                    "name": "hide",
                    "name_localizations": {"de": "verbergen"},
                    "description": "Hide",
                    "description_localizations": {"de": "Verbergen"},
                    "options": [
                        {"type": 3, "name": "post", "name_localizations": {"de": "beitrag"}},
                        {
                            "type": 3,
                            "name": "where",
                            "name_localizations": {"de": "wo"},
                            "choices": [
                                {
                                    "name": "here",
                                    "name_localizations": {"de": "hier"},
                                    "value": "guild",
                                }
                            ],
                        },
                    ],
                }
            ],
        }
    ],
    "de",
)


@pytest.mark.parametrize(
    "line", ["/archiv verbergen beitrag:1 wo:hier", "/archive hide post:1 where:here"]
)
async def test_commands_are_typed_in_the_language_of_the_client_or_in_english(line: str) -> None:
    """What is typed in either language is the same command with the same values."""
    guild = Sandbox(now=lambda: datetime.now(UTC)).add_guild("Friends")
    command = LOCALISED.read(line)
    assert command is not None
    assert command.name == "archive hide"
    assert LOCALISED.values(command, guild) == {"post": "1", "where": "guild"}


def test_commands_are_shown_in_the_language_of_the_client() -> None:
    """The names of commands, options and choices are Discord's localisations."""
    assert LOCALISED.descriptions == {"archiv verbergen": "Verbergen"}
    assert LOCALISED.shown_option("archive hide", "where", "here") == "wo:hier"
    assert LOCALISED.shown_option("archive hide", "post", "1") == "beitrag:1"


FRENCH = TypedCommands(
    [
        {
            "name": "year",
            "name_localizations": {"fr": "année"},
            "description": "Year",
            "options": [
                {"type": 3, "name": "account", "name_localizations": {"fr": "compte"}},
                {
                    "type": 3,
                    "name": "theme",
                    "name_localizations": {"fr": "thème"},
                    "choices": [
                        {"name": "faint", "name_localizations": {"fr": "Éteint"}, "value": "faint"}
                    ],
                },
            ],
        }
    ],
    "fr",
)


@pytest.mark.parametrize(
    "line",
    [
        "/année thème:Éteint",
        "/annee theme:eteint",
        "/ANNÉE THEME:faint",
        "year thème:éteint",
        "/anne\N{COMBINING ACUTE ACCENT}e theme:éteint",
    ],
)
def test_accents_and_capitals_may_be_left_out(line: str) -> None:
    """Names of commands, options and choices are found without them, also in English."""
    read = FRENCH.read(line)
    assert read is not None
    assert read.name == "year"
    assert FRENCH.values(read, Sandbox(now=lambda: datetime.now(UTC)).add_guild("x")) == {
        "theme": "faint"
    }


def test_marks_of_other_scripts_are_no_accents() -> None:
    """A dakuten makes another letter."""
    japanese = TypedCommands(
        [{"name": "x", "name_localizations": {"ja": "ダイジェスト"}, "description": "x"}], "ja"
    )
    assert japanese.read("/ダイジェスト")
    assert japanese.read("/タイシェスト") is None
