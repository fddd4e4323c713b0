"""Counts with their nouns, in the current language.

Such a phrase stands alone, as in a heading or a list: many languages change a noun, and the words
around it, within a sentence. A sentence with a count is a message of its own; see `ngettext`.
"""

from collections.abc import Callable
from typing import Literal, TypeAlias

from bot.languages import ngettext

Noun: TypeAlias = Literal[
    "account", "article", "command", "day", "entry", "file", "like", "link", "minute",
    "GIF", "label", "other server", "other user", "picture", "post", "record", "reply", "repost",
    "rule", "second", "server", "sound", "thread", "video", "vote",
]  # fmt: skip

_PHRASES: dict[Noun, Callable[[int], str]] = {
    "account": lambda count: ngettext("{count:,} account", "{count:,} accounts", count),
    "article": lambda count: ngettext("{count:,} article", "{count:,} articles", count),
    "command": lambda count: ngettext("{count:,} command", "{count:,} commands", count),
    "day": lambda count: ngettext("{count:,} day", "{count:,} days", count),
    "entry": lambda count: ngettext("{count:,} entry", "{count:,} entries", count),
    "file": lambda count: ngettext("{count:,} file", "{count:,} files", count),
    "GIF": lambda count: ngettext("{count:,} GIF", "{count:,} GIFs", count),
    "label": lambda count: ngettext("{count:,} label", "{count:,} labels", count),
    "like": lambda count: ngettext("{count:,} like", "{count:,} likes", count),
    "link": lambda count: ngettext("{count:,} link", "{count:,} links", count),
    "minute": lambda count: ngettext("{count:,} minute", "{count:,} minutes", count),
    "other server": lambda count: ngettext(  # never translated: the key
        "{count:,} other server", "{count:,} other servers", count
    ),
    # never translated: the key
    "other user": lambda count: ngettext("{count:,} other user", "{count:,} other users", count),
    "picture": lambda count: ngettext("{count:,} picture", "{count:,} pictures", count),
    "post": lambda count: ngettext("{count:,} post", "{count:,} posts", count),
    "record": lambda count: ngettext("{count:,} record", "{count:,} records", count),
    "reply": lambda count: ngettext("{count:,} reply", "{count:,} replies", count),
    "repost": lambda count: ngettext("{count:,} repost", "{count:,} reposts", count),
    "rule": lambda count: ngettext("{count:,} rule", "{count:,} rules", count),
    "second": lambda count: ngettext("{count:,} second", "{count:,} seconds", count),
    "server": lambda count: ngettext("{count:,} server", "{count:,} servers", count),
    "sound": lambda count: ngettext("{count:,} sound", "{count:,} sounds", count),
    "thread": lambda count: ngettext("{count:,} thread", "{count:,} threads", count),
    "video": lambda count: ngettext("{count:,} video", "{count:,} videos", count),
    "vote": lambda count: ngettext("{count:,} vote", "{count:,} votes", count),
}


def counted(count: int, noun: Noun) -> str:
    """Return a count with its noun: “1 post”, “2,000 posts”, in German “2.000 Beiträge”."""
    return _PHRASES[noun](count)


def plural(noun: str, count: int) -> str:
    """Return an English noun as it follows a count; for sentences that are not translated yet."""
    return noun if count == 1 else f"{noun}s"
