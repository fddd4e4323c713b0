"""Every command of the bot, given through the composer of the page."""

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
    "digest add": {"channel": "#digest", "time": "9:00", "content": "best", "silent": "yes"},
    "digest list": {},
    "digest edit": {"digest": "1", "time": "10:00"},
    "digest preview": {"digest": "1"},
    "digest pause": {"digest": "1"},
    "digest resume": {"digest": "1"},
    "digest history": {"digest": "1"},
    "digest remove": {"digest": "1"},
    "digest restore": {"digest": "1"},
}


async def give_all(visitor: Visitor, commands: dict[str, dict[str, str]]) -> list[str]:
    """Give commands, each of which must be answered, and return the answers' texts."""
    said = []
    for name, options in commands.items():
        answer = await visitor.give(name, **options)
        assert await answer.locator(".container").count(), name
        assert await visitor.page.text_content("#problem") == ""
        said.append(await answer.inner_text())
    return said


async def test_commands_about_posts(visitor: Visitor) -> None:
    """Each is answered, and together with those of digests they are all that the bot has."""
    offered = {command["name"] for command in await visitor.state("commands")}
    assert offered == {*ABOUT_POSTS, *OF_DIGESTS}
    for text in await give_all(visitor, ABOUT_POSTS):
        print(text)


async def test_commands_of_digests(visitor: Visitor) -> None:
    """Each is answered; the digest is removed, and brought back."""
    for text in await give_all(visitor, OF_DIGESTS):
        print(text)
