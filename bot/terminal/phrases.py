"""Phrases of answers on the terminal: of files, thread links, and posts that are not shown."""

from rich.filesize import decimal

from bot.archive.posts.links import status_link
from bot.archive.posts.post import Media, MediaKind, Post
from bot.archive.posts.sanitize import show_controls
from bot.archive.threads.links import Evidence, Link
from bot.archive.threads.walk import ThreadPost, UnlinkedParent
from bot.languages import ENGLISH, _, current, lazy, ngettext, number, plazy

EVIDENCE = {
    Evidence.RECORDED: plazy("evidence", "recorded"),
    Evidence.CERTAIN: plazy("evidence", "certain"),
    Evidence.LIKELY: plazy("evidence", "likely"),
    Evidence.BY_HAND: plazy("evidence", "by hand"),
}
"""How a link is known, in a word."""

_UNITS = {
    "kB": plazy("unit", "kB"),
    "MB": plazy("unit", "MB"),
    "GB": plazy("unit", "GB"),
    "TB": plazy("unit", "TB"),
}
_MEDIA_KINDS = {
    MediaKind.IMAGE: plazy("kind of a file", "image"),
    MediaKind.VIDEO: plazy("kind of a file", "video"),
    MediaKind.GIF: plazy("kind of a file", "gif"),
}
_PARENTS = {
    UnlinkedParent.OF_OTHERS: lazy("In answer to a post"),
    UnlinkedParent.NOT_OLDER: lazy("Answers a post that is not older, says the archive"),
    UnlinkedParent.LEFT_OUT: lazy("Answers a post that is left out here"),
    UnlinkedParent.NOT_IN_ARCHIVE: lazy("Missing here: a post that the archive does not hold"),
}


def file_size(size: int) -> str:
    """Return a size, given in bytes, in the unit that suits it: “1.2 MB”."""
    english = decimal(size)
    value, _blank, unit = english.partition(" ")
    if current() is ENGLISH:
        return english
    if unit not in _UNITS:  # a few bytes
        return ngettext("{count:,} byte", "{count:,} bytes", size)
    # Translators: the size of a file: a number, and its unit.
    return _("{number} {unit}", number=number(float(value.replace(",", "")), 1), unit=_UNITS[unit])


def medium_line(media: Media) -> str:
    """Return a line on a picture or film."""
    where = media.path or media.url or _("not in the archive")
    return show_controls(f"[{_MEDIA_KINDS[media.kind]}] {media.alt or where}")


def place_line(item: ThreadPost, length: int) -> str:
    """Return where in a thread of so many posts a post is, and how it is known to be there."""
    notes = [f"{item.number}/{length}"]
    if item.branches_off:
        notes.append(_("branches off {number}", number=item.branches_off))
    notes.append(evidence_line(item.link))
    return " · ".join(filter(None, notes))


def evidence_line(link: Link | None) -> str:
    """Return how a link is known, and why; nothing without one."""
    if link is None:
        return ""
    # Translators: as in “recorded: says the archive”: how a link is known, and why.
    return _("{evidence}: {why}", evidence=EVIDENCE[link.evidence], why=link.why)


def parent_line(post: Post, parent: UnlinkedParent) -> str:
    """Return a line on the post that a reply answers, where the thread does not show it."""
    account, id = post.reply_to_account, post.reply_to
    line = _of_account(parent, show_controls(account)) if account else f"{_PARENTS[parent]}"
    if not id:
        return line
    # Translators: a line such as “In answer to a post”, and the address of that post.
    return _("{line}: {link}", line=line, link=show_controls(status_link(id, account)))


def _of_account(parent: UnlinkedParent, name: str) -> str:
    match parent:
        case UnlinkedParent.OF_OTHERS:
            return _("In answer to a post of @{name}", name=name)
        case UnlinkedParent.LEFT_OUT:
            return _("Answers a post of @{name} that is left out here", name=name)
        case UnlinkedParent.NOT_IN_ARCHIVE:
            return _("Missing here: a post of @{name} that the archive does not hold", name=name)
        case UnlinkedParent.NOT_OLDER:
            return f"{_PARENTS[parent]}"
