"""Discord's limits, in characters as `len` counts them; discord.py checks almost none of them.

From Discord's developer documentation: components reference, message and application command
resources.
"""

MAX_MESSAGE_TEXT = 4000
"""The characters of all text displays of a message together."""

MAX_COMPONENTS = 40
"""The components of a message, including nested ones."""

MAX_BUTTONS = 5
"""The buttons of one row."""

MAX_BUTTON_LABEL = 80
"""The text on a button."""

MAX_CHOICE = 100
"""The name and the value of an autocomplete choice."""

MAX_CHOICES = 25
"""The choices of one autocomplete."""

MAX_THREAD_NAME = 100
"""The name of a thread, such as a post in a forum, or of a channel."""

MAX_OPTIONS = 25
"""The options of one select menu."""

MAX_FILE_SIZE = 10 * 1024 * 1024
"""The size of a file, in bytes, where no server has been boosted."""
