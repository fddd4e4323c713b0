"""The state of the archive as a message, for its owners."""

from bot.archive.posts.status import HIDDEN, ArchiveStatus, status_lines
from bot.languages import _, ngettext, number
from bot.languages.punctuation import colon
from bot.ui.cards import Page, text_page
from bot.ui.text import escape

_MOST_SERVERS = 10  # servers that are named: what comes behind them is to be seen too


def status_page(status: ArchiveStatus, servers: dict[int, str]) -> Page:
    """Return the page for a status; `servers` has the names of the servers that the bot knows.

    What each of these hides is counted by itself.
    """
    lines = [_("### The archive")]
    for heading, text in status_lines(status):
        lines.append(f"**{heading}** {escape(text)}")
        if heading == f"{HIDDEN}":
            most = sorted(status.stored.hidden_in.items(), key=lambda one: (-one[1], one[0]))
            for id, count in most[:_MOST_SERVERS]:
                name = servers.get(id) or _("server {id}", id=id)
                lines.append(f"-# {colon(escape(name), number(count))}")
            if len(most) > _MOST_SERVERS:
                others = ngettext(
                    "and {count:,} other server",
                    "and {count:,} other servers",
                    len(most) - _MOST_SERVERS,
                )
                lines.append(f"-# {others}")
    return text_page("\n".join(lines), private=True)
