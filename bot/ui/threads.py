"""A thread as cards: numbered, each with the evidence for its link."""

from collections.abc import Sequence

from bot.archive.plurals import counted
from bot.archive.posts.links import status_link
from bot.archive.posts.post import Post
from bot.archive.threads.likelihood import format_gap
from bot.archive.threads.links import Evidence, Link
from bot.archive.threads.thread import AssembledThread
from bot.archive.threads.walk import (
    HiddenGap,
    LikelyPost,
    LikelyPosts,
    RelatedPost,
    SeeAlso,
    ThreadPost,
    UnlinkedParent,
    walk,
)
from bot.ui.cards import Card, Measured, Remark, measure, paginate
from bot.ui.cards.facts import answered
from bot.ui.interactions.open_buttons import show_all_button
from bot.ui.moments import moment
from bot.ui.text import one_line, shorten

_WHY, _BEGINNING = 70, 80  # characters
_MOST_SEE_ALSO = 5
_HIDDEN = "-# *A post is hidden here.*"


def thread_heading(thread: AssembledThread) -> str:
    """Return the heading of a thread, which counts its posts; empty for a single post."""
    length = len(thread.posts)
    if length == 1:
        return ""
    likely = thread.count_evidence()[Evidence.LIKELY]
    links = "a link that is" if likely == 1 else "links that are"
    by_likely = f", {likely} of them by {links} only likely" if likely else ""
    return f"### A thread of {counted(length, 'post')}{by_likely}"


def thread_cards(thread: AssembledThread) -> list[Card | Remark]:
    """Return the cards of a thread: its posts, likely continuations, and what to see also."""
    cards: list[Card | Remark] = []
    heading = ""
    for item in walk(thread):
        match item:
            case HiddenGap(is_last=True):
                cards.append(Remark(_HIDDEN))
            case HiddenGap():
                heading = _HIDDEN
            case ThreadPost(post):
                note = _note(item, len(thread.posts))
                cards.append(_card(post, note, heading, opened=True))
                heading = ""
            case LikelyPosts(likely):
                heading = "### Likely continuations"
                for one in likely:
                    cards.append(_card(one.post, _likely_note(one), heading))
                    heading = ""
            case SeeAlso(related):
                cards.append(Remark(_see_also(related)))
    return cards


def thread_pages(heading: str, thread: AssembledThread) -> tuple[list[Measured], list[range]]:
    """Return the cards of a thread, and which of them are on each page under `heading`.

    For thousands of posts this takes a second.
    """
    cards = [measure(card) for card in thread_cards(thread)]
    return cards, paginate(heading, cards)


def _card(post: Post, note: str, heading: str, *, opened: bool = False) -> Card:
    return Card(
        post, note, heading=heading, show_all=show_all_button, in_thread=True, opened=opened
    )


def _note(item: ThreadPost, length: int) -> str:
    parts = [f"**{item.number}/{length}**"] if length > 1 else []
    if item.branches_off:
        parts.append(f"branches off {item.branches_off}")
    if item.link and item.parent_number:
        parts.append(_evidence(item.link))
    elif item.unlinked_parent:
        parts.append(_reply_note(item.post, item.unlinked_parent))
    if item.is_requested and length > 1:
        parts.append("the post you asked for")
    return " · ".join(parts)


def _evidence(link: Link) -> str:
    """Return the evidence for a link; what the archive records needs no reason."""
    if link.evidence is Evidence.RECORDED:
        return f"{link.evidence}"
    return f"{link.evidence}: {shorten(link.why, _WHY)}"


def _reply_note(post: Post, parent: UnlinkedParent) -> str:
    """Return the note on whom a post answers, where no link says so."""
    name, id = post.reply_to_account, post.reply_to
    link = None if id is None else f"<{status_link(id, name)}>"
    own = f"[a post of its own]({link})" if link else "a post of its own"
    match parent:
        case UnlinkedParent.OF_OTHERS:
            return answered(post)
        case UnlinkedParent.NOT_OLDER:
            return f"answers {own} that is not older, says the archive"
        case UnlinkedParent.LEFT_OUT:
            return f"answers {own}, which is left out here"
        case UnlinkedParent.NOT_IN_ARCHIVE:
            return f"continues {own} that the archive does not hold"


def _likely_note(likely: LikelyPost) -> str:
    link, onward = likely.link, likely.onward
    if link and link.evidence is not Evidence.LIKELY:
        return _evidence(link)
    if link:
        return f"{_gap(link)} later, likely a continuation{_reasons(link)}"
    if onward:
        return f"{_gap(onward)} earlier, likely what it continues{_reasons(onward)}"
    return ""


def _gap(link: Link) -> str:
    return format_gap(link.gap_ms or 0)


def _reasons(link: Link) -> str:
    """Return the evidence for a likely link besides its gap, which the note begins with."""
    reasons = link.why.partition(", ")[2]
    return f" · {shorten(reasons, _WHY)}" if reasons else ""


def _see_also(related: Sequence[RelatedPost]) -> str:
    shown = related[:_MOST_SEE_ALSO]
    lines = [f"-# {'quoted' if one.is_quoted else 'quotes'}: {_short(one.post)}" for one in shown]
    more = len(related) - len(shown)
    return "\n".join(["### See also", *lines, *([f"-# and {more} more"] if more else [])])


def _short(post: Post) -> str:
    """Return one line for a post, with the command that shows all of it."""
    text = shorten(one_line(post.text, _BEGINNING), _BEGINNING * 2)
    return f"{moment(post, 'd')} {text} · `/thread post:{post.id}`"
