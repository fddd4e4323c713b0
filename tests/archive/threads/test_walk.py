"""The walk through a thread: what is shown, in which order, and with which facts."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.posts.post import UNKNOWN, Kind, Post, Version
from bot.archive.threads.assembly import assemble
from bot.archive.threads.links import Evidence, Link
from bot.archive.threads.thread import AssembledThread
from bot.archive.threads.walk import (
    BranchesStart,
    HiddenGap,
    LikelyPost,
    LikelyPosts,
    RelatedPost,
    SeeAlso,
    ThreadItem,
    ThreadPost,
    UnlinkedParent,
    walk,
)
from tests import archives

WHEN = datetime(2022, 10, 28, tzinfo=UTC)


def post(id: str, text: str = "x", **fields: Any) -> Post:
    """Return a post with this id."""
    return archives.post(WHEN + timedelta(seconds=ord(id[0])), text, id=id, **fields)


def link(child: str, parent: str, evidence: Evidence = Evidence.RECORDED) -> Link:
    """Return a link between two posts."""
    return Link(child, parent, evidence, "")


def thread(ids: str, *pairs: str, hidden: Collection[str] = ()) -> AssembledThread:
    """Return the thread of posts with ids of one letter, from pairs of child and parent.

    It is assembled as in the service: posts in `hidden` and their links are left out.
    """
    order = assemble({pair[0]: link(*pair) for pair in pairs}, ids)
    shown = [id for id in order.ids if id not in hidden]
    gaps = {
        sum(one not in hidden for one in order.ids[:index])
        for index, id in enumerate(order.ids)
        if id in hidden
    }
    return AssembledThread(
        requested_id=shown[0],
        posts=tuple(post(id) for id in shown),
        main_length=sum(id not in hidden for id in order.ids[: order.main]),
        links=tuple(one for one in order.links if not {one.child, one.parent} & set(hidden)),
        gaps=tuple(sorted(gaps)),
    )


def summary(item: ThreadItem) -> str:
    """Return an item as a word: posts with number and parent, gaps as "-" or as "." at the end."""
    match item:
        case ThreadPost():
            return f"{item.number}{item.post.id}{item.parent_number or ''}"
        case HiddenGap():
            return "." if item.is_last else "-"
        case _:
            return type(item).__name__


def summaries(assembled: AssembledThread) -> str:
    """Return the items of a thread as words."""
    return " ".join(map(summary, walk(assembled)))


def only_post(assembled: AssembledThread) -> ThreadPost:
    """Return the only item of a thread, which is a post."""
    (item,) = walk(assembled)
    assert isinstance(item, ThreadPost)
    return item


def test_branches_follow_the_main_line() -> None:
    """The start of the branches is one item, and each branch knows the post that it leaves."""
    assembled = thread("abcde", "ba", "cb", "da", "ed")
    assert summaries(assembled) == "1a 2b1 3c2 BranchesStart 4d1 5e4"
    branching = [one.branches_off for one in walk(assembled) if isinstance(one, ThreadPost)]
    assert branching == [None, None, None, 1, None]


def test_a_thread_without_branches() -> None:
    """A line has no start of branches, nor empty sections."""
    assert summaries(thread("abc", "ba", "cb")) == "1a 2b1 3c2"
    assert summaries(thread("a")) == "1a"


@pytest.mark.parametrize(
    ("hidden", "expected"),
    [
        ("a", "- 1b 2c1 BranchesStart 3d"),
        ("b", "1a - 2c BranchesStart 3d1"),
        ("ab", "- 1c BranchesStart 2d"),
        ("bc", "1a - BranchesStart 2d1"),
        ("abc", "- BranchesStart 1d"),
        ("ac", "- 1b - BranchesStart 2d"),
        ("d", "1a 2b1 3c2 ."),
        ("cd", "1a 2b1 ."),
        ("acd", "- 1b ."),
    ],
)
def test_hidden_posts_leave_gaps(hidden: str, expected: str) -> None:
    """Adjacent hidden posts are one gap; a gap comes before the start of the branches."""
    assert summaries(thread("abcd", "ba", "cb", "da", hidden=hidden)) == expected


def test_a_cycle_of_parents_ends() -> None:
    """In damaged data, the post that names a later one of the thread as parent says so."""
    assembled = thread("abc", "ac", "ba", "cb")
    assert summaries(assembled) == "1a 2b1 3c2"
    a, *others = assembled.posts
    a = replace(a, reply_to="c", reply_to_account="ada")
    first = next(walk(replace(assembled, posts=(a, *others), parents_in_archive=frozenset("c"))))
    assert isinstance(first, ThreadPost)
    assert first.unlinked_parent is UnlinkedParent.NOT_OLDER


def test_a_hidden_parent() -> None:
    """A reply to a hidden post has no link; its parent is left out."""
    assembled = thread("abc", "ba", "cb", hidden="b")
    a, c = assembled.posts
    c = replace(c, reply_to="b", reply_to_account="ada")
    *_, last = walk(replace(assembled, posts=(a, c), parents_in_archive=frozenset("b")))
    expected = ThreadPost(c, 2, None, None, UnlinkedParent.LEFT_OUT, is_requested=False)
    assert last == expected


@pytest.mark.parametrize(
    ("account", "name", "parent", "expected"),
    [
        ("ada", None, None, None),
        ("ada", "bob", None, UnlinkedParent.OF_OTHERS),
        ("ada", "bob", "held", UnlinkedParent.OF_OTHERS),
        ("ada", None, "held", UnlinkedParent.OF_OTHERS),
        (UNKNOWN, UNKNOWN, "held", UnlinkedParent.OF_OTHERS),
        ("ada", "Ada", "a", UnlinkedParent.NOT_OLDER),
        ("ada", "Ada", "held", UnlinkedParent.LEFT_OUT),
        ("ada", "Ada", "77", UnlinkedParent.NOT_IN_ARCHIVE),
        ("ada", "Ada", None, UnlinkedParent.NOT_IN_ARCHIVE),
    ],
)
def test_parents_without_a_link(
    account: str, name: str | None, parent: str | None, expected: UnlinkedParent | None
) -> None:
    """Of a reply without a link it is known what its parent is; a repost has none."""
    reply = post("a", account=account, reply_to=parent, reply_to_account=name)
    held = frozenset({"held"})
    for one, kind in ((expected, Kind.REPLY), (expected, Kind.POST), (None, Kind.REPOST)):
        posts = (replace(reply, kind=kind),)
        item = only_post(AssembledThread("a", posts, 1, (), parents_in_archive=held))
        assert item.unlinked_parent is one


def test_a_linked_reply_has_no_unlinked_parent() -> None:
    """A link between two posts that are shown is all there is to say of the parent."""
    a, b = post("a"), post("b", reply_to="a", reply_to_account="ada")
    *_, last = walk(AssembledThread("b", (a, b), 2, (link("b", "a"),)))
    assert last == ThreadPost(b, 2, link("b", "a"), 1, None, is_requested=True)


def test_likely_posts_before_and_after() -> None:
    """A likely post has the link to its parent, and the likely link from a post after it."""
    before, one, after, last = (post(id) for id in "abcd")
    to_before, to_one = link("b", "a", Evidence.LIKELY), link("c", "b", Evidence.LIKELY)
    to_after = link("d", "c", Evidence.CERTAIN)
    links = (to_before, to_one, to_after)
    shown, likely = walk(AssembledThread("b", (one,), 1, links, (before, after, last)))
    assert shown == ThreadPost(one, 1, to_before, None, None, is_requested=True)
    assert likely == LikelyPosts(
        (
            LikelyPost(before, None, to_before),
            LikelyPost(after, to_one, None),
            LikelyPost(last, to_after, None),
        )
    )


def test_of_several_likely_links_to_a_post_the_first_counts() -> None:
    """Two posts may both likely continue a likely post."""
    links = tuple(link(child, "a", Evidence.LIKELY) for child in "cb")
    *_, likely = walk(AssembledThread("b", (post("b"), post("c")), 2, links, (post("a"),)))
    assert likely == LikelyPosts((LikelyPost(post("a"), None, links[0]),))


def test_related_posts_are_quoted_or_quote() -> None:
    """The thread quotes a post by its text or its links, by any id that the post ever had."""
    address = "https://twitter.com/ada/status/"
    posts = post("a", f"see {address}1"), post("b", links=(f"{address}2", f"{address}4"))
    edited = post("5", versions=(Version("2"), Version("3")))
    related = post("1"), edited, post("3"), post("4"), post("6", f"{address}1")
    *_, last = walk(AssembledThread("a", posts, 2, (), see_also=related))
    quoted = [True, True, False, True, False]
    assert last == SeeAlso(tuple(map(RelatedPost, related, quoted)))


def test_the_order_of_the_sections() -> None:
    """Behind the posts come the last gap, likely posts and related ones."""
    assembled = thread("ab", "ba", hidden="b")
    whole = replace(assembled, likely=(post("c"),), see_also=(post("d"),))
    assert summaries(whole) == "1a . LikelyPosts SeeAlso"


@given(st.dictionaries(st.integers(0, 9), st.integers(0, 9)), st.sets(st.integers(1, 9)))
def test_every_post_and_every_gap_comes_once(parents: dict[int, int], hidden: set[int]) -> None:
    """In any thread, posts are numbered in order and each gap is where its posts are missing."""
    pairs = [f"{child}{parent}" for child, parent in parents.items()]
    assembled = thread("0123456789", *pairs, hidden=set(map(str, hidden)))
    items = list(walk(assembled))
    posts = [item for item in items if isinstance(item, ThreadPost)]
    assert tuple(item.post for item in posts) == assembled.posts
    assert [item.number for item in posts] == list(range(1, len(posts) + 1))
    assert [item.is_requested for item in posts].count(True) == 1

    before = 0  # posts shown so far
    gaps, starts = [], []
    for item in items:
        match item:
            case ThreadPost():
                before += 1
            case HiddenGap():
                gaps.append(before)
                assert item.is_last == (before == len(posts))
            case BranchesStart():
                starts.append(before)
    assert tuple(gaps) == assembled.gaps
    assert starts == [assembled.main_length] * (assembled.main_length < len(posts))

    joined = {item.post.id: item.link for item in posts if item.link}
    assert joined == {one.child: one for one in assembled.links}
    for item in posts:
        assert (item.parent_number is None) == (item.link is None)
        if item.link and item.parent_number:
            assert posts[item.parent_number - 1].post.id == item.link.parent
            assert item.parent_number < item.number
            assert item.branches_off in {None, item.parent_number}
