"""“Find in archive”, in the menu of any message."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.sandbox import Answer
from tests.archives import record, snowflake
from tests.cogs.conftest import Harness
from tests.ingest.export.exports import at, files, tweet, tweets

WHEN = datetime(2021, 11, 24, 3, tzinfo=UTC)


def id_of(n: int) -> str:
    """Return the id of the n-th post."""
    return snowflake(WHEN + timedelta(seconds=n * 600))


@pytest.fixture
async def wombats(harness: Harness) -> Harness:
    """A server whose archive has posts about wombats, the last of them a thread."""
    await harness.load(
        *(record(WHEN + timedelta(seconds=n * 600), f"wombat number {n}") for n in range(8)),
        record(WHEN + timedelta(seconds=7 * 600 + 0.5), "and on"),
    )
    return harness


async def find(harness: Harness, content: str = "", **more: Any) -> Answer:
    """Use the menu as ada on a message of bob's."""
    message = harness.bob.say(content).payload | more
    return await harness.ada.context_menu("Find in archive", message=message)


async def test_every_link_is_answered(wombats: Harness) -> None:
    """Linked posts are shown once each, in order, with their threads; missing ones are named."""
    answer = await find(
        wombats,
        f"see https://x.com/ada/status/{id_of(7)}?s=20, <https://fxtwitter.com/a/status/17/en> and "
        f"[this](https://nitter.poast.org/ada/status/{id_of(2)}#m) "
        f"https://vxtwitter.com/ada/status/{id_of(7)}",
    )
    assert answer.private
    assert "2 of 3 linked posts are in the archive" in answer.text
    assert answer.text.index("wombat number 7") < answer.text.index("wombat number 2")
    assert "Not in it: 17" in answer.text
    assert "https://twitter.com/i/status/17" in answer.links
    opened = await answer.click("Thread (2)")
    assert opened.private
    assert "and on" in opened.text


async def test_previews_and_forwarded_messages_are_read(wombats: Harness) -> None:
    """Links in previews, forwarded messages and components count as well."""
    link = "https://twitter.com/ada/status/{}"
    embed = {"type": "rich", "url": link.format(id_of(1)), "description": "a preview"}
    author = {"type": "rich", "author": {"name": "ada", "url": link.format(id_of(2))}}
    forwarded = {
        "type": 0, "content": link.format(id_of(3)), "embeds": [embed], "attachments": [],
        "timestamp": WHEN.isoformat(), "edited_timestamp": None, "flags": 0, "mentions": [],
        "mention_roles": [], "components": [],
    }  # fmt: skip
    answer = await find(wombats, embeds=[embed, author], message_snapshots=[{"message": forwarded}])
    for n in (1, 2, 3):
        assert f"wombat number {n}" in answer.text
    assert answer.text.count("wombat number 1") == 1
    own = await wombats.ask("search", query="number wombat")
    found = await wombats.ada.context_menu("Find in archive", message=own.message)
    assert "5 of 5 linked posts are in the archive" in found.text


async def test_a_link_to_an_earlier_version_finds_the_post(harness: Harness) -> None:
    """An edited post is shown once, for any of its links."""
    ids = [snowflake(at(n)) for n in range(2)]
    edit = {"edit": {"initialTweetId": ids[0], "editControlInitial": {"editTweetIds": ids}}}
    export = files(harness.folder / "export", tweets=tweets(tweet(1, "the comet", edit_info=edit)))
    await harness.services.imports.run([export])
    answer = await find(harness, " ".join(f"https://x.com/ada/status/{id}" for id in ids))
    assert "The linked post is in the archive" in answer.text
    assert answer.text.count("the comet") == 1


async def test_many_links_have_pages(wombats: Harness) -> None:
    """Five linked posts fit a page, with the usual buttons."""
    links = " ".join(f"https://x.com/i/status/{id_of(n)}" for n in range(8))
    answer = await find(wombats, links)
    assert "8 of 8 linked posts are in the archive" in answer.text
    assert "Page 1 of 2" in answer.text
    await wombats.start()
    assert "wombat number 7" in (await answer.click("Next")).text


async def test_links_to_nothing_are_named(wombats: Harness) -> None:
    """The first linked posts that the archive lacks are named, the rest are counted."""
    answer = await find(wombats, " ".join(f"https://x.com/i/status/{n}" for n in range(1, 61)))
    assert "0 of 60 linked posts are in the archive" in answer.text
    assert "Not in it: 1, 2, 3, 4, 5 and 55 more" in answer.text
    one = await find(wombats, f"https://x.com/i/status/{id_of(4)}")
    assert "The linked post is in the archive" in one.text


@pytest.mark.parametrize(
    "content",
    [
        "wombat number 3",
        '"Wombat (number 3" OR from:nobody until:never -',
        "<@17> look <:wombat:5> wombat number 3 https://example.org/x",
    ],
)
async def test_without_a_link_the_words_are_searched(wombats: Harness, content: str) -> None:
    """Without links the words are searched, without filters or operators."""
    answer = await find(wombats, content)
    assert answer.private
    first = answer.text.index("wombat number")
    assert answer.text[first:].startswith("wombat number 3")


async def test_words_of_a_message_have_pages(wombats: Harness) -> None:
    """The result has pages as any search, visible only to the user."""
    answer = await find(wombats, "wombat " * 200)
    assert "8 posts" in answer.text
    assert (await answer.click("Next")).private


async def test_words_of_a_forwarded_message_are_searched(wombats: Harness) -> None:
    """Without words of its own, a message is searched by its forwarded text or preview."""
    forwarded = {
        "type": 0, "content": "wombat number 5", "embeds": [], "attachments": [],
        "timestamp": WHEN.isoformat(), "edited_timestamp": None, "flags": 0, "mentions": [],
        "mention_roles": [], "components": [],
    }  # fmt: skip
    answer = await find(wombats, message_snapshots=[{"message": forwarded}])
    assert "wombat number 5" in answer.text
    answer = await find(wombats, embeds=[{"type": "rich", "description": "wombat number 6"}])
    assert "wombat number 6" in answer.text


async def test_a_message_without_words_gets_a_sentence(wombats: Harness) -> None:
    """A message without links or words is answered with a sentence."""
    answer = await find(wombats, "?! …")
    assert answer.private
    assert "neither a link to a post nor a word" in answer.text


async def test_another_server_is_refused(wombats: Harness) -> None:
    """In a server without access the menu shows no posts."""
    stranger = wombats.sandbox.add_guild("Strangers")
    eve = stranger.add_member("eve")
    stranger.add_channel("general")
    message = eve.say(f"https://x.com/i/status/{id_of(4)}")
    answer = await eve.context_menu("Find in archive", message=message)
    assert answer.private
    assert "may not see the archive" in answer.text


async def test_the_menu_comes_and_goes_with_its_cog(harness: Harness) -> None:
    """Removing the cog removes the menu, so that the cog can be added again."""
    count = len(harness.bot.tree.get_commands())
    await harness.bot.remove_cog("FindInArchiveCog")
    assert "Find in archive" not in {one.name for one in harness.bot.tree.walk_commands()}
    await harness.bot.load_extension("cogs.find_in_archive")
    assert len(harness.bot.tree.get_commands()) == count
