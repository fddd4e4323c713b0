"""What a visitor does on the page by hand, in a real browser."""

from typing import TYPE_CHECKING

import pytest

from tests.browser.demos import Served
from tests.browser.visitor import Visitor, visiting

if TYPE_CHECKING:
    from playwright.async_api import Browser

pytestmark = pytest.mark.asyncio(loop_scope="package")

IS_MEMBER = "() => document.querySelector('#visitor b').textContent === 'Member'"


async def test_a_query_with_a_typo(visitor: Visitor) -> None:
    """It is completed as it is typed, and answered as it stands."""
    page = visitor.page
    await page.keyboard.type("/search phamplet")
    await page.wait_for_selector("#suggestions [role=option] >> text=pamphlet")
    await page.keyboard.press("Escape")  # as it is, with the typo
    await page.keyboard.press("Enter")
    text = await (await visitor.answer()).inner_text()
    assert "posts for “phamplet”" in text
    assert "slightly larger pamphlet" in text
    await page.keyboard.type("/search phamplet")
    await page.click("#suggestions [role=option] >> text=pamphlet")
    await page.keyboard.press("Enter")
    assert "posts for “pamphlet”" in await (await visitor.answer()).inner_text()


async def test_pages_are_turned(visitor: Visitor) -> None:
    """A page is turned in its place, focus stays on the button, and a modal names another."""
    page = visitor.page
    answer = await visitor.give("search", query="the")
    await answer.get_by_role("button", name="Next").click()
    await visitor.changed(answer, "Page 2 of")
    assert await visitor.focused() == "Next"
    await answer.get_by_role("button", name="Go to page").click()
    field = page.locator("dialog[open] input")
    await field.fill("0")
    await page.click("dialog[open] .submit")
    await (await visitor.answer()).filter(has_text="That is no page").wait_for()
    await answer.get_by_role("button", name="Go to page").click()
    await field.fill("3")
    await page.keyboard.press("Enter")
    await visitor.changed(answer, "Page 3 of")
    await page.wait_for_selector("dialog[open]", state="detached")
    await answer.get_by_role("button", name="Last").click()
    await answer.get_by_role("button", name="Next").wait_for(state="detached")
    assert await visitor.focused() in {"First", "Back"}


async def test_a_menu_of_months(visitor: Visitor) -> None:
    """A choice is sent, and shown as chosen; one that is left alone sends nothing."""
    answer = await visitor.give("browse", month="2016-11")
    await visitor.changed(answer, "November 2016")
    year = answer.locator(".select").first
    await year.click()
    await visitor.page.keyboard.press("Escape")
    assert "November 2016" in await answer.inner_text()
    await year.click()
    await visitor.page.click("[role=listbox] [role=option] >> text=2019")
    await visitor.changed(answer, "2019")
    assert "2019" in await year.inner_text()


async def test_fields_say_what_is_wrong(visitor: Visitor) -> None:
    """What is missing or no choice is said beside its field, and nothing is sent."""
    page = visitor.page
    await visitor.start("digest add")
    await visitor.fill("channel", "#nowhere")
    await page.click("#send")
    wrong = await page.locator(".wrong").all_inner_texts()
    assert wrong == ["Choose one of the list", "This is required"]
    assert await page.locator("#option-channel").get_attribute("aria-invalid") == "true"
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    assert await page.is_visible("#text")
    assert not await page.locator("#log article").count()


async def test_a_message_in_the_archive(visitor: Visitor) -> None:
    """The menu of a message finds what it links to, for the visitor's eyes alone."""
    page = visitor.page
    await page.fill("#text", "see https://twitter.com/ottilie_folds/status/1594289642507599873")
    await page.keyboard.press("Enter")
    message = await visitor.answer()
    await message.click(button="right", position={"x": 200, "y": 10})
    await page.click("[role=menuitem] >> text=Find in archive")
    found = await visitor.answer()
    text = await found.inner_text()
    assert "Only you can see this" in text
    assert await found.evaluate("(node) => node.classList.contains('private')")
    await found.get_by_role("button", name="Dismiss message").click()
    await found.wait_for(state="detached")
    await page.reload()
    await visitor.ready()
    assert await page.locator("#log article").count() == 1


async def test_a_private_answer_is_not_for_others(
    visitor: Visitor, browser: "Browser", demo: Served
) -> None:
    """Another role sees what is said to the channel, and nothing that is private."""
    await visitor.give("search", query="pamphlet", private="yes")
    await visitor.give("random")
    async with visiting(browser, demo.url) as other:
        await other.page.select_option("#role", "member")
        await other.page.wait_for_function(IS_MEMBER)
        await other.ready()
        assert await other.page.locator("#log article").count() == 1
        assert "you used /random" in await other.page.inner_text("#log")


async def test_roles_and_languages(visitor: Visitor) -> None:
    """A member is not offered what managers are; another language changes commands and words."""
    page = visitor.page
    await page.fill("#text", "/digest add")
    await page.wait_for_selector("#suggestions [role=option] >> text=/digest add")
    await page.select_option("#role", "member")
    await page.wait_for_function(IS_MEMBER)
    assert "digest add" not in {one["name"] for one in await visitor.state("commands")}
    await page.fill("#text", "")
    await page.fill("#text", "/digest add")
    await page.wait_for_timeout(50)
    assert not await page.locator("#suggestions [role=option]").count()
    await page.fill("#text", "")
    await page.select_option("#language", "de")
    await page.wait_for_function("() => document.documentElement.lang === 'de'")
    await page.fill("#text", "/suche ")
    await page.wait_for_selector("#fields b >> text=/suche")
    await visitor.fill("query", "pamphlet")
    await page.click("#send")
    answer = await visitor.answer()
    assert "Beiträge zu" in await answer.inner_text()
    assert await page.locator("#send").get_attribute("aria-label") == "Senden"


async def test_the_digest_comes_by_the_clock(visitor: Visitor) -> None:
    """After the jump to nine the digest is in its channel, which is marked as unread."""
    page = visitor.page
    added = await visitor.give("digest add", channel="#digest", time="9:00", when_empty="nearest")
    number = (await added.inner_text()).partition("Digest ")[2].split()[0]
    before = await page.text_content("#clock")
    await page.click("#jump")
    unread = page.locator("#channel-list .unread")
    await unread.click()
    posted = await visitor.answer()
    assert await posted.get_by_role("button", name="About this digest").count()
    assert await page.text_content("#clock") != before
    assert "9:00" in str(await page.text_content("#clock"))
    await page.click("#channel-list button >> nth=0")
    await visitor.ready()
    removal = await visitor.give("digest remove", digest=number)
    await removal.get_by_role("button", name="Remove it").click()
    await visitor.changed(removal, "is removed")


async def test_it_connects_again(visitor: Visitor, demo: Served) -> None:
    """Once its events end, the page says so, connects by itself, and misses nothing."""
    page = visitor.page
    demo.cut()
    await page.wait_for_selector("#bar >> text=Trying again")
    demo.harness.say("said meanwhile")
    await page.wait_for_selector("#bar", state="hidden")
    await page.wait_for_selector("#log article >> text=said meanwhile")
    await visitor.ready()
    assert "posts for" in await (await visitor.give("search", query="bees")).inner_text()


async def test_a_change_while_the_log_is_built(visitor: Visitor, demo: Served) -> None:
    """A message that changes before its turn has come is there once, in its place."""
    for text in ("before", "behind"):
        demo.harness.say(text)
    page = visitor.page
    await page.locator("#log article").nth(1).wait_for()
    changed = """async () => {
      const { emit, state } = await import("./static/state.js");
      const [message] = state.messages.values();
      emit("channel-chosen");
      emit("message", { message });
    }"""
    await page.evaluate(changed)
    await visitor.ready()
    built = await page.locator("#log article").all_inner_texts()
    assert [text.split()[-2] for text in built] == ["before", "behind"]  # then its menu's button
