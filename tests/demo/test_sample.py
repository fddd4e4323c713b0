"""The sample's archives of Mastodon and Bluesky."""

from bot.demo.harness import DemoHarness
from tests.sample import SAMPLE, files


def test_the_archives_are_what_their_posts_say() -> None:
    """The files are written from the posts in tests/sample.py, which is where they are edited."""
    for path, data in files().items():
        assert (SAMPLE / path).read_bytes() == data, f"run python -m tests.sample: {path}"


def test_nothing_private_is_shown(english_tour: str) -> None:
    """What is for followers, and what is between two people, is in no answer of the tour."""
    assert "key of the shed" not in english_tour
    assert "just between us" not in english_tour


async def test_two_posts_are_on_both_networks() -> None:
    """The demo joins the accounts of the sample, and so finds its cross-posts."""
    async with DemoHarness() as harness:
        found = [
            (post.network, [one.network for one in post.also_on])
            async for posts in harness.services.posts.oldest_first()
            for post in posts
            if post.also_on
        ]
    pair = [("mastodon", ["bluesky"]), ("bluesky", ["mastodon"])]
    assert found == pair * 2
