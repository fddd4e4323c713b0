"""Every card looks as it was looked at: `python -m tests.golden` records a new one."""

import base64
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.sandbox.page import Theme, render_document
from tests.conftest import OPENAPI
from tests.golden import cards
from tests.golden.chromium import INSTALL, Chromium, chromium
from tests.golden.photographs import WIDTHS, golden, render
from tests.golden.stable import Payload
from tests.workers.files import painted, saved

_OVERFLOWING = """
[...document.querySelectorAll("main *")]
    .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + .5)
    .map((one) => `${one.className}: ${one.textContent.slice(0, 40)}`)
"""
"""JavaScript that returns what is wider than the page."""


async def test_the_cards_are_the_same() -> None:
    """What the bot sends for each card equals the recorded payload, and Discord would take it."""
    made = {card.name: card.text for card in await cards.cards(Path(OPENAPI) if OPENAPI else None)}
    assert sorted(made) == sorted(golden())
    for name, text in made.items():
        assert text == cards.path_of(name).read_text("utf-8")


def addresses(payload: Payload) -> set[str]:
    """Return the addresses of the files of a card."""
    return {one["url"] for one in payload.get("attachments", [])}


async def test_no_card_is_wider_than_a_phone(tmp_path: Path) -> None:
    """Chromium shows all cards in a page of a phone's width: none has to be scrolled sideways."""
    if chromium() is None:
        pytest.skip(f"needs Chromium: {INSTALL}")
    payloads = golden().values()
    picture = base64.b64encode(saved(painted((120, 80)), "PNG")).decode()
    files = {address for one in payloads for address in addresses(one)}
    sources = dict.fromkeys(files, f"data:image/png;base64,{picture}")
    page = tmp_path / "cards.html"
    parts = [render(payload, sources) for payload in payloads]
    page.write_text(render_document(*parts, theme=Theme.DARK), "utf-8")
    first = tmp_path / "card.html"
    first.write_text(render_document(parts[0], theme=Theme.LIGHT), "utf-8")
    async with Chromium() as browser, browser.tab() as tab:
        await tab.resize(WIDTHS["phone"])
        await tab.show(page)
        assert await tab.evaluate("document.documentElement.scrollWidth") == WIDTHS["phone"]
        assert await tab.evaluate(_OVERFLOWING) == []
        height = await tab.evaluate("document.documentElement.scrollHeight")
        assert height > 100 * len(payloads)
        lost = "[...document.images].filter((one) => !one.naturalWidth).length"
        assert await tab.evaluate(lost) == 0
        await tab.show(first)
        photograph = Image.open(BytesIO(await tab.photograph()))
        assert photograph.width == WIDTHS["phone"]
        assert photograph.height == await tab.evaluate("document.documentElement.scrollHeight")
