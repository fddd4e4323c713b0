#!/usr/bin/env bash
# simcord 3.2.1, discord.py 2.7.1, CPython 3.11.
#
# Expected: simcord refuses what Discord refuses, as it does for components, embeds and modals; its
# description names validation limits. So a set of commands that it synchronises can be registered.
#
# Behaviour: the limits of application commands are not among them. Every set of commands is stored as
# it comes, by the library's tree or by a plain request. Discord refuses each of these whole, with the
# code 50035, as its reference says: https://docs.discord.com/developers/interactions/application-commands
#
# Consequence: tests over simcord pass for a bot whose commands then cannot be synchronised at all. A
# name in another language is the likely case, as discord.py checks no translated name either.
#
# Output seen:
#   accepted: a name in capitals with a blank
#   accepted: a translated name with a blank
#   accepted: a description of 101 characters
#   accepted: 26 options
#   accepted: a required option after an optional one
#   accepted: two commands of one name
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check discord.py==2.7.1 simcord==3.2.1
"$folder/venv/bin/python" - <<'END' | tee "$folder/seen"
import asyncio

import discord
import simcord
from discord.ext import commands
from discord.http import Route


def command(**changes):
    return {"name": "find", "description": "Find", "type": 1} | changes


def option(name, **changes):
    return {"name": name, "description": "Any", "type": 3} | changes


SETS = {
    "a name in capitals with a blank": [command(name="Find It")],
    "a translated name with a blank": [command(name_localizations={"de": "finde es"})],
    "a description of 101 characters": [command(description="d" * 101)],
    "26 options": [command(options=[option(f"o{number}") for number in range(26)])],
    "a required option after an optional one": [
        command(options=[option("a"), option("b", required=True)])
    ],
    "two commands of one name": [command(), command()],
}


async def main():
    bot = commands.Bot("!", intents=discord.Intents.default())
    async with simcord.run(bot):
        route = Route("PUT", f"/applications/{bot.application_id}/commands")
        for name, payloads in SETS.items():
            try:
                await bot.http.request(route, json=payloads)
                print(f"accepted: {name}")
            except discord.HTTPException as error:
                print(f"refused: {name}: {error.code}")


asyncio.run(main())
END
diff "$folder/seen" - <<'END'
accepted: a name in capitals with a blank
accepted: a translated name with a blank
accepted: a description of 101 characters
accepted: 26 options
accepted: a required option after an optional one
accepted: two commands of one name
END
