"""The text of HTML: whole addresses, mentions with hosts, lines where the author had them."""

from html import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.ingest.mastodon.common_markup import HtmlText, common_text
from bot.ingest.mastodon.html_text import parsed_text, text_of_html
from bot.ingest.mastodon.mentions import Mentions

MOSS = {
    "type": "Mention",
    "href": "https://other.example/users/moss",
    "name": "@moss@other.example",
}
THIRD = {
    "type": "Mention",
    "href": "https://third.example/users/moss",
    "name": "@moss@third.example",
}
OAK = {"type": "Mention", "href": "https://social.example/users/oak", "name": "@oak"}
MENTIONS = Mentions([MOSS, OAK], "social.example")
LONG = "https://www.example.org/a/rather/long/path/to/the/very/page?x=1&y=2"


def link(address: str) -> str:
    """Return a link as Mastodon writes it, in three spans."""
    begin = "https://www." if address.startswith("https://www.") else "https://"
    middle, rest = address[len(begin) :][:30], address[len(begin) :][30:]
    cut = "ellipsis" if rest else ""
    return (
        f'<a href="{escape(address)}" target="_blank" rel="nofollow noopener" translate="no">'
        f'<span class="invisible">{begin}</span><span class="{cut}">{escape(middle)}</span>'
        f'<span class="invisible">{escape(rest)}</span></a>'
    )


def mention(host: str, name: str) -> str:
    """Return a mention as Mastodon writes it."""
    return (
        f'<span class="h-card" translate="no"><a href="https://{host}/@{name.partition("@")[0]}" '
        f'class="u-url mention">@<span>{name}</span></a></span>'
    )


def tag(name: str) -> str:
    """Return a hashtag as Mastodon writes it."""
    return (
        f'<a href="https://social.example/tags/{name}" class="mention hashtag" rel="tag">'
        f"#<span>{name}</span></a>"
    )


TEXTS = [
    ("", ""),
    ("<p></p>", ""),
    ("<p>One</p>", "One"),
    ("<p>One<br />two</p><p>three<br>four</p>", "One\ntwo\n\nthree\nfour"),
    ("<p>a</p><p> </p><p></p><p>b</p>", "a\n\nb"),
    ("<p>&lt;b&gt; &amp;amp; &#39;x&#39; &quot;&quot; &hearts; &#x1F600;</p>", None),
    ("<p>two  blanks and :blobcat:</p>", "two  blanks and :blobcat:"),
    (f"<p>{link(LONG)} and {link('https://e.org')}</p>", f"{LONG} and https://e.org"),
    ('<p><a href="https://e.org/x">words of a <b>link</b></a></p>', "words of a link"),
    ('<p><a href="https://e.org/long/path">e.org/lon…</a></p>', "https://e.org/long/path"),
    ('<p><a href="https://e.org/x">https://e.org/x</a></p>', "https://e.org/x"),
    ('<p><a href="https://evil.example/">bank.example</a></p>', "bank.example"),
    ('<p><a href="mailto:a@b.example">write</a> <a href="/x">y</a> <a>z</a></p>', "write y z"),
    (f"<p>{mention('other.example', 'moss')} hello</p>", "@moss@other.example hello"),
    (f"<p>{mention('social.example', 'oak')}</p>", "@oak@social.example"),
    (f"<p>{mention('other.example', 'moss@other.example')}</p>", "@moss@other.example"),
    (f"<p>{mention('gone.example', 'fir')}</p>", "@fir@gone.example"),
    ('<p>@<a href="https://x.example/p" class="mention">fir</a></p>', "@fir"),
    (f"<p>{tag('GärtenTag')}!</p>", "#GärtenTag!"),
    (
        '<p>hi <img class="emoji" alt=":cat:" src="x"/> <img src="y"></p>',
        "hi :cat: ",
    ),
    ("<ul><li>one</li><li>two<br />lines</li></ul>", "- one\n- two\n  lines"),
    ('<ol start="3"><li>c</li><li><p>d</p></li></ol>', "3. c\n4. d"),
    ('<ol start="-1"><li>c</li></ol><ol start="99999999"><li>d</li></ol>', "1. c\n\n1. d"),
    ("<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>", "- a\n  - b"),
    ("<p>so</p><blockquote><p>a<br/>b</p><p>c</p></blockquote>", "so\n\n> a\n> b\n> \n> c"),
    ("<blockquote><ul><li>a</li></ul></blockquote>", "> - a"),
    ("<pre><code>if x:\n    y<br/>z</code></pre><p>a <code>b</code></p>", "if x:\n    y\nz\n\na b"),
    ("<h1>Title</h1><h2>Sub</h2><p>text</p>", "Title\n\nSub\n\ntext"),
    ("<p>a</p>\n<p>b\n  c</p>\n", "a\n\nb c"),
    ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "漢(kan)"),
    ("<ruby>漢<rt>kan</rt></ruby>字", "漢(kan)字"),
    ("a<script>alert(1)</script><style>p{}</style>b", "ab"),
    ("<style>p{}</style><p>b</p>", "b"),
    ("<blink>kept</blink> <x-y>also</x-y>", "kept also"),
    ("<frameset><p>kept</p>", "kept"),
    ("<title>kept</title>", "kept"),
    ("<!-- no --><p>a<!-- no -->b</p>", "ab"),
    ("<div>a</div><div>b</div>", "a\n\nb"),
    ("<p>a</b></p></div></body></html>c", "a\n\nc"),
    ("<p>unclosed <b>bold", "unclosed bold"),
    ("<p>x\0y</p>", "xy"),
    ("no tags\nat all &amp; so", "no tags\nat all & so"),
    ("1 < 2", "1 < 2"),
    ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
    (
        "<p>t</p><table>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n<tr><td>c</td></tr>\n</table>d",
        "t\n\na b\nc\n\nd",
    ),
]


@pytest.mark.parametrize(("html", "text"), TEXTS)
def test_the_text_of_html(html: str, text: str | None) -> None:
    """Each kind of markup gives the text that a reader sees."""
    if text is None:
        text = "<b> &amp; 'x' \"\" ♥ 😀"
    found = text_of_html(html, MENTIONS)
    assert found.text == text
    if "<" in html:
        assert found == parsed_text(html, MENTIONS)


def test_addresses() -> None:
    """Links of any text and addresses without markup are found, in order, each once."""
    html = (
        f'<p>https://a.example/1 <a href="https://b.example/2">words</a> {link(LONG)}</p>'
        f"<p>{link(LONG)} {mention('other.example', 'moss')} {tag('x')} see https://c.example/3.</p>"
    )
    assert text_of_html(html, MENTIONS).links == (
        "https://a.example/1",
        "https://b.example/2",
        LONG,
        "https://c.example/3",
    )
    assert text_of_html("see https://c.example/3.").links == ("https://c.example/3",)


def test_two_of_one_name() -> None:
    """Accounts of one name are told apart by the host that the link leads to."""
    both = Mentions([MOSS, THIRD], "social.example")
    html = f"<p>{mention('third.example', 'moss')} {mention('other.example', 'moss')}</p>"
    assert text_of_html(html, both).text == "@moss@third.example @moss@other.example"
    assert both.ids == (MOSS["href"], THIRD["href"])


QUOTE = '<p class="quote-inline">RE: <a href="https://o.example/@moss/1">o.example/@moss/1</a></p>'


def test_the_paragraph_of_a_quote() -> None:
    """The address of a quoted post is no word of the author; without a quote it stays."""
    html = f"{QUOTE}<p>So true</p>"
    assert text_of_html(html, has_quote=True) == HtmlText("So true", ())
    assert text_of_html(html).text == "RE: https://o.example/@moss/1\n\nSo true"
    inline = (
        '<p>So<span class="quote-inline"><br/>RE: <a href="https://o.example/1">x</a></span></p>'
    )
    assert text_of_html(inline, has_quote=True) == HtmlText("So", ())


WORDS = st.text(st.sampled_from("ab é😀&<>\"'.:/@# \n"), max_size=8).map(escape)
PIECES = st.one_of(
    WORDS,
    st.sampled_from(
        [
            "<br />", "<br>", "</p><p>", "<p>", "</p>", link(LONG), link("https://e.org"),
            mention("other.example", "moss"), mention("x.example", "moss@third.example"),
            tag("Tag"), " ", "&#39;", "&amp;", "&hearts;", "&copy", "https://e.org/a?b=1&amp;c ",
            "<b>x</b>", '<a href="x">', "</a>", "<ul><li>", "<blockquote>", "\0", "\r\n",
            '<span class="invisible">', "</span>", QUOTE,
        ]
    ),
)  # fmt: skip
HTML = st.lists(PIECES, max_size=12).map("".join)


@given(HTML.map(lambda inner: f"<p>{inner}</p>"))
@settings(max_examples=300)
@example("<p>&lt;</p><p></p>")
@example("<p>\n</p>")
def test_the_fast_way_gives_what_the_parser_gives(html: str) -> None:
    """Where the patterns read a text, the parser reads the same."""
    fast = common_text(html, MENTIONS)
    assert fast is None or fast == parsed_text(html, MENTIONS)


def test_common_posts_take_the_fast_way() -> None:
    """What Mastodon itself writes is read by the patterns."""
    html = (
        f"<p>{mention('other.example', 'moss')} it&#39;s &lt;good&gt;<br />second</p>"
        f"<p>{link(LONG)} {tag('GardenDay')}</p>"
    )
    assert common_text(html, MENTIONS) == HtmlText(
        f"@moss@other.example it's <good>\nsecond\n\n{LONG} #GardenDay", (LONG,)
    )


@given(HTML | st.text())
@settings(max_examples=100)
def test_any_html_gives_text_that_can_be_stored(html: str) -> None:
    """No markup raises an exception, and no text has NUL or ends in blank lines."""
    text, links = text_of_html(html.encode("utf-8", "ignore").decode(), MENTIONS)
    assert "\0" not in text
    assert "\r" not in text
    assert text.strip("\n") == text
    assert all("://" in one for one in links)
    (text + "".join(links)).encode()


@pytest.mark.parametrize("tag", ["div", "blockquote", "b", "ul><li", "a href=https://e.org"])
def test_deep_markup_is_bounded(tag: str) -> None:
    """Markup nested a hundred thousand times gives its text at once, and no recursion error."""
    html = f"<{tag}>" * 100_000 + "<p>deep</p>"
    assert text_of_html(html).text.endswith("deep")
    nested = f"<{tag}>x" * 400 + "<p>deep</p>"
    assert len(text_of_html(nested).text) < 30_000
