"""The server of the page: a browser follows the sandbox and uses the bot through it."""

from bot.sandbox.page.server.host import Host, HostError, Progress
from bot.sandbox.page.server.server import PageServer
from bot.sandbox.page.server.uploads import Bounds

__all__ = ["Bounds", "Host", "HostError", "PageServer", "Progress"]
