"""No sentence in the code stays English because a function of `bot.languages` is missing."""

import ast
from pathlib import Path

import pytest

from tests.catalogues import unwrapped as module
from tests.catalogues.extraction import KEYWORDS, modules
from tests.catalogues.unwrapped import unwrapped

SENTENCES = {
    'text = "There is no post."': ["There is no post."],
    'text = f"There is no post of {day}."': ["There is no post of .."],
    'text = _("There is no post.")': [],
    'text = _("There is no {what}.", what=f"post of {day}")': ["post of ."],
    'raise BadDateError("There is no day.")': ["There is no day."],
    'raise BadDateError(lazy("There is no day."))': [],
    'raise ValueError("there is no day")': [],
    '_log.warning("There is no day %s", day)': [],
    'ui.Button(label="Next", custom_id="p1")': ["Next"],
    'ui.Button(label=pgettext("button", "Next"))': [],
    'text = "There is no post."  # never translated': [],
    '# never translated: a key\ntext = "There is no post."': [],
    'def f():\n    """There is no post."""': [],
    '@app_commands.command(name="a", description="There is no post")\ndef f(): pass': [],
    'x: Literal["on this day"]': [],
    'sql = "SELECT post FROM posts"': [],
    'text = "p1:token"': [],
}


@pytest.mark.parametrize(("code", "found"), SENTENCES.items())
def test_what_counts_as_a_sentence(
    code: str, found: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sentences are found where users read them, and nothing else."""
    monkeypatch.setattr(module, "ROOT", tmp_path)
    path = tmp_path / "bot" / "some.py"
    path.parent.mkdir()
    path.write_text(code, "utf-8")
    assert [one.text for one in module._in_file(path)] == found


def test_every_sentence_is_translated() -> None:
    """No sentence stands in the code alone."""
    assert [str(one) for one in unwrapped()] == []


def test_messages_are_literal() -> None:
    """A message in a variable or an f-string would never be found by the extractor."""
    for path in modules():
        tree = ast.parse(path.read_text("utf-8"))
        imported = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "bot.languages"
            for alias in node.names
        } & KEYWORDS.keys()
        if not imported:
            continue
        inside = [one for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
                  for one in ast.walk(node) if isinstance(one, ast.Call)]  # fmt: skip
        hidden = [one for one in inside if getattr(one.func, "id", "") in imported]
        assert not hidden, f"{path}: Babel does not look into f-strings before Python 3.12"
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in imported:
                literals = node.args[: _TEXTS.get(getattr(node.func, "id", ""), 1)]
                where = f"{path}: {ast.unparse(node)}"
                assert all(isinstance(one, ast.Constant) for one in literals), where
            # A variable of this name would hide the function in its whole scope.
            binds = isinstance(node, ast.arg) and node.arg == "_"
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                binds = node.id == "_"
            assert not ("_" in imported and binds), f"{path} binds _"


_TEXTS = {"pgettext": 2, "plazy": 2, "ngettext": 2, "nlazy": 2, "npgettext": 3}
"""How many of the arguments of a function are texts, if not the first alone."""
