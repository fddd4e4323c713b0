"""The page that convert_to_html.py made: posts are read as far as Markdown left them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.archive.posts.post import Kind, MediaKind, Origin, Post
from tests.archives import snowflake, stamp
from tests.ingest.parser.layouts import read_text

WHEN = datetime(2022, 11, 3, 10, tzinfo=UTC)
PARENT = "https://twitter.com/bob/status/1576000000000000001"


def at(n: int) -> datetime:
    """Return the moment of the n-th post."""
    return WHEN + timedelta(minutes=n)


def link(n: int, account: str = "ada") -> str:
    """Return the link of the n-th post."""
    return f'<a href="https://twitter.com/{account}/status/{snowflake(at(n))}">{stamp(at(n))}</a>'


def quoted(n: int, blocks: str, header: str = "", account: str = "ada") -> str:
    """Return a record of F11 as it was rendered."""
    inside = f"{blocks}\n" if blocks else ""
    footer = f'<p><img src="media/tweet.ico" width="12" /> {link(n, account)}</p>'
    return f"{header}<blockquote>\n{inside}</blockquote>\n{footer}"


def early(n: int, blocks: str, tag: str = "p") -> str:
    """Return a record of F3 to F10 as it was rendered."""
    return f"{blocks}\n<{tag}>(Originally on Twitter: {link(n)})</{tag}>"


def page(content: str) -> str:
    """Return a page with this content."""
    head = "<!doctype html>\n<html>\n<head><title>x</title></head>\n<body>\n"
    heading = '    <h1>Your twitter archive</h1>\n    <main class="container">\n    '
    return f"{head}{heading}{content}\n    </main>\n</body>\n</html>"


def posts_of(tmp_path: Path, content: str) -> list[Post]:
    """Return the posts of a page, all of which must be readable."""
    posts, broken = read_text(tmp_path / "TwitterArchive.html", page(content))
    assert broken == []
    return posts


@pytest.mark.parametrize("rule", ["\n<hr />\n", "\n<hr>\n", ""])
def test_records_are_read(tmp_path: Path, rule: str) -> None:
    """Paragraphs and line breaks are kept; files are joined without a rule between."""
    records = [quoted(0, "<p>one\ntwo</p>\n<p>three</p>"), quoted(1, ""), quoted(2, "<p>more</p>")]
    posts = posts_of(tmp_path, rule.join(records))
    assert [post.text for post in posts] == ["one\ntwo\n\nthree", "", "more"]
    assert all(post.origin is Origin.HTML and post.parent_known for post in posts)


def test_a_reply(tmp_path: Path) -> None:
    """The header names the parent; its mentions are put back."""
    header = f'<p>Replying to <a href="{PARENT}">@bob and @carol</a></p>\n'
    (post,) = posts_of(tmp_path, quoted(0, "<p>hi</p>", header))
    assert (post.text, post.kind, post.reply_to_account) == ("@bob @carol hi", Kind.REPLY, "bob")
    assert post.reply_to == "1576000000000000001"


@pytest.mark.parametrize(
    ("blocks", "text"),
    [
        ("<p>salt &amp; pepper &lt;3 &amp;lt; &quot;x&quot;</p>", 'salt & pepper <3 &lt; "x"'),
        ("<p>https://a.b/?x=1&amp;copy=2</p>", "https://a.b/?x=1&copy=2"),
        ("<p>an <em>old</em> <strong>tea</strong> <code>pot</code></p>", "an *old* **tea** `pot`"),
        ("<h1>one</h1>\n<p>two</p>", "# one\n\ntwo"),
        ("<ol>\n<li>tea</li>\n<li>milk</li>\n</ol>", "1. tea\n2. milk"),
        ('<ol start="7">\n<li>tea</li>\n</ol>', "7. tea"),
        ("<ul>\n<li>tea</li>\n<li>milk</li>\n</ul>", "- tea\n- milk"),
        ("<pre><code>code &amp; more\n</code></pre>", "    code & more"),
        ("<p>one<br />\ntwo</p>", "one\ntwo"),
        ('<p><a href="https://a.b/">site</a></p>', "[site](https://a.b/)"),
        ('<p><img alt="x" src="https://a.b/c.png" /></p>', "![x](https://a.b/c.png)"),
    ],
)
def test_markup_is_written_again(tmp_path: Path, blocks: str, text: str) -> None:
    """Nothing that the author wrote is lost with its markup."""
    assert [post.text for post in posts_of(tmp_path, quoted(0, blocks))] == [text]


def test_hostile_nesting_costs_no_post(tmp_path: Path) -> None:
    """However deep tags are nested, the text is read."""
    (post,) = posts_of(tmp_path, quoted(0, f"<p>{'<em>' * 50_000}tea</p>"))
    assert "tea" in post.text


def test_media(tmp_path: Path) -> None:
    """Pictures, films and addresses of lost pictures become media."""
    id = snowflake(at(0))
    blocks = (
        f'<p>all</p>\n<p><img alt="" src="media/{id}-a.jpg" /></p>\n'
        f'<video controls><source src="media/{id}-b.mp4">No film.</video>\n'
        f"<p>media/{id}-b.mp4</p>\n"
        '<p><img alt="" src="http://t.co/m3" /></p>'
    )
    (post,) = posts_of(tmp_path, quoted(0, blocks))
    assert post.text == "all"
    assert [(one.kind, one.path, one.url) for one in post.media] == [
        (MediaKind.IMAGE, f"media/{id}-a.jpg", None),
        (MediaKind.VIDEO, f"media/{id}-b.mp4", None),
        (MediaKind.IMAGE, None, "http://t.co/m3"),
    ]


def test_early_records(tmp_path: Path) -> None:
    """F3 to F10 are in one page with F11, and separators of F7 made headings."""
    content = "\n".join(
        [
            early(0, "<p>one</p>\n<p>two</p>") + "\n<hr />",
            early(1, "<p>@bob three</p>", "h2"),
            quoted(2, "<p>four</p>"),
        ]
    )
    posts = posts_of(tmp_path, content)
    assert [post.text for post in posts] == ["one\n\ntwo", "@bob three", "four"]
    assert [post.parent_known for post in posts] == [False, False, True]
    assert posts[1].kind is Kind.REPLY


def test_what_a_generator_adds(tmp_path: Path) -> None:
    """Indented blocks, navigation and the rendered front matter cost no post and are no text."""
    record = quoted(1, "  <p>one</p>\n\n  <p>two</p>")
    front = "<hr />\n<h2>layout: post\ntitle: March</h2>\n"
    nav = "<nav><a href='x'>February</a></nav>\n"
    posts = posts_of(tmp_path, f"{front}{quoted(0, '<p>zero</p>')}\n\n<hr />\n\n{nav}{record}{nav}")
    assert [post.text for post in posts] == ["zero", "one\n\ntwo"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("Nov 03 10:01", "Nov 33 10:01", "calendar"),
        ("<blockquote>\n<p>body 1", "<blockquXte>\n<p>body 1", "marks around"),
        ("body 1.</p>\n</blockquote>", "body 1.</p>\n</blockquotX>", "marks around"),
        ("Replying to", "Rxplying to", "marks around"),
        ("ada/status", "bob/status", "post of @bob"),
    ],
)
def test_a_damaged_record_costs_only_itself(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    """An unreadable record is reported once with a reason; its neighbours are read."""
    header = f'<p>Replying to <a href="{PARENT}">@bob</a></p>\n'
    records = [
        quoted(0, "<p>body 0.</p>"),
        quoted(1, "<p>body 1.</p>", header).replace(old, new),
        quoted(2, "<p>body 2.</p>"),
    ]
    posts, (broken,) = read_text(tmp_path / "x.html", page("\n<hr />\n".join(records)))
    assert [post.text for post in posts] == ["body 0.", "body 2."]
    assert reason in broken.reason
