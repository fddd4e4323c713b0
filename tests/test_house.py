"""The layout of the packages: imports run one way, and each module is in its room."""

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
MODULES = sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("cogs/**/*.py")])
FEATURES = ("posts", "search", "meaning", "threads", "memories", "statistics", "digests")
"""The order of feature folders: each may import those before it, never one behind it."""

GROUND = (
    "bot.languages", "bot.errors", "bot.clock", "bot.logs", "bot.settings", "bot.drain",
    "bot.time_zone_data", "bot.allocator",
)  # fmt: skip
Found = dict[str, set[str]]
"""What is wrong, by the name of the module that has it."""

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
        tops=("container", "upgrades", "reopening"),
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
        folders=("web",),
        tops=("demo", "tour"),
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
    "bot.__main__": Layer(below=("bot.terminal",), ground=("bot.errors", "bot.allocator")),
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


def nodes_of(path: Path) -> Iterator[ast.AST]:
    """Return all nodes of a module's syntax tree."""
    return ast.walk(ast.parse(path.read_bytes()))


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


def offenders(wrong_in: Callable[[Path], Iterable[str]], paths: Iterable[Path] = MODULES) -> Found:
    """Return what is wrong in each module, by its name; nothing for one that keeps the rule.

    A test goes through all modules by itself: as a test for each they took far longer to be
    collected and reported than to be run.
    """
    return {name_of(path): wrong for path in paths if (wrong := set(wrong_in(path)))}


def test_each_layer_imports_only_layers_below_it() -> None:
    """What a layer may import is in the table, and nothing imports upwards."""
    assert offenders(layers_above) == {}


def layers_above(path: Path) -> set[str]:
    """Return the layers that a module imports and may not."""
    name = name_of(path)
    used = {layer_of(one) for one in own_imports(path)} - {layer_of(name), "bot"}
    if layer_of(name) in GROUND or name == "bot":
        return used - MAY_IMPORT_GROUND.get(layer_of(name), set())
    layer = LAYERS[layer_of(name)]
    return used - {*layer.below, *layer.ground}


def test_the_table_runs_one_way() -> None:
    """Each layer names only layers that come before it in the table."""
    seen: set[str] = set()
    for name, layer in LAYERS.items():
        assert set(layer.below) <= seen
        seen.add(name)


def test_each_folder_imports_only_folders_before_it() -> None:
    """Inside a layer features come in one order, and loose modules are below or above all."""
    assert offenders(folders_above) == {}


def folders_above(path: Path) -> Iterator[str]:
    """Yield the folders and modules of its own layer that a module imports and may not."""
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
            yield from folders - set(before)
            yield from used & set(layer.tops)
        elif own not in layer.tops and layer.tops != ("*",):
            yield from folders


def test_discord_is_imported_only_where_posts_meet_discord() -> None:
    """So the terminal starts quickly, and what the bot does can be tested without Discord."""
    with_discord = {name for name, layer in LAYERS.items() if layer.discord}
    without = (path for path in MODULES if layer_of(name_of(path)) not in with_discord)
    assert offenders(lambda path: {"discord"} & {*map(package_of, imports_of(path))}, without) == {}


def package_of(module: str) -> str:
    """Return the package that a module is in."""
    return module.partition(".")[0]


def test_each_thing_is_read_in_one_place() -> None:
    """The environment is read by the settings, the wall clock by the clock, SQLite by storage."""
    assert offenders(read_elsewhere) == {}


def read_elsewhere(path: Path) -> Iterator[str]:
    """Yield what a module reads, or opens, that another layer should."""
    name = name_of(path)
    attributes = {
        f"{node.value.id}.{node.attr}"
        for node in nodes_of(path)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    # A worker sets variables of its own process, for libraries that read no other settings.
    if name != "bot.workers.worker" and layer_of(name) != "bot.settings":
        yield from {"os.environ", "os.getenv"} & attributes
    if name != "bot.clock":
        clocks = {"datetime.now", "time.time", "date.today", "datetime.today", "datetime.utcnow"}
        yield from clocks & attributes
    if layer_of(name) != "bot.storage":
        yield from {"sqlite3", "aiosqlite"} & imports_of(path)
    if not name.startswith("bot.storage.postgres."):
        yield from {"asyncpg"} & {package_of(one) for one in imports_of(path)}


def test_cogs_are_thin_and_do_not_know_each_other() -> None:
    """No cog imports another, and none outgrows what can be read at a glance."""
    cogs = sorted(ROOT.glob("cogs/**/*.py"))
    assert offenders(other_cogs, cogs) == {}
    loose = [path for path in cogs if path.parent.name != "digests"]
    assert {path.name for path in loose if _lines(path) > MAX_COG_LINES} == set()


def other_cogs(path: Path) -> Iterator[str]:
    """Yield the modules of other cogs that a cog imports."""
    own = ".".join(name_of(path).split(".")[:2])
    for one in own_imports(path):
        if package_of(one) == "cogs" and one != own and not one.startswith(f"{own}."):
            yield one


def test_no_module_outgrows_its_reader() -> None:
    """A file of more lines is two files."""
    assert {name_of(path) for path in MODULES if _lines(path) > MAX_LINES} == set()


def test_no_folder_outgrows_its_reader() -> None:
    """A folder of more modules is two rooms; the sandbox's root is a flat list of Discord's."""
    counts = Counter(path.parent for path in MODULES if path.name != "__init__.py")
    del counts[ROOT / "bot" / "sandbox"]
    assert counts[ROOT / "bot"] <= MAX_LOOSE
    assert max(counts.values()) <= MAX_MODULES


def _lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())
