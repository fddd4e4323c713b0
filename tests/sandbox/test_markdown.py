"""Markdown as Discord's clients render it."""

import re
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.markdown import render_plain, spans

HOSTILE = (
    "@everyone <@1> <#1> </x:1> <t:0:R> **bold** ||spoiler|| [x](https://evil) `code` <:a_b:1>\n"
    "# heading\n1. list\n- item\n> quote\n-# small\n*i* _i_ __u__ ~~s~~ <https://evil> "
    "https://evil.example/ ```block``` <id:customize>"
)


def escaped(text: str) -> str:
    """Return a text with a backslash before all characters with a meaning."""
    return re.sub(r"([^0-9A-Za-z\s])", r"\\\1", text)


@pytest.mark.parametrize(
    ("source", "shown", "styles"),
    [
        ("**b**", "b", {"bold"}),
        ("*i*", "i", {"italic"}),
        ("_i_", "i", {"italic"}),
        ("***bi***", "bi", {"bold", "italic"}),
        ("__u__", "u", {"underline"}),
        ("~~s~~", "s", {"strike"}),
        ("||s||", "s", {"spoiler"}),
        ("`**c**`", "**c**", {"code"}),
        ("``a`b``", "a`b", {"code"}),
        ("```py\nx = 1\n```", "x = 1", {"code", "block"}),
        ("# H", "H", {"heading", "level1"}),
        ("## H", "H", {"heading", "level2"}),
        ("### H", "H", {"heading"}),
        ("-# s", "s", {"small"}),
        ("> q", "q", {"quote"}),
        (">>> q\nr", "q\nr", {"quote"}),
        ("#### no", "#### no", set()),
        ("a # no", "a # no", set()),
        ("snake_case_name", "snake_case_name", set()),
        ("a * b * c", "a * b * c", set()),
        (r"\*no\*", "*no*", set()),
        ("**open", "**open", set()),
    ],
)
def test_styles(source: str, shown: str, styles: set[str]) -> None:
    """Markup is removed and becomes a style."""
    (span,) = spans(source)
    assert (span.text, set(span.styles)) == (shown, styles)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("- one\n* two\n  - three", "• one\n• two\n  • three"),
        ("1. one\n22. two", "1. one\n22. two"),
        ("<t:0:f> <t:0:t> <t:0>", "1 January 1970 00:00 00:00 1 January 1970 00:00"),
        ("<t:99999999999999999:f>", "Invalid Date"),
        ("<:smile:1> <a:wave:2>", ":smile: :wave:"),
        ("<@1> <@!1> <@&1> <#1> </search:1>", "@1 @1 @role 1 #1 /search"),
        (":+1: :-1::e-mail: **:smile:**", "👍 👎📧 😄"),
        (":wave::skin-tone-3:", "👋🏽"),
        (r"\:+1: :no_such_emoji: 12:30:45 : +1:", ":+1: :no_such_emoji: 12:30:45 : +1:"),
        (":**b**:", ":**b**:"),
        (":<@1>:", ":@1:"),
        ("https://a.example/:+1:", "https://a.example/:+1:"),
    ],
)
def test_what_is_shown(source: str, shown: str) -> None:
    """Lists get their bullets; mentions and times show their names, and shortcodes their emoji."""
    assert render_plain(source) == shown


@pytest.mark.parametrize(
    ("source", "text", "link"),
    [
        ("https://a.example/b_c_d.", "https://a.example/b_c_d", "https://a.example/b_c_d"),
        ("<https://a.example>", "https://a.example", "https://a.example"),
        ("[x](https://a.example)", "x", "https://a.example"),
        ("[x](<https://a.example>)", "x", "https://a.example"),
        ('[x](https://a.example "title")', "x", "https://a.example"),
        ("[x](https://a.example/(b))", "x", "https://a.example/(b)"),
    ],
)
def test_links(source: str, text: str, link: str) -> None:
    """Addresses and masked links have their targets."""
    assert [(span.text, span.link) for span in spans(source) if span.link] == [(text, link)]


def test_an_address_hides_no_other() -> None:
    """A masked link whose text is an address is none: it leads where its text says."""
    found = spans("[https://a.example](https://b.example)")
    assert all(span.link in {None, span.text} for span in found)


def test_names() -> None:
    """Mentions show the given names."""
    assert render_plain("<#1> <@2>", {"<#1>": "#memories"}) == "#memories @2"


def test_hostile_text() -> None:
    """Text that is not escaped is interpreted in every part."""
    found = spans(HOSTILE)
    assert [span.mention for span in found if span.mention] == [
        "@everyone",
        "<@1>",
        "<#1>",
        "</x:1>",
        "<id:customize>",
    ]
    assert len([span for span in found if span.link]) == 3
    assert {style for span in found for style in span.styles} == {
        *("bold", "spoiler", "code", "heading", "list", "quote", "small"),
        *("italic", "underline", "strike", "block", "level1"),
    }


def test_escaped_text() -> None:
    """Escaped text is shown as it was."""
    (span,) = spans(escaped(HOSTILE))
    assert (span.text, span.styles, span.link, span.mention) == (HOSTILE, frozenset(), None, None)


@given(st.text(st.sampled_from(list("*_~|`<>[]()#-+.!@\\:/ \nab1téest")), max_size=200))
def test_escaping_always_works(text: str) -> None:
    """Any escaped text is shown as it was, without any meaning."""
    assert render_plain(escaped(text)) == text
    assert not any(span.styles or span.link or span.mention for span in spans(escaped(text)))


@given(st.text(st.sampled_from(list("*_~|`<>[]()#-@\\:/ \na1t")), max_size=200))
def test_anything_can_be_read(text: str) -> None:
    """No text is an error, and styles add no characters except for lists and mentions."""
    assert all(isinstance(span.text, str) for span in spans(text))


@pytest.mark.parametrize(
    "part",
    ["*", "_", "`", "[", "[a\\", "**a", "__a*b_ ", "||", "[x](https://a(b)", "> ", "<t:", ":a"],
)
def test_no_text_takes_long(part: str) -> None:
    """The longest message of nothing but markup is no trap: it takes seconds, not hours.

    The bound is for an exponential search, not for speed: it is ten times what is needed.
    """
    began = time.process_time()  # CPU time, without waits for other programs
    spans((part * 4000)[:4000])
    assert time.process_time() - began < 10


def test_brackets_that_open_no_link_hold_nothing_up() -> None:
    """Each looks for its end once, at the speed of a search: the page draws between other work."""
    times = []
    for _attempt in range(3):
        began = time.process_time()
        assert render_plain("[" * 4000) == "[" * 4000
        times.append(time.process_time() - began)
    assert min(times) < 0.3


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (1800, "in 30 minutes"),
        (3600, "in 1 hour"),
        (-86400 * 400, "1 year ago"),
        (86400 * 20, "in 20 days"),
        (0, "0 seconds ago"),
    ],
)
def test_a_relative_time_is_seen_from_now(seconds: int, shown: str) -> None:
    """A client that knows the time shows how far away another is."""
    now = datetime(2022, 11, 24, tzinfo=UTC)
    (span,) = spans(f"<t:{int(now.timestamp()) + seconds}:R>", now=now)
    assert span.text == shown
