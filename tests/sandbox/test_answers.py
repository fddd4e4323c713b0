"""Commands, buttons, menus and forms, as members use them."""

import io
from typing import Any, TypeAlias

import discord
import pytest
from discord import app_commands, ui

from bot.sandbox import ChannelKind, File, Guild, NoAnswerError, NoCommandError, Permission, Sandbox
from tests.sandbox.conftest import Client, Connect, Hands

Interaction: TypeAlias = "discord.Interaction[Any]"


Tree: TypeAlias = "app_commands.CommandTree[Any]"


class Pager(ui.DynamicItem[ui.Button[Any]], template=r"page:(?P<page>\d+)"):
    """A button that outlives its client."""

    def __init__(self, page: int) -> None:
        super().__init__(ui.Button(label="Next", custom_id=f"page:{page}"))
        self.page = page

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: ui.Item[Any], match: Any, /
    ) -> "Pager":
        """Make it again."""
        return cls(int(match["page"]))

    async def callback(self, interaction: Interaction) -> None:
        """Show the next page."""
        await interaction.response.edit_message(view=page(self.page + 1))


def page(number: int) -> ui.LayoutView:
    """Return a page with a button."""
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Container(ui.TextDisplay(f"**Page** {number}"), ui.ActionRow(Pager(number))))
    return view


class Form(ui.Modal, title="Feedback"):
    """A modal with one field."""

    field: ui.TextInput[Any] = ui.TextInput(label="What?", max_length=10)

    async def on_submit(self, interaction: Interaction) -> None:
        """Say it back."""
        await interaction.response.send_message(f"You said {self.field.value}", ephemeral=True)


class Years(ui.View):
    """A select menu."""

    @ui.select(options=[discord.SelectOption(label=str(year)) for year in (2018, 2019)])
    async def choose(self, interaction: Interaction, select: ui.Select[Any]) -> None:
        """Tell what was chosen."""
        await interaction.response.edit_message(content=f"It was {select.values}", view=None)


@pytest.fixture
def client() -> Client:
    """A client with a command for every way to answer."""
    client = Client(allowed_mentions=discord.AllowedMentions.none())
    client.add_dynamic_items(Pager)
    add_answers(client.tree)
    add_components(client.tree)
    add_options(client.tree)
    return client


def add_answers(tree: Tree) -> None:
    """Add commands that differ in when they answer."""

    @tree.command(description="Answer at once")
    @app_commands.describe(word="A word")
    async def say(interaction: Interaction, word: app_commands.Range[str, 2, 5]) -> None:
        await interaction.response.send_message(word, ephemeral=True)

    @tree.command(description="Answer later")
    async def later(interaction: Interaction, fail: bool = False) -> None:
        await interaction.response.defer(ephemeral=True)
        if not fail:
            await interaction.edit_original_response(content="**done**")
            await interaction.followup.send("more")

    @tree.command(description="Answer later, by a followup")
    async def following(interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send("here")


def add_components(tree: Tree) -> None:
    """Add commands that answer with something to press or to fill in."""

    @tree.command(description="Pages")
    async def pages(interaction: Interaction) -> None:
        await interaction.response.send_message(view=page(1))

    @tree.command(description="A form")
    async def form(interaction: Interaction) -> None:
        await interaction.response.send_modal(Form())

    @tree.command(description="Years")
    async def years(interaction: Interaction) -> None:
        await interaction.response.send_message("Which?", view=Years())


def add_options(tree: Tree) -> None:
    """Add commands that differ in what they are given."""

    @tree.command(description="Everything")
    async def kinds(
        interaction: Interaction,
        who: discord.Member,
        where: discord.TextChannel,
        role: discord.Role,
        number: float,
        yes: bool,
        file: discord.Attachment,
        whole: int = 3,
    ) -> None:
        text = f"{who.name} {where.name} {role.name} {number} {yes} {whole} {file.filename}"
        await interaction.response.send_message(text)

    @tree.command(description="Complete")
    async def complete(interaction: Interaction, post: str) -> None:
        await interaction.response.send_message(post)

    @complete.autocomplete("post")
    async def choices(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        where = "dm" if interaction.guild is None else interaction.guild.name
        return [app_commands.Choice(name=f"{typed} {where}", value="1")]

    @tree.context_menu(name="Find it")
    async def find(interaction: Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"found {message.content}", ephemeral=True)

    @tree.context_menu(name="Who is it")
    async def who_is(interaction: Interaction, user: discord.User) -> None:
        await interaction.response.send_message(user.name, ephemeral=True)

    digest = app_commands.Group(name="digest", description="Digests")

    @digest.command(description="Add")
    async def add(interaction: Interaction, channel: discord.TextChannel) -> None:
        await interaction.response.send_message(f"added {channel.mention}")

    tree.add_command(digest)


async def test_an_answer_at_once(guild: Guild, connect: Connect, client: Client) -> None:
    """A private answer is private, and its text is what is on the screen."""
    async with connect(client):
        answer = await guild.add_member("ada").slash("say", word="*hi*")
        assert (answer.text, answer.private, answer.buttons) == ("hi", True, {})


async def test_a_deferred_answer(
    sandbox: Sandbox, guild: Guild, connect: Connect, client: Client
) -> None:
    """A deferred answer is waited for, and a followup after it is another message."""
    async with connect(client):
        answer = await guild.add_member("ada").slash("later")
        assert answer.text == "done"
        assert answer.private
        if not answer.followups:
            await answer.changed()
        assert [one["content"] for one in answer.followups] == ["more"]
    assert not sandbox.refusals


async def test_a_first_followup_fulfils(guild: Guild, connect: Connect, client: Client) -> None:
    """The first followup after a deferred answer takes its place, and its privacy."""
    async with connect(client):
        answer = await guild.add_member("ada").slash("following")
        assert (answer.text, answer.private, answer.followups) == ("here", True, [])


async def test_no_answer(guild: Guild, connect: Connect, client: Client) -> None:
    """A deferred answer that never comes is an error that says so."""
    async with connect(client):
        with pytest.raises(NoAnswerError, match="deferred"):
            await guild.add_member("ada").slash("later", fail=True, timeout=0.05)


async def test_options_of_all_kinds(guild: Guild, connect: Connect, client: Client) -> None:
    """Options arrive as what they name."""
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
    """A subcommand is given by its whole name; an option may be called channel."""
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
    """A dynamic button pressed after the client was started again updates its message."""
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
    """An option is chosen by its label."""
    async with connect(client):
        answer = await guild.add_member("ada").slash("years")
        assert list(answer.selects[0].options) == ["2018", "2019"]
        with pytest.raises(LookupError):
            await answer.select("2020")
        assert (await answer.select("2019")).text == "It was ['2019']"


async def test_a_modal(guild: Guild, connect: Connect, client: Client) -> None:
    """A form is filled in by label or id, within its limits."""
    async with connect(client):
        modal = (await guild.add_member("ada").slash("form")).modal
        assert (modal.title, list(modal.fields)) == ("Feedback", ["What?"])
        with pytest.raises(ValueError, match="filled in"):
            await modal.submit()
        with pytest.raises(ValueError, match="characters"):
            await modal.submit({"What?": "x" * 11})
        assert (await modal.submit({"What?": "this"})).text == "You said this"


async def test_context_menus(guild: Guild, connect: Connect, client: Client) -> None:
    """The menus of a message and of a user bring them along."""
    async with connect(client):
        ada, bob = guild.add_member("ada"), guild.add_member("bob")
        message = bob.say("hello")
        assert (await ada.context_menu("Find it", message=message)).text == "found hello"
        assert (await ada.context_menu("Who is it", user=bob)).text == "bob"


async def test_a_dm(sandbox: Sandbox, connect: Connect, client: Client) -> None:
    """Commands can be given in a DM, also by somebody who shares no guild with the bot."""
    async with connect(client):
        assert (await sandbox.add_user("eve").slash("say", word="hi")).text == "hi"


async def test_messages_and_history(
    sandbox: Sandbox, guild: Guild, connect: Connect, client: Client
) -> None:
    """Messages are sent, read in their order, edited, published and deleted."""
    news = guild.add_channel("news", ChannelKind.ANNOUNCEMENT)
    async with connect(client):
        channel = client.get_channel(news.id)
        assert isinstance(channel, discord.TextChannel)
        sent = [await channel.send(f"{number}") for number in range(3)]
        texts = [one.content async for one in channel.history(limit=2)]
        assert texts == ["2", "1"]
        texts = [one.content async for one in channel.history(after=sent[0])]
        assert texts == ["1", "2"]
        texts = [one.content async for one in channel.history(before=sent[1])]
        assert texts == ["0"]
        edited = await sent[0].edit(content="new")
        assert edited.edited_at is not None
        await sent[0].publish()
        await sent[1].delete()
        with pytest.raises(discord.NotFound, match="10008"):
            await channel.fetch_message(sent[1].id)
        dm = await client.create_dm(discord.Object(sandbox.application.owner.id))
        assert (await dm.send("psst")).content == "psst"


async def test_replies(sandbox: Sandbox, guild: Guild, connect: Connect, client: Client) -> None:
    """A reply to a message that is not there is refused, unless it may go without."""
    async with connect(client):
        channel = client.get_partial_messageable(guild.first_channel.id)
        first = await channel.send("first")
        assert (await channel.send("yes", reference=first)).reference is not None
        await first.delete()
        with pytest.raises(discord.HTTPException, match=r"50035[\s\S]*Unknown message"):
            await channel.send("no", reference=first)
        gone = first.to_reference(fail_if_not_exists=False)
        assert (await channel.send("alone", reference=gone)).reference is None
    assert [message.content for message in guild.first_channel.history] == ["yes", "alone"]
    sandbox.refusals.clear()


async def test_a_message_to_all_is_not_private(
    sandbox: Sandbox, guild: Guild, connect: Connect, client: Client
) -> None:
    """Only answers to interactions can be for one reader alone."""
    async with connect(client):
        for body in ({"content": "x", "flags": 64}, {"content": "x", "flags": 64 | 4096}):
            route = discord.http.Route(
                "POST", "/channels/{channel_id}/messages", channel_id=guild.first_channel.id
            )
            with pytest.raises(discord.HTTPException, match=r"50035[\s\S]*flags"):
                await client.http.request(route, json=body)
    assert not guild.first_channel.history
    sandbox.refusals.clear()


async def test_components_are_numbered(guild: Guild, connect: Connect, client: Client) -> None:
    """Components that have no id get one that no other has, so that they can be sent again."""
    view = discord.ui.LayoutView()
    for id in (None, 1, None):
        view.add_item(discord.ui.TextDisplay("x", id=id))
    async with connect(client):
        channel = client.get_partial_messageable(guild.first_channel.id)
        sent = await channel.send(view=view)
        again = discord.ui.LayoutView.from_message(sent)
        await sent.edit(view=again)
    (message,) = guild.first_channel.history
    assert [one["id"] for one in message.components] == [2, 1, 3]


async def test_nonces(
    sandbox: Sandbox, guild: Guild, connect: Connect, client: Client, clock: Hands
) -> None:
    """A nonce brings back its message for five minutes, and is not told by GET."""
    async with connect(client):
        channel = client.get_channel(guild.first_channel.id)
        assert isinstance(channel, discord.TextChannel)
        first = await channel.send("once", nonce="digest-1")
        again = await channel.send("once", nonce="digest-1")
        assert (again.id, again.nonce) == (first.id, "digest-1")
        assert (await channel.fetch_message(first.id)).nonce is None
        clock.move(minutes=5, seconds=1)
        assert (await channel.send("once", nonce="digest-1")).id != first.id
        await first.delete()
    assert len(guild.first_channel.history) == 1
    assert not sandbox.refusals


async def test_permissions(guild: Guild, connect: Connect, client: Client) -> None:
    """What the bot may not do is refused with 50013, where it cannot look with 50001."""
    async with connect(client):
        quiet, hidden = guild.add_channel("quiet"), guild.add_channel("hidden")
        quiet.set_permissions(guild.me, deny=Permission.SEND_MESSAGES)
        hidden.set_permissions(guild.everyone, deny=Permission.VIEW_CHANNEL)
        for channel, code in ((quiet, "50013"), (hidden, "50001")):
            with pytest.raises(discord.Forbidden, match=code):
                await client.get_partial_messageable(channel.id).send("x")
        with pytest.raises(discord.NotFound, match="10003"):
            await client.fetch_channel(1)


async def test_files(sandbox: Sandbox, guild: Guild, connect: Connect, client: Client) -> None:
    """A file is kept and can be fetched from its address."""
    async with connect(client):
        channel = client.get_partial_messageable(guild.first_channel.id)
        message = await channel.send(file=discord.File(io.BytesIO(b"abc"), "a.txt"))
        assert await message.attachments[0].read() == b"abc"
    assert not sandbox.refusals


async def test_forum_posts(
    sandbox: Sandbox, guild: Guild, connect: Connect, client: Client
) -> None:
    """A post in a forum is a thread whose first message has its id."""
    forum = guild.add_channel("stories", ChannelKind.FORUM)
    async with connect(client):
        channel = client.get_channel(forum.id)
        assert isinstance(channel, discord.ForumChannel)
        made = await channel.create_thread(name="Today", content="Once")
        assert made.thread.id == made.message.id
        assert made.message.content == "Once"
    assert not sandbox.refusals


async def test_pings(guild: Guild, connect: Connect) -> None:
    """Who is pinged depends on what the sender allows and may; a mention is shown regardless."""
    client = Client()
    ada = guild.add_member("ada")

    @client.tree.command(description="Ping")
    async def ping(interaction: Interaction, allowed: bool) -> None:
        mentions = discord.AllowedMentions.all() if allowed else discord.AllowedMentions.none()
        view = ui.LayoutView()
        view.add_item(ui.TextDisplay(f"@everyone <@{ada.id}> \\<@1>"))
        await interaction.response.send_message(view=view, allowed_mentions=mentions)

    async with connect(client):
        loud = await ada.slash("ping", allowed=True)
        assert loud.pings == {ada.mention}  # @everyone takes a permission that the bot lacks
        guild.allow_bot(Permission.MENTION_EVERYONE)
        assert "@everyone" in (await ada.slash("ping", allowed=True)).pings
        quiet = await ada.slash("ping", allowed=False)
        assert quiet.pings == frozenset()
        assert quiet.mentions == ["@everyone", ada.mention]
        assert quiet.text == "@everyone @ada <@1>"
