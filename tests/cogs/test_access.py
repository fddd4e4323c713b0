"""Only named servers and users can see posts, regardless of who invites the bot."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.archives import record
from tests.cogs.conftest import Harness

WHEN = datetime(2021, 11, 24, tzinfo=UTC)
COMMANDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("search", {"query": "wombat"}),
    ("random", {}),
    ("onthisday", {}),
    ("stats", {}),
    ("year", {"year": 2021}),
    ("thread", {"post": "17"}),
    ("archive hide", {"post": "17"}),
    ("archive timezone", {"zone": "Europe/Berlin"}),
)


async def loaded(harness: Harness) -> None:
    """Load posts about wombats."""
    await harness.load(*(record(WHEN + timedelta(hours=n), f"wombat {n}") for n in range(8)))


async def test_another_server_gets_one_private_sentence(harness: Harness) -> None:
    """In a server that is not named every command is refused, with a way out."""
    await loaded(harness)
    stranger = harness.sandbox.add_guild("Strangers")
    eve = stranger.add_member("eve")
    stranger.add_channel("general")
    for command, options in COMMANDS:
        answer = await eve.slash(command, **options)
        assert answer.private
        assert "may not see the archive" in answer.text
        assert str(stranger.id) in answer.text
        assert str(harness.guild.id) not in str(answer.message)
        assert "wombat" not in str(answer.message)
        assert not answer.followups


async def test_only_the_operator_learns_of_other_servers(harness: Harness) -> None:
    """The application's owner gets the whole setting; OWNERS, managers and completion do not."""
    await loaded(harness)
    stranger = harness.sandbox.add_guild("Strangers")
    stranger.add_channel("general")
    dora = harness.sandbox.add_user("dora")
    await harness.start(replace(harness.settings, owners=frozenset({dora.id})))
    operator = stranger.add_member(harness.sandbox.application.owner)
    full = ",".join(map(str, sorted({harness.guild.id, stranger.id})))
    assert f"GUILDS={full}" in (await operator.slash("random")).text
    for member in (stranger.add_member(dora.user), stranger.add_member("mona", manager=True)):
        for command, options in COMMANDS:
            answer = await member.slash(command, **options)
            assert str(harness.guild.id) not in str(answer.message)
        (choice,) = await member.autocomplete("thread", focused="post", post="wombat")
        assert str(harness.guild.id) not in str(choice)


async def test_a_team_runs_the_bot_together(harness: Harness) -> None:
    """Each member of the team that owns the application gets the whole setting."""
    stranger = harness.sandbox.add_guild("Strangers")
    stranger.add_channel("general")
    members = [stranger.add_member(name) for name in ("tia", "tom")]
    harness.sandbox.application.team = [member.user for member in members]
    await harness.start()
    for member in members:
        assert f"{harness.guild.id}," in (await member.slash("random")).text


async def test_autocomplete_in_another_server_is_refused(harness: Harness) -> None:
    """Where posts may not be seen, autocompletion offers only the refusal."""
    await loaded(harness)
    stranger = harness.sandbox.add_guild("Strangers")
    stranger.add_channel("general")
    eve = stranger.add_member("eve")
    (choice,) = await eve.autocomplete("thread", focused="post", post="wombat")
    assert "may not see the archive" in choice["name"]


async def test_a_button_in_another_server_is_refused(harness: Harness) -> None:
    """In a server that is no longer named, old buttons answer with the refusal."""
    await harness.load(
        record(WHEN, "wombat"), record(WHEN + timedelta(seconds=0.5), "its tail"),
        *(record(WHEN + timedelta(hours=n), f"wombat {n}") for n in range(1, 8)),
    )  # fmt: skip
    page = await harness.ask("search", query="wombat", sort="oldest")
    await harness.start(replace(harness.settings, guilds=frozenset({1})))
    for label in ("Next", "Thread (2)"):
        answer = await page.click(label)
        assert answer.private
        assert "may not see the archive" in answer.text
        assert "wombat 5" not in str(answer.message)
        assert "its tail" not in str(answer.message)


async def test_without_named_servers_the_owner_alone_is_answered(harness: Harness) -> None:
    """With GUILDS empty only the application's owner gets answers, in private."""
    await loaded(harness)
    await harness.start(replace(harness.settings, guilds=frozenset()))
    refused = await harness.ask("search", query="wombat")
    assert refused.private
    assert "GUILDS=" in refused.text
    direct = await harness.sandbox.owner_actor.slash("search", query="wombat")
    assert "8 posts" in direct.text


async def test_owners_are_answered_in_direct_messages(harness: Harness) -> None:
    """Users in OWNERS are answered in direct messages; strangers are not."""
    await loaded(harness)
    dora, eve = harness.sandbox.add_user("dora"), harness.sandbox.add_user("eve")
    await harness.start(replace(harness.settings, owners=frozenset({dora.id})))
    assert "8 posts" in (await dora.slash("search", query="wombat")).text
    refused = await eve.slash("search", query="wombat")
    assert "wombat" not in str(refused.message)
