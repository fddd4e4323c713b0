"""Entities, links and kinds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.posts.post import Kind
from bot.ingest.text.entities import kind_of, links, unescape


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        ("salt &amp; pepper, 1 &lt; 2 &gt; 0", "salt & pepper, 1 < 2 > 0"),
        ("&amp;lt; stays one step away", "&lt; stays one step away"),
        ("&amp;eacute; was typed so", "&eacute; was typed so"),
        ("https://example.org/?a=1&copy=2", "https://example.org/?a=1&copy=2"),
        ("&quot;It&#39;s&quot; l&#8217;or &#x2665;", '"It\'s" l\u2019or \u2665'),
        ("caf&eacute; &hearts;", "caf\u00e9 \u2665"),
        ("&amp;quot; and &amp;#39; stay", "&quot; and &#39; stay"),
        ("&notit; &B; &#; &#0; &#xD800; &#1114112;", "&notit; &B; &#; &#0; &#xD800; &#1114112;"),
        ("&quot and &#39 stay", "&quot and &#39 stay"),
    ],
)
def test_entities_are_unescaped_once(escaped: str, text: str) -> None:
    """Entities are decoded once, and nothing else is read as one."""
    assert unescape(escaped) == text


@given(st.text())
def test_unescaping_undoes_escaping(text: str) -> None:
    """Any escaped text is unescaped to the same text."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert unescape(escaped) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://a.b/c). And", ("https://a.b/c",)),
        ("https://en.wikipedia.org/wiki/X_(y)", ("https://en.wikipedia.org/wiki/X_(y)",)),
        ("見てhttps://x.jp/あ。次", ("https://x.jp/あ",)),
        ("“https://q.r”, http://s.t!", ("https://q.r", "http://s.t")),
        ("https://a.b https://a.b", ("https://a.b",)),
        ("https:// is none", ()),
        ("Https://a.b/C", ("Https://a.b/C",)),
        (
            "[x](https://a.b/c_(d)), (https://e.f/?g[1]=2]).",
            ("https://a.b/c_(d)", "https://e.f/?g[1]=2"),
        ),
        ("https://a.b/" + ")" * 500_000, ("https://a.b/",)),
    ],
)
def test_links(text: str, found: tuple[str, ...]) -> None:
    """Addresses are found once each, without the punctuation around them."""
    assert links(text) == found


@pytest.mark.parametrize(
    ("text", "kind", "account"),
    [
        ("RT @carol: hello", Kind.REPOST, None),
        ("RT @carol hello", Kind.REPOST, None),
        ("RT @carol\nhello", Kind.REPOST, None),
        ("RT @carol : hello", Kind.REPOST, None),
        ("RT @carol\uff1ahello", Kind.REPOST, None),
        ("RT  @carol RT @dora hello", Kind.REPOST, None),
        ("RT@carol: hello", Kind.REPOST, None),
        ("RT @carol", Kind.REPOST, None),
        ("RT: @carol hello", Kind.REPOST, None),
        ("\u267b @carol: hello", Kind.REPOST, None),
        ("\u267b\ufe0f @carol hello", Kind.REPOST, None),
        ("\u267a @carol hello", Kind.REPOST, None),
        ("RT @carol's picture, it is good", Kind.POST, None),
        ("RT @carol, and look", Kind.POST, None),
        ("so true! RT @carol hello", Kind.POST, None),
        ("hello (via @carol)", Kind.POST, None),
        ("RT this if you agree", Kind.POST, None),
        ("ART @carol hello", Kind.POST, None),
        ("@alice @bob hi", Kind.REPLY, "alice"),
        (".@alice hi", Kind.POST, None),
        ("@ home", Kind.POST, None),
        ("hi @alice", Kind.POST, None),
    ],
)
def test_kinds(text: str, kind: Kind, account: str | None) -> None:
    """RT and a name make a repost, a leading mention a reply to the first account named."""
    assert kind_of(text) == (kind, account)
