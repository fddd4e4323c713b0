"""The demo: the bot, the sandbox and the sample archive wired together, without Discord."""

from bot.demo.demo import demo

__all__ = ["demo"]
