"""The body of a post as it is shown: its text or the warning before it, its poll, its link card."""

from dataclasses import dataclass

from bot.archive.plurals import counted
from bot.archive.posts.details import LinkCard, Poll
from bot.archive.posts.post import Post
from bot.languages import ngettext
from bot.languages.punctuation import colon

_WARNING = "⚠ "  # never translated: a sign
_OPTION = "○ "  # never translated: a sign


@dataclass(frozen=True, slots=True)
class Body:
    """What is shown of a post on its own lines, not escaped.

    `is_folded` is whether only a warning is shown, until somebody asks for the text behind it.
    """

    text: str
    is_folded: bool = False


def body_of(post: Post, text: str, *, revealed: bool) -> Body:
    """Return the body of a post whose text is shown so.

    With a content warning the text is behind that, unless it is `revealed`.
    """
    warning = f"{_WARNING}{post.content_warning.strip()}" if post.content_warning else ""
    details = post.details
    parts = [text]
    if details.poll:
        parts.append(poll_lines(details.poll))
    if details.card and details.card.url not in post.text:
        parts.append(_card_line(details.card))
    whole = "\n\n".join(part for part in parts if part.strip())
    if warning and not revealed and whole:
        return Body(warning, is_folded=True)
    return Body("\n\n".join(filter(None, (warning, whole))) if warning else whole)


def beginning(post: Post) -> str:
    """Return the text of a post for a short line; its warning instead if it has one."""
    return f"{_WARNING}{post.content_warning.strip()}" if post.content_warning else post.text


def poll_lines(poll: Poll) -> str:
    """Return the options of a poll as lines, each with its votes if they are known."""
    lines = [
        _OPTION + (name if votes is None else colon(name, f"{counted(votes, 'vote')}"))
        for name, votes in poll.options
    ]
    if poll.voters is not None and poll.multiple:
        lines.append(ngettext("{count:,} voter", "{count:,} voters", poll.voters))
    return "\n".join(lines)


def _card_line(card: LinkCard) -> str:
    return colon(card.title, card.url) if card.title else card.url
