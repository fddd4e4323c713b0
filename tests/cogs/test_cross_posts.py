"""What one person said on several networks, as members of a server see it."""

from dataclasses import replace

from bot.ingest.markdown import heading, write
from bot.ui.cards.facts import handle
from tests.cogs.conftest import Harness
from tests.services.posts.test_accounts import COMET, TWICE, on_x


async def prepare(harness: Harness) -> None:
    """Load a post of three networks, and one of X alone."""
    path = harness.folder / "posts.md"
    posts = (*TWICE, on_x("A comet of paper", 300))
    path.write_text(heading([]) + "".join(map(write, posts)), "utf-8")
    await harness.services.imports.run([path])
    await harness.services.accounts.join("12", "ada@a.example")
    await harness.services.accounts.join("12", "did:plc:ada")


async def test_a_card_links_to_the_other_networks(harness: Harness) -> None:
    """One card has the text, and the addresses of the others; a post of one network has none."""
    await prepare(harness)
    answer = await harness.ask("search", query="comet sort:oldest")
    assert "2 posts" in answer.text
    assert answer.text.count(COMET) == 1
    assert answer.text.count("also on") == 1
    assert "also on Twitter · Bluesky" in answer.text
    assert {one.url for one in TWICE} <= {*answer.links}


async def test_a_server_that_sees_one_account_sees_no_other(harness: Harness) -> None:
    """Posts of accounts that a server may not see are neither shown nor named."""
    await prepare(harness)
    await harness.start(
        replace(harness.settings, guild_accounts={harness.guild.id: frozenset({"ada@a.example"})})
    )
    answer = await harness.ask("search", query="comet")
    assert COMET in answer.text
    assert "also on" not in answer.text
    assert "paper" not in answer.text


async def test_this_day_and_random_have_it_once(harness: Harness) -> None:
    """It is one memory, and one draw of a round."""
    await prepare(harness)
    day = await harness.ask("onthisday", date="05-04")
    assert day.text.count(COMET) == 1
    drawn = [(await harness.ask("random")).text for _ in range(4)]
    assert sum(COMET in text for text in drawn) == 2


def test_long_names_keep_both_ends() -> None:
    """A long name with a host is cut within the host; a short one is whole."""
    assert handle("ada@a.example") == "@ada@a.example"
    shown = handle("ada@a-server-with-a-very-long-name.example.org", 30).replace("\\", "")
    assert shown.startswith("@ada@a-ser")
    assert shown.endswith(".example.org")
    assert len(shown) <= 31
    assert len(handle("a" * 40 + "@b.example", 30)) <= 31
