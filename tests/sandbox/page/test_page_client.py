"""The page's code: its words and modules exist, and nothing in it interprets text."""

import re
from importlib.resources import files
from pathlib import PurePosixPath

from bot.sandbox.page.words import ENGLISH

PAGE = files("bot.sandbox.page")
CODE = {file.name: file.read_text("utf-8") for file in (PAGE / "client").iterdir()}
SCRIPTS = {name: text for name, text in CODE.items() if name.endswith(".js")}
STYLE = (PAGE / "style.css").read_text("utf-8")
INTERPRETING = (
    "innerHTML", "outerHTML", "insertAdjacentHTML", "DOMParser", "document.write", "eval(",
    "new Function", "createContextualFragment", 'setAttribute("style"', "http://", "localStorage",
)  # fmt: skip
"""What would make more of a text than text, or would leave something on the visitor's machine."""
MAX_LINES, MAX_ALL_LINES, MAX_BYTES = 250, 1_800, 150_000


def words_used() -> set[str]:
    """Return the keys of the words that the page asks for."""
    scripts = "\n".join(SCRIPTS.values())
    asked = re.findall(r'\bword\("(\w+)"', scripts)
    bounds = re.findall(r'\["(\w+)", "(\w+)"\] : \["(\w+)", "(\w+)"\]', scripts)
    written = re.findall(r'data-(?:word|label)="(\w+)"', CODE["index.html"])
    return {*asked, *written, *(key for found in bounds for key in found)}


def test_words() -> None:
    """Every word that the page asks for is in the table, and every one of the page is asked for."""
    keys = list(ENGLISH)
    assert words_used() <= set(keys)
    assert set(keys[keys.index("server") :]) <= words_used()


def test_modules() -> None:
    """A module imports modules of the page alone, and the document loads files of it."""
    for name, text in SCRIPTS.items():
        imported = re.findall(r'from "(.+?)"|import "(.+?)"', text)
        for path in filter(None, (one for pair in imported for one in pair)):
            assert path.startswith("./"), name
            assert PurePosixPath(path).name in SCRIPTS, name
    loaded = re.findall(r'(?:src|href)="static/(.+?)"', CODE["index.html"])
    assert {*loaded} <= {*CODE, "style.css"}
    assert not re.search(
        r"<script(?! type=\"module\" src)|<style|style=|\bon\w+=", CODE["index.html"]
    )


def test_text_stays_text() -> None:
    """No module has a way to make elements of a text, or of an address elsewhere."""
    found = {(name, one) for name, text in CODE.items() for one in INTERPRETING if one in text}
    assert found <= {("icon.svg", "http://")}


def test_size() -> None:
    """The page stays small enough to be read: each file, and all of it."""
    lines = {name: text.count("\n") for name, text in {**CODE, "style.css": STYLE}.items()}
    assert max(lines.values()) <= MAX_LINES
    assert sum(lines.values()) < MAX_ALL_LINES
    assert sum(len(text.encode()) for text in (*CODE.values(), STYLE)) < MAX_BYTES
