"""Digests in channels that Discord hides from the bot."""

import pytest

from bot.archive.digests.model import RunState
from bot.sandbox import Channel, ChannelFlag, ChannelKind, Permission
from tests.cogs.conftest import Harness
from tests.cogs.digests.conftest import DAY, Manager

HIDDEN = (
    "The bot cannot see that channel. Give the bot the permission View Channel there, or choose "
    "another."
)


def hide(harness: Harness, channel: Channel) -> None:
    """Take the bot's view of a channel, and permissions that a visible one would need."""
    deny = Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.READ_MESSAGE_HISTORY
    _with_permissions(channel).set_permissions(harness.guild.bot_role, deny=deny)


def show(harness: Harness, channel: Channel) -> None:
    """Give the bot its permissions back."""
    _with_permissions(channel).clear_permissions(harness.guild.bot_role)


def _with_permissions(channel: Channel) -> Channel:
    """Return the channel whose permissions apply: of a thread, the one it is in."""
    return channel.parent or channel


@pytest.fixture
def target(harness: Harness, request: pytest.FixtureRequest) -> Channel:
    """A channel of a kind; a forum has tags, and wants one on each post."""
    kind: ChannelKind = request.param
    if kind is ChannelKind.THREAD:
        parent = harness.guild.add_channel("parent")
        return harness.guild.add_channel("target", kind, parent=parent)
    if kind is ChannelKind.FORUM:
        return harness.guild.add_channel(
            "target", kind, tags=["daily", "weekly"], flags=ChannelFlag.REQUIRE_TAG
        )
    return harness.guild.add_channel("target", kind)


@pytest.mark.parametrize(
    ("target", "restart"),
    [
        (ChannelKind.TEXT, False),
        (ChannelKind.FORUM, True),
        (ChannelKind.THREAD, False),
        (ChannelKind.THREAD, True),
    ],
    indirect=["target"],
)
async def test_only_that_it_is_hidden_is_said(
    harness: Harness,
    manager: Manager,
    target: Channel,
    restart: bool,
    allowed_refusals: set[int],
) -> None:
    """Nothing is said of the name, the tags and the permissions, which the bot cannot know."""
    is_unknown = restart and target.kind is ChannelKind.THREAD  # the new client was not sent it
    if is_unknown:
        allowed_refusals.add(50001)
    tag = "daily" if target.kind is ChannelKind.FORUM else None
    assert "is set up" in await manager.add(target, **({"tag": tag} if tag else {}))
    await manager.ask("pause", digest=1)
    hide(harness, target)
    if restart:
        await harness.start()
    for text in (
        await manager.add(target),
        await manager.add(target, tag="yearly", publish=True),
        (await manager.ask("edit", digest=1, count=1)).text,
        (await manager.ask("edit", digest=1, clear="tag")).text,
        (await manager.ask("edit", digest=1, channel_=target, tag="daily")).text,
        (await manager.ask("resume", digest=1)).text,
    ):
        assert text == HIDDEN
    offered = await manager.mona.autocomplete("digest edit", focused="digest", digest="")
    where = "a channel out of sight" if is_unknown else "a channel that the bot cannot see"
    assert [one["name"] for one in offered] == [f"1 · {where} · 09:00 UTC · paused"]
    offer = manager.mona.autocomplete
    assert await offer("digest edit", focused="tag", tag="", digest=1) == []
    assert await offer("digest edit", focused="tag", tag="", channel_=target) == []
    listed = await manager.ask("list")
    assert target.mention in listed.mentions
    show(harness, target)
    assert "goes on" in (await manager.ask("resume", digest=1)).text
    harness.clock.move(DAY)
    await manager.post()
    (run,) = await harness.services.digests.history(harness.guild.id, 1)
    assert run.state is RunState.POSTED
    if target.kind is ChannelKind.FORUM:
        (post,) = harness.guild.threads_of(target)
        assert [target.tags[id] for id in post.applied_tags] == ["daily"]


async def test_a_channel_of_that_name(harness: Harness, manager: Manager) -> None:
    """Any channel may be called as hidden ones are; then that is its name."""
    named_so = harness.guild.add_channel("___hidden___", ChannelKind.FORUM, tags=["daily"])
    assert "has no such tag. It has daily." in await manager.add(named_so, tag="x")
    await manager.add(named_so)
    (offered,) = await manager.mona.autocomplete("digest edit", focused="digest", digest="")
    assert offered["name"] == "1 · #___hidden___ · 09:00 UTC"


async def test_another_channel_can_be_chosen(harness: Harness, manager: Manager) -> None:
    """A digest in a hidden channel can be moved, shown, paused and removed."""
    target = harness.guild.add_channel("target", ChannelKind.ANNOUNCEMENT)
    await manager.add(target, publish=True)
    hide(harness, target)
    assert "is paused" in (await manager.ask("pause", digest=1)).text
    assert "moon" in (await manager.ask("preview", digest=1)).text
    assert "is changed" in (await manager.ask("edit", digest=1, channel_=harness.channel)).text
    assert "is removed" in (await manager.remove(1)).text
