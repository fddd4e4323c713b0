"""Photographs of the cards, for people to look at: HTML of the sandbox, shown by Chromium."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.sandbox.page import Node, Theme, View, render_document, render_message, render_modal
from tests.golden.cards import NAMES, Card
from tests.golden.chromium import Chromium
from tests.golden.record import COMMANDS
from tests.golden.stable import Payload

WIDTHS = {"phone": 390, "desktop": 840}
"""The widths of pages in CSS pixels, by the names in the photographs' files."""

_SCALE = 1.5
_FILES = "files"


async def photograph(cards: Iterable[Card], folder: Path) -> None:
    """Write each card as a page in both themes, and photographs of it in both widths, as PNG.

    Raises LookupError if there is no Chromium.
    """
    pages = write_pages(cards, folder)
    async with Chromium() as browser, browser.tab() as tab:
        for name, width in WIDTHS.items():
            await tab.resize(width, scale=_SCALE)
            for page in pages:
                await tab.show(page)
                shot = await tab.photograph()
                (folder / f"{page.stem}-{name}.png").write_bytes(shot)


def golden() -> dict[str, Payload]:
    """Return the payloads of the cards as they were recorded, by their names."""
    paths = sorted(COMMANDS.parent.glob("*.json"))
    return {path.stem: json.loads(path.read_text("utf-8")) for path in paths if path != COMMANDS}


def render(payload: Payload, sources: Mapping[str, str]) -> Node:
    """Return a card as it is drawn; `sources` as in `View`."""
    if "title" in payload:
        return render_modal(payload, View(NAMES))
    return render_message(payload, View(NAMES, sources))


def write_pages(cards: Iterable[Card], folder: Path) -> list[Path]:
    """Write each card as a page in both themes, and return their absolute paths."""
    folder = folder.resolve()
    (folder / _FILES).mkdir(parents=True, exist_ok=True)
    return [page for card in cards for page in _write_pages(card, folder)]


def _write_pages(card: Card, folder: Path) -> Iterable[Path]:
    sources = {}
    for number, (address, data) in enumerate(card.files.items()):
        suffix = Path(address).suffix
        path = folder / _FILES / f"{card.name}-{number}{suffix}"
        path.write_bytes(data)
        sources[address] = f"{_FILES}/{path.name}"
    for theme in Theme:
        page = folder / f"{card.name}-{theme}.html"
        part = render(card.payload, sources)
        page.write_text(render_document(part, theme=theme, title=card.name), "utf-8")
        yield page
