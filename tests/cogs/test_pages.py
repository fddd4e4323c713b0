"""Page buttons: turning pages, after restarts and after changes of the archive."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.digests.model import DigestOptions
from bot.archive.digests.schedule import Schedule
from bot.archive.paging import MANY_PAGES, Paging
from bot.sandbox import Answer
from bot.services.page_requests import LIFETIME
from bot.ui.cards import POSTS_PER_PAGE
from bot.ui.interactions.page_buttons import paging_buttons, paging_hint
from bot.ui.interactions.requests import DigestListRequest
from bot.ui.limits import MAX_BUTTONS
from tests.archives import record, snowflake
from tests.cogs.conftest import Harness
from tests.ingest.export.exports import at, files, tweet, tweets

WHEN = datetime(2021, 11, 24, tzinfo=UTC)


async def loaded(harness: Harness, count: int = 12) -> None:
    """Load posts about wombats that differ only in their number."""
    posts = (record(WHEN + timedelta(hours=n), f"wombat {n:02}") for n in range(count))
    await harness.load(*posts)


def shown(text: str) -> list[str]:
    """Return the numbers of the wombats on a page."""
    return [line[-2:] for line in text.splitlines() if line.startswith("wombat ")]


async def test_pages_turn(harness: Harness) -> None:
    """Next and Back lead through all posts, each once, and stop at the ends."""
    await loaded(harness)
    page = await harness.ask("search", query="wombat")
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


@pytest.mark.parametrize("letter", ["終", "😀"])
async def test_posts_of_many_bytes(harness: Harness, letter: str) -> None:
    """Discord takes every page of posts that would be too many bytes with all their characters."""
    posts = [record(WHEN + timedelta(seconds=n * 0.5), "wombat " + letter * 3900) for n in range(5)]
    await harness.load(*posts)
    asked: list[tuple[str, dict[str, str]]] = [
        ("search", {"query": "wombat"}),
        ("random", {}),
        ("onthisday", {"date": "11-24"}),
        ("thread", {"post": posts[0].rpartition("/")[2].rstrip(")")}),
    ]
    for command, options in asked:
        answer = await harness.ask(command, **options)
        assert letter * 300 + "…" in answer.text
        assert (await answer.click("Show all")).text.count(letter) > 1800
    assert answer.text.count(letter) > 2000
    thread = await answer.click("Next")
    assert f"wombat {letter * 100}" in thread.text


async def test_every_command_with_pages_turns_them(harness: Harness) -> None:
    """A day and a thread with many posts have pages as well."""
    posts = [record(WHEN + timedelta(seconds=n * 0.5), f"wombat {n:02}") for n in range(20)]
    await harness.load(
        *posts, *(record(WHEN + timedelta(hours=n), f"day {n}") for n in range(1, 9))
    )
    thread = await harness.ask("thread", post=posts[0].rpartition("/")[2].rstrip(")"))
    assert shown((await thread.click("Next")).text) == [f"{n:02}" for n in range(14, 20)]
    day = await harness.ask("onthisday", date="11-24")
    assert "day 8" in (await day.click("Next")).text


async def test_buttons_outlive_the_bot(harness: Harness) -> None:
    """A button works after a restart as before it."""
    await loaded(harness)
    page = await harness.ask("search", query="wombta")
    await harness.start()
    assert shown((await page.click("Next")).text) == ["06", "05", "04", "03", "02"]


async def test_somebody_else_gets_a_page_of_their_own(harness: Harness) -> None:
    """Other users who turn a page see it privately; the message does not change."""
    await loaded(harness)
    page = await harness.ask("search", query="wombat")
    private_page = await page.click("Next", by=harness.bob)
    assert private_page.private
    assert shown(private_page.text)[0] == "06"
    assert shown(page.latest.text)[0] == "11"
    assert shown((await private_page.click("Next", by=harness.bob)).text) == ["01", "00"]


async def test_buttons_end_with_a_sentence(harness: Harness) -> None:
    """Buttons unused for 90 days answer with a sentence, and leave the message as it is."""
    await loaded(harness)
    page = await harness.ask("search", query="wombat")
    harness.clock.move(LIFETIME + timedelta(days=1))
    answer = await page.click("Next")
    assert answer.private or answer.followups
    texts = str(answer.message) + str(answer.followups)
    assert "90 days" in texts


async def test_a_page_of_an_empty_archive(harness: Harness) -> None:
    """A page of an archive that is now empty says so."""
    await loaded(harness, 6)
    page = await harness.ask("search", query="wombat")
    await harness.stop()
    for path in harness.folder.glob("archive.db*"):
        path.unlink()
    await harness.start()
    assert "holds no post yet" in (await page.click("Next")).text


def wombat_id(n: int, hours: float = 1) -> str:
    """Return the id of the n-th wombat; `hours` is the gap between two of them."""
    return snowflake(WHEN + timedelta(hours=n * hours))


async def ask(harness: Harness, command: str) -> Answer:
    """Run a command whose answer is the 12 wombats, on three pages."""
    if command == "Find in archive":
        links = " ".join(f"https://x.com/i/status/{wombat_id(n)}" for n in range(12))
        return await harness.ada.context_menu(command, message=harness.bob.say(links))
    name, _, order = command.partition(" ")
    options: dict[str, str] = {"date": "11-24"}
    if name == "search":
        options = {"query": "wombat", "sort": order}
    return await harness.ask(name, **options)


def turning(page: Answer) -> list[str]:
    """Return the labels of the buttons that turn the page; a private one can be shared too."""
    return [label for label in page.buttons if label != "Share here"]


@pytest.mark.parametrize(
    ("command", "left"),
    [
        ("search relevance", 5),
        ("search newest", 6),
        ("search oldest", 10),
        ("onthisday", 5),
        ("onthisday", 7),
        ("Find in archive", 5),
        ("Find in archive", 8),
    ],
)
async def test_a_missing_page_becomes_the_last(harness: Harness, command: str, left: int) -> None:
    """A page that no longer exists shows the last page, with its number and buttons."""
    await loaded(harness)
    page = await (await ask(harness, command)).click("Next")
    assert "Page 2 of 3" in page.text
    await harness.services.hidden.hide([wombat_id(n) for n in range(12 - left)], "terminal")
    page = await page.click("Next")
    assert "Nothing" not in page.text
    assert len(shown(page.text)) == (left - 1) % 5 + 1
    if left == 5:
        assert "Page" not in page.text
        assert turning(page) == []
        return
    assert "Page 2 of 2" in page.text
    assert turning(page) == ["Back"]
    seen = shown(page.text)
    page = await page.click("Back")
    assert "Page 1 of 2" in page.text
    assert sorted(seen + shown(page.text)) == [f"{n:02}" for n in range(12 - left, 12)]


async def test_a_page_is_missing_as_posts_were_merged(harness: Harness) -> None:
    """If an export merges two versions of a post, the five posts left fill one page."""
    posts = [tweet(n, f"wombat {n:02}") for n in range(6)]
    first = files(harness.folder / "first", tweets=tweets(*posts))
    await harness.services.imports.run([first])
    page = await harness.ask("search", query="wombat")
    ids = [snowflake(at(n)) for n in range(2)]
    edit = {"edit": {"initialTweetId": ids[0], "editControlInitial": {"editTweetIds": ids}}}
    second = files(harness.folder / "second", tweets=tweets(tweet(1, "wombat 01", edit_info=edit)))
    await harness.services.imports.run([second])
    page = await page.click("Next")
    assert "5 posts for" in page.text
    assert len(shown(page.text)) == 5
    assert not page.buttons


async def test_a_missing_year_becomes_all_years(harness: Harness) -> None:
    """If the posts of the selected year are gone, the day shows its other posts."""
    old = WHEN.replace(year=2019)
    await harness.load(record(old, "wombat 19"), record(WHEN, "wombat 21"))
    page = await harness.ask("onthisday", date="11-24")
    await harness.services.hidden.hide([snowflake(old)], "terminal")
    await page.select("2019")
    assert shown(page.latest.text) == ["21"]


async def test_a_missing_page_of_a_thread(harness: Harness) -> None:
    """A thread that got shorter shows its last page."""
    await harness.load(
        *(record(WHEN + timedelta(seconds=n * 0.5), f"wombat {n:02}") for n in range(20))
    )
    thread = await harness.ask("thread", post=wombat_id(0))
    hours = 0.5 / 3600
    await harness.services.hidden.hide([wombat_id(n, hours) for n in range(2, 20)], "terminal")
    page = await thread.click("Next")
    assert shown(page.text) == ["00", "01"]
    assert "Page" not in page.text
    assert list(page.buttons) == ["Markdown file"]


async def test_a_missing_page_of_digests(harness: Harness) -> None:
    """After digests were removed or runs deleted, the last page is shown."""
    mona = harness.guild.add_member("mona", manager=True)
    options = DigestOptions(harness.channel.id, Schedule(time(9), "UTC"))
    digests = [await harness.services.digests.add(harness.guild.id, options) for _ in range(25)]
    harness.clock.move(timedelta(days=60))
    await harness.bot.digest_scheduler.tick()
    history = await mona.slash("digest history", digest=1)
    digest_list = await mona.slash("digest list")
    for page in (history, digest_list):
        assert "Next" in page.buttons
        assert "Back" not in page.buttons
    await harness.saved()
    async with harness.services._state.write() as tx:
        await tx.execute("DELETE FROM runs WHERE local_date > '2022-12-01'")
    await history.click("Next")
    assert "2022-12-01" in history.latest.text
    for digest in digests[2:]:
        await harness.services.digests.remove(harness.guild.id, digest.id)
    harness.clock.move(timedelta(days=2))  # removed ones are no longer listed
    await digest_list.click("Next")
    assert digest_list.latest.text.count("09:00 UTC") == 2
    assert not history.latest.buttons
    assert not digest_list.latest.buttons


@given(st.integers(0, 999_999), st.integers(0, 10_000))
def test_a_paging_is_at_an_existing_page(number: int, count: int) -> None:
    """A paging is at the requested page or the last one; it has posts if there are any."""
    paging = Paging.of_items(number, count, POSTS_PER_PAGE)
    posts = range(count)[paging.items(POSTS_PER_PAGE)]
    assert paging.number <= number
    assert bool(posts) is bool(count)
    assert number == paging.number or posts.stop == count
    buttons = paging_buttons(paging, DigestListRequest(1))
    many, last = paging.pages >= MANY_PAGES, paging.pages - 1
    assert [one.item.label for one in buttons] == (
        ["First"] * (many and paging.number > 1)
        + ["Back"] * (posts.start > 0)
        + ["Next"] * (posts.stop < count)
        + ["Last"] * (many and paging.number < last - 1)
        + ["Go to page …"] * many
    )
    assert len({one.custom_id for one in buttons}) == len(buttons) <= MAX_BUTTONS
    assert bool(paging_hint(paging)) is (count > POSTS_PER_PAGE)
