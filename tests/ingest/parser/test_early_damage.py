"""Damaged files of the layouts F2 to F10."""

import bisect
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.posts.post import Post, Repair
from bot.ingest.discover import discover
from bot.ingest.reader import read
from bot.ingest.text.mojibake import make_mojibake
from tests.archives import record, snowflake
from tests.ingest.parser.early_layouts import STYLES, at, broken, posts_of, write


def test_bytes_that_are_no_text_cost_only_themselves(tmp_path: Path) -> None:
    """A post with an invalid byte is read, with a replacement character for the byte."""
    path = tmp_path / "x.md"
    path.write_bytes(record(at(0), "brXken").encode().replace(b"X", b"\xff"))
    assert [post.text for post in posts_of(path)] == ["br\ufffdken"]


def test_damaged_text_is_repaired_and_kept(tmp_path: Path) -> None:
    """A damaged text is repaired, `raw` keeps it as found, and the post has the repair."""
    path = write(
        tmp_path / "x.md", [record(at(0), make_mojibake("“sanity…”")), record(at(1), "ok")]
    )
    repaired, plain = posts_of(path)
    assert (repaired.text, repaired.raw) == ("“sanity…”", make_mojibake("“sanity…”"))
    assert repaired.repair == Repair("file 1", make_mojibake("“sanity…”"))
    assert plain.repair is None


def test_damage_of_one_file_shows_in_its_siblings(tmp_path: Path) -> None:
    """A file with one short post is repaired if the file beside it is clearly damaged."""
    write(tmp_path / "a.md", [record(at(0), make_mojibake("20歳"))])
    write(tmp_path / "b.md", [record(at(1), make_mojibake("“sanity…” — 日本語"))])
    assert [post.text for post in posts_of(tmp_path)] == ["20歳", "“sanity…” — 日本語"]


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda text: text.replace(" Oct ", " Xct "), "not in the calendar"),
        (lambda text: text.replace("Oct 03", "Oct 33"), "not in the calendar"),
        (lambda text: text.replace("/status/1", "/status/9"), "id in its address is too large"),
        (lambda text: text.replace("/status/", "/status/11"), "id in its address is too large"),
        (lambda text: re.sub(r"/status/\d+", "/status/0", text), "too large, or 0"),
        (lambda text: text.replace("+0000 2022", "+0000 2012"), "contradict"),
        (lambda text: text.replace("/ada/", "/adb/"), "one letter off"),
        (lambda text: text.replace("\n\n(", "\n("), "blank line"),
        (lambda text: text.replace("(Orig", "(Oxig"), "address is damaged"),
        (lambda text: text.replace("/status/", "/sta"), "address is damaged"),
        (lambda text: text.replace("/status/", "\n/status/"), "address is damaged"),
        (lambda text: text.replace("[Mon", "\n[Mon"), "address is damaged"),
        (lambda text: text.replace("/ada/", "/\nda/"), "address is damaged"),
        (lambda text: text.replace("body 1", "long " * 300_000), "more than 1,000,000"),
        (lambda text: text.replace("body 1", "\n" * 1_100_000), "more than 1,000,000"),
    ],
)
def test_a_damaged_record_costs_only_itself(
    tmp_path: Path, spoil: Callable[[str], str], reason: str
) -> None:
    """An unreadable record is reported once with line and reason; its neighbours are read."""
    records = [record(at(n), f"body {n}") for n in range(3)]
    records[1] = spoil(records[1])
    path = write(tmp_path / "x.md", records)
    ((line, why),) = broken(path)
    assert line == 5
    assert reason in why
    texts = [one.text for one in read(discover([path])) if isinstance(one, Post)]
    assert texts == ["body 0", "body 2"]


def test_a_file_that_was_cut_off_says_so(tmp_path: Path) -> None:
    """The end of a cut file is reported; the posts before it are read."""
    path = tmp_path / "x.md"
    path.write_text(record(at(0), "whole") + "\n----\n" + record(at(1), "cut off")[:5], "utf-8")
    assert broken(path) == [(5, "the file ends before this post does")]


@pytest.mark.parametrize("separator", ["-x--", "---", "-----", "\n---", "-\n--", "----x"])
@pytest.mark.parametrize("style", STYLES)
def test_a_damaged_separator_joins_no_posts(tmp_path: Path, separator: str, style: str) -> None:
    """A post with an intact footer is read although the separator after it is damaged."""
    path = write(tmp_path / "x.md", [record(at(n), f"body {n}") for n in range(3)], style)
    path.write_text(path.read_text().replace("----", separator, 1))
    first, second, third = posts_of(path)
    assert (first.text, third.text) == ("body 0", "body 2")
    assert second.text.endswith("body 1")


@given(st.data(), st.sampled_from(sorted(STYLES)))
def test_a_byte_costs_only_its_own_record(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, style: str
) -> None:
    """After a changed byte all records are read but the one with it or right after it."""
    path = write(
        tmp_path_factory.mktemp("flipped") / "x.md",
        [record(at(n), f"body {n}") for n in range(6)],
        style,
    )
    whole = path.read_bytes()
    ends = [match.end() + 1 for match in re.finditer(rb"\)\n|\)$", whole)]
    offset = data.draw(st.integers(0, len(whole) - 1))
    damaged = bisect.bisect_right(ends, offset)
    byte = data.draw(st.one_of(st.sampled_from(b"\n\r\0-)"), st.integers(0, 255)))
    path.write_bytes(whole[:offset] + bytes([byte]) + whole[offset + 1 :])
    found = list(read(discover([path])))
    # After a damaged end a blank line of the separator may be read as part of the next body.
    texts = [one.text.lstrip("\n") for one in found if isinstance(one, Post)]
    assert [f"body {n}" for n in range(6) if n != damaged] == [
        text for text in texts if text in {f"body {n}" for n in range(6) if n != damaged}
    ]
    assert len(found) >= min(6, 5 + (damaged < 6))


@given(st.data(), st.sampled_from(sorted(STYLES)))
def test_a_gap_costs_only_its_own_records(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, style: str
) -> None:
    """If a part of a file is missing, all records before and after it are read."""
    path = write(
        tmp_path_factory.mktemp("cut") / "x.md",
        [record(at(n), f"body {n}") for n in range(9)],
        style,
    )
    whole = path.read_bytes()
    begin, end = sorted(data.draw(st.tuples(*[st.integers(200, len(whole))] * 2)))
    path.write_bytes(whole[:begin] + whole[end:])
    texts = {one.text.lstrip("\n") for one in read(discover([path])) if isinstance(one, Post)}
    # A gap that ends right after a footer leaves no sign of that record's end.
    reach = whole.find(b")\n", min(end + 60, len(whole)))
    if re.match(rb"\(?Originally", whole[end:]):  # see the next test
        reach = whole.find(b")\n", reach + 1) if reach > -1 else -1
    for n in range(9):
        offset = whole.index(b"body %d" % n)
        if whole.index(b")", offset) + 8 < begin or -1 < reach < offset:
            assert f"body {n}" in texts


def test_a_footer_without_its_body_goes_with_the_next_post(tmp_path: Path) -> None:
    """A gap from the end of a footer to the beginning of another leaves that one in a body.

    It has no blank line before it, as the footer of a post has: it may be a quotation.
    """
    path = write(tmp_path / "x.md", [record(at(n), f"body {n}") for n in range(9)], "F8")
    whole = path.read_bytes()
    fifth, seventh = (whole.index(b"(Originally", whole.index(b"body %d" % n)) for n in (4, 6))
    path.write_bytes(whole[: whole.index(b"\n", fifth)] + whole[seventh:])
    texts = [one.text.lstrip("\n") for one in read(discover([path])) if isinstance(one, Post)]
    assert [*texts[:5], texts[-1]] == [f"body {n}" for n in (0, 1, 2, 3, 4, 8)]
    assert texts[5].startswith("(Originally")
    assert texts[5].endswith("body 7")


def test_a_quotation_with_damage_changes_no_post(tmp_path: Path) -> None:
    """A record that may quote another one of the file is refused, not read as that one."""
    first = record(at(0), "first")
    quotes = f"look:\n{first}\n----\nnice".replace("first", "fixst")
    path = write(tmp_path / "x.md", [first, record(at(1), quotes), record(at(2), "last")])
    assert [why for _, why in broken(path)] == [
        "it has the id of another post in the file, whose text differs: it may quote that one"
    ]
    posts = {post.id: post.text for post in read(discover([path])) if isinstance(post, Post)}
    assert posts[snowflake(at(0))] == "first"
    assert posts[snowflake(at(2))] == "last"
