"""The page by keyboard alone."""

from typing import TYPE_CHECKING

import pytest

from tests.browser.visitor import Visitor

if TYPE_CHECKING:
    from playwright.async_api import Locator

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def tab_to(visitor: Visitor, text: str, *, within: "Locator") -> None:
    """Press Tab until what has focus shows a text, at most once around a message."""
    buttons = await within.locator("a[href], button").count()
    for _ in range(buttons + 2):
        if await visitor.focused() == text:
            return
        await visitor.press("Tab")
    raise AssertionError(f"{text} is not reached")


async def test_all_by_keyboard(visitor: Visitor) -> None:
    """Search, next page, modal, thread, menu, dismissal, role and clock need no mouse."""
    page = visitor.page
    assert await visitor.focused() == "text"
    await page.keyboard.type("/sea")
    await page.wait_for_selector("#suggestions [role=option]")
    await visitor.press("Enter")
    await page.keyboard.type("the")
    await visitor.press("Enter")
    found = await visitor.answer()
    assert await visitor.focused() == "text"

    await visitor.press("Shift+F6", "Enter")  # into the newest message, to its first button
    await tab_to(visitor, "Next", within=found)
    await visitor.press("Enter")
    await visitor.changed(found, "Page 2 of")
    assert await visitor.focused() == "Next"
    await tab_to(visitor, "Go to page …", within=found)
    await visitor.press("Space")
    await page.wait_for_selector("dialog[open]")
    await page.keyboard.type("1")
    await visitor.press("Enter")
    await visitor.changed(found, "Page 1 of")
    await page.wait_for_selector("dialog[open]", state="detached")
    assert await visitor.focused() == "Go to page …"

    await visitor.press("Escape", "Shift+F10")
    await page.wait_for_selector("[role=menu]")
    await visitor.press("ArrowDown", "Enter")
    linked = await visitor.answer()
    assert "Only you can see this" in await linked.inner_text()
    await visitor.press("End", "Enter")
    await tab_to(visitor, "Dismiss message", within=linked)
    await visitor.press("Enter")
    await linked.wait_for(state="detached")

    await visitor.press("Home", "Enter")
    thread = found.get_by_role("button", name="Thread").first
    await tab_to(visitor, str(await thread.text_content()), within=found)
    await visitor.press("Enter")
    opened = await visitor.answer()
    assert "thread" in (await opened.inner_text()).lower()

    await visitor.press("Escape", "Escape")
    assert await visitor.focused() == "text"
    await visitor.press("Shift+F6", "Shift+F6")  # over the log to the header
    assert await page.evaluate("document.activeElement.id") == "role"
    await page.keyboard.type("Member")
    await page.wait_for_function(
        "() => document.querySelector('#visitor b').textContent === 'Member'"
    )
    await visitor.press("Tab", "Tab")
    assert await visitor.focused() == "Jump to 09:00 tomorrow"
    before = await page.text_content("#clock")
    await visitor.press("Enter")
    await page.wait_for_function(
        "(before) => document.getElementById('clock').textContent !== before", arg=before
    )


async def test_spoilers_by_keyboard(visitor: Visitor) -> None:
    """What is below a spoiler is neither shown nor reached before Enter lifts it."""
    page = visitor.page
    await page.keyboard.type("the end: ||it was [the cat](https://binders.example/cat)||")
    await visitor.press("Enter")
    message = await visitor.answer()
    spoiler = message.locator(".spoiler")
    assert await spoiler.get_attribute("aria-expanded") == "false"
    await visitor.press("Shift+F6", "Enter")
    assert await page.evaluate("document.activeElement.className") == "spoiler"
    await visitor.press("Enter")
    assert await spoiler.evaluate("(node) => node.classList.contains('open')")
    await visitor.press("Tab")
    assert await visitor.focused() == "the cat"


async def test_channels_and_keys(visitor: Visitor) -> None:
    """Alt and arrows change the channel, arrows walk through messages, a dialog lists the keys."""
    page = visitor.page
    for text in ("one", "two", "three"):
        await page.keyboard.type(text)
        await visitor.press("Enter")
        await visitor.answer()
    await visitor.press("Shift+F6")
    for key, text in (("ArrowUp", "two"), ("Home", "one"), ("ArrowDown", "two"), ("End", "three")):
        await visitor.press(key)
        assert text in await visitor.focused()
    await visitor.press("Alt+ArrowDown")
    await page.wait_for_selector("#channel-name >> text=digest")
    await visitor.press("Alt+ArrowUp")
    await page.wait_for_selector("#channel-name >> text=general")
    await page.focus("#show-keys")
    await visitor.press("Enter")
    assert "Shift+F10" in await page.inner_text("dialog[open]")
    await visitor.press("Escape")
    assert await page.evaluate("document.activeElement.id") == "show-keys"
