"""/archive hidden: what a server's managers hid there, so that they find what to unhide."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox import Actor
from tests.archives import record, snowflake
from tests.cogs.conftest import Harness

WHEN = datetime(2021, 11, 24, tzinfo=UTC)
IDS = [snowflake(WHEN + timedelta(hours=n)) for n in range(30)]


@pytest.fixture
async def mona(harness: Harness) -> Actor:
    """A manager of a server that sees ada, over posts of ada and one of bob."""
    await harness.load(
        *(record(WHEN + timedelta(hours=n), f"wombat {n} @everyone") for n in range(29)),
        record(WHEN + timedelta(hours=29), "quagga", account="bob"),
    )
    accounts = {harness.guild.id: frozenset({"ada"})}
    await harness.start(replace(harness.settings, guild_accounts=accounts))
    return harness.guild.add_member("mona", manager=True)


async def test_managers_find_what_they_hid(harness: Harness, mona: Actor) -> None:
    """The list has ids, first words, when and by whom; the last hidden comes first."""
    assert "Nothing is hidden in this server" in (await mona.slash("archive hidden")).text
    for id in IDS[:2]:
        await mona.slash("archive hide", post=id)
    listed = await mona.slash("archive hidden")
    assert listed.private
    assert listed.text.index(IDS[1]) < listed.text.index(IDS[0])
    assert "24/11/2021 wombat 0 @everyone" in listed.text
    assert listed.text.count("by @mona") == 2
    assert not listed.pings
    assert "Share here" not in listed.buttons
    await mona.slash("archive unhide", post=IDS[1])
    assert IDS[1] not in (await mona.slash("archive hidden")).text
    assert "Only those who may manage" in (await harness.ask("archive hidden")).text


async def test_the_list_shows_no_other_secret(harness: Harness, mona: Actor) -> None:
    """Of posts of other accounts, of those hidden everywhere, and of unknown ones it has the id."""
    for id in (IDS[0], IDS[29], "20"):
        await mona.slash("archive hide", post=id)
    await harness.services.hidden.hide([IDS[0]], "terminal")
    text = (await mona.slash("archive hidden")).text
    assert text.count("no post that this server would see") == 3
    assert "wombat" not in text
    assert "quagga" not in text


async def test_a_long_list_has_pages(harness: Harness, mona: Actor) -> None:
    """Each post is on one page of the list."""
    for id in IDS[:29]:
        await harness.services.hidden_in_guilds.hide(harness.guild.id, id, "forgotten")
    answer = await mona.slash("archive hidden")
    words = answer.text.split()
    while "Next" in answer.buttons:
        answer = await answer.click("Next")
        words += answer.text.split()
    assert "Page 2 of" in " ".join(words)
    assert [word for word in words if word in IDS] == IDS[28::-1]
