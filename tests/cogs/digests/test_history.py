"""/digest preview and /digest history."""

from datetime import timedelta

from bot.archive.digests.model import SentMessage
from tests.cogs.conftest import Play
from tests.cogs.digests.conftest import DAY, Desk


async def test_a_preview_is_what_is_posted(play: Play, desk: Desk) -> None:
    """Asked twice and edited in other things in between; it pings nobody."""
    readers = play.guild.add_role("readers", mentionable=True)
    await desk.add(content="both", count=4, mention=readers)
    first, second = await desk.ask("preview", digest=1), await desk.ask("preview", digest=1)
    assert first.text == second.text
    assert not first.pings
    await desk.ask("edit", digest=1, time="9:05", silent=True)
    play.clock.move(DAY)
    await desk.post()
    (message,) = play.channel.history
    assert desk.mona.see(message).text == first.text
    assert message.pings.roles == {readers.id}


async def test_a_preview_of_nothing(play: Play, desk: Desk) -> None:
    """Says so, and so does the history."""
    await desk.add(query="wombat")
    assert "nothing would be posted" in (await desk.ask("preview", digest=1)).text
    assert "has not run yet" in (await desk.ask("history", digest=1)).text
    play.clock.move(DAY)
    await desk.post()
    text = (await desk.ask("history", digest=1)).text
    assert "2022-11-25 · skipped\nThere was nothing to show." in text.replace("**", "")
    assert play.channel.history == []


async def test_the_history(play: Play, desk: Desk, allowed_refusals: set[int]) -> None:
    """With links to what was posted, and why not for what was not; in pages."""
    allowed_refusals.add(50013)
    await desk.add(content="random")
    for _ in range(20):
        play.clock.move(DAY)
        await desk.post()
    play.clock.move(3 * DAY + timedelta(hours=8))
    await desk.post()
    answer = await desk.ask("history", digest=1)
    link = f"https://discord.com/channels/{play.guild.id}/{play.channel.id}/"
    assert "missed\nThe bot was not running" in answer.text
    assert answer.links[0].startswith(link)
    ids = {link.rpartition("/")[2] for link in answer.links}
    assert ids <= {str(message.id) for message in play.channel.history}
    await answer.click("Next")
    assert "2022-11-25 · posted" in answer.latest.text


async def test_the_history_of_what_is_not_settled(play: Play, desk: Desk) -> None:
    """What waits for another try says why; a digest that somebody deleted is no link."""
    await desk.add()
    play.clock.move(DAY)
    play.sandbox.faults.next("POST", "/channels/*/messages", 503)
    await desk.post()
    text = (await desk.ask("history", digest=1)).text
    assert "to be tried again\nDiscord had a failure of its own (503)" in text
    (run,) = await play.services.digests.history(play.guild.id, 1)
    await play.services.digests.runs.mark_posted(
        run.run_id, SentMessage(play.channel.id, None), play.clock.now()
    )
    assert "the message was deleted since" in (await desk.ask("history", digest=1)).text
