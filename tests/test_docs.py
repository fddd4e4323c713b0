"""The documents name only what exists: paths, links, modules, names in code, and commands."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCS = sorted([*ROOT.glob("docs/*.md"), ROOT / "CONTRIBUTING.md", ROOT / "README.md"])
GUIDES = [ROOT / "docs" / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md"]
"""The documents about the code itself; the others also quote names of other programs."""

PATH = re.compile(r"(?<![\w./<-])(?:bot|cogs|tests|deploy|docs)/[\w./*-]*(?::\w+)?")
ROOT_FILE = re.compile(r"\.env\.example|Makefile|pyproject\.toml|[A-Z]{4,}\.md|LICENSE")
DOTTED = re.compile(r"(?:bot|cogs|tests)(?:\.\w+)+")
MAKE = re.compile(r"\bmake +([a-z.][\w./-]*)")
MODULE_RUN = re.compile(r"\bpython3? -m (tests[\w.]*|bot[\w.]*)")
THROWBACK = re.compile(r"\bthrowback ([a-z]+)\b")
SAID = re.compile(r"`throwback ([a-z]+)\b")
IDENTIFIER = re.compile(r"[A-Z][a-z]\w*[A-Z]\w*|[A-Z]+_[A-Z_]+|[A-Za-z]\w*_\w+|\w+\(\)")

FENCE = re.compile(r"^```.*?^```[ \t]*$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)|^\[[^\]\n]+\]: *(\S+)", re.MULTILINE)
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)


def prose(text: str) -> str:
    """Return a document without its code."""
    return SPAN.sub("", FENCE.sub("", text))


def spans(text: str) -> list[str]:
    """Return what stands in backticks inside the lines."""
    return [match[2] for match in SPAN.finditer(FENCE.sub("", text))]


def code(text: str) -> str:
    """Return the code of a document, in blocks and in backticks, a piece a line."""
    return "\n".join([*(match[0] for match in FENCE.finditer(text)), *spans(text)])


def paths(text: str) -> Iterator[str]:
    """Yield the paths of this repository that a document names, as code or in its prose."""
    for match in PATH.finditer(LINK.sub("", text)):
        yield match[0].rstrip(".,:")
    yield from (span for span in spans(text) if ROOT_FILE.fullmatch(span))


def path_exists(named: str) -> bool:
    """Return whether a path exists; `*` matches, and `file.py:name` needs the name as well."""
    path, _, name = named.partition(":")
    if "*" in path:
        return any(ROOT.glob(path))
    found = ROOT / path
    if path.endswith("/") and not found.is_dir():
        return False
    return found.exists() and (not name or name in top_level_names(found))


def dotted_exists(named: str) -> bool:
    """Return whether a dotted name is a module, or what a module defines at its top level."""
    parts = named.split(".")
    module = ROOT.joinpath(*parts)
    if module.with_suffix(".py").is_file() or module.is_dir():
        return True
    parent = ROOT.joinpath(*parts[:-1])
    source = parent.with_suffix(".py") if not parent.is_dir() else parent / "__init__.py"
    return source.is_file() and parts[-1] in top_level_names(source)


@cache
def top_level_names(source: Path) -> frozenset[str]:
    """Return the names that a module defines or imports."""
    names: set[str] = set()
    for node in ast.parse(source.read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names.update(one.id for one in node.targets if isinstance(one, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
        elif isinstance(node, ast.ImportFrom | ast.Import):
            names.update(alias.asname or alias.name for alias in node.names)
    return frozenset(names)


@cache
def words_of_the_code() -> frozenset[str]:
    """Return every word in the files that the documents may take names from."""
    files = [ROOT / ".env.example", ROOT / "Makefile", ROOT / "pyproject.toml"]
    for folder in ("bot", "cogs", "tests"):
        files += [*ROOT.glob(f"{folder}/**/*.py"), *ROOT.glob(f"{folder}/**/*.sql")]
    here = Path(__file__)
    texts = (file.read_text("utf-8") for file in files if file != here)
    return frozenset(word for text in texts for word in re.findall(r"\w+", text))


def targets() -> set[str]:
    """Return the targets of the Makefile."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    return set(re.findall(r"^([\w./-]+)\s*:(?!=)", makefile, re.MULTILINE))


def anchors(document: Path) -> set[str]:
    """Return the anchors of a document's headings, as GitHub makes them."""
    headings = HEADING.findall(FENCE.sub("", document.read_text("utf-8")))
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}


def link_exists(document: Path, target: str) -> bool:
    """Return whether a link leads out of the repository, or to a file and heading in it."""
    if re.match(r"[a-z]+:", target):
        return True
    name, _, anchor = target.partition("#")
    path = document.parent / name if name else document
    return path.exists() and (not anchor or anchor in anchors(path))


def name_of(document: Path) -> str:
    """Return the path of a document, as a test's id."""
    return document.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", DOCS, ids=name_of)
def test_paths_exist(document: Path) -> None:
    """Every file and folder that is named exists, and so does a name after a colon."""
    named = set(paths(document.read_text("utf-8")))
    assert {one for one in named if not path_exists(one)} == set()


@pytest.mark.parametrize("document", DOCS, ids=name_of)
def test_links_lead_somewhere(document: Path) -> None:
    """Every link inside the repository leads to a file, and to a heading that it has."""
    found = LINK.findall(prose(document.read_text("utf-8")))
    links = {inline or reference for inline, reference in found}
    assert {one for one in links if not link_exists(document, one)} == set()


@pytest.mark.parametrize("document", DOCS, ids=name_of)
def test_commands_exist(document: Path) -> None:
    """Every target of make, module to run and command of the terminal that is named exists."""
    text = code(document.read_text("utf-8"))
    assert set(MAKE.findall(text)) - targets() == set()
    assert {one for one in MODULE_RUN.findall(text) if not is_runnable(one)} == set()
    assert set(THROWBACK.findall(text)) - commands() == set()


def test_messages_name_commands_that_exist() -> None:
    """A sentence for users that sends them to a command of the terminal names one that exists."""
    sources = [*ROOT.glob("bot/**/*.py"), *ROOT.glob("cogs/**/*.py")]
    named = {one for source in sources for one in SAID.findall(source.read_text("utf-8"))}
    assert "erase" in named
    assert named - commands() == set()


def commands() -> set[str]:
    """Return the names of the commands of the terminal."""
    folder = ROOT / "bot" / "terminal"
    files = (folder / "arguments.py", *folder.glob("parsing/*_arguments.py"))
    arguments = "".join(path.read_text("utf-8") for path in files)
    return set(re.findall(r'(?:command|add_parser)\(\s*"(\w+)"', arguments))


def is_runnable(module: str) -> bool:
    """Return whether `python -m` can run a module."""
    path = ROOT.joinpath(*module.split("."))
    return path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()


@pytest.mark.parametrize("document", DOCS, ids=name_of)
def test_dotted_names_exist(document: Path) -> None:
    """Every module, class or function that is named with dots exists."""
    named = {one for one in spans(document.read_text("utf-8")) if DOTTED.fullmatch(one)}
    assert {one for one in named if not dotted_exists(one)} == set()


@pytest.mark.parametrize("document", GUIDES, ids=name_of)
def test_names_are_in_the_code(document: Path) -> None:
    """Every name in backticks that only code can have occurs in the code: renames reach here."""
    named = {
        word.removesuffix("()")
        for span in spans(document.read_text("utf-8"))
        if "/" not in span
        for word in IDENTIFIER.findall(span)
    }
    assert named - words_of_the_code() == set()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("see `bot/app.py`.", ["bot/app.py"]),
        ("cogs/search.py, or bot/ui/:", ["cogs/search.py", "bot/ui/"]),
        ("`bot/app.py:Throwback`", ["bot/app.py:Throwback"]),
        ("```\nbot/demo/   the demo\n```", ["bot/demo/"]),
        ("https://example.org/docs/x.md and robot/arm.py", []),
        ("`.env.example` and `Makefile`, not LICENSE", [".env.example", "Makefile"]),
    ],
)
def test_what_is_a_path(text: str, named: list[str]) -> None:
    """Paths are found in code and in prose, and are not looked for in addresses."""
    assert list(paths(text)) == named


@pytest.mark.parametrize(
    "missing",
    [
        "bot/nowhere.py", "bot/app.py/", "bot/app.py:Nobody", "bot/*/nowhere.py", "docs/nothing/",
    ],
)  # fmt: skip
def test_what_is_missing_is_noticed(missing: str) -> None:
    """A path, a folder, a pattern or a name that does not exist is noticed."""
    assert not path_exists(missing)
    assert not dotted_exists("bot.app.Nobody")
    assert not dotted_exists("bot.nowhere")
    assert dotted_exists("bot.app.Throwback")
    assert not link_exists(ROOT / "README.md", "docs/FORMATS.md#nothing")


FOREIGN = {
    "edit_info", "initial", "edit", "retweeted", "favorited", "truncated",  # keys of the export
    "cues",  # a column
    "channel_", "faults", "DIGESTS_WITH_NEWEST", "main", "len", "throwback",  # of others
}  # fmt: skip
"""What docstrings name in backticks although their modules do not have it."""

_BACKTICKED = re.compile(r"`([A-Za-z_]\w*)`")
_MODULES = sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("cogs/**/*.py")])


def test_docstrings_name_what_their_module_has() -> None:
    """A renamed field or parameter keeps no old name in a docstring."""
    found = {name_of(path): unknown_names(path) for path in _MODULES}
    assert {path: names for path, names in found.items() if names} == {}


def unknown_names(path: Path) -> set[str]:
    """Return the names in backticks in a module's docstrings that the module does not have."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    docstrings = [node.value for node in nodes if isinstance(node, ast.Expr)]
    texts = [one.value for one in docstrings if isinstance(one, ast.Constant)]
    known = set(FOREIGN)
    for node in nodes:
        match node:
            case ast.Name(id=name) | ast.arg(arg=name) | ast.Attribute(attr=name):
                known.add(name)
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                known.add(name)
            case ast.AsyncFunctionDef(name=name):
                known.add(name)
            case ast.alias(name=name, asname=alias):
                known.update((alias or name).split("."))
            case ast.keyword(arg=str(name)):
                known.add(name)
            case ast.ImportFrom(module=str(name)):
                known.update(name.split("."))
            case ast.Constant(value=str(text)) if node not in docstrings:
                known.update(re.findall(r"\w+", text))
    named = {name for text in texts if isinstance(text, str) for name in _BACKTICKED.findall(text)}
    return named - known
