"""Pages of cards, within Discord's limits for messages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from discord import ui
from hypothesis import example, given
from hypothesis import strategies as st

from bot.archive.posts.post import Media, MediaKind, Post, Precision, Version
from bot.errors import TooLargeError
from bot.ui.cards import POSTS_PER_PAGE, Card, Remark, page, paginate, text_page
from bot.ui.interactions.open_buttons import thread_button
from bot.ui.interactions.page_buttons import PageButton
from bot.ui.interactions.requests import DigestListRequest
from bot.ui.interactions.sharing import mark_as_shared
from bot.ui.limits import (
    MAX_BUTTONS,
    MAX_COMPONENTS,
    MAX_FILE_SIZE,
    MAX_MESSAGE_BYTES,
    MAX_MESSAGE_TEXT,
    TEXT_DISPLAY_BYTES,
)
from bot.ui.text import ELLIPSIS
from tests.archives import post

WHEN = datetime(2022, 10, 28, tzinfo=UTC)


def made(text: str, alts: tuple[str, ...] = (), account: str = "ada") -> Post:
    """Return a post with pictures with these descriptions."""
    media = tuple(Media(MediaKind.IMAGE, alt=alt) for alt in alts)
    return post(WHEN, text, account=account, media=media)


LONG = st.one_of(
    st.text(max_size=300),
    st.text(min_size=1, max_size=3).map(lambda part: part * 2000),
)
POSTS = st.builds(
    made, LONG, st.lists(LONG, max_size=5).map(tuple), st.from_regex(r"[\w]{1,50}", fullmatch=True)
)
CARDS = st.lists(st.builds(Card, POSTS, LONG), min_size=1, max_size=POSTS_PER_PAGE)
WORST = Card(made("*" * 4000, ("*" * 400,) * 9, "_" * 50), "wrod → word, " * 24)
LARGEST = Card(made("😀" * 4000, ("😀" * 400,) * 9, "_" * 50), "😀" * 200)


def shared(view: ui.LayoutView) -> ui.LayoutView:
    """Return a page with what is added when it is shared, by the user with the largest id."""
    mark_as_shared(view, 2**64 - 1)
    return view


def texts(view: ui.LayoutView) -> Iterator[str]:
    """Yield the texts of a page."""
    item: ui.Item[Any]
    for item in view.walk_children():
        if isinstance(item, ui.TextDisplay):
            yield item.content


def size_in_bytes(view: ui.LayoutView) -> int:
    """Return the bytes that Discord counts for the texts of a page."""
    return sum(len(text.encode()) + TEXT_DISPLAY_BYTES for text in texts(view))


@given(st.text(max_size=400), CARDS, LONG)
@example("*" * 400, [WORST] * POSTS_PER_PAGE, "x" * 4000)
@example("😀" * 500, [LARGEST] * POSTS_PER_PAGE, "😀" * 4000)
@example("", [Card(made(" "))], "")
def test_a_page_fits_and_holds_nothing_empty(heading: str, cards: list[Card], hint: str) -> None:
    """Discord accepts the page for any posts, notes and pictures, also when it is shared."""
    view = shared(page(heading, cards, hint=hint))
    assert view.content_length() <= MAX_MESSAGE_TEXT
    assert size_in_bytes(view) <= MAX_MESSAGE_BYTES
    for card, text in zip(
        cards, [one for one in texts(view) if "[original](" in one], strict=False
    ):
        assert len(text.splitlines()) > bool(card.post.text.strip())
    assert all(texts(view))


@pytest.mark.parametrize("letter", ["x", "é", "終", "😀"])
def test_a_long_post_uses_the_room(letter: str) -> None:
    """A post is cut where characters or bytes end, whichever comes first, and not before."""
    for found in (frozenset[str](), frozenset({"wombat"})):
        card = Card(made(letter * 5000), found=found)
        view = shared(page("### One", [card], hint="Page 1 of 2"))
        assert view.content_length() >= MAX_MESSAGE_TEXT - 3 or letter in "終😀"
        assert view.content_length() <= MAX_MESSAGE_TEXT
        assert size_in_bytes(view) >= MAX_MESSAGE_BYTES - 6 or letter in "xé"
        assert size_in_bytes(view) <= MAX_MESSAGE_BYTES


def test_bytes_are_shared_like_characters() -> None:
    """A short post beside long ones is whole, and so are texts that fill a message together."""
    long, short = Card(made("終" * 4000)), Card(made("短" * 500))
    shown = "".join(texts(page("", [long, short, long])))
    assert "短" * 500 in shown
    assert shown.count("終") > 2400
    halves = [Card(made("x" * 1700)), Card(made("終" * 1700))]
    shown = "".join(texts(page("", halves)))
    assert "x" * 1700 in shown
    assert "終" * 1700 in shown


def test_any_one_text_fits() -> None:
    """A message of one text is cut as well."""
    for letter in ("x", "終", "😀"):
        view = shared(text_page(letter * 9000))
        assert view.content_length() <= MAX_MESSAGE_TEXT
        assert MAX_MESSAGE_BYTES - 6 <= size_in_bytes(view) <= MAX_MESSAGE_BYTES or letter == "x"


def test_a_cut_leaves_no_half_of_an_escape() -> None:
    """A cut note ends with an ellipsis that is not escaped, and with a whole flag."""
    view = page("", [Card(made("x"), "\\*" * 300)])
    (note, *_) = "".join(texts(view)).splitlines()
    assert note.endswith("\\*…")
    (note, *_) = "".join(texts(page("", [Card(made("x"), "x" + "🇩🇪" * 300)]))).splitlines()
    assert set(note.removeprefix("-# x").removesuffix("…").split("🇩🇪")) == {""}


def test_what_is_short_is_shown_whole() -> None:
    """Texts use the room that other parts leave."""
    cards = [Card(made("x" * 600)) for _ in range(POSTS_PER_PAGE)]
    assert "".join(texts(page("### 5 posts", cards))).count("x" * 600) == POSTS_PER_PAGE


def test_a_card_notes_edits_and_absence() -> None:
    """Edits, and absence from the newest export, are noted beside the date."""
    plain = post(WHEN, "hello")
    edited = replace(plain, versions=(Version("17"),))
    missing = replace(plain, missing_from=WHEN)
    shown = ["".join(texts(page("", [Card(one)]))) for one in (plain, edited, missing)]
    assert [" · edited" in one for one in shown] == [False, True, False]
    assert ["missing from the newest export" in one for one in shown] == [False, False, True]


def test_a_day_without_a_time_is_shown_as_that_day() -> None:
    """Discord's timestamp would show each reader a time, and some another day."""
    day = post(datetime(2009, 3, 11, tzinfo=UTC), "x", id="17", precision=Precision.DAY)
    shown = "".join(texts(page("", [Card(day)])))
    assert "**@ada** · 11 March 2009" in shown
    assert "<t:" not in shown


SIZES = st.one_of(st.integers(0, 300), st.integers(0, 9000))
THREADS = st.lists(
    st.one_of(
        st.builds(
            lambda letter, size, note, length, heading: Card(
                made(letter * size), note, frozenset(), thread_button("17", length), heading
            ),
            st.sampled_from("x終"),
            SIZES,
            st.text(max_size=200),
            st.sampled_from([1, 2]),
            st.sampled_from(["", "### Likely continuations"]),
        ),
        st.builds(Remark, st.text(min_size=1, max_size=2500)),
    ),
    min_size=1,
    max_size=60,
)
REQUEST = DigestListRequest(1)


@given(st.text(max_size=600), THREADS)
def test_cards_are_packed_whole(heading: str, cards: list[Card | Remark]) -> None:
    """Pages have every card once, in order; none could take the next card too.

    Only texts that do not fit a page are cut.
    """
    pages = paginate(heading, cards)
    assert [index for one in pages for index in one] == list(range(len(cards)))
    buttons = [PageButton(REQUEST, n) for n in range(5)]
    for indexes in pages:
        chosen = [cards[index] for index in indexes]
        view = shared(page(heading, chosen, hint="h" * 500, buttons=buttons))
        assert view.content_length() <= MAX_MESSAGE_TEXT
        assert size_in_bytes(view) <= MAX_MESSAGE_BYTES
        assert view.total_children_count <= MAX_COMPONENTS
        if len(chosen) > 1:
            written = [one.post.text for one in chosen if isinstance(one, Card)]
            bodies = [text for text in texts(view) if "[original](" in text]
            whole = zip(bodies, written, strict=True)
            assert all(text in body and ELLIPSIS not in body[-1:] for body, text in whole)


def test_a_long_hint_is_whole_where_there_is_room() -> None:
    """A hint is cut only beside posts that need the room, and then it has a part of it still."""
    hint = "h" * 300
    *_, shown = texts(page("", [Card(made("short"))], hint=hint))
    assert shown == f"-# {hint}"
    *_, shown = texts(page("", [Card(made("long " * 1000))], hint=hint))
    assert 100 < len(shown) < len(hint)


def test_a_short_thread_has_one_page() -> None:
    """Fourteen short posts fit a page; the next one begins another."""
    cards = [Card(made("short")) for _ in range(15)]
    assert paginate("### A thread", cards[:14]) == [range(14)]
    assert paginate("### A thread", cards) == [range(14), range(14, 15)]
    assert paginate("", []) == [range(0)]


def test_many_pages_leave_room_for_their_buttons() -> None:
    """A page of many has two rows of buttons, and a message stays within its components."""
    cards = [Card(made("short")) for _ in range(60)]
    first, *_ = paginate("### A thread", cards)
    rows = [[ui.Button[Any](label="x") for _ in range(MAX_BUTTONS)] for _ in range(2)]
    full = page("### A thread", cards[: len(first)], hint="x", paging=rows[0], buttons=rows[1])
    assert len(first) == 11
    assert sum(1 for _ in shared(full).walk_children()) <= MAX_COMPONENTS


def test_the_longest_text_is_cut_first() -> None:
    """A short post keeps its text beside one that is too long."""
    short, long = made("y" * 900), made("x" * 9000)
    shown = "".join(texts(page("", [Card(long), Card(short), Card(long)])))
    assert "y" * 900 in shown
    assert shown.count("x") > 2400


def test_a_file_that_discord_would_refuse() -> None:
    """A file that is too large is not sent; the answer says where to get it."""
    largest = text_page("Here.").attach("thread.md", "æ" * (MAX_FILE_SIZE // 2))
    assert set(largest.files) == {"thread.md"}
    with pytest.raises(TooLargeError, match="larger than the 10 MB"):
        text_page("Here.").attach("thread.md", "æ" * (MAX_FILE_SIZE // 2) + "x")
