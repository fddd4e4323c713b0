"""The demo: the bot, the sandbox and the sample archive wired together, without Discord."""

from bot.demo.demo import PageOptions, demo

__all__ = ["PageOptions", "demo"]
