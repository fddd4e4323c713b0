"""Long posts: truncated in the export's list of posts, and complete in a separate file of notes.

A note does not name the post that it belongs to. They share the beginning of the text, and the time
to within a few seconds.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.archive.posts.post import Origin, Post, Source
from bot.ingest.export.manifest import iso_moment
from bot.ingest.export.short_links import expansions
from bot.ingest.export.tweets import Repairer, TweetText
from bot.ingest.text.entities import links, unescape

UNFIT = "a long text that belongs to no post: none begins as it does and has its time"
NO_TEXT = "a long text without text or time"

_TOLERANCE = timedelta(minutes=1)
_END = re.compile(r"(?:\s*https?://t\.co/\w+)*\s*$", re.ASCII)
_CUT = "…"
_TRUNCATED_LENGTH = 100  # characters; from here on a truncated text may lack the ellipsis

# Escaped text has none of these characters unescaped.
_BARE = re.compile(r"[<>]|&(?!(?:amp|lt|gt);)")
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True, eq=False)
class Note:
    """A long text. `beginning` is the text as in the list of posts, but unescaped."""

    text: TweetText
    beginning: str
    created_at: datetime
    source: Source
    repairer: Repairer

    def matches(self, post: Post) -> bool:
        """Return whether `post` has the beginning of this text or all of it, and its time."""
        if abs(self.created_at - post.created_at) > _TOLERANCE:
            return False
        raw = unescape(post.raw)
        begins = raw[: _end_without_links(raw)].rstrip()
        cut = begins.endswith(_CUT)
        begins = begins.removesuffix(_CUT).rstrip()
        if not begins or not self.beginning.startswith(begins):
            return False
        return cut or len(begins) >= _TRUNCATED_LENGTH or begins == self.beginning.rstrip()

    def apply_to(self, post: Post) -> Post:
        """Return `post` with this text; `raw` stays truncated, to match other sources' copies."""
        text, repair = replace(self.text, has_media=bool(post.media)).read(self.repairer)
        return replace(
            post,
            text=text,
            links=links(text),
            origin=Origin.NOTE,
            repair=repair,
            sources=(*post.sources, self.source),
        )


class Notes:
    """All notes of an export, sorted by time."""

    def __init__(self, notes: Iterable[Note]) -> None:
        self._notes = sorted(notes, key=lambda note: note.created_at)
        self._times = [note.created_at for note in self._notes]

    def matching(self, post: Post) -> list[Note]:
        """Return the notes that `post` may be the beginning of."""
        if not self._notes:
            return []
        begin = bisect_left(self._times, post.created_at - _TOLERANCE)
        near = self._notes[begin : bisect_left(self._times, post.created_at + _TOLERANCE) + 1]
        return [note for note in near if note.matches(post)]

    def join(self, posts: Iterable[Post]) -> tuple[dict[str, Post], list[Note]]:
        """Return the posts that have a note, by id and with its text, and the unused notes.

        If several match, those nearest in time belong together.
        """
        pairs = [(post, note) for post in posts for note in self.matching(post)]
        pairs.sort(key=lambda pair: abs(pair[0].created_at - pair[1].created_at))
        joined: dict[str, Post] = {}
        used: set[int] = set()
        for post, note in pairs:
            if post.id not in joined and id(note) not in used:
                joined[post.id] = note.apply_to(post)
                used.add(id(note))
        return joined, [note for note in self._notes if id(note) not in used]


def note_of(value: dict[str, Any], source: Source, repairer: Repairer) -> Note | str:
    """Return the note in an object of the list, or the reason why it cannot be read."""
    note = value.get("noteTweet", value)
    core = note.get("core") if isinstance(note, dict) else None
    text = core.get("text") if isinstance(core, dict) else None
    created_at = iso_moment(note.get("createdAt")) if isinstance(note, dict) else None
    if not isinstance(core, dict) or not isinstance(text, str) or created_at is None:
        return NO_TEXT
    full = expansions(core.get("urls"), "shortUrl", "expandedUrl")
    escaped = not _BARE.search(_ADDRESS.sub("", text))
    written = TweetText(text, full, has_media=False, escaped=escaped)
    return Note(written, unescape(text) if escaped else text, created_at, source, repairer)


def is_note(value: dict[str, Any]) -> bool:
    """Return whether an object is a note."""
    return isinstance(value.get("noteTweet"), dict) or "noteTweetId" in value


def _end_without_links(text: str) -> int:
    """Return the position where the short addresses at the end of `text` begin."""
    tail = max(0, len(text) - 200)
    match = _END.search(text, tail)
    return match.start() if match else len(text)
