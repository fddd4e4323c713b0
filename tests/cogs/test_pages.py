"""Page buttons: they turn, they outlive the bot, they end with a sentence."""

from datetime import UTC, datetime, timedelta

from bot.services.pages import KEPT
from tests.archives import record
from tests.cogs.conftest import Play

WHEN = datetime(2021, 11, 24, tzinfo=UTC)


async def loaded(play: Play, count: int = 12) -> None:
    """Load posts about wombats, all alike but for their number."""
    posts = (record(WHEN + timedelta(hours=n), f"wombat {n:02}") for n in range(count))
    await play.load(*posts)


def shown(text: str) -> list[str]:
    """Return the numbers of the wombats on a page."""
    return [line[-2:] for line in text.splitlines() if line.startswith("wombat ")]


async def test_pages_turn(play: Play) -> None:
    """Next and Back lead through all posts, each once, and stop at the ends."""
    await loaded(play)
    page = await play.ask("search", query="wombat")
    assert list(page.buttons) == ["Next"]
    seen = shown(page.text)
    page = await page.click("Next")
    assert list(page.buttons) == ["Back", "Next"]
    seen += shown(page.text)
    page = await page.click("Next")
    assert list(page.buttons) == ["Back"]
    seen += shown(page.text)
    assert seen == [f"{n:02}" for n in reversed(range(12))]
    assert shown((await page.click("Back")).text) == seen[5:10]


async def test_every_command_with_pages_turns_them(play: Play) -> None:
    """A day and a thread of many posts have pages as well."""
    posts = [record(WHEN + timedelta(seconds=n * 0.5), f"wombat {n:02}") for n in range(20)]
    await play.load(*posts, *(record(WHEN + timedelta(hours=n), f"day {n}") for n in range(1, 9)))
    thread = await play.ask("thread", post=posts[0].rpartition("/")[2].rstrip(")"))
    assert shown((await thread.click("Next")).text) == [f"{n:02}" for n in range(15, 20)]
    day = await play.ask("onthisday", date="11-24")
    assert "day 8" in (await day.click("Next")).text


async def test_buttons_outlive_the_bot(play: Play) -> None:
    """A button pressed after a restart does what it would have done before."""
    await loaded(play)
    page = await play.ask("search", query="wombta")
    await play.start()
    assert shown((await page.click("Next")).text) == ["06", "05", "04", "03", "02"]


async def test_somebody_else_gets_a_page_of_their_own(play: Play) -> None:
    """Who did not ask turns no page for the others, and sees it privately."""
    await loaded(play)
    page = await play.ask("search", query="wombat")
    mine = await page.click("Next", by=play.bob)
    assert mine.private
    assert shown(mine.text)[0] == "06"
    assert shown(page.latest.text)[0] == "11"
    assert shown((await mine.click("Next", by=play.bob)).text) == ["01", "00"]


async def test_buttons_end_with_a_sentence(play: Play) -> None:
    """Buttons that were not used for 90 days say so, and leave the message as it is."""
    await loaded(play)
    page = await play.ask("search", query="wombat")
    play.clock.move(KEPT + timedelta(days=1))
    told = await page.click("Next")
    assert told.private or told.followups
    texts = str(told.message) + str(told.followups)
    assert "90 days" in texts


async def test_a_page_that_is_no_more_says_so(play: Play) -> None:
    """A page beyond the end, of an archive that shrank since, gets the sentence of no posts."""
    await loaded(play, 6)
    page = await play.ask("search", query="wombat")
    await play.stop()
    for path in play.folder.glob("archive.db*"):
        path.unlink()
    await play.start()
    assert "Nothing in the archive" in (await page.click("Next")).text
