"""Thread assembly: which links are certain, and the order of the posts."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.archive.posts.sort_key import sort_key_of
from bot.archive.posts.synthetic_id import synthetic_id
from bot.archive.threads.assembly import assemble
from bot.archive.threads.features import Features
from bot.archive.threads.links import Evidence, Link, certain_why, is_certain
from bot.archive.threads.timeline import Pair, TimelinePost
from tests.archives import snowflake

THEN = datetime(2022, 10, 28, 3, 44, 43, 120_000, tzinfo=UTC)


def pair(
    gap: float,
    *,
    since: datetime = THEN,
    exact: tuple[bool, bool] = (True, True),
) -> Pair:
    """Return two posts that are `gap` seconds apart."""
    one, other = (
        TimelinePost(
            key,
            snowflake(when) if exact[key] else synthetic_id(when, ""),
            sort_key_of(snowflake(when), when),
            text="",
        )
        for key, when in enumerate((since, since + timedelta(seconds=gap)))
    )
    return Pair(one, other, other.at - one.at)


def linked(*links: tuple[str, str]) -> dict[str, Link]:
    """Return links by their children, from pairs of child and parent."""
    return {child: Link(child, parent, Evidence.RECORDED, "") for child, parent in links}


def test_posts_within_two_seconds_are_a_thread() -> None:
    """The composer sends a thread post by post, at most two seconds apart."""
    assert is_certain(pair(0.36), Features.NONE)
    assert is_certain(pair(2), Features.LINK)
    assert not is_certain(pair(2.001), Features.CONTINUES)
    assert certain_why(357) == "posted 0.36 s after it"


def test_before_the_composer_there_is_no_certainty() -> None:
    """Until 12 December 2017, posts within a second came from programs."""
    assert not is_certain(
        pair(0.4, since=datetime(2017, 12, 11, 12, 0, 0, 1000, UTC)), Features.NONE
    )
    assert is_certain(pair(0.4, since=datetime(2017, 12, 12, 0, 0, 0, 1000, UTC)), Features.NONE)


def test_a_moment_must_be_known_to_the_millisecond() -> None:
    """Synthetic ids have whole seconds; so do ids that somebody computed from times."""
    assert not is_certain(pair(0.4, exact=(True, False)), Features.NONE)
    assert not is_certain(pair(0.4, exact=(False, True)), Features.NONE)
    whole = THEN.replace(microsecond=0)
    assert not is_certain(pair(1, since=whole), Features.NONE)
    assert is_certain(pair(0.9, since=whole), Features.NONE)


def test_conversations_are_never_certain() -> None:
    """Two replies within a second may answer two posts of the same person."""
    assert not is_certain(pair(0.4), Features.SAME_MENTIONS)


def test_the_main_line_comes_first() -> None:
    """The main line follows the longest branch; the others come after it, each in its order."""
    links = linked(("b", "a"), ("c", "a"), ("d", "c"), ("e", "b"), ("f", "d"), ("g", "c"))
    thread = assemble(links, "abcdefg")
    assert "".join(thread.ids) == "acdfgbe"
    assert thread.main == 4
    assert [link.child for link in thread.links] == list("cdfgbe")


def test_of_equal_branches_the_first_is_the_main_line() -> None:
    """Of two replies to one post, the earlier continues the main line."""
    thread = assemble(linked(("b", "a"), ("c", "a")), "abc")
    assert (thread.ids, thread.main) == (("a", "b", "c"), 2)


def test_a_link_to_what_is_not_there_joins_nothing() -> None:
    """A link to a parent outside the given ids adds nothing to the thread."""
    thread = assemble(linked(("b", "x")), "ab")
    assert (thread.ids, thread.links, thread.main) == (("a", "b"), (), 1)


@given(st.dictionaries(st.integers(1, 12), st.integers(1, 12)))
def test_a_thread_has_each_post_once_and_no_circle(parents: dict[int, int]) -> None:
    """Even with wrong parents, a thread is a list whose links lead back in time."""
    links = {
        str(child): Link(str(child), str(parent), Evidence.RECORDED, "")
        for child, parent in parents.items()
    }
    thread = assemble(links, map(str, sorted({*parents, *parents.values()})))
    assert sorted(thread.ids, key=int) == sorted(map(str, {*parents, *parents.values()}), key=int)
    assert all(int(link.parent) < int(link.child) for link in thread.links)
    assert len({link.child for link in thread.links}) == len(thread.links)
    line = list(zip(thread.ids[: thread.main], thread.ids[1 : thread.main], strict=False))
    joined = {(link.parent, link.child) for link in thread.links}
    assert all(one in joined for one in line)
    position = {id: number for number, id in enumerate(thread.ids)}
    assert all(position[link.parent] < position[link.child] for link in thread.links)
