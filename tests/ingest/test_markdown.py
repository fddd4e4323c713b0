"""Throwback's own Markdown: writing and reading it gives the same posts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.posts.post import (
    Kind,
    Media,
    MediaKind,
    Origin,
    Post,
    Profile,
    Repair,
    Source,
    Version,
)
from bot.ingest.markdown import heading, read, write
from bot.ingest.records.records import BrokenRecord
from tests.archives import post

WHEN = datetime(2022, 10, 28, 3, 44, 43, 397000, tzinfo=UTC)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    [
        "",
        "\n",
        "a\n\nb\n",
        "\\",
        "a\\\nb",
        "-->",
        "### @x",
        "> q",
        "\r\n",
        "a\r",
        "&#13;",
        "  a  ",
        "```",
    ]
)
MAYBE = st.none() | TEXTS
NAMES = TEXTS.map(lambda text: text.replace("\0", ""))  # of files and accounts
MAYBE_NAMES = st.none() | NAMES
MOMENTS = st.integers(-(10**9), 10**9).map(lambda ms: WHEN + timedelta(milliseconds=ms))
POSTS = st.builds(
    Post,
    id=st.just("10020030040"),  # an id without a time, which could contradict the post's
    account=st.just("ada"),
    created_at=MOMENTS,
    text=TEXTS,
    raw=TEXTS,
    kind=st.sampled_from(Kind),
    reply_to=st.none() | st.just("17"),
    reply_to_account=MAYBE_NAMES,
    links=st.lists(TEXTS, max_size=2).map(tuple),
    media=st.lists(
        st.builds(Media, st.sampled_from(MediaKind), MAYBE_NAMES, MAYBE, MAYBE), max_size=2
    ).map(tuple),
    sources=st.lists(
        st.builds(Source, NAMES, st.integers(1, 99), st.none() | MOMENTS), max_size=2
    ).map(tuple),
    parent_known=st.booleans(),
    origin=st.sampled_from(Origin),
    repair=st.none() | st.builds(Repair, TEXTS, TEXTS, st.booleans()),
    versions=st.lists(st.builds(Version, st.just("3"), st.none() | MOMENTS, MAYBE), max_size=2).map(
        tuple
    ),
)


def lines(text: str) -> list[str]:
    """Return the lines of a file."""
    return text.split("\n")


@given(st.lists(POSTS, max_size=3))
@settings(max_examples=50)
def test_out_and_in_again_is_the_same(posts: list[Post]) -> None:
    """A post with any contents is read as it was written."""
    named = Profile("ada", "Ada --> L.", None, WHEN)
    profiles = [named, replace(named, account_id="7", avatar="media/7-->.jpg")]
    text = heading(profiles) + "".join(map(write, posts))
    assert list(read(lines(text))) == [*profiles, *posts]


@given(st.lists(POSTS, min_size=1, max_size=2))
@settings(max_examples=30)
def test_windows_line_ends_change_nothing(posts: list[Post]) -> None:
    """A file with CRLF is the same archive."""
    text = (heading([]) + "".join(map(write, posts))).replace("\n", "\r\n")
    assert list(read(lines(text))) == posts


@given(POSTS, POSTS, st.data())
@settings(max_examples=50)
def test_a_cut_file_loses_no_whole_post(first: Post, second: Post, data: st.DataObject) -> None:
    """In a cut file the whole posts are read, and no partial one."""
    text = write(first) + write(second)
    cut = data.draw(st.integers(0, len(text)))
    found = list(read(lines(text[:cut])))
    whole = [one for one in found if not isinstance(one, BrokenRecord)]
    assert whole == [first, second][: len(whole)]
    assert len(whole) >= (cut >= len(write(first))) + (cut == len(text))


def test_a_lost_line_is_noticed() -> None:
    """A post that lost a line is quarantined, with the line where it begins."""
    text = write(post(WHEN, "one\ntwo\nthree")).replace("> two\\\n", "")
    (broken,) = read(StringIO(text).read().split("\n"))
    assert isinstance(broken, BrokenRecord)
    assert (broken.line, "as many lines" in broken.reason) == (2, True)


def test_a_person_reads_it() -> None:
    """The text of a post is Markdown that shows its characters literally."""
    text = write(post(WHEN, "**bold**\nplain"))
    assert "> \\*\\*bold\\*\\*\\\n> plain\n" in text
    assert text.startswith("\n### @ada · 2022-10-28 03:44 UTC · [")
