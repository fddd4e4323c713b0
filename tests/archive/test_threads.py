"""Which posts continue which."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.archive.posts import Kind
from bot.archive.threads import Entry, Evidence, Link, assemble, certain_links
from tests.archives import snowflake

THEN = datetime(2022, 10, 28, 3, 44, 43, tzinfo=UTC)


def entry(
    seconds: float, kind: Kind = Kind.POST, *, since: datetime = THEN, known: bool = False
) -> Entry:
    """Return a post that many seconds after `since`."""
    id = snowflake(since + timedelta(seconds=seconds))
    return Entry(id, kind, kind is Kind.REPLY, known)


def joined(*entries: Entry) -> list[tuple[int, int]]:
    """Return the links as places in `entries`: child and parent."""
    ids = [one.id for one in entries]
    return [(ids.index(link.child), ids.index(link.parent)) for link in certain_links(entries)]


def test_posts_within_two_seconds_are_a_thread() -> None:
    """The composer sends a thread post by post, at most two seconds apart."""
    assert joined(entry(0), entry(0.4), entry(2.4), entry(4.5)) == [(1, 0), (2, 1)]


def test_before_the_composer_there_is_no_certainty() -> None:
    """Until 12 December 2017 posts of one second came from programs."""
    early = datetime(2017, 12, 11, tzinfo=UTC)
    assert joined(entry(0, since=early), entry(0.4, since=early)) == []


def test_posts_with_old_ids_have_no_clock() -> None:
    """Ids from before November 2010 hold no time to judge by."""
    assert (
        list(certain_links([Entry("10020030040", Kind.POST), Entry("10020030041", Kind.POST)]))
        == []
    )


def test_replies_and_reposts_stand_aside() -> None:
    """A reply or repost between two posts of a thread neither joins nor parts them."""
    between = entry(0.3, Kind.REPLY), entry(0.5, Kind.REPOST)
    assert joined(entry(0), *between, entry(0.9)) == [(3, 0)]


def test_what_is_known_needs_no_guess() -> None:
    """Where the archive says what a post answers, or that it answers none, no clock is asked."""
    assert joined(entry(0), entry(0.4, known=True), entry(0.8)) == [(2, 1)]


@given(st.dictionaries(st.integers(1, 12), st.integers(1, 12)))
def test_a_thread_has_each_post_once_and_no_circle(parents: dict[int, int]) -> None:
    """Whatever parents damaged data names, a thread is a list, and its links lead back in time."""
    links = {
        str(child): Link(str(child), str(parent), Evidence.RECORDED, "")
        for child, parent in parents.items()
    }
    thread = assemble(links, map(str, sorted({*parents, *parents.values()})))
    assert list(thread.ids) == sorted(set(thread.ids), key=int)
    assert all(int(link.parent) < int(link.child) for link in thread.links)
    assert len({link.child for link in thread.links}) == len(thread.links)
