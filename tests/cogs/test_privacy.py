"""/privacy says what is kept about the asker, and deletes it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.services.privacy import FORGOTTEN
from tests.archives import record, snowflake
from tests.cogs.conftest import Harness

WHEN = datetime(2021, 11, 24, tzinfo=UTC)
IDS = [snowflake(WHEN + timedelta(hours=n)) for n in range(6)]


async def started(harness: Harness) -> None:
    """Start a bot whose archive ada and dora own."""
    await harness.start(replace(harness.settings, owners=frozenset({harness.ada.user.id})))
    await harness.load(*(record(WHEN + timedelta(hours=n), f"wombat {n}") for n in range(6)))


async def test_a_member_reads_what_is_kept(harness: Harness) -> None:
    """Of a member nothing is kept; that, and how long the rest is kept, is said privately."""
    await started(harness)
    await harness.bob.slash("search", query="wombat")
    answer = await harness.bob.slash("privacy")
    assert answer.private
    assert "Nothing." in answer.text
    assert "90 days" in answer.text
    assert "throwback erase" in answer.text
    deleted = await answer.click("Delete what is kept about me")
    assert deleted.private
    assert "Deleted" in deleted.text
    for name in ("archive.db", "state.db", "archive.db-wal", "state.db-wal"):
        content = (harness.folder / name).read_bytes()
        assert str(harness.bob.user.id).encode() not in content


async def test_an_owner_is_forgotten(harness: Harness) -> None:
    """What an owner hid and corrected stays so, but no longer with their id."""
    await started(harness)
    await harness.ask("archive hide", post=IDS[0])
    await harness.ask("archive link", child=IDS[2], parent=IDS[1])
    await harness.services.hidden.hide([IDS[3]], "terminal")
    answer = await harness.ask("privacy")
    assert "That you hid posts: 1" in answer.text
    assert "parted posts: 1" in answer.text
    await harness.bob.slash("privacy")
    assert "Nothing." in (await answer.click("Delete what is kept about me")).text
    assert [one.hidden_by for one in await harness.services.hidden.all()] == [FORGOTTEN, "terminal"]
    (row,) = await harness.services._archive_database.read("SELECT by FROM audit")
    assert row["by"] == FORGOTTEN
    assert "wombat 1" in (await harness.ask("thread", post=IDS[2])).text


async def test_direct_messages_are_forgotten(harness: Harness) -> None:
    """Which posts direct messages showed at random is about their user, and is deleted too."""
    await started(harness)
    dora = harness.sandbox.add_user("dora")
    await harness.start(replace(harness.settings, owners=frozenset({dora.id})))
    await harness.ask("random")
    for _ in range(3):
        await dora.slash("random")
    answer = await dora.slash("privacy")
    assert "in these messages: 3" in answer.text
    await harness.start(replace(harness.settings, owners=frozenset({dora.id})))
    assert "Nothing." in (await answer.click("Delete what is kept about me")).text
    assert len(await harness.services._state.read("SELECT * FROM drawn")) == 1
    assert "wombat" in (await dora.slash("random")).text
