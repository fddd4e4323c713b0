"""One browser for all tests of this folder, and one demo, as long as they run in one process."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from tests.browser.chromium import launched, missing
from tests.browser.demos import Demos, Served
from tests.browser.visitor import Visitor, visiting
from tests.conftest import OPENAPI

if TYPE_CHECKING:
    from playwright.async_api import Browser


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def browser() -> AsyncIterator["Browser"]:
    """Chromium; without it the test is skipped."""
    if needed := missing():
        pytest.skip(f"needs a browser: {needed}")
    async with launched() as started:
        yield started


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def demos() -> AsyncIterator[Demos]:
    """The demos that tests ask for."""
    started = Demos(Path(OPENAPI) if OPENAPI else None)
    yield started
    await started.close()


@pytest_asyncio.fixture(loop_scope="package")
async def demo(demos: Demos) -> AsyncIterator[Served]:
    """The demo over the sample, without messages; at the end nothing it sent was wrong."""
    served = await demos.of(None)
    yield served
    assert not served.harness.sandbox.refusals


@pytest_asyncio.fixture(loop_scope="package")
async def visitor(browser: "Browser", demo: Served) -> AsyncIterator[Visitor]:
    """The page of the sample, open on a desktop in the dark theme."""
    async with visiting(browser, demo.url) as visitor:
        yield visitor
