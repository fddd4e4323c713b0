"""Rewrites the golden files: `python -m tests.golden`. Read the difference before you commit.

With `--pictures FOLDER` the cards are photographed into that folder as well, with Chromium: each in
the light and the dark theme, as wide as a phone and as wide as a desktop. With `--plots` the
pictures of statistics that README shows of an archive in four scripts are drawn anew.
"""

import argparse
import asyncio
from pathlib import Path

from bot.demo.harness import quiet_logs
from tests.golden.cards import cards
from tests.golden.photographs import photograph
from tests.golden.plots import draw_plots
from tests.golden.record import COMMANDS, TERMINAL, payload, transcript

PLOTS = Path(__file__).parent.parent.parent / "docs" / "pictures"


async def main(pictures: Path | None, *, plots: bool) -> None:
    """Write the golden files, the photographs into a folder, and pictures of README."""
    quiet_logs()
    COMMANDS.write_text(await payload(), "utf-8")
    made = await cards()
    for card in made:
        card.path.write_text(card.text, "utf-8")
    if pictures is not None:
        await photograph(made, pictures)
    if plots:
        await draw_plots(PLOTS)


if __name__ == "__main__":  # the worker process of pictures imports this module
    parser = argparse.ArgumentParser(prog="python -m tests.golden")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="photograph the cards")
    parser.add_argument(
        "--plots", action="store_true", help="draw README's pictures of four scripts"
    )
    chosen = parser.parse_args()
    asyncio.run(main(chosen.pictures, plots=chosen.plots))
    TERMINAL.write_text(transcript(), "utf-8")
