"""The sample's archives of Mastodon and Bluesky."""

import bot.sample
from tests.demo.touring import english_tour
from tests.sample import SAMPLE, files, records


def test_the_archives_are_what_their_posts_say() -> None:
    """The files are written from the posts in tests/sample.py, which is where they are edited."""
    for path, data in files().items():
        assert (SAMPLE / path).read_bytes() == data, f"run python -m tests.sample: {path}"


async def test_nothing_private_is_shown() -> None:
    """What is for followers, and what is between two people, is in no answer of the tour."""
    text = await english_tour()
    assert "key of the shed" not in text
    assert "just between us" not in text


def test_two_posts_are_on_both_networks() -> None:
    """The demo joins the accounts of the sample, and so finds its cross-posts."""
    assert len(bot.sample.ACCOUNTS) == 3
    outbox = files()["mastodon/outbox.json"].decode()
    texts = [str(record.get("text")) for record in records().values() if isinstance(record, dict)]
    assert sum(len(text) > 9 and text in outbox for text in texts) == 2
