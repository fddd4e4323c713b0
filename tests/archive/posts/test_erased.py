"""Erased posts are recognised in any source, and others are not taken for them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.archive.posts.erased import ErasedAccount, ErasedPosts, ids_of, marks_of
from bot.archive.posts.ids.synthetic_id import synthetic_id
from bot.archive.posts.post import UNKNOWN, Origin, Post, Version
from bot.archive.posts.row import row_of
from tests.archives import post

WHEN = datetime(2021, 11, 24, tzinfo=UTC)
NOBODY: frozenset[ErasedAccount] = frozenset()

texts = st.text(max_size=200)
seconds = st.integers(0, 10**8)


def at(second: int, text: str, milliseconds: int = 0) -> Post:
    """Return a post with an id of the network."""
    return post(WHEN + timedelta(seconds=second, milliseconds=milliseconds), text)


def bare(one: Post) -> Post:
    """Return a post as a source without ids and authors has it."""
    when = one.created_at.replace(microsecond=0)
    return replace(
        one, id=synthetic_id(when, one.text), created_at=when, account=UNKNOWN, origin=Origin.BARE
    )


def erased(one: Post, *, unnamed: bool = False) -> ErasedPosts:
    """Return what is remembered of a post."""
    marks = frozenset(marks_of(one))
    return ErasedPosts(frozenset(ids_of([one])), marks, marks if unnamed else frozenset(), NOBODY)


@given(seconds, texts, st.integers(0, 999))
def test_it_is_recognised_with_and_without_an_id(second: int, text: str, ms: int) -> None:
    """A post is recognised under its id and without one, whichever of the two was erased."""
    one = at(second, text, ms)
    assert erased(one).has(row_of(one))
    assert erased(one).has(row_of(bare(one)))
    assert erased(bare(one), unnamed=True).has(row_of(one))


@given(seconds, texts, texts, texts)
def test_it_is_recognised_by_a_version(second: int, text: str, later: str, last: str) -> None:
    """An edited post is recognised by any of its versions, and as a version of a later one."""
    first = at(second, text)
    version = Version(first.id, first.created_at, first.text)
    edited = replace(at(second + 60, later), versions=(version,))
    newest = replace(
        at(second + 120, last),
        versions=(version, Version(edited.id, edited.created_at, edited.text)),
    )
    for one in (first, edited, newest, bare(first)):
        assert erased(edited).has(row_of(one))
    assert erased(first).has(row_of(newest))


@given(seconds, seconds, texts, texts)
def test_others_are_not_taken_for_it(second: int, other: int, text: str, same: str) -> None:
    """A post of another second, or with another id in the same second, is left in."""
    one = at(second, text)
    if other != second:
        assert not erased(one).has(row_of(at(other, text)))
        assert not erased(one, unnamed=True).has(row_of(bare(at(other, same))))
    assert not erased(one).has(row_of(at(second, same, 500)))


@given(st.sampled_from(["7", None]), st.sampled_from(["7", "8", None]))
def test_ids_decide_on_accounts_where_both_are_known(known: str | None, read: str | None) -> None:
    """Two accounts with ids are one if these are equal; otherwise names decide, in any case."""
    gone = ErasedPosts(
        frozenset(), frozenset(), frozenset(), frozenset({ErasedAccount("twitter", known, "Ada")})
    )
    both = known is not None and read is not None
    assert gone.has_account("twitter", read, "ada") is (known == read if both else True)
    assert gone.has_account("twitter", read, "bob") is (both and known == read)
    assert not gone.has_account("mastodon", read, "ada")


def test_nothing_erased_is_false() -> None:
    """Where nothing was erased, no post has to be looked at."""
    assert not ErasedPosts(frozenset(), frozenset(), frozenset(), NOBODY)
    assert erased(at(0, "x"))
