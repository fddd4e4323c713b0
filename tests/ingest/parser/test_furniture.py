"""Page furniture: it is no text of a post, and costs none."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.archives import record, stamp
from tests.ingest.parser.early_layouts import STYLES, write
from tests.ingest.parser.layouts import Written, page, quoted, read_text

WHEN = datetime(2022, 11, 3, 10, tzinfo=UTC)
TEXTS = ["one.\n\nMore.", "two.", "three."]

YAML = (
    '---\nlayout: post\ntitle: "March: tweets"\n'
    "tags:\n- social\n- old\n\n# mine\ndate: 2022-03-01\n---\n"
)
TOML = '+++\ntitle = "March"\ntags = [\n  "social",\n]\n\n[params]\nx = 1\n+++\n'
TOPS = [
    YAML,
    YAML + "\n",
    YAML.replace("---\n", "...\n").replace("...\n", "---\n", 1) + "\n",
    TOML + "\n",
    YAML + "\n# March\n\n",
    "# March\n\n",
    "March\n=====\n\n",
    "<!-- made by\na script -->\n\n",
    "{% include nav.html %}\n\n",
    '<nav>\n<a href="x">February</a>\n</nav>\n<hr>\n\n',
    YAML + "\n{{< toc >}}\n",
]
BETWEEN = [
    "<!-- more -->\n",
    "<!-- more -->\n\n",
    "<div class='ad'>\nbuy\n</div>\n\n",
    "<hr>\n",
    "{{< ad >}}\n\n",
    YAML + "\n",
]


def at(n: int) -> datetime:
    """Return the moment of the n-th post."""
    return WHEN + timedelta(minutes=n)


@pytest.mark.parametrize("top", TOPS)
@pytest.mark.parametrize("style", STYLES)
def test_above_early_posts(tmp_path: Path, top: str, style: str) -> None:
    """What is above the first post of an early layout is none of its text."""
    name = "output.txt" if style == "F2" else "x.md"
    path = write(tmp_path / name, [record(at(n), text) for n, text in enumerate(TEXTS)], style)
    posts, broken = read_text(path, top + path.read_text())
    assert broken == []
    assert [post.text for post in posts] == TEXTS
    assert posts[0].sources[0].line == top.count("\n") + 1


@pytest.mark.parametrize("between", BETWEEN)
@pytest.mark.parametrize("style", STYLES)
def test_between_early_posts(tmp_path: Path, between: str, style: str) -> None:
    """Tags, comments and the front matter of joined files are no text of the post below."""
    path = tmp_path / ("output.txt" if style == "F2" else "x.md")
    separator, end = STYLES[style]
    write(path, [record(at(n), text) for n, text in enumerate(TEXTS)], style)
    whole = path.read_text().replace(f"{separator}{TEXTS[2]}", f"{separator}{between}{TEXTS[2]}")
    posts, broken = read_text(path, whole + (end and between))
    assert broken == []
    assert [post.text for post in posts] == TEXTS


def test_front_matter_right_behind_a_footer(tmp_path: Path) -> None:
    """Its first line is no separator, though files were joined without one."""
    for gap in ("\n", "\n\n"):
        text = record(at(0), TEXTS[0]) + gap + YAML + "\n" + record(at(1), TEXTS[1])
        posts, broken = read_text(tmp_path / "x.md", text)
        assert broken == []
        assert [post.text for post in posts] == TEXTS[:2]


@pytest.mark.parametrize(
    "text",
    [
        "---\nno settings here\n---\nx",
        "---\nsetting: one",
        "Update: tea\n---\nmore",
        "\n\nblank lines above",
        "&lt;b&gt; is no tag",
        "#hashtag first\n\nthen more",
        "+++ yes +++",
        "***",
    ],
)
@pytest.mark.parametrize("style", ["F7", "F10"])
def test_a_text_like_furniture_is_kept(tmp_path: Path, text: str, style: str) -> None:
    """A text that only resembles furniture stays whole, at the top of a file as elsewhere."""
    path = write(tmp_path / "x.md", [record(at(n), text) for n in range(3)], style)
    posts, broken = read_text(path, path.read_text())
    assert broken == []
    assert {post.raw for post in posts} == {text}


def test_above_the_first_texts(tmp_path: Path) -> None:
    """F1 may have front matter too."""
    records = "\n\n".join(f"{stamp(at(n))}\n{text}" for n, text in enumerate(TEXTS))
    posts, broken = read_text(tmp_path / "output.txt", YAML + "\n" + records)
    assert broken == []
    assert [post.text for post in posts] == TEXTS


NOTES = ["# March\n", "A note, and [February](2022-02.md).\n", "> [!note]\n> a callout\n"]


@pytest.mark.parametrize("furniture", [*TOPS, *BETWEEN, *NOTES])
@pytest.mark.parametrize("escape", [False, True])
def test_around_later_posts(tmp_path: Path, furniture: str, escape: bool) -> None:
    """Anything may be before, between and after records of the later layouts."""
    posts = [Written(at(n), text, ["bob"] if n == 1 else []) for n, text in enumerate(TEXTS)]
    records = [quoted(post, escape=escape, icon="{{ site.url }}/media/tweet.ico") for post in posts]
    text = f"\n{furniture}\n".join(["", *(f"{one}\n\n----\n" for one in records), ""])
    found, broken = read_text(tmp_path / "x.md", text)
    assert broken == []
    assert [post.text for post in found] == [TEXTS[0], "@bob two.", TEXTS[2]]


@pytest.mark.parametrize("furniture", ["<nav><a href='x'>February</a></nav>\n", "<p>A note.</p>"])
def test_around_posts_of_a_page(tmp_path: Path, furniture: str) -> None:
    """A page may have more than posts."""
    posts = [Written(at(n), text) for n, text in enumerate(TEXTS)]
    text = page(posts).replace("<hr>\n", f"<hr>\n{furniture}").replace("</main>", furniture)
    found, broken = read_text(tmp_path / "x.html", text.replace("<main", f"{furniture}<main"))
    assert broken == []
    assert [post.text for post in found] == TEXTS
