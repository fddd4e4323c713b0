"""What cards say of posts beside their text: whom they answer or repeat, and their counts."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.archive.posts.post import Kind
from bot.sandbox.markdown import render_plain
from bot.ui.cards import Card, page
from bot.ui.cards.facts import counts_note, kind_note
from tests.archives import post
from tests.ui.test_cards import texts

PLAIN = post(datetime(2022, 10, 28, tzinfo=UTC), "hello")


@pytest.mark.parametrize(
    ("name", "parent", "note"),
    [
        ("bob", "77", "in reply to [@bob](<https://twitter.com/bob/status/77>)"),
        ("bob", None, "in reply to @bob"),
        (None, "77", "in reply to [a post](<https://twitter.com/i/status/77>)"),
        (None, None, "reply"),
        ("Ada", "77", "in reply to [its own post](<https://twitter.com/Ada/status/77>)"),
        ("everyone", None, r"in reply to \@everyone"),
        ("[x](y)", "77", r"in reply to [@\[x\](y)](<https://twitter.com/i/status/77>)"),
    ],
)
def test_a_reply_says_whom_it_answers(name: str | None, parent: str | None, note: str) -> None:
    """As far as the archive knows, with a link to the post; names are escaped."""
    one = replace(PLAIN, kind=Kind.REPLY, reply_to=parent, reply_to_account=name)
    assert kind_note(one) == note


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("RT @bob: hello", "repost of @bob"),
        ("RT @a_b_c: hello", r"repost of @a\_b\_c"),
        ("RT @here: hello", r"repost of \@here"),
        ("RT @[x]: hello", "repost"),
        ("hello RT @bob: you", "repost"),
    ],
)
def test_a_repost_says_whose_post_it_repeats(text: str, note: str) -> None:
    """The text of a repost begins with the name; without it nobody knows."""
    assert kind_note(replace(PLAIN, text=text, kind=Kind.REPOST)) == note


@pytest.mark.parametrize(
    ("likes", "reposts", "note"),
    [
        (None, None, ""),
        (0, 0, ""),
        (1, None, "1 like"),
        (1234, 1, "1,234 likes · 1 repost"),
        (None, 2, "2 reposts"),
    ],
)
def test_counts_are_said_where_known(likes: int | None, reposts: int | None, note: str) -> None:
    """Neither what is unknown nor what a post had none of takes room."""
    assert counts_note(replace(PLAIN, likes=likes, reposts=reposts)) == note


def test_a_card_shows_both() -> None:
    """Whom a post answers is beside its author; date and counts are small print, which is last."""
    one = replace(PLAIN, kind=Kind.REPLY, reply_to_account="bob", likes=3)
    (shown,) = texts(page("", [Card(one)]))
    assert "in reply to @bob" in shown.splitlines()[0]
    seconds = int(one.created_at.timestamp())
    assert shown.splitlines()[-1] == f"-# <t:{seconds}:f> · 3 likes · [original](<{one.url}>)"
    (in_thread,) = texts(page("", [Card(one, "**1/2** · in reply to @bob", in_thread=True)]))
    assert render_plain(in_thread).count("bob") == 1


def test_what_is_repeated_is_named_once() -> None:
    """The text of a repost begins with what is repeated; in a thread too."""
    one = post(PLAIN.created_at, "RT @bob: a wombat")
    for in_thread in (False, True):
        (shown,) = texts(page("", [Card(one, in_thread=in_thread)]))
        assert render_plain(shown).count("bob") == 1
        assert "repost of @bob\na wombat\n" in shown
    assert "RT @bob" in "".join(texts(page("", [Card(post(PLAIN.created_at, "so RT @bob: x"))])))
