"""Rewrites the golden files: `python -m tests.golden`. Read the difference before you commit.

With `--pictures FOLDER` the cards are photographed into that folder as well, with Chromium: each in
the light and the dark theme, as wide as a phone and as wide as a desktop.
"""

import argparse
import asyncio
from pathlib import Path

from bot.demo.harness import quiet_logs
from tests.golden.cards import cards
from tests.golden.photographs import photograph
from tests.golden.record import COMMANDS, TERMINAL, payload, transcript


async def main(pictures: Path | None) -> None:
    """Write the golden files, and the photographs into a folder."""
    quiet_logs()
    COMMANDS.write_text(await payload(), "utf-8")
    made = await cards()
    for card in made:
        card.path.write_text(card.text, "utf-8")
    if pictures is not None:
        await photograph(made, pictures)


if __name__ == "__main__":  # the worker process of pictures imports this module
    parser = argparse.ArgumentParser(prog="python -m tests.golden")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="photograph the cards")
    asyncio.run(main(parser.parse_args().pictures))
    TERMINAL.write_text(transcript(), "utf-8")
