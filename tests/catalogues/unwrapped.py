"""Sentences in the code that no function of `bot.languages` takes: they stay English for all.

A text counts as a sentence if it has two words, one of them in small letters. A single word counts
where it is certain that users read it: as a label or the like. Not everything can be seen this way,
so a test of answers in a made-up language is needed as well.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.languages.commands import COMMAND_ABOUT, OPTION_ABOUT
from tests.catalogues.extraction import KEYWORDS, ROOT, catalogue, modules

_SENTENCE = re.compile(r"[A-Za-z’']{2,}[,.:;]? +(?:[^\s]+ +)?[a-z’']{2,}|[a-z’']{2,}[,.:;]? +[A-Z]")
_WORD = re.compile(r"[A-Za-z]{3,}")
_READ = {"label", "placeholder", "title", "heading", "text", "hint", "button_label"}
"""The names of arguments that users read, whatever takes them."""

_SQL = re.compile(
    r"\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|WITH|PRAGMA|ATTACH|DETACH|DROP|ALTER|BEGIN|COMMIT|"
    r"ROLLBACK|VACUUM|ANALYZE|REINDEX|REPLACE|FROM|WHERE|ORDER|AND|OR|NOT|EXISTS|JOIN|LEFT|UNION|"
    r"GROUP|HAVING|LIMIT|VALUES|ON|SET|RETURNING|CASE|WHEN|SAVEPOINT|RELEASE|CAST|IN)\b"
)
_SQL_INSIDE = re.compile(r"\b(?:SELECT|FROM|WHERE|JOIN|NULL|AND|OR|IN|USING|EXISTS)\b")
_MARKER = "never translated"
"""What a comment at a text, or in the line before it, says if users do not read it."""

_LOGS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
_DEFECTS = {
    "AssertionError", "AttributeError", "KeyError", "LookupError", "NotImplementedError",
    "RuntimeError", "TypeError", "ValueError", "IndexError",
}  # fmt: skip
"""Errors of programmers, which users do not read; ValueError is one outside the settings."""

_DECLARATIONS = {"command", "describe", "context_menu", "rename", "choices", "guild_only"}
"""Decorators of commands: their texts are extracted from the commands."""

_NEVER = (
    "bot/sandbox", "bot/sample", "bot/languages", "bot/workers/charts/fonts.py",
    "bot/workers/charts/graphemes.py", "bot/archive/search/languages",
    "bot/operations/monitoring/metrics.py", "bot/operations/monitoring/collectors.py",
)  # fmt: skip
"""The sandbox speaks for Discord, the sample for the author of its posts.

Fonts have names, and emoji have those of Unicode, which are English. Words of all languages are no
sentences. Metrics are for other programs.
"""


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """A sentence that is not translated, in a line of a file."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text[:70]!r}"


def unwrapped() -> list[Unwrapped]:
    """Return the sentences that are not translated."""
    return [one for path in modules() for one in _in_file(path)]


def _in_file(path: Path) -> Iterator[Unwrapped]:
    name = path.relative_to(ROOT).as_posix()
    if name.startswith(_NEVER):
        return
    source = path.read_text("utf-8")
    lines = source.splitlines()
    finder = _Finder(in_settings=name.startswith("bot/settings"))
    finder.visit(ast.parse(source))
    for line, text in sorted(set(finder.found)):
        is_sql = name.startswith("bot/storage") and _SQL_INSIDE.search(text)
        is_marked = any(_MARKER in near for near in lines[max(line - 2, 0) : line])
        if not (is_sql or is_marked or text in _of_commands()):
            yield Unwrapped(name, line, text)


@cache
def _of_commands() -> frozenset[str]:
    """Return the names and descriptions of commands, which may be constants in the code."""
    contexts = {COMMAND_ABOUT, OPTION_ABOUT}
    return frozenset(str(one.id) for one in catalogue("de") if one.id and one.context in contexts)


class _Finder(ast.NodeVisitor):
    """Collects sentences; it does not look into what is no text for users."""

    def __init__(self, *, in_settings: bool) -> None:
        self.found: list[tuple[int, str]] = []
        self._in_settings = in_settings

    def visit_Expr(self, node: ast.Expr) -> None:
        """Leave out docstrings, and those below constants."""
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """Leave out messages, lines of the log, patterns and defects."""
        name = _name_of(node.func)
        is_log = (
            isinstance(node.func, ast.Attribute)
            and name in _LOGS
            and "log" in ast.unparse(node.func.value)
        )
        is_defect = name in _DEFECTS and not (name == "ValueError" and self._in_settings)
        if (
            is_log
            or is_defect
            or name
            in {"compile", "lazily_compiled", "getLogger", "ContextVar", "TypeVar", "CommandName"}
        ):
            return
        if name in KEYWORDS:
            for argument in node.keywords:  # a value may be another sentence
                self.visit(argument.value)
            return
        for keyword in node.keywords:
            if keyword.arg in _READ and isinstance(keyword.value, ast.Constant | ast.JoinedStr):
                self._note(keyword.value, _WORD)
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Leave out the declarations of commands."""
        for decorator in node.decorator_list:
            if not (isinstance(decorator, ast.Call) and _name_of(decorator.func) in _DECLARATIONS):
                self.visit(decorator)
        self.visit(node.args)
        for statement in node.body:
            self.visit(statement)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 - the name that ast calls

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Leave out the arguments of a group of commands."""
        for statement in node.body:
            self.visit(statement)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """Leave out types, such as Literal["on this day"]."""
        if _name_of(node.value) not in {"Literal", "Annotated"}:
            self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Note an f-string as a whole, then look into its values."""
        self._note(node, _SENTENCE)
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.visit(part.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        """Note a text."""
        self._note(node, _SENTENCE)

    def _note(self, node: ast.expr, pattern: re.Pattern[str]) -> None:
        text = _text_of(node)
        if pattern.search(text) and not _SQL.match(text):
            self.found.append((node.lineno, text))


def _name_of(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _text_of(node: ast.expr) -> str:
    """Return a text; a placeholder of an f-string is a dot."""
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "." for part in node.values
        )
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
