"""A thread as a Markdown file, to keep or to share."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import quote

from bot.archive.posts.body import body_of
from bot.archive.posts.ids.links import short_form, web_address
from bot.archive.posts.post import Media, MediaKind, Post
from bot.archive.posts.sanitize import close_directions, show_controls
from bot.archive.threads.links import Evidence
from bot.archive.threads.phrases import evidence_name, evidence_of
from bot.archive.threads.thread import AssembledThread
from bot.archive.threads.walk import (
    BranchesStart,
    HiddenGap,
    LikelyPosts,
    SeeAlso,
    ThreadPost,
    walk,
)
from bot.languages import _, ngettext, pgettext, plazy
from bot.languages.punctuation import colon, commas

# An address in angle brackets is taken literally, with all its characters.
_ADDRESS = r"(?<!\S)https?://[^\s<>\x60]*[^\s<>\x60.,;:!?)\]}'\"]"
_SPECIAL = re.compile(
    rf"""
      (?P<address>{_ADDRESS})
    | (?P<anywhere>[\\`*_\[\]<>~|&$])
    | (?P<indent>^[ \t]+)
    | (?P<line_start>^[#+=:-])
    | (?P<number>^\d+)(?=[.)])
    """,
    re.VERBOSE | re.MULTILINE,
)
_KINDS = {
    MediaKind.IMAGE: plazy("a file", "image"),
    MediaKind.VIDEO: plazy("a file", "video"),
    MediaKind.GIF: plazy("a file", "gif"),
    MediaKind.AUDIO: plazy("a file", "sound"),
}
_BREAKS = re.compile("\r\n?|[\u2028\u2029\x85\v\f]")
_NAME = re.compile(r"\W+", re.ASCII)
_LONGEST_NAME = 30


def file_name(thread: AssembledThread) -> str:
    """Return a name for a thread's file, from the account and the id of its first post."""
    first = thread.posts[0]
    account = _NAME.sub("", first.account)[:_LONGEST_NAME] or "thread"
    return f"{account}-{_NAME.sub('-', short_form(first.id))}.md"


def write(thread: AssembledThread) -> str:
    """Return a thread as Markdown that shows the texts' characters literally."""
    return "\n\n".join(_blocks(thread)) + "\n"


def escape(text: str) -> str:
    """Return `text` escaped so that Markdown shows its characters and lines literally."""
    text = show_controls(_BREAKS.sub("\n", text).strip("\n"))
    paragraphs = re.split(r"\n(?:[ \t]*\n)+", _SPECIAL.sub(_escape_match, text))
    lines = ("\\\n".join(line.rstrip(" ") for line in one.split("\n")) for one in paragraphs)
    return close_directions("\n\n".join(lines))


def _escape_match(match: re.Match[str]) -> str:
    found = match[0]
    if match["address"]:
        return f"<{found}>"
    if match["indent"]:
        return "\u00a0" * len(found.expandtabs(4))  # spaces would make it code
    return f"{found}\\" if match["number"] else f"\\{found}"


def _blocks(thread: AssembledThread) -> Iterator[str]:
    """Yield the blocks of the file, which blank lines separate."""
    posts = thread.posts
    name = f"@{_one_line(posts[0].account)}"
    if len(posts) == 1:
        yield "# " + _("A post by {name}", name=name)
    else:
        heading = ngettext(
            "A thread of {count:,} post by {name}",
            "A thread of {count:,} posts by {name}",
            len(posts),
            name=name,
        )
        yield f"# {heading}"
    yield _evidence(thread.count_evidence())
    for item in walk(thread):
        match item:
            case HiddenGap():
                yield "*" + _("A post is hidden here.") + "*"
            case BranchesStart():
                yield "## " + _("Branches")
            case ThreadPost():
                yield from _post(item)
            case LikelyPosts(likely):
                more = ngettext(
                    "{count:,} more likely belongs to it and is left out here.",
                    "{count:,} more likely belong to it and are left out here.",
                    len(likely),
                )
                yield f"*{more}*"
            case SeeAlso(related):
                yield "## " + _("See also")
                yield "\n".join(
                    f"- {colon(_moment(one.post), _address(one.post))}" for one in related
                )


def _evidence(counts: Counter[Evidence]) -> str:
    listed = commas(f"{counts[one]} {evidence_name(one)}" for one in Evidence if counts[one])
    return _(
        "Put back together from an archive. Links between posts: {links}.",
        links=listed or pgettext("links", "none"),
    )


def _post(item: ThreadPost) -> Iterator[str]:
    post, link = item.post, item.link
    edited = " · " + pgettext("a post", "edited") if post.is_edited else ""
    yield f"### {item.number} · {_moment(post)}{edited}"
    if link and item.parent_number:
        continues = _("Continues {number}.", number=item.parent_number)
        yield f"*{continues} {_one_line(evidence_of(link))}*"
    elif item.unlinked_parent:
        yield _reply_line(post)
    if text := escape(body_of(post, post.text, revealed=True).text):
        yield text
    if post.media:
        yield "\n".join(_media(one) for one in post.media)
    original = _("original")
    yield f"[{original}](<{_quoted(post.url)}>)" if post.url else f"`{post.id}`"


def _reply_line(post: Post) -> str:
    if post.reply_to_account:
        name = f"@{_one_line(post.reply_to_account)}"
        whom = _("In answer to {name}", name=name)
    else:
        whom = _("In answer to a post")
    return f"*{whom}:* <{_quoted(web_address(post.reply_to))}>" if post.reply_to else f"*{whom}*"


def _media(media: Media) -> str:
    name = (media.path or media.url or "").rpartition("/")[2]
    item = f"- {_KINDS[media.kind]}" + (f" {_one_line(name)}" if name else "")
    return item + (f": {_one_line(media.alt)}" if media.alt else "")


def _address(post: Post) -> str:
    return f"<{_quoted(post.url)}>" if post.url else f"`{post.id}`"


def _quoted(url: str) -> str:
    return quote(url, safe="%:/?#@!$&'()*+,;=~")  # what a URI may have: no address is changed


def _moment(post: Post) -> str:
    form = "%Y-%m-%d" if post.is_of_day else "%Y-%m-%d %H:%M:%S UTC"
    return f"{post.created_at:{form}}"


def _one_line(text: str) -> str:
    return escape(" ".join(text.split()))
