"""A thread as cards: numbered, each with how it is known to follow."""

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
    """What there is to show.

    `posts` are in reading order. `links` say by the child's id what it follows. `likely` are posts
    that perhaps belong to it, `see_also` own ones that it quotes or that quote it. `held` are ids
    of parents that the archive has, `gaps` the places in `posts` before which some are hidden.
    """

    asked: str
    posts: Sequence[Post]
    links: Mapping[str, Link]
    likely: Sequence[Post] = ()
    see_also: Sequence[Post] = ()
    held: Collection[str] = ()
    gaps: Collection[int] = ()

    @property
    def position(self) -> Mapping[str, int]:
        """The number, from 1 on, of each post."""
        return {post.id: number for number, post in enumerate(self.posts, 1)}


def thread_heading(thread: ThreadView) -> str:
    """Return the heading of a thread, which counts its posts; empty for a single post."""
    length = len(thread.posts)
    if length == 1:
        return ""
    place = thread.position
    joined = [one for one in thread.links.values() if {one.child, one.parent} <= place.keys()]
    likely = sum(link.evidence is Evidence.LIKELY for link in joined)
    by_likely = f", {likely} of them by links that are only likely" if likely else ""
    return f"### A thread of {length} posts{by_likely}"


def thread_cards(thread: ThreadView) -> list[Card | Remark]:
    """Return the cards of a thread: its posts, what likely continues it, and what to see also."""
    place = thread.position
    cards: list[Card | Remark] = [
        Card(post, _note(thread, post, place), heading=_HIDDEN if number in thread.gaps else "")
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
    """Return the cards of a thread, and which of them stand on each page under `heading`.

    For thousands of posts that takes a second.
    """
    cards = thread_cards(thread)
    return cards, paginate(heading, cards)


def _note(thread: ThreadView, post: Post, place: Mapping[str, int]) -> str:
    number, length = place[post.id], len(thread.posts)
    link = thread.links.get(post.id)
    parent = place.get(link.parent) if link else None
    parts = [f"**{number}/{length}**"] if length > 1 else []
    if parent and parent != number - 1:
        parts.append(f"branches off {parent}")
    if link and parent:
        parts.append(f"{link.evidence}: {shorten(link.why, _WHY)}")
    else:
        parts += _answered(post, thread.held, place)
    if post.id == thread.asked and length > 1:
        parts.append("the post you asked for")
    return " · ".join(parts)


def _answered(post: Post, held: Collection[str], shown: Collection[str]) -> list[str]:
    """Return whom a post answers, where no link says so.

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
    """Return the account of a link; one that no account can have is left out."""
    fits = name and name.isascii() and name.replace("_", "a").isalnum() and len(name) <= _NAME
    return str(name) if fits else "i"


def _likely_note(thread: ThreadView, post: Post) -> str:
    link = thread.links.get(post.id)
    if link and link.evidence is not Evidence.LIKELY:
        return f"{link.evidence}: {shorten(link.why, _WHY)}"
    if link:
        return f"{_apart(link)} later, likely a continuation{_reasons(link)}"
    for other in thread.links.values():
        if other.parent == post.id and other.evidence is Evidence.LIKELY:
            return f"{_apart(other)} earlier, likely what it continues{_reasons(other)}"
    return ""


def _apart(link: Link) -> str:
    return format_gap(link.gap_ms or 0)


def _reasons(link: Link) -> str:
    """Return what speaks for a likely link beside its gap, which stands before it already."""
    reasons = link.why.partition(", ")[2]
    return f" · {shorten(reasons, _WHY)}" if reasons else ""


def _see_also(thread: ThreadView) -> str:
    quoted = {id for post in thread.posts for id in status_ids(" ".join((post.text, *post.links)))}
    shown = thread.see_also[:_MOST_SEE_ALSO]
    told = ["quotes" if quoted.isdisjoint(_ids(post)) else "quoted" for post in shown]
    lines = [f"-# {how}: {_short(post)}" for how, post in zip(told, shown, strict=True)]
    more = len(thread.see_also) - len(shown)
    return "\n".join(["### See also", *lines, *([f"-# and {more} more"] if more else [])])


def _ids(post: Post) -> list[str]:
    """Return the ids that a post goes by and went by before it was edited."""
    return [post.id, *(version.id for version in post.versions)]


def _short(post: Post) -> str:
    """Return a post in a line that says how to see all of it."""
    seconds = int(post.created_at.timestamp())
    text = shorten(one_line(post.text, _BEGINNING), _BEGINNING * 2)
    return f"<t:{seconds}:d> {text} · `/thread post:{post.id}`"
