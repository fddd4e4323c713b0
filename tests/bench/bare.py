"""python -m tests.bench.bare ANSWERS: a bot that does nothing but answer, with discord.py alone.

Its command `/bare` defers, then shows an answer of the file ANSWERS, which holds messages as the
sandbox recorded them. So it is the least that any bot takes to show the same. The addresses and the
token are in the same variables as Throwback's.
"""

import json
import os
import sys
from functools import cache
from pathlib import Path

import discord
import yarl
from discord import app_commands, ui
from discord.gateway import DiscordWebSocket
from discord.http import Route


class BareBot(discord.Client):
    """A client with one command."""

    def __init__(self, answers: Path) -> None:
        super().__init__(intents=discord.Intents(guilds=True), max_messages=None)
        self._answers = json.loads(answers.read_text("utf-8"))
        self._tree = app_commands.CommandTree(self)
        self._tree.command(name="bare", description="Show a recorded answer")(self._show)
        self._read = cache(self._parse)

    async def setup_hook(self) -> None:
        """Register the command."""
        await self._tree.sync()

    async def _show(self, interaction: discord.Interaction, number: int) -> None:
        await interaction.response.defer(thinking=True)
        view = ui.LayoutView.from_message(self._read(number), timeout=None)
        await interaction.edit_original_response(view=view, attachments=[])

    def _parse(self, number: int) -> discord.Message:
        data = self._answers[number]
        channel = self.get_partial_messageable(int(data["channel_id"]))
        return discord.Message(state=self._connection, channel=channel, data=data)


if __name__ == "__main__":
    Route.BASE = os.environ["DISCORD_API_URL"]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["DISCORD_GATEWAY_URL"])
    BareBot(Path(sys.argv[1])).run(os.environ["DISCORD_TOKEN"], log_handler=None)
