"""/search: the posts that answer a query."""

from cogs.search.commands import setup
from cogs.search.pages import hits_page, no_hits_page

__all__ = ["hits_page", "no_hits_page", "setup"]
