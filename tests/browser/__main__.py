"""`make screenshots`: README's pictures, from the demo's page over the sample, in both themes."""

import asyncio
import io
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from bot.demo.harness import quiet_logs
from tests.browser.chromium import launched
from tests.browser.demos import Demos
from tests.browser.visitor import Visitor, visiting

if TYPE_CHECKING:
    from playwright.async_api import FloatRect, Locator

PICTURES = Path(__file__).parent.parent.parent / "docs" / "pictures"
LARGEST = 150_000
"""Bytes of a picture."""

_CARD_WIDE = 700
_SCALE = 1.5
_ROOM = 14  # pixels around a message
_COLOURS = (256, 128, 64, 32)  # the first that is small enough

Scene = Callable[[Visitor], Awaitable["FloatRect | None"]]


async def search(visitor: Visitor) -> None:
    """Show a query with a typo as it is completed, below the answer to another."""
    await visitor.give("search", query="phamplet")
    page = visitor.page
    await page.keyboard.type("/search mending regster")
    await page.wait_for_selector("#suggestions [role=option]")
    await page.mouse.move(5, 5)
    await page.evaluate("document.querySelector('#log article').scrollIntoView()")


async def thread(visitor: Visitor) -> "FloatRect":
    """Show a thread."""
    return await _around(await visitor.give("thread", post="blotter board weight"))


async def day(visitor: Visitor) -> "FloatRect":
    """Show the posts of this day, with pictures."""
    return await _around(await visitor.give("onthisday"))


async def digest(visitor: Visitor) -> "FloatRect":
    """Show a digest that came by the clock."""
    await visitor.give(
        "digest add", channel="#digest", time="9:00", content="best", query="has:image", count="3"
    )
    await visitor.page.click("#jump")
    await visitor.page.click("#channel-list .unread")
    return await _around(await visitor.answer())


async def stats(visitor: Visitor) -> "FloatRect | None":
    """Show the archive in figures, in the theme of the page, as large as the picture is shown."""
    page = visitor.page
    theme = await page.evaluate("document.documentElement.dataset.theme")
    answer = await visitor.give("stats", theme=theme)
    await answer.locator("img").first.click()
    return await page.locator("dialog.viewer img").bounding_box()


SCENES: Mapping[str, tuple[Scene, int, int]] = {
    "search": (search, 1200, 720),
    "thread": (thread, 960, 1400),
    "day": (day, 960, 1800),
    "stats": (stats, 960, 1100),
    "digest": (digest, 960, 1400),  # the last, for it moves the clock
}
"""What is shown by the name of its picture, and the size of the window."""


async def take(folder: Path) -> None:
    """Write the pictures into a folder, and print their sizes. Raises LookupError."""
    demos = Demos(None)
    async with launched() as browser:
        for theme in ("dark", "light"):
            await demos.close()
            for name, (scene, width, height) in SCENES.items():
                demo = await demos.of(None)
                async with visiting(
                    browser, demo.url, theme=theme, width=width, device_scale_factor=_SCALE
                ) as visitor:
                    page = visitor.page
                    await page.set_viewport_size({"width": width, "height": height})
                    clip = await scene(visitor)
                    await page.wait_for_load_state("networkidle")
                    await page.wait_for_timeout(300)  # the pictures of a message are being drawn
                    data = _small(await page.screenshot(clip=clip, animations="disabled"))
                path = folder / f"{name}-{theme}.png"
                path.write_bytes(data)
                print(f"{path.name}: {len(data):,} bytes")
        await demos.close()


async def _around(message: "Locator") -> "FloatRect":
    """Return the part of the page that a message takes, once its pictures are there."""
    await message.page.mouse.move(5, 5)
    await message.evaluate(
        "(node) => Promise.all([...node.querySelectorAll('img')].map((one) => one.decode()))"
    )
    box = await message.bounding_box()
    assert box is not None
    return {
        "x": box["x"] + 2,
        "y": box["y"] - _ROOM,
        "width": _CARD_WIDE,
        "height": box["height"] + 2 * _ROOM,
    }


def _small(png: bytes) -> bytes:
    """Return a picture with as many colours as its size allows."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    data = png
    for colours in _COLOURS:
        file = io.BytesIO()
        reduced = picture.quantize(colours, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        reduced.save(file, "PNG", optimize=True)
        data = file.getvalue()
        if len(data) <= LARGEST:
            break
    return data


if __name__ == "__main__":  # the worker process of pictures imports this module
    quiet_logs()
    asyncio.run(take(PICTURES))
