"""Corrections of what all see, by owners alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.archives import record, snowflake
from tests.cogs.conftest import Play

WHEN = datetime(2021, 11, 24, tzinfo=UTC)
FIRST, SECOND = (snowflake(WHEN + timedelta(hours=n)) for n in range(2))


async def loaded(play: Play) -> None:
    """Load two posts that nothing joins, and make ada an owner."""
    await play.load(
        record(WHEN, "once upon a time"), record(WHEN + timedelta(hours=1), "and the end")
    )
    await play.start(replace(play.settings, owners=frozenset({play.ada.id})))


async def test_an_owner_joins_and_parts_posts(play: Play) -> None:
    """By ids or links; the thread shows it as said by hand; and it can be taken back."""
    await loaded(play)
    told = await play.ask(
        "archive link", child=f"https://x.com/ada/status/{SECOND}?s=20", parent=FIRST
    )
    assert told.private
    assert FIRST in told.text
    thread = await play.ask("thread", post=FIRST)
    assert "by hand" in thread.text
    assert "and the end" in thread.text
    told = await play.ask("archive unlink", child=SECOND)
    assert told.private
    assert SECOND in told.text
    assert "and the end" not in (await play.ask("thread", post=FIRST)).text


async def test_the_application_s_owner_may_too(play: Play) -> None:
    """Without being named in the settings."""
    await loaded(play)
    told = await play.sandbox.owner_actor.slash("archive unlink", child=SECOND)
    assert "may change" not in told.text


async def test_nobody_else_may(play: Play) -> None:
    """A member, whatever the server lets them do, gets one private sentence."""
    await loaded(play)
    for told in (
        await play.bob.slash("archive link", child=SECOND, parent=FIRST),
        await play.bob.slash("archive unlink", child=SECOND),
    ):
        assert told.private
        assert "Only the archive's owners" in told.text
    assert "and the end" not in (await play.ask("thread", post=FIRST)).text


async def test_what_names_no_post_gets_the_sentence(play: Play) -> None:
    """The right forms are told."""
    await loaded(play)
    told = await play.ask("archive link", child="the end", parent=FIRST)
    assert told.private
    assert "names no post" in told.text
