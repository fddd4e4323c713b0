"""The fixed words of the drawing and of the page, as Discord's client has them in English.

What is in braces is put in. Tables of other languages have the same keys; what they lack is
English.
"""

from collections.abc import Mapping
from typing import TypeAlias

Words: TypeAlias = Mapping[str, str]

ENGLISH: Words = {
    # Messages
    "app": "APP",
    "used": "{user} used {command}",
    "thinking": "{name} is thinking…",
    "edited": "(edited)",
    "private": "Only you can see this",
    "dismiss": "Dismiss message",
    "spoiler": "Spoiler",
    "picture": "picture",
    "bytes": "{count} bytes",
    "open": "Open in a browser",
    "select": "Make a selection",
    # Modals
    "cancel": "Cancel",
    "submit": "Submit",
    "upload": "Drop a file",
}
