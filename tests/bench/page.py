"""The demo's page in a real browser: from load to answer, and while 500 messages are scrolled."""

import json
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

from tests.browser.chromium import launched, missing
from tests.browser.demos import Demos, Served
from tests.browser.visitor import Visitor, visiting

if TYPE_CHECKING:
    from playwright.async_api import Browser

_MESSAGES = 500
_LONG_MS = 50
_TRACED = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"]
_ROUNDS = 5
_QUERY, _COMPLETED = "phamplet", "pamphlet"
_WATCH = """
window.longTasks = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) longTasks.push(Math.round(one.duration));
}).observe({ type: "longtask", buffered: true });
"""
_LONG = "longTasks.splice(0)"
_TYPED = """([query, completed]) => new Promise((done) => {
  const field = document.getElementById("option-query");
  const start = performance.now();
  const seen = () => document.querySelector("#suggestions:not([hidden]) [role=option]");
  const watch = new MutationObserver(() => {
    if (!seen()?.textContent.includes(completed)) return;
    watch.disconnect();
    requestAnimationFrame(() => done(performance.now() - start));
  });
  const options = { subtree: true, childList: true, attributes: true };
  watch.observe(document.getElementById("suggestions"), options);
  field.value = query;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
})"""
_ANSWERED = """() => new Promise((done) => {
  const start = performance.now();
  const before = document.querySelectorAll("#log article .container").length;
  const watch = new MutationObserver(() => {
    if (document.querySelectorAll("#log article .container").length === before) return;
    watch.disconnect();
    requestAnimationFrame(() => done(performance.now() - start));
  });
  watch.observe(document.getElementById("log"), { subtree: true, childList: true });
  document.getElementById("send").click();
})"""
_SCROLLED = """async () => {
  const scroller = document.getElementById("scroller");
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  for (let top = scroller.scrollHeight; top > 0; top -= 400) {
    scroller.scrollTop = top;
    await frame();
  }
  await new Promise((done) => setTimeout(done, 200));
}"""


async def measure(posts: int) -> None:
    """Print the figures over the sample archive; few `posts` mean few messages and one round."""
    if needed := missing():
        print(f"no posts are shown without a browser: {needed}")
        return
    demos = Demos(None)
    async with launched() as browser, AsyncExitStack() as ending:
        ending.push_async_callback(demos.close)
        is_tiny = posts < 1_000
        await measure_page(
            browser, await demos.of(None), 20 if is_tiny else _MESSAGES, 1 if is_tiny else _ROUNDS
        )


async def measure_page(browser: "Browser", demo: Served, messages: int, rounds: int) -> None:
    """Print what a visitor waits for, each time at best and at worst of some rounds."""
    loaded: list[float] = []
    first: list[float] = []
    completed: list[float] = []
    answered: list[float] = []
    for _ in range(rounds):
        demo.clear()
        async with visiting(browser, demo.url) as visitor:
            loaded.append(await visitor.page.evaluate("performance.now()"))
            await _ask(visitor, completed, answered)
            first.append(await visitor.page.evaluate("performance.now()"))
            for _again in range(rounds):
                await _ask(visitor, completed, answered)
    print(f"from the address until the page is ready: {_range(loaded)}")
    print(f"until a first query was typed, completed and answered: {_range(first)}")
    print(f"{_QUERY} typed until {_COMPLETED} is offered: {_range(completed)}")
    print(f"sent until the posts are shown: {_range(answered)}")
    demo.clear()
    harness = demo.harness
    command = harness.commands.read(f"/search {_QUERY}")
    assert command is not None
    for number in range(messages):
        if number % 2:
            harness.say(f"message {number} with **markdown** and <t:{number}:R>")
        else:
            await harness.slash(command)
    async with visiting(browser, demo.url) as visitor:
        page = visitor.page
        await page.evaluate(_WATCH)
        await page.reload()
        await page.evaluate(_WATCH)
        began = time.perf_counter()
        await visitor.ready()
        built = (time.perf_counter() - began) * 1000
        building = await page.evaluate(_LONG)
        await browser.start_tracing(page=page, categories=_TRACED)
        await page.evaluate(_SCROLLED)
        scrolling = _durations(json.loads(await browser.stop_tracing())["traceEvents"])
    print(f"{messages} messages built after {built:.0f} ms; tasks: {_tasks(building)}")
    print(f"tasks in the trace while they are scrolled through: {_tasks(scrolling)}")


async def _ask(visitor: Visitor, completed: list[float], answered: list[float]) -> None:
    await visitor.start("search")
    completed.append(await visitor.page.evaluate(_TYPED, [_QUERY, _COMPLETED]))
    await visitor.page.keyboard.press("Escape")
    answered.append(await visitor.page.evaluate(_ANSWERED))
    await visitor.answer()


def _range(times: list[float]) -> str:
    return f"{min(times):.0f} to {max(times):.0f} ms"


def _durations(events: list[dict[str, Any]]) -> list[float]:
    """Return how long the tasks of the page's own thread took in a trace, in milliseconds."""
    threads = {
        (one["pid"], one["tid"])
        for one in events
        if one["name"] == "thread_name" and one["args"]["name"] == "CrRendererMain"
    }
    return [
        one.get("dur", 0) / 1000
        for one in events
        if one["name"] == "RunTask" and (one["pid"], one["tid"]) in threads
    ]


def _tasks(durations: Sequence[float]) -> str:
    over = [one for one in durations if one > _LONG_MS]
    longest = f", the longest {max(durations):.0f} ms" if durations else ""
    return f"{len(over)} over {_LONG_MS} ms{longest}"
