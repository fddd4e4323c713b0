"""A visitor of the page in a real browser: what they do, and what the browser complains of."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.waiting import PATIENCE

if TYPE_CHECKING:
    from playwright.async_api import Browser, Locator, Page

WIDE, NARROW = 1280, 375
"""Widths of the page in CSS pixels: of a desktop and of a phone."""

_HEIGHT = 800
_REPORT = """
addEventListener("securitypolicyviolation",
  (event) => console.error(`refused: ${event.violatedDirective} ${event.blockedURI}`));
"""
_FRESH = """(seen) => {
  const all = [...document.querySelectorAll("#log article:not(:has(.thinking))")];
  return all.filter((one) => !seen.includes(one.dataset.message)).at(-1)?.dataset.message;
}"""
_SEEN = "all => all.map((one) => one.dataset.message)"


class Visitor:
    """Someone with the page open. `complaints` is what a page without a fault leaves empty.

    These are errors of scripts, what the policy refused, and requests to anywhere else.
    """

    def __init__(self, page: "Page", url: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        self._url = url
        self._origin = "{0.scheme}://{0.netloc}/".format(urlsplit(url))
        self._seen: list[str] = []
        page.set_default_timeout(2 * PATIENCE * 1000)  # a picture is drawn by another process
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("console", lambda line: self._hear(line.type, line.text))
        page.on("request", lambda request: self._judge(request.url))

    async def open(self) -> None:
        """Load the page, and wait until it shows what the server sent."""
        await self.page.add_init_script(_REPORT)
        await self.page.goto(self._url)
        await self.ready()

    async def ready(self) -> None:
        """Wait until the page is connected, and all messages are built."""
        await self.page.wait_for_selector("#clock span", state="attached")
        await self.page.wait_for_selector("#log:not([aria-busy])", state="attached")
        await self.note()

    async def note(self) -> None:
        """Take what is shown for known, so that the next message is a new one."""
        self._seen = await self.page.eval_on_selector_all("#log article", _SEEN)

    async def state(self, key: str) -> Any:
        """Return what the page knows from the server: its commands, say."""
        script = "async (key) => (await import('./static/state.js')).state[key]"
        return await self.page.evaluate(script, key)

    async def give(self, name: str, **options: str) -> "Locator":
        """Give a command through the composer, and return its answer."""
        await self.start(name)
        for option, value in options.items():
            await self.fill(option, value)
        await self.page.click("#send")
        return await self.answer()

    async def start(self, name: str) -> None:
        """Open the fields of a command."""
        await self.note()
        await self.page.fill("#text", f"/{name} ")
        await self.page.wait_for_selector("#fields b")

    async def fill(self, option: str, value: str) -> None:
        """Fill in the field of an option; an optional one is first picked from the list."""
        field = self.page.locator(f"#option-{option}")
        if not await field.count():
            await self.page.fill("#fields .more", option)
            exact = self.page.locator("#suggestions [role=option]:has(b)", has_text=option)
            await exact.first.click()
        if await field.get_attribute("type") == "file":
            await field.set_input_files(value)
        else:
            await field.fill(value)

    async def answer(self) -> "Locator":
        """Return the newest message that was not there before, once the bot is done with it."""
        fresh = await self.page.wait_for_function(_FRESH, arg=self._seen)
        id = await fresh.json_value()
        self._seen.append(id)
        return self.page.locator(f'article[data-message="{id}"]')

    async def changed(self, article: "Locator", text: str) -> None:
        """Wait until a message shows a text."""
        await article.filter(has_text=text).wait_for()

    async def focused(self) -> str:
        """Return the text, or else the id, of what has focus."""
        script = "document.activeElement.textContent || document.activeElement.id"
        return str(await self.page.evaluate(script))

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            await self.page.keyboard.press(key)

    async def drop(self, *paths: Path) -> None:
        """Drop files and folders on the page, as a desktop does."""
        session = await self.page.context.new_cdp_session(self.page)
        files = [str(path) for path in paths]
        data = {"items": [], "files": files, "dragOperationsMask": 1}
        # After the first dragOver the page covers itself: what is below the pointer is another.
        for kind in ("dragEnter", "dragOver", "dragOver", "drop"):
            event = {"type": kind, "x": 400, "y": 300, "data": data}
            await session.send("Input.dispatchDragEvent", event)
        await session.detach()

    def _hear(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(f"{kind}: {text}")

    def _judge(self, url: str) -> None:
        if not url.startswith(self._origin):
            self.complaints.append(f"request: {url}")


@asynccontextmanager
async def visiting(
    browser: "Browser", url: str, *, width: int = WIDE, theme: str = "dark", **options: Any
) -> AsyncIterator[Visitor]:
    """Open the page in a context of its own during the block, and see that nothing was wrong."""
    settings = {"color_scheme": theme, "locale": "en-US", "timezone_id": "UTC", **options}
    context = await browser.new_context(viewport={"width": width, "height": _HEIGHT}, **settings)
    try:
        visitor = Visitor(await context.new_page(), url)
        await visitor.open()
        yield visitor
    finally:
        await context.close()
    assert not visitor.complaints, json.dumps(visitor.complaints, indent=1)
