"""Posts that a query found as cards: its words in bold, and a note on how they were found."""

from collections.abc import Sequence

from bot.archive.posts.post import Post
from bot.archive.search.ranking import Match
from bot.ui.cards import NOTE, Card
from bot.ui.open_buttons import thread_button
from bot.ui.text import shorten

_WORD = 40  # characters of a word in a note
_TOGETHER = 60  # characters that the number of posts in a thread may take


def hit_card(post: Post, matched: Sequence[Match], together: str = "", length: int = 1) -> Card:
    """Return the card of a hit. `together` tells of its thread, which has `length` posts."""
    found = frozenset(word for match in matched for word in match.found.split(" "))
    note = " · ".join(filter(None, (together[:_TOGETHER], _stood_in(matched))))
    return Card(post, note, found, thread_button(post.id, length))


def _stood_in(matched: Sequence[Match]) -> str:
    """Return what stood in for what, where the words differ; an ellipsis for what is too much."""
    note = ""
    for match in matched:
        if match.word == match.found:
            continue
        pair = f"{shorten(match.word, _WORD)} → {shorten(match.found, _WORD)}"
        if len(note) + len(pair) > NOTE - _TOGETHER - 10:
            return f"{note}, …"
        note += f", {pair}" if note else pair
    return note
