"""A thread as a Markdown file, to keep or to share."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from bot.archive.posts.post import Kind, Media, Post
from bot.archive.posts.sanitize import close_directions, show_controls
from bot.archive.threads.links import Evidence, Link
from bot.archive.threads.thread import AssembledThread

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
_BREAKS = re.compile("\r\n?|[\u2028\u2029\x85\v\f]")
_NAME = re.compile(r"\W+", re.ASCII)
_LONGEST_NAME = 30
_HIDDEN = "*A post is hidden here.*"


def file_name(thread: AssembledThread) -> str:
    """Return a name for a thread's file, from the account and the id of its first post."""
    first = thread.posts[0]
    account = _NAME.sub("", first.account)[:_LONGEST_NAME] or "thread"
    return f"{account}-{first.id}.md"


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
    posts, links = thread.posts, {link.child: link for link in thread.links}
    numbers = {post.id: number for number, post in enumerate(posts, 1)}
    length = "A post" if len(posts) == 1 else f"A thread of {len(posts)} posts"
    yield f"# {length} by @{_one_line(posts[0].account)}"
    yield _evidence([link for link in thread.links if {link.child, link.parent} <= numbers.keys()])
    for number, post in enumerate(posts, 1):
        if number - 1 in thread.gaps:
            yield _HIDDEN
        if number == thread.main_length + 1:
            yield "## Branches"
        link = links.get(post.id)
        yield from _post(post, number, link if link and link.parent in numbers else None, numbers)
    if len(posts) in thread.gaps:
        yield _HIDDEN
    if thread.likely:
        yield f"*{len(thread.likely)} more likely belong to it and are left out here.*"
    if thread.see_also:
        yield "## See also"
        yield "\n".join(f"- {_moment(post)}: {_address(post)}" for post in thread.see_also)


def _evidence(links: list[Link]) -> str:
    counts = {one: sum(link.evidence is one for link in links) for one in Evidence}
    counted = ", ".join(f"{count} {one}" for one, count in counts.items() if count)
    return f"Put back together from an archive. Links between posts: {counted or 'none'}."


def _post(post: Post, number: int, link: Link | None, numbers: Mapping[str, int]) -> Iterator[str]:
    edited = " · edited" if post.versions else ""
    yield f"### {number} · {_moment(post)}{edited}"
    if link:
        yield f"*Continues {numbers[link.parent]}. {link.evidence}: {_one_line(link.why)}*"
    elif post.kind is not Kind.REPOST and (post.reply_to or post.reply_to_account):
        yield _reply_line(post)
    if text := escape(post.text):
        yield text
    if post.media:
        yield "\n".join(_media(one) for one in post.media)
    yield f"[original](<{_quoted(post.url)}>)" if post.url else f"`{post.id}`"


def _reply_line(post: Post) -> str:
    whom = f"@{_one_line(post.reply_to_account)}" if post.reply_to_account else "a post"
    link = f" <https://twitter.com/i/status/{post.reply_to}>" if post.reply_to else ""
    return f"*In answer to {whom}:*{link}" if link else f"*In answer to {whom}*"


def _media(media: Media) -> str:
    name = (media.path or media.url or "").rpartition("/")[2]
    item = f"- {media.kind}" + (f" {_one_line(name)}" if name else "")
    return item + (f": {_one_line(media.alt)}" if media.alt else "")


def _address(post: Post) -> str:
    return f"<{_quoted(post.url)}>" if post.url else f"`{post.id}`"


def _quoted(url: str) -> str:
    return quote(url, safe=":/@")


def _moment(post: Post) -> str:
    return f"{post.created_at:%Y-%m-%d %H:%M:%S} UTC"


def _one_line(text: str) -> str:
    return escape(" ".join(text.split()))
