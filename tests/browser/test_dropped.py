"""Archives dropped on the page, one of posts that try to be more than text."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import bot.sample
from tests.browser.demos import Demos, Served
from tests.browser.hostile import TEXTS, export
from tests.browser.visitor import visiting

if TYPE_CHECKING:
    from playwright.async_api import Browser

pytestmark = pytest.mark.asyncio(loop_scope="package")

SMALL = Path(bot.sample.__file__).parent / "export"
ELEMENTS = (
    "article .column :is(script, style, svg, iframe, object, h1, h2, h3, pre, code, .spoiler,"
    " .mention, blockquote, [href^=javascript])"
)
"""What a text that is shown as it is makes none of."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of hostile posts."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, data in export().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


async def test_hostile_posts_are_text(browser: "Browser", demos: Demos, hostile: Path) -> None:
    """Whatever a post says appears as these characters, on every page of hits and opened too."""
    demo = await demos.of(hostile)
    async with visiting(browser, demo.url) as visitor:
        page, shown = visitor.page, ""
        answer = await visitor.give("search", query="hostile", sort="oldest")
        for number in (2, 3, None):
            shown += await answer.inner_text()
            assert await answer.locator(ELEMENTS).count() == 0
            if number:
                await answer.get_by_role("button", name="Next").click()
                await visitor.changed(answer, f"Page {number} of")
        for text in TEXTS:
            for part in text.split("\n"):
                assert part.removeprefix("hostile ") in shown
        for query in ("javascript", "mirrored"):
            found = await visitor.give("random", query=query)
            assert await found.locator(ELEMENTS).count() == 0
        links = await page.eval_on_selector_all("#log a", "all => all.map((one) => one.href)")
        assert all(link.startswith("https://") for link in links)
        assert "pwned" not in await page.title()
        await page.fill("#text", "/search hostile")
        await page.wait_for_selector("#suggestions [role=option]")


async def test_archives_are_dropped(
    browser: "Browser", demos: Demos, hostile: Path, tmp_path: Path
) -> None:
    """A file that cannot be read is refused; a folder is shown with its progress, and searched."""
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04")
    demo = await demos.of(hostile)
    async with visiting(browser, demo.url) as visitor:
        page = visitor.page
        await visitor.drop(broken)
        await page.wait_for_selector("#import.failed >> text=broken.zip")
        await visitor.drop(SMALL)
        await page.wait_for_selector("#import:not(.failed) progress")
        await page.wait_for_selector("#import >> text=from 8 posts")
        await visitor.ready()
        assert "posts for" in await (await visitor.give("search", query="the")).inner_text()
    await demos.close()  # the next test wants another archive


async def test_what_may_be_loaded(browser: "Browser", demo: Served) -> None:
    """Every answer has the policy, and the browser holds to it: no inline script, no other site."""
    policies = set()
    async with visiting(browser, demo.url) as visitor:
        page = visitor.page
        page.on("response", lambda answer: policies.add(answer.headers["content-security-policy"]))
        await page.reload()
        await visitor.ready()
        script = """async () => {
          const script = document.createElement("script");
          script.textContent = "document.title = 'pwned'";
          document.body.append(script);
          const image = document.createElement("img");
          image.src = "https://evil.example/x.png";
          document.body.append(image);
          return fetch("https://evil.example/").then(() => "sent", () => "refused");
        }"""
        assert await page.evaluate(script) == "refused"
        assert await page.title() != "pwned"
        assert any("script-src" in one for one in visitor.complaints)
        assert any("img-src" in one for one in visitor.complaints)
        assert any("connect-src" in one for one in visitor.complaints)
        visitor.complaints.clear()
    assert len(policies) == 1
    policy = policies.pop()
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
