"""/digest preview and /digest history."""

from datetime import timedelta

from bot.archive.digests.model import SentMessage
from tests.cogs.conftest import Harness
from tests.cogs.digests.conftest import DAY, Manager


async def test_a_preview_is_what_is_posted(harness: Harness, manager: Manager) -> None:
    """A preview is repeatable, shows what will be posted despite other edits, and pings nobody."""
    readers = harness.guild.add_role("readers", mentionable=True)
    await manager.add(content="both", count=4, mention=readers)
    first, second = await manager.ask("preview", digest=1), await manager.ask("preview", digest=1)
    assert first.text == second.text
    assert not first.pings
    await manager.ask("edit", digest=1, time="9:05", silent=True)
    harness.clock.move(DAY)
    await manager.post()
    (message,) = harness.channel.history
    assert manager.mona.see(message).text == first.text
    assert message.pings.roles == {readers.id}


async def test_a_preview_of_nothing(harness: Harness, manager: Manager) -> None:
    """With nothing to show, both the preview and the history say so."""
    await manager.add(query="wombat")
    assert "nothing would be posted" in (await manager.ask("preview", digest=1)).text
    assert "has not run yet" in (await manager.ask("history", digest=1)).text
    harness.clock.move(DAY)
    await manager.post()
    text = (await manager.ask("history", digest=1)).text
    assert "2022-11-25 · skipped\nThere was nothing to show." in text.replace("**", "")
    assert harness.channel.history == []


async def test_the_history(harness: Harness, manager: Manager, allowed_refusals: set[int]) -> None:
    """The history has pages, with links to posted messages and reasons for missed runs."""
    allowed_refusals.add(50013)
    await manager.add(content="random")
    for _ in range(20):
        harness.clock.move(DAY)
        await manager.post()
    harness.clock.move(3 * DAY + timedelta(hours=8))
    await manager.post()
    answer = await manager.ask("history", digest=1)
    link = f"https://discord.com/channels/{harness.guild.id}/{harness.channel.id}/"
    assert "missed\nThe bot was not running" in answer.text
    assert answer.links[0].startswith(link)
    ids = {link.rpartition("/")[2] for link in answer.links}
    assert ids <= {str(message.id) for message in harness.channel.history}
    await answer.click("Next")
    assert "2022-11-25 · posted" in answer.latest.text


async def test_the_history_of_open_runs(harness: Harness, manager: Manager) -> None:
    """A run to be retried shows its reason; a deleted message has no link."""
    await manager.add()
    harness.clock.move(DAY)
    harness.sandbox.faults.next("POST", "/channels/*/messages", 503)
    await manager.post()
    text = (await manager.ask("history", digest=1)).text
    assert "to be tried again\nDiscord had a failure of its own (503)" in text
    (run,) = await harness.services.digests.history(harness.guild.id, 1)
    await harness.services.digest_ledger.mark_posted(
        run.run_id, SentMessage(harness.channel.id, None), harness.clock.now()
    )
    assert "the message was deleted since" in (await manager.ask("history", digest=1)).text
