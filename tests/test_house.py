"""The house: imports run one way, and each thing is in its room."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("cogs/**/*.py")])

# Each room and what it may import of the house. A room is a folder, or a module beside them.
MAY_IMPORT = {
    "bot": set(),
    "bot.errors": set(),
    "bot.clock": set(),
    "bot.archive": {"bot.errors"},
    "bot.storage": {"bot.errors", "bot.clock", "bot.archive"},
    "bot.ingest": {"bot.errors", "bot.clock", "bot.archive"},
    "bot.services": {"bot.errors", "bot.clock", "bot.archive", "bot.storage", "bot.ingest"},
    "bot.ui": {"bot.errors", "bot.archive"},
    "bot.sandbox": set(),
    "bot.sample": set(),
    "bot.settings": {"bot.errors"},
    "bot.logs": set(),
    "bot.drain": set(),
    "bot.streams": set(),
    "bot.records": {"bot.archive", "bot.services"},
    "bot.terminal": {"bot.archive", "bot.services"},
    "bot.formats": {"bot.ingest", "bot.records", "bot.services"},
    "bot.threadfile": {"bot.archive", "bot.services"},
    "bot.digestdesk": {"bot.errors", "bot.archive", "bot.services", "bot.ui"},
    "bot.arguments": {"bot.archive", "bot.formats", "bot.services", "bot.settings"},
    "bot.app": {
        "bot.errors",
        "bot.clock",
        "bot.archive",
        "bot.settings",
        "bot.drain",
        "bot.services",
        "bot.ui",
    },
    "cogs": {
        "bot.errors",
        "bot.clock",
        "bot.archive",
        "bot.services",
        "bot.ui",
        "bot.app",
        "bot.threadfile",
        "bot.digestdesk",
    },
}
TOPS = {"bot.running", "bot.check", "bot.demo", "bot.cli", "bot.__main__"}  # may import all
DISCORD_ROOMS = {
    "bot.ui",
    "cogs",
    "bot.app",
    "bot.digestdesk",
    "bot.demo",
    "bot.running",
    "bot.check",
}


def name_of(path: Path) -> str:
    """Return the dotted name of a module."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    """Return the room that a module is in."""
    parts = module.split(".")
    return "cogs" if parts[0] == "cogs" else ".".join(parts[:2])


def imports_of(path: Path) -> Iterator[str]:
    """Yield the dotted names that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            if node.module == "bot":
                yield from (f"bot.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_run_one_way(path: Path) -> None:
    """A module imports only rooms that stand before its own."""
    room = room_of(name_of(path))
    used = {room_of(name) for name in imports_of(path) if name.split(".")[0] in {"bot", "cogs"}}
    used -= {room, "bot", "bot.__version__"}
    if room == "bot.sample":
        assert not used
    elif room not in TOPS:
        assert used <= MAY_IMPORT[room]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_discord_stays_in_its_rooms(path: Path) -> None:
    """`discord` is imported only where posts meet Discord, so that the terminal starts quickly."""
    uses = any(name.split(".")[0] == "discord" for name in imports_of(path))
    assert not uses or room_of(name_of(path)) in DISCORD_ROOMS


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_each_thing_is_read_in_one_place(path: Path) -> None:
    """The environment is read by the settings, the wall clock by the clock, SQLite by storage."""
    name = name_of(path)
    tree = ast.parse(path.read_text("utf-8"))
    attributes = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert name == "bot.settings" or not {"os.environ", "os.getenv"} & attributes
    clocks = {"datetime.now", "time.time", "date.today", "datetime.today", "datetime.utcnow"}
    assert name == "bot.clock" or not clocks & attributes
    uses_sqlite = bool({"sqlite3", "aiosqlite"} & set(imports_of(path)))
    assert not uses_sqlite or room_of(name) == "bot.storage"


@pytest.mark.parametrize("path", sorted(ROOT.glob("cogs/*.py")), ids=name_of)
def test_cogs_are_thin_and_strangers(path: Path) -> None:
    """No cog imports another, and none outgrows what can be read at a glance."""
    assert not any(name.startswith("cogs") for name in imports_of(path))
    assert len(path.read_text("utf-8").splitlines()) <= 150
