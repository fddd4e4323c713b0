"""The state of the archive as a message, for its owners."""

from bot.archive.posts.status import ArchiveStatus, status_lines
from bot.ui.cards import Page, text_page
from bot.ui.text import escape


def status_page(status: ArchiveStatus, servers: dict[int, str]) -> Page:
    """Return the page for a status; `servers` has the names of the servers that the bot knows.

    What each of these hides is counted by itself.
    """
    lines = ["### The archive"]
    for heading, text in status_lines(status):
        lines.append(f"**{heading}** {escape(text)}")
        if heading == "Hidden":
            lines += (
                f"-# {escape(servers.get(id, f'server {id}'))}: {count:,}"
                for id, count in status.stored.hidden_in.items()
            )
    return text_page("\n".join(lines), private=True)
