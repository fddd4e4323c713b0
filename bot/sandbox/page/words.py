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
    "no_answer": "The application did not respond",
    "no_channel": "There is no such channel.",
    "gone": "This is no longer there.",
    "empty": "A message needs a text.",
    "too_long": "A message takes at most {count} characters.",
    "choose": "Choose from {low} to {high}.",
    "bad_request": "This cannot be sent: it is damaged or too large.",
    # Archives
    "nothing_dropped": "No file arrived.",
    "too_many_files": "These are too many files.",
    "too_large": "These files are too large.",
    "bad_name": "A file has a name that cannot be used.",
    "not_written": "A file cannot be written here.",
    "busy": "Another archive is being read.",
    # The page: what is around the messages
    "server": "Demo server",
    "channels": "Channels",
    "channel": "Channel",
    "unread": "{channel}, unread",
    "switches": "Role, language, clock",
    "role": "Your role",
    "language": "Language",
    "clock": "The demo's clock",
    "jump": "Jump to {time} tomorrow",
    "jump_today": "Jump to {time} today",
    "messages": "Messages",
    "welcome": "Welcome to #{channel}!",
    "start": "This Discord runs on your machine; nothing leaves it. Type / or begin with:",
    "present": "Jump to present",
    "yesterday_at": "Yesterday at {time}",
    "apps": "Apps",
    "close": "Close",
    "nothing_to_choose": "There is nothing to choose from",
    # The composer
    "composer": "Write a message or a command",
    "write": "Message, or / for the commands",
    "placeholder": "Message #{channel}, or / for the commands",
    "send": "Send",
    "more": "+{count} more",
    "more_options": "Options",
    "yes": "Yes",
    "no": "No",
    "required": "This is required",
    "not_a_choice": "Choose one of the list",
    "not_a_number": "This is not a valid number",
    "at_least": "At least {count}",
    "at_most": "At most {count}",
    "shorter_than": "At least {count} characters",
    "longer_than": "At most {count} characters",
    # Connection and archives
    "lost": "The connection was lost. Trying again…",
    "unreachable": "The demo cannot be reached.",
    "pick_archive": "Try your archive",
    "drop_here": "Drop your archive here",
    "importing": "Reading the archive…",
    "sending": "Taking {name}…",
    # The keyboard
    "keyboard": "Keyboard",
    "key_regions": "Next region; with Shift the one before",
    "key_channels": "Previous and next channel",
    "key_commands": "List of commands, in the composer",
    "key_messages": "From message to message",
    "key_enter": "Into a message, to its buttons and links",
    "key_menu": "Commands for a message",
    "key_escape": "Back to the composer",
}
