"""Every command of the bot, given through the composer of the page."""

from collections.abc import Mapping
from pathlib import Path

import pytest

import bot.sample
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="package")

SAMPLE = Path(bot.sample.__file__).parent
ONE, OTHER = "1594289642507599873", "1593605490330304513"
ABOUT_POSTS: dict[str, dict[str, str]] = {
    "search": {"query": "phamplet", "sort": "newest"},
    "random": {"query": "bees"},
    "onthisday": {"date": "10-28"},
    "browse": {"month": "2016-11"},
    "stats": {"theme": "light"},
    "year": {"year": "2021"},
    "thread": {"post": OTHER},
    "help": {"topic": "queries"},
    "privacy": {},
}
OF_ARCHIVES: dict[str, dict[str, str]] = {
    "archive status": {},
    "archive hide": {"post": ONE, "where": "here"},
    "archive hidden": {},
    "archive unhide": {"post": ONE},
    "archive quiet": {"add": "10-28"},
    "archive teach": {},
    "archive link": {"child": ONE, "parent": OTHER},
    "archive unlink": {"child": ONE},
    "archive import": {"file": f"{SAMPLE / 'output.md'}"},
    "archive timezone": {"zone": "Europe/London"},
    "archive defaults": {"private": "no"},
}
OF_DIGESTS: dict[str, dict[str, str]] = {
    "digest list": {},
    "digest edit": {"digest": "?", "time": "10:00"},
    "digest preview": {"digest": "?"},
    "digest pause": {"digest": "?"},
    "digest resume": {"digest": "?"},
    "digest history": {"digest": "?"},
}


async def give_all(
    visitor: Visitor, commands: Mapping[str, Mapping[str, str]], digest: str = ""
) -> None:
    """Give commands, each of which must be answered; "?" is the number of a digest."""
    for name, options in commands.items():
        values = {key: digest if value == "?" else value for key, value in options.items()}
        answer = await visitor.give(name, **values)
        assert await answer.locator(".container").count(), name
        assert await visitor.page.text_content("#problem") == ""


async def test_commands_about_posts(visitor: Visitor) -> None:
    """Each is answered."""
    await give_all(visitor, ABOUT_POSTS)


async def test_commands_about_the_archive(visitor: Visitor) -> None:
    """Each is answered, and no command of the bot is tried nowhere here."""
    await give_all(visitor, OF_ARCHIVES)
    offered = {command["name"] for command in await visitor.state("commands")}
    of_digests = {"digest add", "digest remove", "digest restore", *OF_DIGESTS}
    assert offered == {*ABOUT_POSTS, *OF_ARCHIVES, *of_digests}


async def test_commands_of_digests(visitor: Visitor) -> None:
    """Each is answered; a digest is removed by its button, and brought back."""
    added = await visitor.give(
        "digest add", channel="#digest", time="9:00", content="best", silent="yes"
    )
    number = (await added.inner_text()).partition("Digest ")[2].split()[0]
    await give_all(visitor, OF_DIGESTS, number)
    for _ in range(2):
        restored = await visitor.give("digest restore", digest=number)
        await visitor.changed(restored, f"Digest {number} is back")
        removal = await visitor.give("digest remove", digest=number)
        await removal.get_by_role("button", name="Remove it").click()
        await visitor.changed(removal, f"Digest {number} is removed")
