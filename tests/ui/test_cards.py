"""Pages of cards, held to what a message may hold."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from discord import ui
from hypothesis import example, given
from hypothesis import strategies as st

from bot.archive.posts import Media, MediaKind, Post, Version
from bot.ui.cards import PER_PAGE, Card, page
from bot.ui.limits import TEXT_OF_MESSAGE
from tests.archives import post

WHEN = datetime(2022, 10, 28, tzinfo=UTC)


def made(text: str, alts: tuple[str, ...] = (), account: str = "ada") -> Post:
    """Return a post with pictures of these descriptions."""
    media = tuple(Media(MediaKind.IMAGE, alt=alt) for alt in alts)
    return post(WHEN, text, account=account, media=media)


LONG = st.one_of(
    st.text(max_size=300),
    st.builds(lambda part, times: part * times, st.text(min_size=1, max_size=3), st.just(2000)),
)
POSTS = st.builds(
    made, LONG, st.lists(LONG, max_size=5).map(tuple), st.from_regex(r"[\w]{1,50}", fullmatch=True)
)
CARDS = st.lists(st.builds(Card, POSTS, LONG), min_size=1, max_size=PER_PAGE)
WORST = Card(made("*" * 4000, ("*" * 400,) * 9, "_" * 50), "wrod → word, " * 24)


def texts(view: ui.LayoutView) -> Iterator[str]:
    """Yield the texts of a page."""
    item: ui.Item[Any]
    for item in view.walk_children():
        if isinstance(item, ui.TextDisplay):
            yield item.content


@given(st.text(max_size=400), CARDS, LONG)
@example("*" * 400, [WORST] * PER_PAGE, "x" * 4000)
@example("", [Card(made(" "))], "")
def test_a_page_fits_and_holds_nothing_empty(heading: str, cards: list[Card], hint: str) -> None:
    """Whatever the posts, notes and pictures say, Discord takes the page."""
    view = page(heading, cards, hint=hint)
    assert view.content_length() <= TEXT_OF_MESSAGE
    for card, text in zip(
        cards, [one for one in texts(view) if "[original](" in one], strict=False
    ):
        assert len(text.splitlines()) > bool(card.post.text.strip())
    assert all(texts(view))


def test_a_cut_leaves_no_half_of_an_escape() -> None:
    """A note that is cut ends with its ellipsis, which nothing takes the meaning from."""
    view = page("", [Card(made("x"), "\\*" * 300)])
    (note, *_) = "".join(texts(view)).splitlines()
    assert note.endswith("\\*…")


def test_what_is_short_is_shown_whole() -> None:
    """Room that the other parts leave goes to the texts."""
    cards = [Card(made("x" * 600)) for _ in range(PER_PAGE)]
    assert "".join(texts(page("### 5 posts", cards))).count("x" * 600) == PER_PAGE


def test_a_card_says_what_became_of_its_post() -> None:
    """That a post was edited, and that the newest export leaves it out, stands beside its date."""
    plain = post(WHEN, "hello")
    edited = replace(plain, versions=(Version("17"),))
    missing = replace(plain, missing_from=WHEN)
    shown = ["".join(texts(page("", [Card(one)]))) for one in (plain, edited, missing)]
    assert [" · edited" in one for one in shown] == [False, True, False]
    assert ["missing from the newest export" in one for one in shown] == [False, False, True]
