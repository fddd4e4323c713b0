"""Layouts F2 to F10: every post is read whole, and nothing else is read as a post."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.archive.posts.post import Kind
from tests.archives import record, snowflake
from tests.ingest.parser.early_layouts import FOREIGN, STYLES, WHEN, at, posts_of, write

PIECES = st.one_of(
    st.sampled_from(["\n", "\n----\n", "\n\n----\n\n", "----", "-", " ", "\u2028", "\u0085", "\r"]),
    st.sampled_from(
        ["(", "&", "\n\n(Originally", FOREIGN, "\n\n(Originally on Twitter: [me]\nsaid"]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)

BODIES = st.lists(st.lists(PIECES, max_size=8).map("".join), min_size=1, max_size=6).filter(
    # If every body of a file quotes an account, the file looks like that account's; and if it
    # has three records of an account, it has posts of that account.
    lambda bodies: "".join(bodies).count(FOREIGN) < min(len(bodies), 3)
)


@given(BODIES, st.sampled_from(sorted(STYLES)))
@example(["q" + FOREIGN + "\n----\nmore", "\r", "\n"], "F10")
def test_any_text_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, bodies: list[str], style: str
) -> None:
    """Any bodies are read as they were written, in every layout."""
    # The same holds for layouts: F2's footers have no parenthesis.
    assume(style != "F2" or "".join(bodies).count("\n(Originally") < len(bodies))
    path = tmp_path_factory.mktemp("bodies") / "output.md"
    write(path, [record(at(n), body) for n, body in enumerate(bodies)], style)
    assert [post.raw for post in posts_of(path)] == bodies


@pytest.mark.parametrize("style", STYLES)
def test_a_body_may_hold_a_separator_and_a_whole_record(tmp_path: Path, style: str) -> None:
    """A body is not cut at a line of dashes, nor at another account's footer."""
    foreign = record(at(9), "theirs", account="nobody") + "\n----\nand on"
    bodies = ["before\n----\nafter\n\n----\n\nend", foreign, "plain"]
    path = write(tmp_path / "x.md", [record(at(n), body) for n, body in enumerate(bodies)], style)
    assert [post.text for post in posts_of(path)] == bodies


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("order", [1, -1], ids=["oldest first", "newest first"])
def test_a_body_may_quote_a_record_of_its_own_file(tmp_path: Path, style: str, order: int) -> None:
    """A record of the file that is quoted in another record is part of that body."""
    first = record(at(0), "first\nof all")
    quotes = f"look:\n{first}\n----\nnice"
    bodies = ["first\nof all", quotes, "plain"]
    records = [record(at(n), body) for n, body in enumerate(bodies)]
    posts = posts_of(write(tmp_path / "x.md", records[::order], style))
    assert [post.text for post in posts] == bodies[::order]


def test_a_quotation_in_two_copies_of_a_file(tmp_path: Path) -> None:
    """A post that quotes, and the quoted post, are read whole from both copies of a file."""
    first = record(at(0), "first")
    records = [first, record(at(1), f"look:\n{first}\n----\nnice"), record(at(2), "last")]
    texts = [post.text for post in posts_of(write(tmp_path / "x.md", [*records, *records]))]
    assert texts == 2 * ["first", f"look:\n{first}\n----\nnice", "last"]


@pytest.mark.parametrize("style", STYLES)
def test_two_runs_of_the_parser_in_one_file(tmp_path: Path, style: str) -> None:
    """A post that differs between two runs is read from both; no later post is lost."""
    id = snowflake(at(1))
    bodies = ["one", f"two ![](media/{id}-a.jpg)", "three", "four"]
    again = [bodies[0], f"{bodies[1]}\n\n![](media/{id}-b.jpg)", *bodies[2:], "five"]
    runs = [[record(at(n), body) for n, body in enumerate(run)] for run in (bodies, again)]
    posts = posts_of(write(tmp_path / "x.md", [*runs[0], *runs[1]], style))
    words = ["one", "two", "three", "four"]
    assert [post.text for post in posts] == [*words, *words, "five"]
    assert [len(post.media) for post in posts if post.id == id] == [1, 2]


@pytest.mark.parametrize("style", STYLES)
def test_files_that_were_joined(tmp_path: Path, style: str) -> None:
    """Concatenated files keep all posts, though some end without a line feed."""
    first = write(tmp_path / "1.md", [record(at(n), f"body {n}") for n in range(3)], style)
    other = write(tmp_path / "2.md", [record(at(n), f"body {n}") for n in range(3, 6)], style)
    path = tmp_path / "x.md"
    path.write_bytes(first.read_bytes() + other.read_bytes())
    assert [post.text for post in posts_of(path)] == [f"body {n}" for n in range(6)]


def test_a_footer_ends_its_record_without_a_separator(tmp_path: Path) -> None:
    """If a separator is missing, both posts are read."""
    path = write(tmp_path / "x.md", [record(at(n), f"body {n}") for n in range(3)])
    path.write_text(path.read_text().replace("----\n", "", 1))
    assert [post.text for post in posts_of(path)] == ["body 0", "body 1", "body 2"]


def test_two_copies_of_a_file_in_one(tmp_path: Path) -> None:
    """A record that occurs twice is read twice, and nothing between is lost."""
    one, two = record(at(0), "one"), record(at(1), "two")
    path = write(tmp_path / "x.md", [one, two, one, two])
    assert [post.text for post in posts_of(path)] == ["one", "two", "one", "two"]


def test_the_time_is_that_of_the_id(tmp_path: Path) -> None:
    """A snowflake gives milliseconds; for an old id the footer's whole second remains."""
    when = WHEN + timedelta(milliseconds=321)
    old = (
        "old\n\n(Originally on Twitter: [Fri Mar 05 08:00:00 +0000 2010]"
        "(https://twitter.com/ada/status/10020030040))"
    )
    posts = posts_of(write(tmp_path / "x.md", [old, record(when, "new")]))
    assert posts[0].created_at == datetime(2010, 3, 5, 8, tzinfo=UTC)
    assert posts[1].created_at == when


@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_windows_files(tmp_path: Path, bom: str) -> None:
    """A BOM and carriage returns of the file are no part of a text; `raw` keeps the latter."""
    text = "\n----\n".join([record(at(0), "one\ntwo"), record(at(1), "three")])
    path = tmp_path / "x.md"
    path.write_text(bom + text.replace("\n", "\r\n"), "utf-8", newline="")
    posts = posts_of(path)
    assert [post.text for post in posts] == ["one\ntwo", "three"]
    assert [post.raw for post in posts] == ["one\r\ntwo", "three"]


def test_utf_16(tmp_path: Path) -> None:
    """A UTF-16 file with a BOM is read."""
    path = tmp_path / "x.md"
    path.write_text(record(at(0), "größer 日本"), "utf-16")
    assert [post.text for post in posts_of(path)] == ["größer 日本"]


def test_what_a_post_is(tmp_path: Path) -> None:
    """Kind, links and the answered account are read from the text, which keeps them."""
    bodies = ["@bob see https://a.b/c &amp; d", "RT @eve: so true…", "plain"]
    posts = posts_of(
        write(tmp_path / "x.md", [record(at(n), body) for n, body in enumerate(bodies)])
    )
    assert [post.kind for post in posts] == [Kind.REPLY, Kind.REPOST, Kind.POST]
    assert (posts[0].reply_to, posts[0].reply_to_account) == (None, "bob")
    assert posts[0].links == ("https://a.b/c",)
    assert posts[0].text == "@bob see https://a.b/c & d"


def test_a_quoted_record_may_be_odd(tmp_path: Path) -> None:
    """Another account's footer is part of the body, even with an invalid time."""
    body = "q" + FOREIGN.replace("Oct 03", "Xxx 99") + "\n----\nmore"
    path = write(tmp_path / "x.md", [record(at(0), "mine"), record(at(1), body)])
    assert [post.text for post in posts_of(path)] == ["mine", body]
