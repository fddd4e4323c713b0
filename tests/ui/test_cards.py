"""Pages of cards, within Discord's limits for messages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from discord import ui
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.archive.posts.post import Media, MediaKind, Post, Precision, Version
from bot.archive.posts.sanitize import close_directions
from bot.errors import TooLargeError
from bot.languages import LANGUAGES, speaking
from bot.sandbox.markdown import spans
from bot.ui.answer_kinds import AnswerKind
from bot.ui.cards import POSTS_PER_PAGE, Card, Remark, page, paginate, text_page
from bot.ui.cards.room import LONGER_SHARED_BY, SHARED_ROOM, shared_by
from bot.ui.highlight import NO_MARKS, Marks
from bot.ui.interactions.open_buttons import OpenButton, show_all_button, thread_button
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
    Size,
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
        card = Card(made(letter * 5000), marks=Marks(frozenset(found)))
        view = shared(page("### One", [card], hint="Page 1 of 2"))
        assert view.content_length() >= MAX_MESSAGE_TEXT - 3 - LONGER_SHARED_BY or letter in "終😀"
        assert view.content_length() <= MAX_MESSAGE_TEXT
        assert size_in_bytes(view) >= MAX_MESSAGE_BYTES - 6 - LONGER_SHARED_BY or letter in "xé"
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
        least = MAX_MESSAGE_BYTES - 6 - LONGER_SHARED_BY
        assert least <= size_in_bytes(view) <= MAX_MESSAGE_BYTES or letter == "x"


def test_who_shared_it_fits_in_every_language() -> None:
    """The room below an answer is that of the longest text, and of no longer one."""
    longest = 2**64 - 1
    texts = []
    for language in LANGUAGES:
        with speaking(language):
            texts.append(shared_by(longest))
    assert all(Size.of(text).fits(SHARED_ROOM) for text in texts)
    assert max(map(len, texts)) == SHARED_ROOM.characters


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
    """Edits, and absence from the newest export, are noted in the small print, which comes last."""
    plain = post(WHEN, "hello")
    edited = replace(plain, versions=(Version("17"),))
    missing = replace(plain, missing_from=WHEN)
    shown = ["".join(texts(page("", [Card(one)]))) for one in (plain, edited, missing)]
    shown = [one.splitlines()[-1] for one in shown]
    assert all(one.startswith("-# ") for one in shown)
    assert ["edited" in one for one in shown] == [False, True, False]
    assert ["missing from the newest export" in one for one in shown] == [False, False, True]


def test_a_day_without_a_time_is_shown_as_that_day() -> None:
    """Discord's timestamp would show each reader a time, and some another day."""
    day = post(datetime(2009, 3, 11, tzinfo=UTC), "x", id="17", precision=Precision.DAY)
    shown = "".join(texts(page("", [Card(day)])))
    assert "\n-# 11 March 2009" in shown
    assert "<t:" not in shown


SIZES = st.one_of(st.integers(0, 300), st.integers(0, 9000))
THREADS = st.lists(
    st.one_of(
        st.builds(
            lambda letter, size, note, length, heading: Card(
                made(letter * size), note, NO_MARKS, thread_button("17", length), heading
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
            assert all(text in body and f"{ELLIPSIS}\n-# <t:" not in body for body, text in whole)


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


def test_a_long_text_is_folded_at_a_word() -> None:
    """Its card has a button for the rest; a text that is little longer than a fold is whole."""
    long = made("a wombat " * 400)
    view = page("", [Card(long, show_all=show_all_button)])
    (shown,) = texts(view)
    text, _, small = shown.rpartition("\n")
    assert text.endswith((" wombat…", " a…"))
    assert small.endswith(f"[original](<{long.url}>)")
    assert 400 < len(text) < 700
    assert [one.item.label for one in view.walk_children() if isinstance(one, OpenButton)] == [
        "Show all"
    ]
    short = made("a wombat " * 70)
    view = page("", [Card(short, show_all=show_all_button)])
    assert ELLIPSIS not in "".join(texts(view))
    assert not any(isinstance(one, OpenButton) for one in view.walk_children())


def test_a_thread_folds_nothing() -> None:
    """A thread is for reading; only what no message has room for is cut, with the button."""
    for size, buttons in ((3000, 0), (9000, 1)):
        one = made("x" * size)
        view = page("", [Card(one, show_all=show_all_button, in_thread=True)])
        assert "".join(texts(view)).count("x") >= 3000
        assert sum(isinstance(one, OpenButton) for one in view.walk_children()) == buttons


@given(st.lists(st.tuples(LONG, st.integers(1, 2)), min_size=POSTS_PER_PAGE, max_size=5))
@settings(max_examples=20)
@example([("x" * 5000, 2)] * POSTS_PER_PAGE)
@example([("x" * 690, 2)] * POSTS_PER_PAGE)
@example([("😀" * 5000, 2)] * POSTS_PER_PAGE)
def test_a_text_that_is_cut_can_be_shown(posts: list[tuple[str, int]]) -> None:
    """A full page of folded posts, with every button that a page may have, is within all limits."""
    cards = [
        Card(made(text), "n" * 200, NO_MARKS, thread_button("17", length)) for text, length in posts
    ]
    cards = [replace(card, show_all=show_all_button) for card in cards]
    menu = ui.Select[Any](options=[])
    rows = [[ui.Button[Any](label="x") for _ in range(count)] for count in (MAX_BUTTONS, 2)]
    view = page("#" * 500, cards, hint="h" * 500, menu=menu, paging=rows[0], buttons=rows[1])
    assert view.content_length() <= MAX_MESSAGE_TEXT
    assert size_in_bytes(view) <= MAX_MESSAGE_BYTES
    assert view.total_children_count <= MAX_COMPONENTS
    labels = [one.item.label for one in view.walk_children() if isinstance(one, OpenButton)]
    bodies = [one for one in texts(view) if "[original](" in one]
    assert labels.count("Show all") == sum(f"{ELLIPSIS}\n-# <t:" in one for one in bodies)


def test_each_kind_of_answer_has_its_colour() -> None:
    """The colour at the edge of a message is that of its kind; a bare text has none."""
    colours = []
    for kind in AnswerKind:
        (container,) = page("x", [], kind=kind).children
        assert isinstance(container, ui.Container)
        assert container.accent_colour is not None
        colours.append(int(container.accent_colour))
    assert len(set(colours)) == len(AnswerKind)
    (container,) = text_page("x").children
    assert isinstance(container, ui.Container)
    assert container.accent_colour is None


def test_an_account_may_be_called_everyone() -> None:
    """Its name is shown as a name; Discord would make a mention of it."""
    (shown,) = texts(page("", [Card(made("x", account="everyone"))]))
    assert shown.startswith("**\\@everyone**\n")


def test_a_cut_closes_the_directions_that_it_leaves_open() -> None:
    """What comes after a note that is cut is not read from right to left."""
    for letter in ("x", "終", "\u2067"):
        (shown,) = texts(page("", [Card(made("x"), f"\u202e{letter * 900}\u202c")]))
        note, rest = shown.split("\n", 1)
        assert close_directions(note) == note
        assert Size.of(note.removeprefix("-# ")).fits(Size.of_part(200))
        assert rest.startswith("**@ada**")


def test_an_odd_account_has_a_plain_address() -> None:
    """A name from a damaged archive becomes no part of the markdown of a link."""
    (shown,) = texts(page("", [Card(made("x", account="a>) <@1> "))]))
    assert "[original](<https://twitter.com/i/status/" in shown
    assert not [span for span in spans(shown) if span.mention]


def test_more_buttons_than_a_row_takes_are_in_two_rows() -> None:
    """As on a middle page of the likely continuations of a single post."""
    buttons = [PageButton(REQUEST, n) for n in range(6)]
    view = page("", [Card(made("x"))], paging=buttons[:2], buttons=buttons[2:])
    rows = [one for one in view.walk_children() if isinstance(one, ui.ActionRow)]
    assert [len(row.children) for row in rows] == [2, 4]


def test_small_print_that_gives_way_goes_by_whole_parts() -> None:
    """The link to the original is whole, or it is not there; so is the time."""
    seen = set()
    for length in range(0, 600, 30):
        one = Card(made("x" * 4000, ("*" * 400,) * 9), "*" * 300, heading="*" * length)
        for shown in texts(page("*" * 600, [one] * POSTS_PER_PAGE, hint="*" * 300)):
            for sign, whole in (("[original](", ">)"), ("<t:", ":f>")):
                last = shown.rpartition(sign)
                seen.add(bool(last[1]))
                assert not last[1] or whole in last[2]
    assert seen == {True, False}
