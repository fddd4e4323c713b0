"""/help says what there is, made from what commands and filters say of themselves."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.archive.memories.quiet import FORMS
from bot.archive.search.query.grammar import SYNTAXES
from bot.archive.search.query.parser import parse
from tests.archives import record
from tests.cogs.conftest import Harness

WHEN = datetime(2016, 3, 4, 9, tzinfo=UTC)
TOPICS = ("commands", "queries", "data", "hiding")


async def loaded(harness: Harness) -> None:
    """Load posts of two accounts."""
    await harness.load(
        *(record(WHEN + timedelta(days=n), f"The comet came back #stars {n}") for n in range(9)),
        record(WHEN + timedelta(days=20), "@bob see https://example.org/page"),
    )
    await harness.load(
        *(record(WHEN + timedelta(hours=n), "wombats everywhere #wombats", account="eve", low=n)
          for n in range(20))
    )  # fmt: skip


def examples(text: str) -> list[str]:
    """Return the examples on the page on queries."""
    _, _, own = text.partition("In this archive")
    return re.findall(r"^(.+) [\d,]+ posts?$", own, re.MULTILINE)


async def test_each_command_is_in_it(harness: Harness) -> None:
    """Every command that Discord knows is listed, with the description that Discord shows."""
    answer = await harness.ask("help")
    assert answer.private
    known = [one for one in harness.bot.tree.walk_commands() if not hasattr(one, "commands")]
    assert len(known) > 25
    for command in known:
        assert f"/{command.qualified_name} {command.description}" in answer.text
    assert "Find in archive" in answer.text


async def test_each_filter_is_in_it_and_examples_find_something(harness: Harness) -> None:
    """Every form of the language is explained; the examples are of this archive."""
    await loaded(harness)
    answer = await harness.ask("help", topic="queries")
    for form in SYNTAXES:
        assert f"{form.pattern} {form.description}" in answer.text
    found = examples(answer.text)
    assert {"from:eve", "year:2016", "#wombats", "to:bob", "has:link"} <= set(found)
    for query in found:
        assert (await harness.services.search.find(parse(query), UTC)).total > 0
        assert "Nothing in the archive" not in (await harness.ask("search", query=query)).text


async def test_examples_are_of_what_a_server_sees(harness: Harness) -> None:
    """A server that sees one account reads nothing of another one, nor of what is hidden."""
    await loaded(harness)
    seen = {harness.guild.id: frozenset({"ada"})}
    await harness.start(replace(harness.settings, guild_accounts=seen))
    text = (await harness.ask("help", topic="queries")).text
    assert "from:ada" in examples(text)
    assert "#stars" in examples(text)
    assert "eve" not in text.partition("In this archive")[2]
    assert "wombats" not in text


async def test_an_empty_archive_has_no_examples(harness: Harness) -> None:
    """Without posts the language is explained all the same."""
    text = (await harness.ask("help", topic="queries")).text
    assert "In this archive" not in text
    assert "min_likes:N" in text


async def test_the_menu_leads_to_the_other_topics(harness: Harness) -> None:
    """A topic is chosen from a menu, after a restart too; nothing of it is public."""
    answer = await harness.ask("help", topic="data")
    assert "Kept with your user id" in answer.text
    assert "90 days" in answer.text
    (menu,) = answer.selects
    assert len(menu.options) == len(TOPICS)
    await harness.start()
    await answer.select("Posts that are not to be shown")
    text = answer.latest.text
    for example, _ in FORMS:
        assert example in text
    assert "/archive hide Hide a post" in text
    assert "throwback erase" in text
    other = await answer.latest.select("What you can ask", by=harness.ada)
    assert other.private


async def test_outsiders_are_refused(harness: Harness) -> None:
    """The help shows parts of the archive, so it is for those who may see that."""
    elsewhere = harness.sandbox.add_guild("Elsewhere")
    elsewhere.add_channel("general")
    stranger = elsewhere.add_member("eve")
    answer = await stranger.slash("help", topic="queries")
    assert answer.private
    assert "In this archive" not in answer.text
    assert "from:NAME" not in answer.text
