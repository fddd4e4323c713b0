"""Long posts: the export's list of posts cuts them, and a file of its own has them whole.

A note does not say which post it belongs to. They have in common how the text begins, and the time
up to some seconds.
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

_NEAR = timedelta(minutes=1)
_END = re.compile(r"(?:\s*https?://t\.co/\w+)*\s*$", re.ASCII)
_CUT = "…"
_LONG = 100  # characters: a text of so many may have been cut without saying so

# Escaped text holds no bare sign that would have been escaped.
_BARE = re.compile(r"[<>]|&(?!(?:amp|lt|gt);)")
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True, eq=False)
class Note:
    """A long text. `beginning` is as it stands in the list of posts, but unescaped."""

    text: TweetText
    beginning: str
    when: datetime
    source: Source
    mend: Repairer

    def fits(self, post: Post) -> bool:
        """Tell whether `post` is the beginning of this text, or all of it."""
        if abs(self.when - post.created_at) > _NEAR:
            return False
        raw = unescape(post.raw)
        begins = raw[: _last(raw)].rstrip()
        cut = begins.endswith(_CUT)
        begins = begins.removesuffix(_CUT).rstrip()
        if not begins or not self.beginning.startswith(begins):
            return False
        return cut or len(begins) >= _LONG or begins == self.beginning.rstrip()

    def whole(self, post: Post) -> Post:
        """Return `post` with this text; `raw` stays the cut one, by which other sources know it."""
        text, repair = replace(self.text, has_media=bool(post.media)).read(self.mend)
        return replace(
            post,
            text=text,
            links=links(text),
            origin=Origin.NOTE,
            repair=repair,
            sources=(*post.sources, self.source),
        )


class Notes:
    """All notes of an export, by time."""

    def __init__(self, notes: Iterable[Note]) -> None:
        self._notes = sorted(notes, key=lambda note: note.when)
        self._times = [note.when for note in self._notes]

    def fitting(self, post: Post) -> list[Note]:
        """Return the notes that `post` may be the beginning of."""
        if not self._notes:
            return []
        begin = bisect_left(self._times, post.created_at - _NEAR)
        near = self._notes[begin : bisect_left(self._times, post.created_at + _NEAR) + 1]
        return [note for note in near if note.fits(post)]

    def join(self, posts: Iterable[Post]) -> tuple[dict[str, Post], list[Note]]:
        """Return, by id, the posts with their notes, and the notes that fit none.

        Of several that fit each other, those nearest in time belong together.
        """
        pairs = [(post, note) for post in posts for note in self.fitting(post)]
        pairs.sort(key=lambda pair: abs(pair[0].created_at - pair[1].when))
        joined: dict[str, Post] = {}
        used: set[int] = set()
        for post, note in pairs:
            if post.id not in joined and id(note) not in used:
                joined[post.id] = note.whole(post)
                used.add(id(note))
        return joined, [note for note in self._notes if id(note) not in used]


def note_of(value: dict[str, Any], source: Source, mend: Repairer) -> Note | str:
    """Return the note in an object of the list, or why it cannot be read."""
    note = value.get("noteTweet", value)
    core = note.get("core") if isinstance(note, dict) else None
    text = core.get("text") if isinstance(core, dict) else None
    when = iso_moment(note.get("createdAt")) if isinstance(note, dict) else None
    if not isinstance(core, dict) or not isinstance(text, str) or when is None:
        return NO_TEXT
    full = expansions(core.get("urls"), "shortUrl", "expandedUrl")
    escaped = not _BARE.search(_ADDRESS.sub("", text))
    written = TweetText(text, full, has_media=False, escaped=escaped)
    return Note(written, unescape(text) if escaped else text, when, source, mend)


def is_note(value: dict[str, Any]) -> bool:
    """Tell whether an object is a note."""
    return isinstance(value.get("noteTweet"), dict) or "noteTweetId" in value


def _last(text: str) -> int:
    """Return where the short addresses at the end of `text` begin."""
    tail = max(0, len(text) - 200)
    match = _END.search(text, tail)
    return match.start() if match else len(text)
