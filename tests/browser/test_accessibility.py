"""The page under axe-core, in both themes and both widths, and 500 messages on it."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.bench.page import measure_page
from tests.browser.chromium import AXE_INSTALL, axe
from tests.browser.demos import Served
from tests.browser.visitor import NARROW, WIDE, Visitor, visiting

if TYPE_CHECKING:
    from playwright.async_api import Browser

pytestmark = pytest.mark.asyncio(loop_scope="package")

_RUN = """async (part) => {
  const { violations } = await axe.run(part, { resultTypes: ["violations"] });
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => ({ id, nodes: nodes.slice(0, 3).map((one) =>
      [one.html.slice(0, 300), one.failureSummary].join(" ")) }));
}"""

_OUTSIDE = """
[...document.querySelectorAll("#header *, #composer *, article")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth).map((one) => one.id)
"""
"""What is not reached, for the page is never scrolled sideways."""


async def serious(visitor: Visitor, part: str = "html") -> list[Any]:
    """Return what axe-core finds serious or critical in a part of what is shown."""
    found: list[Any] = await visitor.page.evaluate(_RUN, part)
    return found


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_nothing_serious(browser: "Browser", demo: Served, theme: str, width: int) -> None:
    """With the commands, a menu and a modal open nothing is, and nothing is wider than the page."""
    path = axe()
    if path is None:
        pytest.skip(f"needs axe-core: {AXE_INSTALL}")
    async with visiting(browser, demo.url, theme=theme, width=width) as visitor:
        page = visitor.page
        await page.evaluate(path.read_text("utf-8"))
        await visitor.give("random", query="1593605490330304513", private="yes")
        answer = await visitor.give("search", query="the")
        demo.harness.say("||a spoiler|| `code` > and [a link](https://binders.example)")
        await page.keyboard.type("/d")
        await page.wait_for_selector("#suggestions [role=option]")
        assert await serious(visitor) == []
        await page.fill("#text", "")
        await answer.locator(".apps").click()
        await page.wait_for_selector("[role=menu]")
        assert await serious(visitor, "[role=menu]") == []
        await page.keyboard.press("Escape")
        await answer.get_by_role("button", name="Go to page").click()
        await page.wait_for_selector("dialog[open]")
        assert await serious(visitor, "dialog[open]") == []
        await page.keyboard.press("Escape")
        for wide in {width, width - 320} - {NARROW - 320}:
            await page.set_viewport_size({"width": wide, "height": 800})
            assert await page.evaluate(_OUTSIDE) == []
        assert await page.evaluate("document.documentElement.dataset.theme") == theme


async def test_the_benchmark_of_the_page(
    browser: "Browser", demo: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    """At a tiny size it finishes and prints what a visitor waits for."""
    await measure_page(browser, demo, messages=2, rounds=1)
    assert "2 messages built after" in capsys.readouterr().out


async def test_the_log_of_many_messages(browser: "Browser", demo: Served) -> None:
    """All of 500 messages are there; it begins at the end, stays where one reads, and goes back."""
    for number in range(500):
        demo.harness.say(f"message {number}\n> with **two** lines")
    async with visiting(browser, demo.url, width=NARROW) as visitor:
        page = visitor.page
        assert await page.locator("#log article").count() == 500
        last = page.locator("#log article").last
        await last.get_by_text("message 499").wait_for()
        assert await last.evaluate("(node) => node.getBoundingClientRect().bottom <= innerHeight")
        await page.evaluate("document.getElementById('scroller').scrollTop = 0")
        await page.wait_for_selector("#present")
        demo.harness.guest.say("message 500", channel=demo.harness.channel)
        await page.wait_for_selector("#log article >> nth=500", state="attached")
        assert await page.evaluate("document.getElementById('scroller').scrollTop") < 500
        await page.click("#present")
        await page.wait_for_selector("#present", state="hidden")
        assert "message 500" in await last.inner_text()
