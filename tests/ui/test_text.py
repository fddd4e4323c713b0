"""Texts of posts in Discord's Markdown."""

from collections.abc import Iterable
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.sandbox.markdown import render_plain, spans
from bot.ui.limits import Size
from bot.ui.text import ELLIPSIS, escape, linked, one_line, shorten, split

HOSTILE = (
    "@everyone <@1> <#1> </x:1> <t:0:R> **bold** ||spoiler|| [x](https://evil) `code` # heading 1. "
    "list\n# heading\n-# small\n> quote\n>>> quote\n- item\n1. first\n* star\n:smile: <:a:1> __u__ "
    "~~gone~~ *i* _i_ ```py\nx``` <id:customize> <https://evil.example> @here \\* <@&5> ***x***"
)
SHORTCODES = [":+1:", ":-1:", ":e-mail:", ":+1::skin-tone-2:", ":smile:"]
TRICKY = st.lists(
    st.one_of(
        st.sampled_from([*"\\*_~|`<>[]()#-+.:@!1 \nea/h", *SHORTCODES]),
        st.characters(exclude_categories=["C"]),
    )
).map("".join)


@given(st.one_of(TRICKY, st.just(HOSTILE)))
def test_text_shows_as_its_own_characters(text: str) -> None:
    """The text of a post is shown literally."""
    shown = text.replace("\u2028", "\n")
    assert render_plain(escape(text)) == shown


@given(st.one_of(TRICKY, st.just(HOSTILE)))
def test_text_means_nothing(text: str) -> None:
    """No style, mention or hidden link results from the text of a post."""
    for span in spans(escape(text)):
        assert not span.styles
        assert span.mention is None
        assert span.link is None or span.link == span.text


@pytest.mark.parametrize("code", SHORTCODES)
@pytest.mark.parametrize(("before", "after"), [("", ""), ("a", "b"), ("1:", ":2"), ("x: ", " :y")])
def test_a_shortcode_is_no_emoji(code: str, before: str, after: str) -> None:
    """What Discord would show as an emoji is shown as the author wrote it."""
    assert render_plain(code) != code
    assert render_plain(escape(before + code + after)) == before + code + after


@given(TRICKY, TRICKY)
def test_texts_side_by_side_make_no_emoji(first: str, second: str) -> None:
    """Neither does text of which each half is escaped by itself, as around words in bold."""
    assert "👍" not in render_plain(escape(f"{first}:") + escape(f"+1:{second}"))


@pytest.mark.parametrize(
    "address", ["https://godbolt.org/z/356aferaW", "https://youtu.be/pLn_i96jt_cjY?t=1#x"]
)
def test_an_address_stays_clickable(address: str) -> None:
    """An address is clickable and shows its target."""
    links = [span.link for span in spans(escape(f"see {address} now")) if span.link]
    assert links == [address]


@given(TRICKY, st.integers(min_value=1, max_value=60))
def test_shortened_text_fits(text: str, limit: int) -> None:
    """Text never exceeds its limit, and a cut is marked."""
    short = shorten(text, limit)
    assert len(short) <= max(limit, 1) or len(escape(text)) <= limit
    assert short == escape(text) or short.endswith("…")


GRAPHEMES = ["👨‍👩‍👧‍👦", "🇩🇪", "👍🏽", "1️⃣", "e\u0301", "क्षि", "\u1112\u1161\u11ab", "a", " "]


@given(st.lists(st.sampled_from(GRAPHEMES), min_size=1), st.integers(1, 60))
def test_a_cut_is_between_graphemes(graphemes: list[str], limit: int) -> None:
    """What is left of a label, or of a text, ends with a whole flag, family or letter."""
    text = "".join(graphemes).strip()
    beginnings = ["".join(graphemes[:end]) for end in range(len(graphemes) + 1)]
    stripped = [cut(one) for cut in (str.strip, str.lstrip) for one in beginnings]
    wholes = {escape(one) for one in (text, *beginnings, *stripped)}
    assert shorten(text, limit).removesuffix(ELLIPSIS) in wholes
    line = one_line(text, limit)
    assert line.removesuffix(ELLIPSIS) in {" ".join(one.split()) for one in wholes} | wholes


LINK = "https://loom.example/th"


@pytest.mark.parametrize("before", ["", "see ", "看", "[the site](", "(", "\n", "*"])
@pytest.mark.parametrize(
    "behind", ["", " now", "ครับ", "终于", "\u2060", "⁰", ")", ".", "_x_", "* b", "\n# x"]
)
@pytest.mark.parametrize("end", ["", "?", ".", ")", "_", "]", "*", "'", "終", "&#@x"])
def test_a_known_address_is_linked_to_the_letter(before: str, behind: str, end: str) -> None:
    """Discord links what the export states, also with text right behind it, and shows no more."""
    link = f"{LINK}{end}"
    text = f"{before}{link}{behind}"
    escaped = escape(text, [LINK, link])
    assert render_plain(escaped) == text
    assert [span.link for span in spans(escaped) if span.link] == [link]


@given(TRICKY, st.lists(TRICKY.map(lambda end: LINK + end), max_size=3), TRICKY)
def test_known_addresses_have_no_other_meaning(before: str, links: list[str], after: str) -> None:
    """Whatever a known address holds, the text shows and links to nothing but itself."""
    text = before + " x ".join(links) + after
    escaped = escape(text, links)
    assert render_plain(escaped) == text.replace("\u2028", "\n")
    for span in spans(escaped):
        assert not span.styles
        assert span.mention is None
        assert span.link is None or span.link == span.text


@given(TRICKY, st.integers(min_value=1, max_value=60))
def test_shortened_text_with_links_fits(end: str, limit: int) -> None:
    """Text with known addresses never exceeds its limit, brackets included."""
    link = f"{LINK}{end}"
    text = f"终{link}终 {link}."
    short = shorten(text, limit, [link])
    assert len(short) <= max(limit, 1) or len(escape(text, [link])) <= limit


@given(
    st.one_of(
        st.text(max_size=400),
        st.text(min_size=1, max_size=5).map(lambda part: part * 200),
        st.lists(st.sampled_from(GRAPHEMES)).map("".join),
    ),
    st.integers(60, 200),
)
@example("e" + "\u0301" * 500, 60)
def test_a_text_is_split_and_nothing_is_lost(text: str, characters: int) -> None:
    """The parts are the text, and each fits once it is escaped; words and graphemes stay whole."""
    room = Size.of_part(characters)
    parts = split(text, room)
    assert "".join(parts) == text
    assert all(Size.of(escape(part)).fits(room) for part in parts)
    assert split("x" * 50 + " " + "y" * 30, Size.of_part(55)) == ["x" * 50, " " + "y" * 30]


def test_splitting_a_long_text_takes_no_longer_for_each_part(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is left of it is not looked at each time: the bot would answer nobody meanwhile."""
    escaped: list[int] = []

    def counted(text: str, links: Iterable[str] = ()) -> str:
        escaped.append(len(text))
        return escape(text, links)

    monkeypatch.setattr("bot.ui.text.escape", counted)
    assert "".join(split("wombat *x* " * 5_000, Size(3_000, 7_500))) == "wombat *x* " * 5_000
    assert max(escaped) <= 3_000


@pytest.mark.parametrize(
    "address",
    [
        "https://far.example/x)[y](https://evil.example/",
        "https://far.example/(x)(y",
        "https://far.example/a_b*c~d#e?f=g&h=%20",
        "https://bsky.app/profile/did:plc:x/post/3k",
    ],
)
def test_a_link_is_one_link(address: str) -> None:
    """A label leads to the whole address, with any brackets, and nothing else is a link."""
    (found,) = [span for span in spans(f"a {linked('label', address)} b") if span.link]
    assert found.text == "label"
    assert unquote(f"{found.link}") == unquote(address)


@pytest.mark.parametrize(
    "address",
    [
        None, "https://far.example/>)[y](https://evil.example/", "https://far.example/<x",
        "https://far.example/\\", "https://far.example/ x", "https://far.example/`x",
        "javascript:alert(1)", "at://did:plc:x/a/b", f"https://far.example/{'x' * 300}",
    ],
)  # fmt: skip
def test_what_could_end_a_link_is_none(address: str | None) -> None:
    """Then the label stands alone."""
    assert linked("label", address) == "label"
