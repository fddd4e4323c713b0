"""A thread as cards: numbered, each with the evidence for its link."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.archive.posts.links import status_ids
from bot.archive.posts.post import UNKNOWN, Kind, Post
from bot.archive.threads.likelihood import format_gap
from bot.archive.threads.links import Evidence, Link
from bot.ui.cards import Card, Remark, paginate
from bot.ui.text import one_line, shorten

_NAME, _WHY, _BEGINNING = 20, 70, 80  # characters
_MOST_SEE_ALSO = 5
_HIDDEN = "-# *A post is hidden here.*"


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A thread to show.

    `requested_id` is the id of the requested post, `posts` are in reading order. `links` maps a
    child's id to its link. `likely` are posts that may belong to the thread, `see_also` own posts
    that it quotes or that quote it. `parents_in_archive` are ids of parents that the archive has,
    `gaps` the indexes in `posts` before which some are hidden.
    """

    requested_id: str
    posts: Sequence[Post]
    links: Mapping[str, Link]
    likely: Sequence[Post] = ()
    see_also: Sequence[Post] = ()
    parents_in_archive: Collection[str] = ()
    gaps: Collection[int] = ()

    @property
    def position(self) -> Mapping[str, int]:
        """The number of each post, counted from 1, by its id."""
        return {post.id: number for number, post in enumerate(self.posts, 1)}


def thread_heading(thread: ThreadView) -> str:
    """Return the heading of a thread, which counts its posts; empty for a single post."""
    length = len(thread.posts)
    if length == 1:
        return ""
    positions = thread.position
    shown = positions.keys()
    inner = [link for link in thread.links.values() if {link.child, link.parent} <= shown]
    likely = sum(link.evidence is Evidence.LIKELY for link in inner)
    by_likely = f", {likely} of them by links that are only likely" if likely else ""
    return f"### A thread of {length} posts{by_likely}"


def thread_cards(thread: ThreadView) -> list[Card | Remark]:
    """Return the cards of a thread: its posts, likely continuations, and what to see also."""
    positions = thread.position
    cards: list[Card | Remark] = [
        Card(post, _note(thread, post, positions), heading=_HIDDEN if number in thread.gaps else "")
        for number, post in enumerate(thread.posts)
    ]
    if len(cards) in thread.gaps:
        cards.append(Remark(_HIDDEN))
    for number, post in enumerate(thread.likely):
        heading = "### Likely continuations" if number == 0 else ""
        cards.append(Card(post, _likely_note(thread, post), heading=heading))
    if thread.see_also:
        cards.append(Remark(_see_also(thread)))
    return cards


def thread_pages(heading: str, thread: ThreadView) -> tuple[list[Card | Remark], list[range]]:
    """Return the cards of a thread, and which of them are on each page under `heading`.

    For thousands of posts this takes a second.
    """
    cards = thread_cards(thread)
    return cards, paginate(heading, cards)


def _note(thread: ThreadView, post: Post, positions: Mapping[str, int]) -> str:
    number, length = positions[post.id], len(thread.posts)
    link = thread.links.get(post.id)
    parent = positions.get(link.parent) if link else None
    parts = [f"**{number}/{length}**"] if length > 1 else []
    if parent and parent != number - 1:
        parts.append(f"branches off {parent}")
    if link and parent:
        parts.append(f"{link.evidence}: {shorten(link.why, _WHY)}")
    else:
        parts += _reply_note(post, thread.parents_in_archive, positions)
    if post.id == thread.requested_id and length > 1:
        parts.append("the post you asked for")
    return " · ".join(parts)


def _reply_note(post: Post, held: Collection[str], shown: Collection[str]) -> list[str]:
    """Return the note on whom a post answers, if no link says so.

    Damaged data may name a post of the thread that is not older, or the post itself.
    """
    name, parent = post.reply_to_account, post.reply_to
    if post.kind is Kind.REPOST or not (name or parent):
        return []
    link = None if parent is None else f"<https://twitter.com/{_link_name(name)}/status/{parent}>"
    if name and name.casefold() == post.account.casefold() != UNKNOWN:
        own = f"[a post of its own]({link})" if link else "a post of its own"
        if link and parent in shown:
            return [f"answers {own} that is not older, says the archive"]
        if link and parent in held:
            return [f"answers {own}, which is left out here"]
        return [f"continues {own} that the archive does not hold"]
    whom = f"@{shorten(name, _NAME)}" if name else "a post"
    return [f"in answer to [{whom}]({link})" if link else f"in answer to {whom}"]


def _link_name(name: str | None) -> str:
    """Return the account for a post's URL, "i" if no account can have that name."""
    fits = name and name.isascii() and name.replace("_", "a").isalnum() and len(name) <= _NAME
    return str(name) if fits else "i"


def _likely_note(thread: ThreadView, post: Post) -> str:
    link = thread.links.get(post.id)
    if link and link.evidence is not Evidence.LIKELY:
        return f"{link.evidence}: {shorten(link.why, _WHY)}"
    if link:
        return f"{_gap(link)} later, likely a continuation{_reasons(link)}"
    for onward in thread.links.values():
        if onward.parent == post.id and onward.evidence is Evidence.LIKELY:
            return f"{_gap(onward)} earlier, likely what it continues{_reasons(onward)}"
    return ""


def _gap(link: Link) -> str:
    return format_gap(link.gap_ms or 0)


def _reasons(link: Link) -> str:
    """Return the evidence for a likely link besides its gap, which the note begins with."""
    reasons = link.why.partition(", ")[2]
    return f" · {shorten(reasons, _WHY)}" if reasons else ""


def _see_also(thread: ThreadView) -> str:
    quoted = {id for post in thread.posts for id in status_ids(" ".join((post.text, *post.links)))}
    shown = thread.see_also[:_MOST_SEE_ALSO]
    verbs = ["quotes" if quoted.isdisjoint(_ids(post)) else "quoted" for post in shown]
    lines = [f"-# {verb}: {_short(post)}" for verb, post in zip(verbs, shown, strict=True)]
    more = len(thread.see_also) - len(shown)
    return "\n".join(["### See also", *lines, *([f"-# and {more} more"] if more else [])])


def _ids(post: Post) -> list[str]:
    """Return the id of a post and those that it had before it was edited."""
    return [post.id, *(version.id for version in post.versions)]


def _short(post: Post) -> str:
    """Return one line for a post, with the command that shows all of it."""
    seconds = int(post.created_at.timestamp())
    text = shorten(one_line(post.text, _BEGINNING), _BEGINNING * 2)
    return f"<t:{seconds}:d> {text} · `/thread post:{post.id}`"
