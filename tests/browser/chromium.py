"""The system's Chromium, steered by Playwright; axe-core, which is looked for where it is named."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tests.golden.chromium import INSTALL, chromium

if TYPE_CHECKING:  # without it the tests are skipped, not broken
    from playwright.async_api import Browser

AXE_VERSION = "4.14.1"
"""Of axe-core, a package of npm under the MPL 2.0, which only the tests use."""

AXE_INSTALL = (
    f"npm install --prefix FOLDER --ignore-scripts axe-core@{AXE_VERSION}; "
    "AXE=FOLDER/node_modules/axe-core/axe.min.js"
)
"""The command that installs it, and the variable that names its file."""


def missing() -> str | None:
    """Return what to install before there can be a browser; None if all is there."""
    if find_spec("playwright") is None:
        return ".venv/bin/pip install -c deploy/constraints.txt playwright"
    return INSTALL if chromium() is None else None


@asynccontextmanager
async def launched() -> AsyncIterator["Browser"]:
    """Run Chromium without a window during the block. Raises LookupError if there is none."""
    if needed := missing():
        raise LookupError(f"There is no browser: {needed}")
    from playwright.async_api import async_playwright  # noqa: PLC0415 - it may not be there

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium(),
            chromium_sandbox=os.geteuid() != 0,  # as root it refuses to start with one
        )
        try:
            yield browser
        finally:
            await browser.close()


def axe() -> Path | None:
    """Return the file of axe-core that AXE names, if there is one."""
    path = Path(os.environ.get("AXE", ""))
    return path if path.is_file() else None
