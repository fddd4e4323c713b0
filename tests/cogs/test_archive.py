"""/archive: who decides, and for whom."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.archives import record, snowflake
from tests.cogs.conftest import Play

WHEN = datetime(2021, 11, 24, 9, tzinfo=UTC)
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


async def wombats(play: Play) -> None:
    """Load posts about wombats."""
    await play.load(*(record(WHEN + timedelta(hours=n), f"wombat {n}") for n in range(3)))


async def test_managers_choose_the_time_zone(play: Play) -> None:
    """Who may manage the server chooses, by a name from the list; it is kept."""
    mona = play.guild.add_member("mona", manager=True)
    told = await mona.slash("archive timezone", zone="asia/kolkata")
    assert told.private
    assert "as in Asia/Kolkata, where it is 17:3" in told.text
    assert await play.services.guilds.time_zone(play.guild.id) == "Asia/Kolkata"
    await mona.slash("archive timezone", zone="Europe/Berlin")
    assert await play.services.guilds.time_zone(play.guild.id) == "Europe/Berlin"
    told = await mona.slash("archive timezone", zone="Mars/Olympus")
    assert "no such time zone" in told.text


async def test_nobody_else_chooses_it(play: Play) -> None:
    """The permission is looked at, whatever Discord lets through."""
    told = await play.ask("archive timezone", zone="Europe/Berlin")
    assert told.private
    assert "Manage Server" in told.text
    assert await play.services.guilds.time_zone(play.guild.id) is None


async def test_time_zones_are_completed(play: Play) -> None:
    """A part of a name offers those that hold it, at most as many as Discord takes."""
    mona = play.guild.add_member("mona", manager=True)
    for typed, first in (("york", "America/New_York"), ("Berl", "Europe/Berlin")):
        choices = await mona.autocomplete("archive timezone", focused="zone", zone=typed)
        assert choices[0]["value"] == first
    assert len(await mona.autocomplete("archive timezone", focused="zone", zone="a")) == 25


async def test_owners_hide_posts(play: Play) -> None:
    """Hidden by a link, a post is in no answer of any server, until an owner shows it again."""
    await wombats(play)
    id = snowflake(WHEN)
    await play.start(replace(play.settings, owners=frozenset({play.ada.id})))
    told = await play.ask("archive hide", post=f"https://x.com/ada/status/{id}")
    assert told.private
    assert f"Hid post {id}" in told.text
    answer = await play.ask("search", query="wombat")
    assert "2 posts" in answer.text
    assert "wombat 0" not in answer.text
    choices = await play.ada.autocomplete("thread", focused="post", post="wombat")
    assert id not in {choice["value"] for choice in choices}
    (row,) = await play.services.hidden.all()
    assert row.by == str(play.ada.id)
    assert "may be shown again" in (await play.ask("archive unhide", post=id)).text
    assert "3 posts" in (await play.ask("search", query="wombat")).text
    assert "names no post" in (await play.ask("archive hide", post="what")).text


async def test_nobody_else_hides(play: Play) -> None:
    """Managing a server is not owning the archive; the application's owner does."""
    await wombats(play)
    mona = play.guild.add_member("mona", manager=True)
    for command in ("archive hide", "archive unhide"):
        told = await mona.slash(command, post=snowflake(WHEN))
        assert told.private
        assert "Only the archive's owners" in told.text
    assert await play.services.hidden.all() == []
    await play.start(replace(play.settings, guilds=frozenset()))
    told = await play.sandbox.owner_actor.slash("archive hide", post=snowflake(WHEN))
    assert "Hid post" in told.text


async def test_in_a_direct_message_no_zone_is_chosen(play: Play) -> None:
    """There is no server to choose it for, and Discord offers it nowhere else."""
    dora = play.sandbox.add_user("dora")
    await play.start(replace(play.settings, owners=frozenset({dora.id})))
    told = await dora.slash("archive timezone", zone="Europe/Berlin")
    assert "Manage Server" in told.text
