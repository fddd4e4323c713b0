"""Threads as cards."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.archive.posts.post import Kind, Post
from bot.archive.threads.candidate import CandidateLink
from bot.archive.threads.features import Features
from bot.archive.threads.links import Evidence, Link
from bot.archive.threads.thread import AssembledThread
from bot.sandbox.markdown import render_plain, spans
from bot.ui.cards import Card, Remark
from bot.ui.threads import thread_cards
from tests.archives import post

WHEN = datetime(2022, 10, 28, tzinfo=UTC)


def at(seconds: float, text: str = "x") -> Post:
    """Return a post `seconds` after the first."""
    return post(WHEN + timedelta(seconds=seconds), text)


def notes(thread: AssembledThread) -> list[str]:
    """Return the notes of a thread's cards as they are shown."""
    return [render_plain(card.note) for card in thread_cards(thread) if isinstance(card, Card)]


def follows(child: Post, parent: Post, evidence: Evidence, gap_ms: int | None = None) -> Link:
    """Return a link between two posts."""
    why = "posted then, so it is"
    candidate = CandidateLink(child.id, parent.id, 1, 0, gap_ms or 0, Features.BEGINS)
    return Link(child.id, parent.id, evidence, why, candidate if gap_ms else None)


@pytest.mark.parametrize(
    ("name", "parent", "held", "note", "link"),
    [
        ("bob", "77", (), "in reply to @bob", "bob/status/77"),
        ("bob", None, (), "in reply to @bob", None),
        (None, "77", (), "in reply to a post", "i/status/77"),
        (None, None, (), "", None),
        ("Ada", "77", (), "continues a post of its own that the archive does not hold", "77"),
        ("ada", None, (), "continues a post of its own that the archive does not hold", None),
        ("ada", "77", ("77",), "answers a post of its own, which is left out here", "77"),
        ("[x](y) @everyone", "77", (), "in reply to @[x](y) @everyone", "i/status/77"),
        ("*" * 400, "77", (), "in reply to @" + "*" * 9 + "…", "i/status/77"),
    ],
)
def test_who_was_answered(
    name: str | None, parent: str | None, held: tuple[str, ...], note: str, link: str | None
) -> None:
    """A reply names the account of its parent, or an own post, with a link if known."""
    one = replace(at(0), kind=Kind.REPLY, reply_to=parent, reply_to_account=name)
    thread = AssembledThread(one.id, (one,), 1, (), parents_in_archive=frozenset(held))
    (card,) = thread_cards(thread)
    assert isinstance(card, Card)
    assert render_plain(card.note) == note
    links = [span.link for span in spans(card.note) if span.link]
    assert len(links) == (link is not None)
    assert all(one.endswith(link or "") for one in links)


def test_a_post_names_its_evidence() -> None:
    """Each post has its number, its evidence with the reason, and where it branches off."""
    one, two, three, aside = (at(n) for n in range(4))
    links = (
        follows(two, one, Evidence.RECORDED),
        follows(three, two, Evidence.BY_HAND),
        follows(aside, one, Evidence.CERTAIN),
    )
    thread = AssembledThread(aside.id, (one, two, three, aside), 3, links)
    assert notes(thread) == [
        "1/4",
        "2/4 · recorded",
        "3/4 · by hand: posted then, so it is",
        "4/4 · branches off 1 · certain: posted then, so it is · the post you asked for",
    ]


def test_likely_posts_have_a_heading() -> None:
    """Likely posts have their gap; posts that certainly follow them have their evidence."""
    before, one, after, last = (at(n * 60) for n in range(4))
    links = (
        follows(one, before, Evidence.LIKELY, gap_ms=60_000),
        follows(after, one, Evidence.LIKELY, gap_ms=125_000),
        follows(last, after, Evidence.CERTAIN),
    )
    thread = AssembledThread(one.id, (one,), 1, links, (before, after, last))
    assert notes(thread) == [
        "",
        "60 s earlier, likely what it continues · reads as going on",
        "2 min later, likely a continuation · reads as going on",
        "certain: posted then, so it is",
    ]
    headings = [card.heading for card in thread_cards(thread) if isinstance(card, Card)]
    assert headings == ["", "### Likely continuations", "", ""]


def test_related_posts_are_listed_shortly() -> None:
    """Five related posts are listed, quoted and quoting ones apart; the rest are counted."""
    quoted = at(0, "# *first* " * 50)
    one = at(60, f"look {quoted.url}")
    others = [at(100 + n, f"see {one.url}") for n in range(6)]
    thread = AssembledThread(one.id, (one,), 1, (), see_also=(quoted, *others))
    remark = thread_cards(thread)[-1]
    assert isinstance(remark, Remark)
    lines = render_plain(remark.text).splitlines()
    assert lines[1].startswith("quoted: ")
    assert "# *first* # *first*" in lines[1]
    assert [line.startswith("quotes: ") for line in lines[2:6]] == [True] * 4
    assert lines[6] == "and 2 more"


def test_a_hidden_post_is_noted_where_it_is_missing() -> None:
    """A hidden post is noted above the card of the next one, or in a remark after the last."""
    one, two, likely = (at(n) for n in range(3))
    thread = AssembledThread(one.id, (one, two), 2, (), (likely,), gaps=(1, 2))
    hidden = "-# *A post is hidden here.*"
    cards = [card.heading if isinstance(card, Card) else card for card in thread_cards(thread)]
    assert cards == ["", hidden, Remark(hidden), "### Likely continuations"]
