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
        # Text right behind an address.
        (
            "\u770b\u8fd9\u91cchttps://www.a.example\u7ec8\u4e8e\u6362\u597d\u4e86",
            ("https://www.a.example",),
        ),
        ("https://a.example/photo/1\u200f", ("https://a.example/photo/1",)),
        ("https://a.example/yury/ib\u2070", ("https://a.example/yury/ib",)),
        ("https://a.example/x?y=1\u3044\u3044\u306d", ("https://a.example/x?y=1",)),
        ("https://a.example/th\u0e04\u0e23\u0e31\u0e1a", ("https://a.example/th",)),
        ("https://a.example/ru\u0441\u043c\u043e\u0442\u0440\u0438", ("https://a.example/ru",)),
        ("https://a.example/ar\u0634\u0643\u0631\u0627", ("https://a.example/ar",)),
        ("https://a.example/he\u2066x", ("https://a.example/he",)),
        ("https://a.example/up\U0001f389", ("https://a.example/up",)),
        ("https://a.example/a\u2026", ("https://a.example/a",)),
        ("https://a.example/a\u2014yes", ("https://a.example/a",)),
        ("https://a.example/ahttps://b.example/b", ("https://a.example/a", "https://b.example/b")),
        (
            "`https://a.example/a` | https://a.example/b|c",
            ("https://a.example/a", "https://a.example/b"),
        ),
        # Parts of an address.
        (
            "https://web.archive.org/web/2010/http://b.example/",
            ("https://web.archive.org/web/2010/http://b.example/",),
        ),
        (
            "https://a.example/a_ https://a.example/b- https://a.example/c=",
            ("https://a.example/a_", "https://a.example/b-", "https://a.example/c="),
        ),
        (
            "https://fr.a.example/wiki/Caf\u00e9_(lieu), oui",
            ("https://fr.a.example/wiki/Caf\u00e9_(lieu)",),
        ),
        (
            "https://a.example/wiki/Erd\u0151s\u2013R\u00e9nyi_model",
            ("https://a.example/wiki/Erd\u0151s\u2013R\u00e9nyi_model",),
        ),
        (
            "https://a.example/wiki/\u6771\u4eac2020\u5927\u4f1a\u3002",
            ("https://a.example/wiki/\u6771\u4eac2020\u5927\u4f1a",),
        ),
        (
            "https://a.example/?q=\u6771\u4eac_\u99c5 x",
            ("https://a.example/?q=\u6771\u4eac_\u99c5",),
        ),
        (
            "https://\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444/\u043f\u0443\u0442\u044c",
            ("https://\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444/\u043f\u0443\u0442\u044c",),
        ),
        ("https://m\u00fcnchen.example", ("https://m\u00fcnchen.example",)),
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


@given(
    st.text("abcXYZ019/?=&_-+#%.~", max_size=30),
    st.sampled_from("azAZ09"),
    st.sampled_from(
        ["終わり", "终于", "ครับ", "شكرا", "שלום", "смотри", "ελα", "\u200f", "⁰", "🎉", "、", "”"]
    ),
)
def test_text_right_behind_a_link_is_no_part_of_it(path: str, last: str, text: str) -> None:
    """Text of another script, a direction mark or a sign behind a letter ends an address."""
    address = f"https://a.example/{path}{last}"
    assert links(f"{text}{address}{text} {text}") == (address,)


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
