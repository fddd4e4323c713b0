"""The bot at work without Discord: bot, sandbox and sample archive wired together."""

from bot.demo.demo import demo

__all__ = ["demo"]
