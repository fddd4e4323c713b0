"""Commands as they are typed."""

import pytest

from bot.demo.typed_commands import TypedCommands

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
