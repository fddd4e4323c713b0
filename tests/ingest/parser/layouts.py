"""Files of F1 and of the layouts from F11 on, written as the parser writes them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.archive.posts.post import Post
from bot.ingest.discover import discover
from bot.ingest.reader import read
from bot.ingest.records.quarantine import Quarantined
from tests.archives import snowflake, stamp

_SPECIAL = re.compile(r"([\\_*\[\]()~`>#+\-=|{}.!])")


@dataclass(frozen=True)
class Written:
    """A post to be written: its text as in the export, the names it answers, and its author."""

    when: datetime
    text: str
    names: Sequence[str] = ()
    parent: str = "1576000000000000001"
    account: str = "ada"
    media: str = ""

    @property
    def address(self) -> str:
        """Return the address of the post."""
        return f"https://twitter.com/{self.account}/status/{snowflake(self.when)}"


def _names(names: Sequence[str]) -> str:
    mentions = [f"@{name}" for name in names]
    return " and ".join(filter(None, [", ".join(mentions[:-1]), mentions[-1]]))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def quoted(post: Written, *, escape: bool, icon: str = "media/tweet.ico") -> str:
    """Return a post in layout F11 or, with `escape`, F15."""
    body = _escaped(post.text).replace("\n", "  \n") if escape else post.text
    lines = (body + post.media).splitlines() or [""]
    header = ""
    if post.names:
        names = _names(post.names)
        parent = f"https://twitter.com/{post.names[0]}/status/{post.parent}"
        header = f"Replying to [{_escaped(names) if escape else names}]({parent})\n\n"
    footer = f'<img src="{icon}" width="12" /> [{stamp(post.when)}]({post.address})'
    return header + "\n".join(f"> {line}" for line in lines) + f"\n\n{footer}"


def page(posts: Sequence[Written]) -> str:
    """Return posts as the HTML of F16."""
    records = []
    for post in posts:
        header = ""
        if post.names:
            parent = f"https://twitter.com/{post.names[0]}/status/{post.parent}"
            header = f'Replying to <a href="{parent}">{_names(post.names)}</a><br>'
        body = "<br>\n".join(post.text.splitlines())
        records.append(
            f'{header}<p><blockquote>{body}</blockquote><a href="{post.address}">'
            f'<img src="../../media/tweet.ico" width="12" />&nbsp;{stamp(post.when)}</a></p>'
        )
    head = '<!doctype html>\n<html lang="en">\n<head>\n    <title>x</title>\n</head>\n<body>\n'
    main = '    <h1>Your twitter archive</h1>\n    <main class="container">\n    '
    joined = "<hr>\n".join(records)
    return f"{head}{main}{joined}\n    </main>\n</body>\n</html>"


def read_text(
    path: Path, text: str, account: str | None = None
) -> tuple[list[Post], list[Quarantined]]:
    """Return the posts of a file with this text, and the records that could not be read."""
    path.write_text(text, "utf-8", newline="")
    found = list(read(discover([path]), account=account))
    return (
        [one for one in found if isinstance(one, Post)],
        [one for one in found if isinstance(one, Quarantined)],
    )
