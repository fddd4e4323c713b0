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
    # What cannot be done
    "no-answer": "The application did not respond",
    "no-channel": "There is no such channel.",
    "gone": "This is no longer there.",
    "empty": "A message needs a text.",
    "too-long": "A message takes at most {count} characters.",
    "choose": "Choose from {low} to {high}.",
    "bad-request": "This cannot be sent: it is damaged or too large.",
    # Archives
    "nothing-dropped": "No file arrived.",
    "too-many-files": "These are too many files.",
    "too-large": "These files are too large.",
    "bad-name": "A file has a name that cannot be used.",
    "not-written": "A file cannot be written here.",
    "importing": "Another archive is being read.",
}
