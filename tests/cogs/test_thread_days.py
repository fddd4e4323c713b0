"""Dates in the query of /thread."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.ui.interactions.requests import ThreadRequest
from tests.archives import record, snowflake
from tests.cogs.conftest import Harness

BEFORE = datetime(2021, 11, 24, 10, 30, tzinfo=UTC)  # half an hour before midnight in Auckland
AFTER = datetime(2021, 11, 24, 11, 30, tzinfo=UTC)  # and half an hour after it


@pytest.fixture
async def midnight(harness: Harness) -> Harness:
    """A server in Auckland, and two threads about comets, one on each side of its midnight."""
    for start, name in ((BEFORE, "before"), (AFTER, "after")):
        await harness.load(
            *(record(start + timedelta(seconds=n * 0.5), f"comet {name} {n}") for n in range(2)),
            record(start + timedelta(seconds=57.5), "perhaps more"),
        )
    await harness.services.guilds.put_time_zone(harness.guild.id, "Pacific/Auckland")
    return harness


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("comet on:2021-11-24", "before"),
        ("comet on:2021-11-25", "after"),
        ("comet since:2021-11-25", "after"),
        ("comet until:2021-11-24", "before"),
        ("comet on:11-25 year:2021", "after"),
    ],
)
async def test_days_in_the_words_are_the_servers(midnight: Harness, query: str, name: str) -> None:
    """Dates are those of the server's time zone, in the completion too."""
    assert f"comet {name} 1" in (await midnight.ask("thread", post=query)).text
    (choice,) = await midnight.ada.autocomplete("thread", focused="post", post=query)
    day = "2021-11-24" if name == "before" else "2021-11-25"
    assert choice["name"] == f"{day} comet {name} 0"


async def test_buttons_of_a_thread_keep_to_it(midnight: Harness) -> None:
    """Buttons keep to the thread after the server's time zone changed, and after a restart."""
    answer = await midnight.ask("thread", post="comet on:2021-11-25")
    await midnight.services.guilds.put_time_zone(midnight.guild.id, "America/New_York")
    await midnight.start()
    taken = await answer.click("Take the likely ones in")
    assert "comet after 1" in taken.text
    assert "comet after 1" in (await taken.click("Leave the likely ones out")).text


async def test_where_no_server_is_the_settings_days_count(midnight: Harness) -> None:
    """In direct messages, and in older requests without a zone, the settings' zone counts."""
    dora = midnight.sandbox.add_user("dora")
    zone = ZoneInfo("Pacific/Auckland")
    await midnight.start(replace(midnight.settings, owners=frozenset({dora.id}), time_zone=zone))
    query = "comet on:2021-11-25"
    assert "comet after 1" in (await dora.slash("thread", post=query)).text
    (choice,) = await dora.autocomplete("thread", focused="post", post=query)
    assert choice["name"] == "2021-11-25 comet after 0"
    answer = await midnight.ask("thread", post=snowflake(BEFORE))
    old = ThreadRequest(query).to_json()
    await midnight.saved()
    async with midnight.services._state.write() as tx:
        await tx.execute("UPDATE pages SET request = ?", (old,))
    assert "comet after 1" in (await answer.click("Take the likely ones in")).text
