"""Phrases of answers on the terminal: of files, thread links, and posts that are not shown."""

from bot.archive.posts.ids.links import web_address
from bot.archive.posts.post import Media, MediaKind, Post
from bot.archive.posts.sanitize import show_controls
from bot.archive.threads.phrases import evidence_of
from bot.archive.threads.walk import ThreadPost, UnlinkedParent
from bot.languages import _, lazy, plazy
from bot.languages.punctuation import colon

_MEDIA_KINDS = {
    MediaKind.IMAGE: plazy("kind of a file", "image"),
    MediaKind.VIDEO: plazy("kind of a file", "video"),
    MediaKind.GIF: plazy("kind of a file", "gif"),
    MediaKind.AUDIO: plazy("kind of a file", "sound"),
}
_PARENTS = {
    UnlinkedParent.OF_OTHERS: lazy("In answer to a post"),
    UnlinkedParent.NOT_OLDER: lazy("Answers a post that is not older, says the archive"),
    UnlinkedParent.LEFT_OUT: lazy("Answers a post that is left out here"),
    UnlinkedParent.NOT_IN_ARCHIVE: lazy("Missing here: a post that the archive does not hold"),
}


def medium_line(media: Media) -> str:
    """Return a line on a picture or film."""
    where = media.path or media.url or _("not in the archive")
    return show_controls(f"[{_MEDIA_KINDS[media.kind]}] {media.alt or where}")


def repost_line(post: Post) -> str:
    """Return a line on what a repost repeats: whose it is, as far as known, and its address."""
    original, name = post.details.original or "", post.details.original_account
    known = name if name and "://" not in name else None
    line = _("repost of {name}", name="@" + known) if known else _("repost of a post")
    return show_controls(colon(line, web_address(original, known)))


def place_line(item: ThreadPost, length: int) -> str:
    """Return where in a thread of so many posts a post is, and how it is known to be there."""
    notes = [f"{item.number}/{length}"]
    if item.branches_off:
        notes.append(_("branches off {number}", number=item.branches_off))
    if item.link:
        notes.append(evidence_of(item.link))
    return " · ".join(notes)


def parent_line(post: Post, parent: UnlinkedParent) -> str:
    """Return a line on the post that a reply answers, where the thread does not show it."""
    account, id = post.reply_to_account, post.reply_to
    line = _of_account(parent, show_controls(account)) if account else f"{_PARENTS[parent]}"
    if not id:
        return line
    # Translators: a line such as “In answer to a post”, and the address of that post.
    return _("{line}: {link}", line=line, link=show_controls(web_address(id, account)))


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
