"""Layouts F1 and F0: posts without ids, and posts without ids and times."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.posts.ids.synthetic_id import synthetic_id
from bot.archive.posts.post import UNKNOWN, Origin
from bot.archive.timestamps import to_milliseconds
from bot.errors import ArchiveFileError
from bot.ingest.parser import output_txt
from bot.ingest.records.records import ParsedRecord
from tests.archives import stamp
from tests.ingest.parser.layouts import read_text

WHEN = datetime(2022, 10, 3, 10, tzinfo=UTC)


def at(n: int) -> datetime:
    """Return the moment of the n-th post from the newest."""
    return WHEN - timedelta(minutes=n)


def written(texts: list[str]) -> str:
    """Return posts in layout F1, newest first."""
    return "\n\n".join(f"{stamp(at(n))}\n{text}" for n, text in enumerate(texts))


PIECES = st.one_of(
    st.sampled_from(["\n", "\n\n", "----", "> ", "\u2028", "\u0085", "Mon Oct 03", stamp(at(9))]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=20),
)
TEXTS = (
    st.lists(PIECES, max_size=6)
    .map("".join)
    .filter(lambda text: "\n\n" + stamp(at(9)) not in "\n" + text)
)


@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_any_text_is_read_as_it_was_written(texts: list[str]) -> None:
    """Any bodies without times after blank lines are read as they were written.

    Line feeds at the end of the file may be an editor's, and are no text.
    """
    texts[-1] = texts[-1].rstrip("\n")
    found = list(output_txt.records([written(texts)], None, frozenset()))
    assert [one.body for one in found if isinstance(one, ParsedRecord)] == texts
    assert [one.created_at for one in found if isinstance(one, ParsedRecord)] == [
        to_milliseconds(at(n)) for n in range(len(texts))
    ]


@pytest.mark.parametrize("count", [30, 2500])
def test_a_quoted_time_begins_no_post(count: int) -> None:
    """In a sorted file, a time out of order is part of the body."""
    texts = [f"body {n}" for n in range(count)]
    texts[9] = f"look\n\n{stamp(at(count))}\nthat was nice"
    found = list(output_txt.records([written(texts)], None, frozenset()))
    assert [one.body for one in found if isinstance(one, ParsedRecord)] == texts


def test_a_file_out_of_order_keeps_all(tmp_path: Path) -> None:
    """In a file that is not sorted, every time begins a post."""
    pieces = written([f"body {n}" for n in range(30)]).split("\n\n")
    posts, _ = read_text(tmp_path / "output.txt", "\n\n".join(reversed(pieces)))
    assert [post.text for post in posts] == [f"body {n}" for n in reversed(range(30))]


def test_synthetic_ids(tmp_path: Path) -> None:
    """A synthetic id is made of time, text, and the count of equal posts before it."""
    text = f"{stamp(WHEN)}\nsame\n\n{stamp(WHEN)}\nsame"
    posts, _ = read_text(tmp_path / "output.txt", text)
    assert [post.id for post in posts] == [
        synthetic_id(WHEN, "same"),
        synthetic_id(WHEN, "same", 1),
    ]
    assert {(post.account, post.origin, post.url) for post in posts} == {
        (UNKNOWN, Origin.BARE, None)
    }


def test_synthetic_ids_are_those_of_older_versions(tmp_path: Path) -> None:
    """An archive that a version imported which knew fewer entities does not get a post twice."""
    text = f"{stamp(WHEN)}\n&quot;a&quot; &amp; b"
    (one,), _ = read_text(tmp_path / "output.txt", text)
    assert (one.text, one.id) == ('"a" & b', synthetic_id(WHEN, "&quot;a&quot; & b"))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [("Mon Oct 03 09:59", "Mon Oxx 03 09:59", "calendar"), ("03 09:59", "0x 09:59", "damaged")],
)
def test_a_damaged_time_costs_its_post(tmp_path: Path, old: str, new: str, reason: str) -> None:
    """A post with an unreadable time is reported, and not joined to the one before it."""
    text = written([f"body {n}" for n in range(3)]).replace(old, new)
    posts, (broken,) = read_text(tmp_path / "output.txt", text)
    assert [post.text for post in posts] == ["body 0", "body 2"]
    assert (broken.line, reason in broken.reason) == (4, True)


def test_posts_without_times_are_refused(tmp_path: Path) -> None:
    """F0 is recognized by its name and its lack of footers, even if a post quotes one."""
    posts = [f"body {n}" for n in range(30)]
    text = "\n\n".join(posts)
    assert output_txt.is_first_layout("output.txt", text)
    assert not output_txt.is_first_layout("notes.txt", text)
    assert not output_txt.is_first_layout("output.txt", written(posts))
    with pytest.raises(ArchiveFileError, match="neither times nor ids"):
        read_text(tmp_path / "output.txt", f"{text}\n\n{stamp(WHEN)}\nquoted")


def test_files_that_were_joined(tmp_path: Path) -> None:
    """Concatenated files keep all posts, though the first ends without a line feed."""
    run = "\n\n".join(f"{stamp(at(n))}\nbody {n}" for n in (3, 4))
    more = "\n\n".join(f"{stamp(at(n))}\nbody {n}" for n in (1, 2))
    found, refused = read_text(tmp_path / "x.txt", run + more)
    assert refused == []
    assert [post.text for post in found] == ["body 3", "body 4", "body 1", "body 2"]
