"""Thread assembly: the order of the posts."""

from hypothesis import given
from hypothesis import strategies as st

from bot.archive.threads.assembly import assemble
from bot.archive.threads.links import Evidence, Link


def linked(*links: tuple[str, str]) -> dict[str, Link]:
    """Return links by their children, from pairs of child and parent."""
    return {child: Link(child, parent, Evidence.RECORDED, "") for child, parent in links}


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
