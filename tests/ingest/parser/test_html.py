"""Layouts F12 to F16, HTML: every post is read whole, with its parent and media."""

import html as entities
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.posts.post import Kind, MediaKind, Origin
from bot.ingest.parser import html as layout
from bot.ingest.records.records import ParsedRecord
from tests.archives import record
from tests.ingest.parser.layouts import Written, page, read_text

WHEN = datetime(2022, 11, 3, 10, tzinfo=UTC)
PIECES = st.one_of(
    st.sampled_from(
        ["\n", "<hr>\n", "<p><blockquote>", "</blockquote>", "&amp;", "&nbsp;", "\u2028"]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20),
)
TEXTS = st.lists(PIECES, max_size=8).map("".join)


def at(n: int) -> datetime:
    """Return the moment of the n-th post."""
    return WHEN + timedelta(minutes=n)


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_any_text_is_read_as_it_was_written(texts: list[str]) -> None:
    """Any text is read as it was written, except that its line breaks become line feeds."""
    posts = [Written(at(n), entities.escape(text, quote=False)) for n, text in enumerate(texts)]
    found = list(layout.records([page(posts)], "ada", frozenset()))
    bodies = [one.body if isinstance(one, ParsedRecord) else one for one in found]
    assert bodies == ["\n".join(text.splitlines()) for text in texts]


def test_addresses_are_what_was_typed(tmp_path: Path) -> None:
    """Text that looks like an entity is none inside an address."""
    link = "https://example.org/?a=1&copy=2&lt=3"
    post = Written(WHEN, f'see &amp;copy; <a href="{link}">{link}</a>\nnow')
    ((read,), _) = read_text(tmp_path / "x.html", page([post]))
    assert read.text == f"see &copy; {link}\nnow"
    assert read.links == (link,)
    assert read.origin is Origin.HTML


def test_a_reply(tmp_path: Path) -> None:
    """The header names the parent, and its mentions are restored in the text."""
    post = Written(WHEN, "hi", ["bob", "carol"])
    ((read, plain), _) = read_text(tmp_path / "x.html", page([post, Written(at(1), "@bob hi")]))
    assert (read.text, read.kind, read.reply_to) == ("@bob @carol hi", Kind.REPLY, post.parent)
    assert (plain.text, plain.kind, plain.parent_known) == ("@bob hi", Kind.POST, True)


def test_media(tmp_path: Path) -> None:
    """Pictures, films and links of lost pictures become media, with the space before them."""
    id = Written(WHEN, "").address.rpartition("/")[2]
    picture = f'<br><img src="../../media/{id}-a.jpg"/>'
    film = f'<br><video controls><source src="media/{id}-b.mp4">No film.</video>'
    lost = '<br><a href="https://t.co/m3">https://t.co/m3</a>'
    ((read,), _) = read_text(
        tmp_path / "x.html", page([Written(WHEN, f"all {picture}{film}{lost}")])
    )
    assert read.text == "all"
    assert [(one.kind, one.path, one.url) for one in read.media] == [
        (MediaKind.IMAGE, f"media/{id}-a.jpg", None),
        (MediaKind.VIDEO, f"media/{id}-b.mp4", None),
        (MediaKind.IMAGE, None, "https://t.co/m3"),
    ]


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda text: text.replace("Nov 03 10:01", "Nov 33 10:01"), "calendar"),
        (lambda text: text.replace("10:01:00 +0000 2022", "10:01:00 +0000 2012"), "contradict"),
        (lambda text: text.replace("1.</blockquote>", "1.</blockquotX>"), "address is damaged"),
        (
            lambda text: text.replace("<p><blockquote>body 1", "<p><blockquXte>body 1"),
            "marks around",
        ),
        (
            lambda text: text.replace("<p><blockquote>body 1", "Xp><blockquote>body 1"),
            "marks around",
        ),
        (lambda text: text.replace("body 1", "<p>body 1"), "marks around"),
        (lambda text: text.replace("body 1", "long " * 300_000), "more than 1,000,000"),
    ],
)
def test_a_damaged_record_costs_only_itself(
    tmp_path: Path, spoil: Callable[[str], str], reason: str
) -> None:
    """An unreadable record is reported once with a reason; its neighbours are read."""
    text = page([Written(at(n), f"body {n}.") for n in range(3)])
    posts, (broken,) = read_text(tmp_path / "x.html", spoil(text))
    assert [post.text for post in posts] == ["body 0.", "body 2."]
    assert reason in broken.reason
    assert broken.line == (9 if "more" in reason else 10)  # the beginning of a cut body is gone


@given(st.data())
def test_a_letter_costs_only_its_own_record(data: st.DataObject) -> None:
    """After a changed letter all records are read but the one with it or right after it."""
    whole = page([Written(at(n), f"body {n}.", ["ada"]) for n in range(5)])
    first = whole.index("Replying")
    offset = data.draw(st.integers(first, whole.index("\n    </main>")))
    letter = data.draw(st.sampled_from("\n\r<>x \0"))
    found = list(
        layout.records([whole[:offset] + letter + whole[offset + 1 :]], "ada", frozenset())
    )
    bodies = {one.body for one in found if isinstance(one, ParsedRecord)}
    hit = whole.count("<hr>", 0, offset)
    near = {hit, hit + 1} if whole[offset - 4 : offset + 5].count("<hr>") else {hit}
    assert {f"body {n}." for n in range(5) if n not in near} <= bodies


def test_a_cut_file_says_so(tmp_path: Path) -> None:
    """The end of a cut file is reported; the posts before it are read."""
    text = page([Written(at(n), f"body {n}.") for n in range(3)])
    posts, (broken,) = read_text(tmp_path / "x.html", text[: text.index("body 2") + 4])
    assert [post.text for post in posts] == ["body 0.", "body 1."]
    assert broken.reason == "the file ends before this post does"


def test_pages_that_were_joined(tmp_path: Path) -> None:
    """Concatenated pages keep all posts."""
    posts = [Written(at(n), f"body {n}") for n in range(4)]
    found, refused = read_text(tmp_path / "x.html", page(posts[:2]) + page(posts[2:]))
    assert refused == []
    assert [post.text for post in found] == [f"body {n}" for n in range(4)]


@pytest.mark.parametrize(
    "earlier", [record(at(9), "text"), '> text\n\n<!-- throwback {"id":"5"} -->']
)
def test_a_record_of_another_layout_is_reported(tmp_path: Path, earlier: str) -> None:
    """The Markdown before a page, in one file with it, is not taken for furniture."""
    posts = page([Written(WHEN, "one"), Written(at(1), "two")])
    read, refused = read_text(tmp_path / "x.html", f"{earlier}\n{posts}")
    assert [post.text for post in read] == ["one", "two"]
    assert len(refused) == 1
