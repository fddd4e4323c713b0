"""The layout of the packages: imports run one way, and each module is in its room."""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("cogs/**/*.py")])
FEATURES = ("posts", "search", "threads", "memories", "statistics", "digests")
"""The order of feature folders: each may import those before it, never one behind it."""

GROUND = (
    "bot.languages", "bot.errors", "bot.clock", "bot.logs", "bot.settings", "bot.drain",
    "bot.time_zone_data", "bot.allocator",
)  # fmt: skip
MAX_MODULES, MAX_LOOSE, MAX_LINES, MAX_COG_LINES = 16, 9, 300, 150


@dataclass(frozen=True)
class Layer:
    """What a layer may import, and how it is divided.

    `below` are the layers that it may import, beside the ground. `folders` are its own, each may
    import those before it. `tops` are modules that may import all folders of the layer; its other
    loose modules import no folder. `ground` is what it may import of the ground.
    """

    below: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    tops: tuple[str, ...] = ()
    ground: tuple[str, ...] = ("bot.languages", "bot.errors", "bot.clock")
    discord: bool = False


LAYERS = {
    "bot.archive": Layer(folders=FEATURES, ground=("bot.languages", "bot.errors")),
    "bot.workers": Layer(below=("bot.archive",), ground=("bot.languages", "bot.errors")),
    "bot.ingest": Layer(
        below=("bot.archive", "bot.workers"),
        folders=("text", "records", "files", "parser", "export", "mastodon", "bluesky"),
        tops=("layouts", "discover", "reader", "packing", "process", "markdown"),
    ),
    "bot.storage": Layer(
        below=("bot.archive", "bot.workers"), folders=("files", "postgres", "state", "archive")
    ),
    "bot.storage.archive": Layer(
        below=("bot.archive", "bot.workers", "bot.storage"),
        folders=FEATURES,
        tops=("imports", "reader", "repairs", "erasing", "index_check"),
    ),
    "bot.services": Layer(
        below=("bot.archive", "bot.workers", "bot.storage", "bot.ingest"),
        folders=FEATURES,
        tops=("container", "upgrades"),
    ),
    "bot.ui": Layer(
        below=("bot.archive",),
        folders=("digests",),
        ground=("bot.languages", "bot.errors"),
        discord=True,
    ),
    "bot.delivery": Layer(
        below=("bot.archive", "bot.services", "bot.ui"), ground=GROUND, discord=True
    ),
    "bot.operations": Layer(
        below=("bot.archive", "bot.storage", "bot.services", "bot.ui", "bot.delivery"),
        folders=("monitoring",),
    ),
    "bot.formats": Layer(below=("bot.archive", "bot.ingest", "bot.services", "bot.operations")),
    "bot.sandbox": Layer(ground=(), folders=("rules", "rest", "page"), tops=("*",)),
    "bot.sample": Layer(ground=()),
    "bot.app": Layer(
        below=("bot.archive", "bot.services", "bot.ui", "bot.delivery"), ground=GROUND, discord=True
    ),
    "bot.lifecycle": Layer(
        below=("bot.services", "bot.ui", "bot.delivery", "bot.operations", "bot.app"),
        ground=GROUND,
        discord=True,
    ),
    "cogs": Layer(
        below=("bot.archive", "bot.services", "bot.ui", "bot.formats", "bot.app"), discord=True
    ),
    "bot.demo": Layer(
        below=(
            "bot.archive", "bot.services", "bot.delivery", "bot.operations", "bot.formats",
            "bot.sandbox", "bot.sample", "bot.app",
        ),
        ground=GROUND,
        discord=True,
    ),
    "bot.terminal": Layer(
        below=(
            "bot.archive", "bot.ingest", "bot.storage", "bot.services", "bot.delivery",
            "bot.operations", "bot.formats", "bot.lifecycle", "bot.demo",
        ),
        ground=GROUND,
    ),
    "bot.__main__": Layer(below=("bot.terminal",)),
}  # fmt: skip
"""Every layer, from the ground up."""

MAY_IMPORT_GROUND = {
    "bot.drain": {"bot.errors"},
    "bot": {"bot.time_zone_data"},
    "bot.errors": {"bot.languages"},
    "bot.settings": {"bot.languages", "bot.errors"},
}


def name_of(path: Path) -> str:
    """Return the dotted name of a module."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def layer_of(module: str) -> str:
    """Return the layer that a module is in: "bot.storage", "cogs"; of a ground module itself."""
    parts = module.split(".")
    return "cogs" if parts[0] == "cogs" else ".".join(parts[:2])


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Return all nodes of a module's syntax tree."""
    return tuple(ast.walk(ast.parse(path.read_text("utf-8"))))


@cache
def imports_of(path: Path) -> frozenset[str]:
    """Return the dotted names that a module imports, wherever in it."""
    return frozenset(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            for alias in node.names:
                full = f"{module}.{alias.name}"
                yield full if _is_module(full) else module


@cache
def _is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def own_imports(path: Path) -> set[str]:
    """Return what a module imports of this project."""
    return {one for one in imports_of(path) if one.split(".")[0] in {"bot", "cogs"}} - {"bot"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_layer_imports_only_layers_below_it(path: Path) -> None:
    """What a layer may import is in the table, and nothing imports upwards."""
    name = name_of(path)
    used = {layer_of(one) for one in own_imports(path)} - {layer_of(name), "bot"}
    if layer_of(name) in GROUND or name == "bot":
        assert used <= MAY_IMPORT_GROUND.get(layer_of(name), set())
        return
    layer = LAYERS[layer_of(name)]
    assert used <= {*layer.below, *layer.ground}


def test_the_table_runs_one_way() -> None:
    """Each layer names only layers that come before it in the table."""
    seen: set[str] = set()
    for name, layer in LAYERS.items():
        assert set(layer.below) <= seen
        seen.add(name)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_folder_imports_only_folders_before_it(path: Path) -> None:
    """Inside a layer features come in one order, and loose modules are below or above all."""
    name = name_of(path)
    for root, layer in LAYERS.items():
        inside = name.removeprefix(f"{root}.")
        if inside == name or not layer.folders:
            continue
        own = inside.split(".")[0]
        used = {
            one.removeprefix(f"{root}.").split(".")[0]
            for one in own_imports(path)
            if one.startswith(f"{root}.")
        }
        folders = used & set(layer.folders)
        if own in layer.folders:
            before = layer.folders[: layer.folders.index(own) + 1]
            assert folders <= set(before)
            assert not used & set(layer.tops)
        elif own not in layer.tops and layer.tops != ("*",):
            assert not folders


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_discord_is_imported_only_where_posts_meet_discord(path: Path) -> None:
    """So the terminal starts quickly, and what the bot does can be tested without Discord."""
    uses = any(name.split(".")[0] == "discord" for name in imports_of(path))
    layer = LAYERS.get(layer_of(name_of(path)))
    assert not uses or (layer is not None and layer.discord)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_each_thing_is_read_in_one_place(path: Path) -> None:
    """The environment is read by the settings, the wall clock by the clock, SQLite by storage."""
    name = name_of(path)
    attributes = {ast.unparse(node) for node in nodes_of(path) if isinstance(node, ast.Attribute)}
    reads = {"os.environ", "os.getenv"} & attributes
    # A worker sets variables of its own process, for libraries that read no other settings.
    assert name == "bot.workers.worker" or layer_of(name) == "bot.settings" or not reads
    clocks = {"datetime.now", "time.time", "date.today", "datetime.today", "datetime.utcnow"}
    assert name == "bot.clock" or not clocks & attributes
    uses_sqlite = bool({"sqlite3", "aiosqlite"} & imports_of(path))
    assert not uses_sqlite or layer_of(name) == "bot.storage"
    uses_postgres = any(one.split(".")[0] == "asyncpg" for one in imports_of(path))
    assert not uses_postgres or name.startswith("bot.storage.postgres.")


@pytest.mark.parametrize("path", sorted(ROOT.glob("cogs/**/*.py")), ids=name_of)
def test_cogs_are_thin_and_do_not_know_each_other(path: Path) -> None:
    """No cog imports another, and none outgrows what can be read at a glance."""
    own = ".".join(name_of(path).split(".")[:2])
    others = {one for one in own_imports(path) if one.split(".")[0] == "cogs"}
    assert all(one == own or one.startswith(f"{own}.") for one in others)
    assert path.parent.name == "digests" or _lines(path) <= MAX_COG_LINES


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_outgrows_its_reader(path: Path) -> None:
    """A file of more lines is two files."""
    assert _lines(path) <= MAX_LINES


def test_no_folder_outgrows_its_reader() -> None:
    """A folder of more modules is two rooms; the sandbox's root is a flat list of Discord's."""
    counts = Counter(path.parent for path in MODULES if path.name != "__init__.py")
    del counts[ROOT / "bot" / "sandbox"]
    assert counts[ROOT / "bot"] <= MAX_LOOSE
    assert max(counts.values()) <= MAX_MODULES


def _lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())
