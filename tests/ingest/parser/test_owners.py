"""The account that a file belongs to."""

from pathlib import Path

import pytest

from bot.archive.posts.post import UNKNOWN, Post
from bot.errors import ArchiveFileError
from bot.ingest.discover import discover
from bot.ingest.reader import read
from bot.ingest.records.quarantine import Quarantined
from tests.archives import record
from tests.ingest.parser.early_layouts import FOREIGN, STYLES, at, posts_of, write


def test_the_first_footers_name_the_parsers_author(tmp_path: Path) -> None:
    """F2's first addresses all name the parser's author, so the account is unknown."""
    theirs = [record(at(0), "mine", account="_tim_hutton_")]
    assert posts_of(write(tmp_path / "x.txt", theirs, "F2"))[0].account == UNKNOWN
    assert posts_of(write(tmp_path / "x.md", theirs, "F3"))[0].account == "_tim_hutton_"
    own = [record(at(0), "mine")]
    assert posts_of(write(tmp_path / "y.txt", own, "F2"))[0].account == "ada"


@pytest.mark.parametrize("style", STYLES)
def test_a_file_of_two_owners(tmp_path: Path, style: str) -> None:
    """A file of two owners is refused; if one is chosen, the other's records are reported.

    They are no text of the first's posts.
    """
    own = [record(at(n), f"body {n}") for n in range(4)]
    theirs = [record(at(n), f"theirs {n}", account="bob") for n in range(4, 7)]
    path = write(tmp_path / "x.md", [*own[:2], *theirs, *own[2:]], style)
    with pytest.raises(ArchiveFileError, match=r"posts of @ada and @bob\. .* --account ada"):
        list(read(discover([path])))
    found = list(read(discover([path]), account="Ada"))
    assert [post.text for post in found if isinstance(post, Post)] == [
        f"body {n}" for n in range(4)
    ]
    reasons = [one.reason for one in found if isinstance(one, Quarantined)]
    assert reasons == ["it is a post of @bob; load it with --account bob"] * 3


def test_quoted_footers_name_no_owner(tmp_path: Path) -> None:
    """Accounts that a body quotes, however often, are not the file's owner."""
    body = "look" + "".join(FOREIGN + "\nand" for _ in range(5))
    path = write(tmp_path / "x.md", [record(at(0), "mine"), record(at(1), body)])
    assert [(post.account, post.text) for post in posts_of(path)] == [
        ("ada", "mine"),
        ("ada", body),
    ]
