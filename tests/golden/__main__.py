"""Rewrites the golden files: `python -m tests.golden`. Read the difference before you commit."""

import asyncio

from tests.golden.record import COMMANDS, TERMINAL, payload, transcript

COMMANDS.write_text(asyncio.run(payload()), "utf-8")
TERMINAL.write_text(transcript(), "utf-8")
