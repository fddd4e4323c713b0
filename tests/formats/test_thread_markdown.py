"""A thread as a Markdown file."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.archive.posts.details import Details
from bot.archive.posts.post import Kind, Media, MediaKind, Post
from bot.archive.posts.sanitize import close_directions, show_controls
from bot.archive.threads.candidate import CandidateLink
from bot.archive.threads.features import Features
from bot.archive.threads.links import Evidence, Link
from bot.archive.threads.thread import AssembledThread
from bot.formats.thread_markdown import escape, file_name, write
from tests.archives import post

WHEN = datetime(2022, 10, 28, 3, 44, 43, tzinfo=UTC)
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
HARMLESS = {
    "paragraph_open", "paragraph_close", "inline", "text", "hardbreak", "softbreak", "link_open",
    "link_close",
}  # fmt: skip
HOSTILE = (
    "# heading\n- item\n+ item\n1. first\n2) second\n> quote\n===\n---\n***\n```\ncode\n```\n~~~\n"
    "    code\n\tcode\n\n    code\n<script>x</script> <b> &amp; &#35; [x](https://evil.example)\n"
    "![x](y)\n[x]: https://evil.example\n| a | b |\n|---|---|\n| c | d |\n**b** __b__ *i* _i_\n"
    "~~s~~ `c` $x$ end\\\n\\\nhttps://a.example/*x*_y_[z](w)?a=1&copy=2#~f. <https://evil.example>\n"
    "<!-- x -->\n- [ ] task\n* star\n  * star\n  \u2028# line\x85- line\n:smile: : x\n[^1]: note\n"
    "trailing  \n"
)
TRICKY = st.text(
    st.one_of(
        st.sampled_from("\\*_~|`<>[]()#-+.:=&;!$1 \n\t\u2028ea/h"),
        st.characters(exclude_categories=["Cs"]),
    )
)


def at(seconds: float, text: str = "x", **fields: Any) -> Post:
    """Return a post `seconds` after the first."""
    return post(WHEN + timedelta(seconds=seconds), text, **fields)


def tokens(text: str) -> list[Token]:
    """Return the tokens that a Markdown parser reads in a text, in order."""
    return [part for block in READER.parse(text) for part in (block, *(block.children or []))]


@given(st.one_of(TRICKY, st.just(HOSTILE)))
@example("https://a.example/x, https://b.example/(y)")
def test_text_shows_as_its_own_characters(text: str) -> None:
    """The text of a post is shown literally, without any formatting."""
    read = tokens(escape(text))
    assert {one.type for one in read} <= HARMLESS
    shown = "".join(one.content for one in read if one.type == "text")
    expected = close_directions(show_controls(re.sub("[\v\f\r\x85]", " ", text)))
    assert "".join(shown.split()) == "".join(expected.split())


@given(st.lists(st.text("ab*#-> 1.", min_size=1, max_size=9).filter(str.strip), max_size=5))
def test_lines_stay_lines(lines: list[str]) -> None:
    """Each line of a post is a line in the parsed Markdown."""
    read = tokens(escape("\n".join(lines)))
    assert sum(one.type == "hardbreak" for one in read) == max(len(lines) - 1, 0)


def test_addresses_lead_where_they_say() -> None:
    """An address is a link; punctuation at its end is no part of it."""
    read = tokens(escape("see https://a.example/x_y_z?a=1&b=*2*, or (https://b.example)"))
    links = [one.attrs["href"] for one in read if one.type == "link_open"]
    assert links == ["https://a.example/x_y_z?a=1&b=*2*"]


def test_the_whole_file() -> None:
    """A file has title, evidence, posts with date, text, media and link, branches and omissions."""
    one = at(0, "@bob first", kind=Kind.REPLY, reply_to="77", reply_to_account="bob")
    two = at(0.4, "second\nline", media=(Media(MediaKind.IMAGE, "media/1-A_b.jpg", alt="a *cat*"),))
    aside, later, quoted = at(9, "aside"), at(60, "later"), at(-9e6, "quoted")
    likely = CandidateLink(later.id, two.id, 1, 0, 59_600, Features.NONE)
    links = (
        Link(two.id, one.id, Evidence.CERTAIN, "posted 0.40 s after it"),
        Link(aside.id, one.id, Evidence.RECORDED, "the archive names it as the parent"),
        Link(later.id, two.id, Evidence.LIKELY, "so it seems", likely),
    )
    thread = AssembledThread(one.id, (one, two, aside), 2, links, (later,), (quoted,))
    assert write(thread) == (
        "# A thread of 3 posts by @ada\n\n"
        "Put back together from an archive. Links between posts: 1 recorded, 1 certain.\n\n"
        "### 1 · 2022-10-28 03:44:43 UTC\n\n"
        "*In answer to @bob:* <https://twitter.com/i/status/77>\n\n"
        "@bob first\n\n"
        f"[original](<{one.url}>)\n\n"
        "### 2 · 2022-10-28 03:44:43 UTC\n\n"
        "*Continues 1. certain: posted 0.40 s after it*\n\n"
        "second\\\nline\n\n"
        "- image 1-A\\_b.jpg: a \\*cat\\*\n\n"
        f"[original](<{two.url}>)\n\n"
        "## Branches\n\n"
        "### 3 · 2022-10-28 03:44:52 UTC\n\n"
        "*Continues 1. recorded: the archive names it as the parent*\n\n"
        "aside\n\n"
        f"[original](<{aside.url}>)\n\n"
        "*1 more likely belongs to it and is left out here.*\n\n"
        "## See also\n\n"
        f"- 2022-07-15 23:44:43 UTC: <{quoted.url}>\n"
    )


@given(TRICKY, TRICKY, st.sampled_from([HOSTILE, "x"]))
def test_no_name_or_reason_breaks_the_file(name: str, why: str, text: str) -> None:
    """Hostile names, reasons and texts do not change the headings."""
    account = "".join(name.split()) or "ada"
    media = Media(MediaKind.IMAGE, f"media/1-{name}", alt=why)
    one = at(0, text, account=account, media=(media,), reply_to="7", reply_to_account=name)
    two = at(1, text, account=account)
    links = (Link(two.id, one.id, Evidence.BY_HAND, why),)
    read = tokens(write(AssembledThread(one.id, (one, two), 2, links)))
    assert [one.tag for one in read if one.type == "heading_open"] == ["h1", "h3", "h3"]
    assert not [one for one in read if one.type.startswith(("html", "code", "fence", "image"))]


@pytest.mark.parametrize(
    ("account", "id", "name"),
    [
        ("ada", "17", "ada-17.md"),
        ("../../etc/passwd", "17", "etcpasswd-17.md"),
        ("日本", "t1666-abcdef01", "thread-t1666-abcdef01.md"),
        ("a" * 90, "17", "a" * 30 + "-17.md"),
    ],
)
def test_the_name_of_the_file(account: str, id: str, name: str) -> None:
    """The file name is made of account and id, without characters that file systems reject."""
    one = replace(at(0), account=account, id=id)
    assert file_name(AssembledThread(id, (one,), 1, ())) == name


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/display/1?id=2&x=%20#y",
        "https://bsky.app/profile/did:web:localhost%3A80/post/3k",
        "https://a.example/x)[y](https://evil.example/",
    ],
)
def test_addresses_are_not_changed(address: str) -> None:
    """A link leads to the address that the archive states, to the letter."""
    one = replace(at(0), details=Details(url=address))
    thread = AssembledThread(one.id, (one,), 1, (), (), (), (), frozenset())
    links = [part.attrs["href"] for part in tokens(write(thread)) if part.type == "link_open"]
    assert [unquote(str(link)) for link in links] == [unquote(address)]
    assert f"<{address}>" in write(thread) or "[y]" in address
