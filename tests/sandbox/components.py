"""Commands, buttons, menus and forms of the tests' client."""

from typing import Any, TypeAlias

import discord
from discord import app_commands, ui

Interaction: TypeAlias = "discord.Interaction[Any]"
Tree: TypeAlias = "app_commands.CommandTree[Any]"


class Pager(ui.DynamicItem[ui.Button[Any]], template=r"page:(?P<page>\d+)"):
    """A button that works after a restart of its client."""

    def __init__(self, page: int) -> None:
        super().__init__(ui.Button(label="Next", custom_id=f"page:{page}"))
        self.page = page

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: ui.Item[Any], match: Any, /
    ) -> "Pager":
        """Restore the button from its custom id."""
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
        """Repeat the input."""
        await interaction.response.send_message(f"You said {self.field.value}", ephemeral=True)


class Years(ui.View):
    """A select menu."""

    @ui.select(options=[discord.SelectOption(label=str(year)) for year in (2018, 2019)])
    async def choose(self, interaction: Interaction, select: ui.Select[Any]) -> None:
        """Show the selected values."""
        await interaction.response.edit_message(content=f"It was {select.values}", view=None)


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
    """Add commands that answer with components or a modal."""

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
    """Add commands that differ in their options."""

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
