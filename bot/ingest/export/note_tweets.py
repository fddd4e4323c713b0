"""Long posts: truncated in the export's list of posts, and complete in a separate file of notes.

A note does not name the post that it belongs to, but its id was made just before the post's. It has
the text alone: not the mentions that a reply begins with, nor the links of media and of quotes.
Where no id helps, the two share the beginning of the text, and the time to within a minute.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.archive.posts.ids.links import status_ids
from bot.archive.posts.ids.snowflake import TIME_SHIFT, is_snowflake
from bot.archive.posts.post import Kind, Origin, Post, Source
from bot.ingest.export.manifest import iso_moment
from bot.ingest.export.short_links import expansions
from bot.ingest.export.tweets import Repairer, TweetText
from bot.ingest.records.records import as_id
from bot.ingest.text.entities import unescape_own
from bot.languages import Message, lazy

UNFIT = lazy(
    "a long text that belongs to no post: none has the next id, or its beginning and its time"
)
NO_TEXT = lazy("a long text without text or time")

_ID_WINDOW = 100 << TIME_SHIFT
"""The longest distance of a note's id from its post's: 100 ms. In 42 real pairs it is 13 to 41 ms,
and the post is the next one of its account."""

_TOLERANCE = timedelta(minutes=1)
_CUT = "…"
_TRUNCATED_LENGTH = 100  # characters; from here on a truncated text may lack the ellipsis
_TAIL = 1_000  # characters in which the links at the end of a post are

_ADDRESS = re.compile(r"https?://[^\s…]+")
_LINKS_AT_END = re.compile(r"(?:\s*https?://\S+)+\s*$")
_MENTIONS = re.compile(r"(?:@\w{1,20}(?:\s+|$))*", re.ASCII)
_MENTION = re.compile(r"@(\w{1,20})\s*", re.ASCII)


@dataclass(frozen=True, slots=True, eq=False)
class Note:
    """A long text as the file has it. `id` is 0 if the file has none that holds its time.

    `full` maps the short addresses in the text to their expansions.
    """

    id: int
    text: str
    full: dict[str, str]
    created_at: datetime
    source: Source
    repairer: Repairer

    def begins_like(self, post: Post) -> bool:
        """Return whether `post` has the beginning of this text, or all of it."""
        return _begins(self.text, post) or self._is_escaped(post)

    def apply_to(self, post: Post) -> Post:
        """Return `post` with this text, and with those mentions and links that only `post` has.

        `raw` stays truncated, to match other sources' copies.
        """
        decode = unescape_own if self._is_escaped(post) else None
        body = TweetText(self.text, self.full, has_media=False, decode=decode)
        text, links, repair = body.read(self.repairer)
        before = _missing_mentions(text, post.text)
        after = _missing_links(links, post)

        def completed(text: str) -> str:
            blank = "" if text[:1].isspace() or not before else " "
            return " ".join([before + blank + text, *after])

        return replace(
            post,
            text=completed(text),
            links=tuple(dict.fromkeys((*links, *after))),
            origin=Origin.NOTE,
            repair=repair and replace(repair, before=completed(repair.before)),
            sources=(*post.sources, self.source),
        )

    def _is_escaped(self, post: Post) -> bool:
        """Return whether this text is like that of `post` only without its escapes.

        No real note has any, so what looks like one was typed.
        """
        unescaped = unescape_own(self.text)
        return unescaped != self.text and not _begins(self.text, post) and _begins(unescaped, post)


class Notes:
    """All notes of an export."""

    def __init__(self, notes: Iterable[Note]) -> None:
        self._notes = sorted(notes, key=lambda note: (note.created_at, note.id))
        self._times = [note.created_at for note in self._notes]
        self._ids = sorted(note.id for note in self._notes if note.id)

    def __bool__(self) -> bool:
        """Return whether there are any."""
        return bool(self._notes)

    def may_have(self, post: Post) -> bool:
        """Return whether a note may belong to `post`, judging by the two alone."""
        id = int(post.id)
        before = bisect_left(self._ids, id) - 1
        if before >= 0 and id - self._ids[before] <= _ID_WINDOW:
            return True
        return any(note.begins_like(post) for note in self._near(post))

    def join(self, posts: Iterable[Post]) -> tuple[dict[str, Post], list[Note]]:
        """Return the posts that have a note, by id and with its text, and the unused notes.

        A note belongs to the next post by id that begins like it, or else to the next one that is
        cut; a note that none of these can have, to the nearest in time that begins like it.
        """
        waiting = {int(post.id): post for post in posts}
        pairs: dict[int, Note] = {}
        by_id = sorted((note for note in self._notes if note.id), key=lambda note: note.id)
        by_id = _pair_by_id(by_id, waiting, Note.begins_like, pairs)
        _pair_by_id(by_id, waiting, lambda _, post: _is_cut(post), pairs)
        used = set(pairs.values())
        near = [
            (abs(post.created_at - note.created_at), id, note)
            for id, post in waiting.items()
            if id not in pairs
            for note in self._near(post)
            if note not in used and note.begins_like(post)
        ]
        for _, id, note in sorted(near, key=lambda pair: pair[:2]):
            if id not in pairs and note not in used:
                pairs[id] = note
                used.add(note)
        joined = {waiting[id].id: note.apply_to(waiting[id]) for id, note in pairs.items()}
        return joined, [note for note in self._notes if note not in used]

    def _near(self, post: Post) -> list[Note]:
        """Return the notes whose time is that of `post`, to the minute."""
        begin = bisect_left(self._times, post.created_at - _TOLERANCE)
        return self._notes[begin : bisect_right(self._times, post.created_at + _TOLERANCE)]


def note_of(value: dict[str, Any], source: Source, repairer: Repairer) -> Note | Message:
    """Return the note in an object of the list, or the reason why it cannot be read."""
    note = value.get("noteTweet", value)
    core = note.get("core") if isinstance(note, dict) else None
    text = core.get("text") if isinstance(core, dict) else None
    created_at = iso_moment(note.get("createdAt")) if isinstance(note, dict) else None
    if not isinstance(core, dict) or not isinstance(text, str) or created_at is None:
        return NO_TEXT
    id = as_id(note.get("noteTweetId"))
    full = expansions(core.get("urls"), "shortUrl", "expandedUrl")
    timed_id = int(id) if id and is_snowflake(id) else 0
    return Note(timed_id, text, full, created_at, source, repairer)


def is_note(value: dict[str, Any]) -> bool:
    """Return whether an object is a note."""
    return isinstance(value.get("noteTweet"), dict) or "noteTweetId" in value


def _pair_by_id(
    notes: Iterable[Note],
    posts: dict[int, Post],
    fits: Callable[[Note, Post], bool],
    pairs: dict[int, Note],
) -> list[Note]:
    """Add to `pairs` each note with the next post that it fits, and return the other notes."""
    ids = sorted(posts)
    rest = []
    for note in notes:
        near = ids[bisect_right(ids, note.id) : bisect_right(ids, note.id + _ID_WINDOW)]
        found = next((id for id in near if id not in pairs and fits(note, posts[id])), None)
        if found is None:
            rest.append(note)
        else:
            pairs[found] = note
    return rest


def _begins(text: str, post: Post) -> bool:
    """Return whether `text` begins like `post`, addresses and mentions at the beginning apart."""
    own = _bare(unescape_own(post.raw))
    begins = own.removesuffix(_CUT).rstrip()
    whole = _bare(text)
    if not begins or not whole.startswith(begins):
        return False
    return begins != own or len(begins) >= _TRUNCATED_LENGTH or begins == whole


def _is_cut(post: Post) -> bool:
    """Return whether a post has more text elsewhere; a cut repost has another author's."""
    if post.kind is Kind.REPOST:
        return False
    own = _bare(unescape_own(post.raw))
    return own.endswith(_CUT) and len(own) > _TRUNCATED_LENGTH


def _bare(text: str) -> str:
    """Return `text` without addresses, mentions at its beginning, and the kinds of white space."""
    text = text.lstrip()
    mentions = _MENTIONS.match(text)
    return " ".join(_ADDRESS.sub("", text[mentions.end() if mentions else 0 :]).split())


def _missing_mentions(text: str, own: str) -> str:
    """Return the beginning of `own` with the mentions that `text` does not begin with."""
    mentions = list(_leading_mentions(own))
    names = [mention[1].lower() for mention in mentions]
    present = [mention[1].lower() for mention in _leading_mentions(text)]
    missing = 0
    while present[: len(names) - missing] != names[missing:]:
        missing += 1
    return own[: mentions[missing - 1].end()].rstrip() if missing else ""


def _leading_mentions(text: str) -> Iterator[re.Match[str]]:
    leading = _MENTIONS.match(text)
    return _MENTION.finditer(text, 0, leading.end() if leading else 0)


def _missing_links(present: Iterable[str], post: Post) -> list[str]:
    """Return the links at the end of `post` that are not `present` and do not lead to itself."""
    tail = _LINKS_AT_END.search(post.text, max(0, len(post.text) - _TAIL))
    known = {post.id, *map(_target, present)}
    return [link for link in post.links if tail and link in tail[0] and _target(link) not in known]


def _target(link: str) -> str:
    """Return the id of the post that `link` leads to, or what else identifies its target."""
    return next(iter(status_ids(link)), link.partition("://")[2].rstrip("/"))
