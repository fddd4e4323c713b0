"""What a thread says of itself."""

from datetime import UTC, datetime, timedelta

from bot.archive.threads.links import Evidence, Link
from bot.archive.threads.thread import AssembledThread
from tests.archives import post

WHEN = datetime(2022, 10, 28, tzinfo=UTC)


def test_only_links_between_the_posts_are_counted() -> None:
    """A link to or from a post that is only likely does not count."""
    before, one, two, three, after = (post(WHEN + timedelta(seconds=n), "x") for n in range(5))
    links = (
        Link(one.id, before.id, Evidence.LIKELY, ""),
        Link(two.id, one.id, Evidence.RECORDED, ""),
        Link(three.id, two.id, Evidence.LIKELY, ""),
        Link(after.id, three.id, Evidence.LIKELY, ""),
    )
    thread = AssembledThread(one.id, (one, two, three), 3, links, (before, after))
    assert thread.count_evidence() == {Evidence.RECORDED: 1, Evidence.LIKELY: 1}


def test_the_requested_post() -> None:
    """The index of the requested post is known, and is 0 where that post went missing."""
    one, two = (post(WHEN + timedelta(seconds=n), "x") for n in range(2))
    assert AssembledThread(two.id, (one, two), 2, ()).requested_index == 1
    assert AssembledThread("77", (one, two), 2, ()).requested_index == 0
