"""Files that an editor, a hook or a formatter wrote anew, without a change of meaning."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

import pytest

from bot.archive.posts.post import Post
from bot.ingest.discover import discover
from bot.ingest.reader import read
from tests.archives import record, stamp
from tests.ingest.parser.layouts import Written, page, quoted, read_text

WHEN = datetime(2022, 11, 3, 10, tzinfo=UTC)
TEXTS = ["one.", "two\n\nparagraphs.", "a rule\n\n----\n\nin it.", "@bob three\nlines\nhere."]


def at(n: int) -> datetime:
    """Return the moment of the n-th post."""
    return WHEN + timedelta(minutes=n)


def early(separator: str, end: str) -> str:
    """Return the posts in a layout of F3 to F10."""
    return separator.join(record(at(n), text) for n, text in enumerate(TEXTS)) + end


def later(*, escape: bool) -> str:
    """Return the posts in F11 or F16."""
    return "\n\n----\n\n".join(
        quoted(Written(at(n), text), escape=escape) for n, text in enumerate(TEXTS)
    )


LAYOUTS = {
    "F1": "\n\n".join(f"{stamp(at(n))}\n{text}" for n, text in reversed([*enumerate(TEXTS)])),
    "F3": early("\n----\n", ""),
    "F7": early("\n----\n", "\n----\n"),
    "F8": early("\n\n----\n\n", "\n\n----\n\n"),
    "F10": early("\n\n----\n\n", ""),
    "F11": later(escape=False),
    "F16": later(escape=True),
    "HTML": page([Written(at(n), text) for n, text in enumerate(TEXTS)]),
}


def mixed(text: str) -> str:
    """Return `text` with line feeds of which some have a carriage return."""
    ends = cycle(["\r\n", "\n", "\n", "\r\n", "\r\n"])
    *lines, last = text.split("\n")
    return "".join(line + next(ends) for line in lines) + last


def in_parts(text: str) -> str:
    """Return `text` with line ends of one kind in each post."""
    ends = cycle(["\r", "\r\n", "\n"])
    return "".join(part.replace("\n", next(ends)) for part in re.split(r"(?<=\d\)\n)", text))


REFORMATS: dict[str, Callable[[str], str]] = {
    "blanks": lambda text: re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE),
    "end": lambda text: text.rstrip("\n"),
    "more end": lambda text: text + "\n\n",
    "CR": lambda text: text.replace("\n", "\r"),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "mixed": mixed,
    "in parts": in_parts,
    "BOM": lambda text: "\ufeff" + text,
}
FILES = {"F1": "output.txt", "HTML": "x.html"}


@pytest.mark.parametrize("reformat", REFORMATS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_reformatted_file_holds_the_same(tmp_path: Path, layout: str, reformat: str) -> None:
    """Blanks at line ends, a last line feed and the kind of line ends change no text."""
    name = FILES.get(layout, "x.md")
    posts, broken = read_text(tmp_path / name, REFORMATS[reformat](LAYOUTS[layout]))
    assert broken == []
    assert sorted(post.text for post in posts) == sorted(TEXTS)


@pytest.mark.parametrize("rule", ["---", "* * *", "***", "___", "_ _ _", "- - -"])
@pytest.mark.parametrize("layout", ["F3", "F7", "F8", "F10", "F11", "F16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_separator_may_be_another_rule(tmp_path: Path, layout: str, rule: str, end: str) -> None:
    """A formatter writes a separator as another rule between blank lines: no text changes."""
    text = re.sub(r"(?<=\))\n{1,2}----\n{1,2}", f"\n\n{rule}\n\n", LAYOUTS[layout])
    posts, broken = read_text(tmp_path / "x.md", text.replace("\n", end))
    assert broken == []
    assert [post.text for post in posts] == TEXTS


def test_a_separator_may_have_made_a_heading(tmp_path: Path) -> None:
    """A formatter takes a footer with `----` under it for a heading."""
    text = re.sub(r"(\(Originally.*\))\n----\n", r"## \1\n\n", LAYOUTS["F7"])
    posts, broken = read_text(tmp_path / "x.md", text)
    assert broken == []
    assert [post.text for post in posts] == TEXTS


def test_a_file_without_line_feeds_may_be_long(tmp_path: Path) -> None:
    """A file with carriage returns alone is read in pieces, and lines are counted."""
    records = [record(at(n), f"text {n} " + "long " * 60) for n in range(2_000)]
    path = tmp_path / "x.md"
    path.write_text("\r----\r".join(records).replace("\n", "\r"), "utf-8", newline="")
    posts = [one for one in read(discover([path])) if isinstance(one, Post)]
    assert [post.text.split()[1] for post in posts] == [str(n) for n in range(2_000)]
    assert posts[-1].sources[0].line == 4 * 1_999 + 1


def test_raw_is_what_the_file_has(tmp_path: Path) -> None:
    """`raw` keeps the line ends of the file, the text has line feeds."""
    for layout, name in (("F7", "x.md"), ("F11", "x.md"), ("F1", "output.txt")):
        text = LAYOUTS[layout].replace("\n", "\r")
        posts, _ = read_text(tmp_path / name, text)
        assert all(post.raw in text for post in posts)
        assert any("\r" in post.raw for post in posts)
        assert not any("\r" in post.text for post in posts)
