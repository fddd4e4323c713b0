"""The demo as a page in a browser: what the sandbox's server needs of the bot."""
