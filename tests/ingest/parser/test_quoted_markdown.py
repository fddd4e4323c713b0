"""Layouts F11 to F16, Markdown: every post is read whole, with its parent."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.archive.posts.post import Kind, Origin
from bot.ingest.parser import quoted_markdown as layout
from bot.ingest.records.records import ParsedRecord
from tests.ingest.parser.layouts import Written, quoted, read_text

WHEN = datetime(2022, 11, 3, 10, tzinfo=UTC)
SEPARATOR = "\n\n----\n\n"
FAKE = '<img src="media/tweet.ico" width="12" /> [Thu Nov 03 10:00:00 +0000 2022](https://twitter.com/ada/status/1)'
PIECES = st.one_of(
    st.sampled_from(
        ["\n", "\n\n----\n\n", FAKE, "> ", "  ", "\u2028", "\u0085", "\\", "<", "[x](y)"]
    ),
    st.sampled_from(["Replying to [@a](https://twitter.com/a/status/1)", "!", "_", "word"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=20),
)
TEXTS = st.lists(PIECES, max_size=8).map("".join)


def at(n: int) -> datetime:
    """Return the moment of the n-th post."""
    return WHEN + timedelta(minutes=n)


def plain_lines(text: str) -> str:
    """Return a text with line feeds as its line breaks, and none at its end."""
    return "\n".join(text.splitlines())


@pytest.mark.parametrize("escape", [False, True])
@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_any_text_is_read_as_it_was_written(escape: bool, texts: list[str]) -> None:
    """Any bodies are read as they were written, except for what the layout itself loses."""
    # Two spaces at an end mean a line break; a dot shows that a body is not escaped.
    assume(not any(line.endswith("  ") for text in texts for line in text.splitlines()))
    texts = ["Begin.", *(text if escape else f"{text} ." for text in texts)]
    posts = [Written(at(n), text) for n, text in enumerate(texts)]
    file = SEPARATOR.join(quoted(post, escape=escape) for post in posts)
    found = list(layout.records([file], "ada", frozenset()))
    bodies = [one.body if isinstance(one, ParsedRecord) else one for one in found]
    assert bodies == [
        plain_lines(text) + ("\n" if escape and text.endswith("\n") else "") for text in texts
    ]


@pytest.mark.parametrize("escape", [False, True])
@pytest.mark.parametrize(
    ("names", "body", "text"),
    [
        (["bob", "carol_x", "dora"], "hi.", "@bob @carol_x @dora hi."),
        (["ada"], "to myself.", "to myself."),
        (["ada", "ada"], "twice to myself.", "@ada @ada twice to myself."),
        (["ada", "bob"], "to both.", "@ada @bob to both."),
        (["bob", "ada"], "to both.", "@bob @ada to both."),
        (["bob"], "@bob, again.", "@bob @bob, again."),
        (["bob", "bob"], "twice.", "@bob @bob twice."),
        (["bob", "carol"], "@carol\nhi.", "@bob @carol @carol\nhi."),
        (["bob", "@"], "at.", "@bob @ at."),
        (["bob"], " two spaces.", "@bob  two spaces."),
        (["@gone"], "where.", "@gone where."),
    ],
)
def test_mentions_of_a_header_are_restored(
    tmp_path: Path, names: list[str], body: str, text: str, escape: bool
) -> None:
    """The text is what Twitter showed; the parent and its account are known."""
    names = [name.lstrip("@") for name in names]
    file = quoted(Written(WHEN, body, names), escape=escape)
    ((post,), _) = read_text(tmp_path / "x.md", file.replace("com/gone/", "com/@gone/"))
    assert (post.text, post.kind, post.reply_to) == (text, Kind.REPLY, "1576000000000000001")
    assert (post.reply_to_account, post.parent_known) == (names[0], True)
    assert post.origin is Origin.QUOTED


@pytest.mark.parametrize(
    ("parent", "id"),
    [("0001576000000000001", "1576000000000001"), ("9" * 19, None), ("0", None)],
)
def test_the_parent_has_the_id_of_its_post(tmp_path: Path, parent: str, id: str | None) -> None:
    """The id of a parent is spelled as that of its own post; an impossible one is not known."""
    file = quoted(Written(WHEN, "hi.", ["bob"]), escape=False)
    file = file.replace("/1576000000000000001", f"/{parent}")
    ((post,), _) = read_text(tmp_path / "x.md", file)
    assert (post.reply_to, post.parent_known) == (id, id is not None)
    assert (post.kind, post.reply_to_account) == (Kind.REPLY, "bob")


def test_a_repost_that_replies_is_a_repost(tmp_path: Path) -> None:
    """A repost by hand may name the post that it repeats as its parent: the words are another's."""
    ((post,), _) = read_text(
        tmp_path / "x.md", quoted(Written(WHEN, "RT @bob hi.", ["ada"]), escape=False)
    )
    assert (post.text, post.kind) == ("RT @bob hi.", Kind.REPOST)
    assert post.reply_to == "1576000000000000001"


def test_a_leading_mention_alone_is_no_reply(tmp_path: Path) -> None:
    """In a layout with headers for replies, a post without one is no reply."""
    ((post,), _) = read_text(tmp_path / "x.md", quoted(Written(WHEN, "@bob hi."), escape=False))
    assert (post.kind, post.reply_to_account, post.parent_known) == (Kind.POST, None, True)


@pytest.mark.parametrize("folder", ["media", "./media", "../../media"])
@pytest.mark.parametrize("escape", [False, True])
def test_media_paths_are_those_of_all_layouts(tmp_path: Path, folder: str, escape: bool) -> None:
    """The path of a file does not depend on the name of the folder in the layout."""
    post = Written(WHEN, "a_b. ")
    name = f"{post.address.rpartition('/')[2]}-x_y-1.jpg"
    file = quoted(
        Written(WHEN, "a_b. ", media=f"\n\n![]({folder}/{name})"),
        escape=escape,
        icon=f"{folder}/tweet.ico",
    )
    ((read,), _) = read_text(tmp_path / "x.md", file)
    assert read.text == "a_b."
    assert [one.path for one in read.media] == [f"media/{name}"]


SPOILED: list[tuple[Callable[[str], str], str]] = [
    (lambda text: text.replace("Nov 03", "Nov 33"), "calendar"),
    (lambda text: text.replace("/status/1", "/status/9"), "id in its address is too large"),
    (lambda text: text.replace("+0000 2022", "+0000 2012"), "contradict"),
    (lambda text: text.replace("/ada/", "/adb/"), "one letter off"),
    (lambda text: text.replace("/ada/", "/bob/"), "post of @bob"),
    (lambda text: text.replace("<img", "<imX"), "address is damaged"),
    (lambda text: text.replace("tweet.ico", "twXXt.ico"), "address is damaged"),
    (lambda text: text.replace("> second", "x second"), "marks around"),
    (lambda text: text.replace("> body", "body"), "marks around"),
    (lambda text: text.replace("Replying", "Rxplying"), "marks around"),
    (lambda text: text.replace("body 1", "long " * 300_000), "more than 1,000,000"),
]


@pytest.mark.parametrize(("spoil", "reason"), SPOILED)
def test_a_damaged_record_costs_only_itself(
    tmp_path: Path, spoil: Callable[[str], str], reason: str
) -> None:
    """An unreadable record is reported once with line and reason; its neighbours are read."""
    records = [quoted(Written(at(n), f"body {n}.\nsecond", ["ada"]), escape=True) for n in range(3)]
    records[1] = spoil(records[1])
    posts, (broken,) = read_text(tmp_path / "x.md", SEPARATOR.join(records))
    assert [post.text for post in posts] == ["body 0.\nsecond", "body 2.\nsecond"]
    assert reason in broken.reason
    assert broken.line == (6 if "more" in reason else 10)  # the beginning of a cut body is gone


@given(st.data())
def test_a_letter_costs_only_its_own_record(data: st.DataObject) -> None:
    """After a changed letter all records are read but the one with it or right after it."""
    records = [quoted(Written(at(n), f"body {n}.\nmore", ["ada"]), escape=False) for n in range(5)]
    whole = SEPARATOR.join(records)
    offset = data.draw(st.integers(0, len(whole) - 1))
    letter = data.draw(st.sampled_from("\n\r-)x> \0"))
    found = list(
        layout.records([whole[:offset] + letter + whole[offset + 1 :]], "ada", frozenset())
    )
    bodies = {one.body for one in found if isinstance(one, ParsedRecord)}
    ends = [whole.index(f"body {n}.") for n in range(5)]
    footers = [whole.index("\n----", end) if n < 4 else len(whole) for n, end in enumerate(ends)]
    hit = next(n for n, end in enumerate(footers) if offset <= end)
    assert {
        f"body {n}.\nmore" for n in range(5) if n not in {hit, hit + (offset > footers[hit] - 3)}
    } <= bodies
    assert len(found) >= 4


@pytest.mark.parametrize("separator", ["-x--", "---", "-----", "--\n--", ""])
def test_a_damaged_separator_joins_no_posts(tmp_path: Path, separator: str) -> None:
    """Posts are separated by their footers, regardless of the text between."""
    records = [quoted(Written(at(n), f"body {n}."), escape=False) for n in range(3)]
    posts, broken = read_text(tmp_path / "x.md", f"\n\n{separator}\n\n".join(records))
    assert [post.text for post in posts] == ["body 0.", "body 1.", "body 2."]
    assert broken == []


def test_a_cut_file_says_so(tmp_path: Path) -> None:
    """The end of a cut file is reported; the posts before it are read."""
    records = [quoted(Written(at(n), f"body {n}."), escape=False) for n in range(2)]
    posts, (broken,) = read_text(tmp_path / "x.md", SEPARATOR.join(records)[:-60])
    assert [post.text for post in posts] == ["body 0."]
    assert (broken.line, broken.reason) == (7, "the file ends before this post does")


def test_two_owners(tmp_path: Path) -> None:
    """Posts of a second owner are reported one by one."""
    mine = [quoted(Written(at(n), f"body {n}."), escape=False) for n in range(4)]
    theirs = [quoted(Written(at(n), "theirs", account="bob"), escape=False) for n in range(4, 7)]
    posts, broken = read_text(tmp_path / "x.md", SEPARATOR.join(mine + theirs), "ada")
    assert len(posts) == 4
    assert {one.reason for one in broken} == {"it is a post of @bob; load it with --account bob"}


@pytest.mark.parametrize("first", ["> ", "Replying to "])
def test_files_that_were_joined(tmp_path: Path, first: str) -> None:
    """Concatenated files keep all posts, though the first ends without a line feed."""
    names = ["bob"] if first != "> " else []
    posts = [Written(at(n), f"body {n}.", names) for n in range(4)]
    run = SEPARATOR.join(quoted(post, escape=False) for post in posts[:2])
    more = SEPARATOR.join(quoted(post, escape=False) for post in posts[2:])
    assert more.startswith(first)
    found, refused = read_text(tmp_path / "x.md", run + more)
    assert refused == []
    assert [post.text.removeprefix("@bob ") for post in found] == [f"body {n}." for n in range(4)]
