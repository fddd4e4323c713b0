"""Commands, buttons, menus and forms, as members use them."""

from typing import Any

import discord
import pytest

from bot.sandbox import File, Guild, NoAnswerError, NoCommandError, Sandbox
from tests.sandbox.components import Interaction, Pager
from tests.sandbox.conftest import Client, Connect
from tests.waiting import until


async def test_an_answer_at_once(guild: Guild, connect: Connect, client: Client) -> None:
    """An ephemeral answer is private, and its text is what the screen shows."""
    async with connect(client):
        answer = await guild.add_member("ada").slash("say", word="*hi*")
        assert (answer.text, answer.private, answer.buttons) == ("hi", True, {})


async def test_a_deferred_answer(
    sandbox: Sandbox, guild: Guild, connect: Connect, client: Client
) -> None:
    """A deferred answer is waited for; a followup after it is another message."""
    async with connect(client):
        answer = await guild.add_member("ada").slash("later")
        assert answer.text == "done"
        assert answer.private
        if not answer.followups:
            await answer.changed()
        assert [one["content"] for one in answer.followups] == ["more"]
    assert not sandbox.refusals


async def test_a_first_followup_fulfils(guild: Guild, connect: Connect, client: Client) -> None:
    """The first followup after a deferral becomes the answer, with its privacy."""
    async with connect(client):
        answer = await guild.add_member("ada").slash("following")
        assert (answer.text, answer.private, answer.followups) == ("here", True, [])


async def test_no_answer(guild: Guild, connect: Connect, client: Client) -> None:
    """A deferred answer that never comes raises an error that says so."""
    async with connect(client):
        with pytest.raises(NoAnswerError, match="deferred"):
            await guild.add_member("ada").slash("later", fail=True, timeout=0.05)


async def test_options_of_all_kinds(guild: Guild, connect: Connect, client: Client) -> None:
    """Options arrive as the objects that they name."""
    async with connect(client):
        ada, role = guild.add_member("ada"), guild.add_role("friends")
        answer = await ada.slash(
            "kinds",
            who=ada,
            where=guild.first_channel,
            role=role,
            number=2.5,
            yes=True,
            file=File("a.txt", b"x"),
        )
        assert answer.text == "ada memories friends 2.5 True 3 a.txt"


async def test_subcommands(guild: Guild, connect: Connect, client: Client) -> None:
    """A subcommand is called by its full name; an option may be named channel."""
    async with connect(client):
        answer = await guild.add_member("ada").slash("digest add", channel_=guild.first_channel)
        assert answer.text == "added #memories"
        assert answer.mentions == [guild.first_channel.mention]


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("nothing", {}),
        ("say", {}),
        ("say", {"word": "x"}),
        ("say", {"word": "xxxxxx"}),
        ("say", {"word": 5}),
        ("say", {"word": "abc", "other": 1}),
        ("digest", {}),
        ("digest remove", {}),
        ("later", {"fail": "yes"}),
    ],
)
async def test_what_the_client_would_not_send(
    guild: Guild, connect: Connect, client: Client, command: str, options: dict[str, Any]
) -> None:
    """Commands and options that the bot did not declare are not sent."""
    async with connect(client):
        with pytest.raises(NoCommandError):
            await guild.add_member("ada").slash(command, **options)


async def test_autocomplete(
    sandbox: Sandbox, guild: Guild, connect: Connect, client: Client
) -> None:
    """Choices are offered in a guild and in a DM."""
    async with connect(client):
        ada = guild.add_member("ada")
        choices = await ada.autocomplete("complete", focused="post", post="sta")
        assert choices[0]["name"] == "sta Friends"
        choices = await sandbox.owner_actor.autocomplete("complete", focused="post", post="x")
        assert choices[0]["name"] == "x dm"


async def test_a_button_after_a_restart(guild: Guild, connect: Connect, client: Client) -> None:
    """A dynamic button works after its client was restarted."""
    ada, bob = guild.add_member("ada"), guild.add_member("bob")
    async with connect(client):
        first = await ada.slash("pages")
    second_client = Client()
    second_client.add_dynamic_items(Pager)
    second_client.tree.add_command(client.tree.get_command("pages"))  # type: ignore[arg-type]
    async with connect(second_client):
        second = await first.click("Next", by=bob)
        assert (first.text, second.text) == ("Page 1", "Page 2")
        assert second.message["id"] == first.message["id"]
        assert (await first.click("Next")).text == "Page 3"
        with pytest.raises(LookupError):
            await first.click("Back")


async def test_a_select(guild: Guild, connect: Connect, client: Client) -> None:
    """An option is selected by its label."""
    async with connect(client):
        answer = await guild.add_member("ada").slash("years")
        assert list(answer.selects[0].options) == ["2018", "2019"]
        with pytest.raises(LookupError):
            await answer.select("2020")
        assert (await answer.select("2019")).text == "It was ['2019']"


async def test_a_modal(guild: Guild, connect: Connect, client: Client) -> None:
    """A modal is filled in by label or id, within its limits."""
    async with connect(client):
        modal = (await guild.add_member("ada").slash("form")).modal
        assert (modal.title, list(modal.fields)) == ("Feedback", ["What?"])
        with pytest.raises(ValueError, match="filled in"):
            await modal.submit()
        with pytest.raises(ValueError, match="characters"):
            await modal.submit({"What?": "x" * 11})
        assert (await modal.submit({"What?": "this"})).text == "You said this"


async def test_context_menus(guild: Guild, connect: Connect, client: Client) -> None:
    """Context menus pass the message or the user."""
    async with connect(client):
        ada, bob = guild.add_member("ada"), guild.add_member("bob")
        message = bob.say("hello")
        assert (await ada.context_menu("Find it", message=message)).text == "found hello"
        assert (await ada.context_menu("Who is it", user=bob)).text == "bob"


async def test_a_dm(sandbox: Sandbox, connect: Connect, client: Client) -> None:
    """Commands work in a DM, also for users who share no guild with the bot."""
    async with connect(client):
        assert (await sandbox.add_user("eve").slash("say", word="hi")).text == "hi"


@pytest.mark.parametrize(("kind", "has_message"), [(4, True), (5, False)])
async def test_what_a_callback_returns(
    guild: Guild, connect: Connect, kind: int, has_message: bool
) -> None:
    """The response to a callback has the message, but not that of a deferral."""
    client, responses = Client(), []

    @client.tree.command(description="Answer")
    async def answer(interaction: Interaction) -> None:
        path = f"/interactions/{interaction.id}/{interaction.token}/callback"
        route = discord.http.Route("POST", path)
        body = {"type": kind, "data": {"content": "x"} if kind == 4 else {}}
        params = {"with_response": "true"}
        responses.append(await client.http.request(route, json=body, params=params))
        await interaction.edit_original_response(content="done")

    async with connect(client):
        said = await guild.add_member("ada").slash("answer")
        await until(lambda: said.latest.text == "done")
    (response,) = responses
    assert ("resource" in response) is has_message
    assert response["interaction"]["response_message_loading"] is not has_message
