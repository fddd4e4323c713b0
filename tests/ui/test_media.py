"""The media of posts on cards: within Discord's limits for posts of any kind."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from discord import ui
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.archive.posts.media_files import MediaFile, MediaProblem, PreparedMedia, WantedMedia
from bot.archive.posts.post import Media, MediaKind, Post
from bot.sandbox.rules.messages import MessageFlag, check_message
from bot.ui.cards import POSTS_PER_PAGE, Card, page, paginate
from bot.ui.cards.media import alternative_text, show_media, wanted_media
from bot.ui.cards.page import Page
from bot.ui.interactions.open_buttons import open_button, show_all_button, thread_button
from bot.ui.interactions.page_buttons import PageButton
from bot.ui.interactions.requests import DigestListRequest, PostRequest
from bot.ui.interactions.sharing import ShareButton, mark_as_shared, offer_to_share
from bot.ui.limits import MAX_ALT_TEXT, MAX_ATTACHMENTS
from bot.ui.post_pages import post_page
from tests.archives import post

WHEN = datetime(2022, 10, 28, tzinfo=UTC)
PICTURE = MediaFile(b"x", ".png")
BUTTONS = [PageButton(DigestListRequest(1), n) for n in range(5)]
MORE_BUTTONS = [PageButton(DigestListRequest(2), n) for n in range(5)]
HOSTILE = st.one_of(
    st.none(),
    st.text(max_size=60),
    st.sampled_from(["", " ", "x" * 5000, "🏳️‍🌈" * 900, "**@everyone**"]),
)
MEDIA = st.builds(
    Media,
    st.sampled_from(MediaKind),
    st.one_of(st.none(), st.integers(0, 99).map("media/1-{}".format)),
    st.none(),
    HOSTILE,
)
CARDS = st.builds(
    lambda text, media, length, opened, note: Card(
        post(WHEN, text, media=tuple(media)), note, button=thread_button("1", length), opened=opened
    ),
    st.one_of(st.text(max_size=300), st.sampled_from(["x" * 5000, "終" * 4000, "😀*" * 2000])),
    st.lists(MEDIA, max_size=14),
    st.integers(1, 2),
    st.booleans(),
    st.text(max_size=40),
)
FOUND = st.one_of(
    st.just(PICTURE), st.just(MediaFile(b"y", ".gif", is_still=True)), st.sampled_from(MediaProblem)
)


def pictured(count: int, *, alt: str | None = "a cat", **fields: Any) -> Post:
    """Return a post with pictures."""
    media = (Media(MediaKind.IMAGE, f"media/1-{n}.png", alt=alt) for n in range(count))
    return post(WHEN, "hello", media=tuple(media), **fields)


def distinct(cards: list[Card]) -> list[Card]:
    """Return cards whose buttons open different threads, as those of a page do."""
    return [
        replace(card, button=card.button and thread_button(f"{number}", 2))
        for number, card in enumerate(cards, 1)
    ]


def illustrated(view: Page, found: PreparedMedia = PICTURE) -> Page:
    """Return a page for which this was found of every file."""
    return view.illustrate(dict.fromkeys(view.wanted, found))


def text_of(view: Page) -> str:
    """Return all texts of a page."""
    items: Iterator[Any] = view.walk_children()
    return "\n".join(one.content for one in items if isinstance(one, ui.TextDisplay))


def items(view: Page, kind: type[Any]) -> list[Any]:
    """Return the components of a kind."""
    return [item for item in view.walk_children() if isinstance(item, kind)]


def check(view: Page) -> None:
    """Have the sandbox judge a page as it judges requests."""
    body = {"components": view.to_components(), "flags": MessageFlag.LAYOUT}  # type: ignore[no-untyped-call]
    check_message(body, files=view.files)
    assert len(view.files) <= MAX_ATTACHMENTS
    shown = [one.media.url for one in items(view, ui.Thumbnail)]
    shown += [one.media.url for each in items(view, ui.MediaGallery) for one in each.items]
    assert sorted(shown) == sorted(f"attachment://{name}" for name in view.files)


@settings(max_examples=12)
@given(st.text(max_size=400), st.lists(CARDS, min_size=1, max_size=POSTS_PER_PAGE), st.data())
@example("h", [Card(pictured(4), button=thread_button("1", 2))] * POSTS_PER_PAGE, None)
@example("h", [Card(pictured(14), button=thread_button("1", 2), opened=True)] * 5, None)
def test_a_page_with_media_is_valid(heading: str, cards: list[Card], data: Any) -> None:
    """Discord takes it before its media are there, and after, in any state of these."""
    menu: ui.Select[Any] = ui.Select(custom_id="m", placeholder="Year")
    menu.add_option(label="2020")
    view = page(heading, distinct(cards), hint="h", paging=BUTTONS, buttons=BUTTONS_2, menu=menu)
    check(view)
    found: Mapping[WantedMedia, PreparedMedia] = (
        dict.fromkeys(view.wanted, PICTURE)
        if data is None
        else {one: data.draw(FOUND) for one in view.wanted}
    )
    check(view.illustrate(found))


BUTTONS_2 = [PageButton(DigestListRequest(2), n) for n in range(2)]


@settings(max_examples=12)
@given(st.lists(CARDS, min_size=1, max_size=12))
def test_pages_of_a_thread_show_all_media(cards: list[Card]) -> None:
    """Every page has room for the media of its posts, ten of each at most, and their buttons."""
    cards = [
        replace(card, opened=True, post=replace(card.post, text=card.post.text[:100]))
        for card in distinct(cards)
    ]
    shown = 0
    for indexes in paginate("### A thread", cards):
        view = page("### A thread", [cards[n] for n in indexes], hint="h", paging=BUTTONS)
        check(illustrated(view))
        shown += len(view.wanted)
    paths = [
        sum(1 for one in card.post.media if one.path and one.kind is not MediaKind.AUDIO)
        for card in cards
    ]
    assert shown == sum(min(count, MAX_ATTACHMENTS) for count in paths)


def test_a_list_shows_the_first_picture_and_counts_the_others() -> None:
    """The picture has its alternative text; no name of a file of the archive is shown."""
    film = Media(MediaKind.VIDEO, "media/1-film.mp4")
    one = replace(pictured(3), media=(film, *pictured(3).media))
    view = illustrated(page("", [Card(one), Card(post(WHEN, "none"))]))
    (thumbnail,) = items(view, ui.Thumbnail)
    assert thumbnail.description == "a cat"
    assert view.wanted == (WantedMedia("media/1-0.png", is_thumbnail=True),)
    assert " · Also 2 pictures and 1 video" in text_of(view)
    assert [*view.files] == ["media-1.png"]
    check(view)


def test_an_opened_post_shows_all() -> None:
    """In one gallery, in their order; ten at most, the others are counted."""
    view = illustrated(page("", [Card(pictured(12), opened=True)]))
    (gallery,) = items(view, ui.MediaGallery)
    assert len(gallery.items) == 10
    assert "Also 2 pictures" in text_of(view)


def test_pictures_are_on_the_first_page_of_a_long_post() -> None:
    """A later page has the rest of the text alone."""
    long = replace(pictured(2), text="wombat " * 900)
    assert [len(post_page(long, 1, {}, number).wanted) for number in range(3)] == [2, 0, 0]


def test_what_changes_something_is_not_shared() -> None:
    """Nor a server's settings: only what is read from the archive."""
    for request, count in ((PostRequest("1"), 1), (DigestListRequest(1), 0)):
        view = page("", [Card(pictured(1))])
        offer_to_share(view, request, 0)
        assert len(items(view, ShareButton)) == count


def test_ten_pictures_leave_no_room_for_that_of_the_account() -> None:
    """A message has ten files: those of the post come first."""
    for count in (9, 10, 11):
        card = Card(pictured(count, avatar="media/1-face.png"), opened=True)
        view = illustrated(page("", [card]))
        (gallery,) = items(view, ui.MediaGallery)
        assert len(gallery.items) == min(count, 10)
        assert len(items(view, ui.Thumbnail)) == (count == 9)


def test_descriptions_that_say_nothing_are_left_out() -> None:
    """Also of pictures that are not there, beside one that has a description."""
    for alts, note in (
        ((" ", "\n"), "2 pictures"),
        ((" ", "a cat", ""), "3 pictures: a cat"),
        (("a cat", "\t", "a dog"), "3 pictures: a cat; a dog"),
    ):
        media = tuple(Media(MediaKind.IMAGE, None, alt=alt) for alt in alts)
        assert (
            text_of(page("", [Card(post(WHEN, "hello", media=media))]))
            .partition(" · ")[2]
            .startswith(f"{note} · ")
        )


def test_a_sensitive_post_is_covered() -> None:
    """By the component, and by the name of the file; so is one with a content warning."""
    for fields in ({"sensitive": True}, {"content_warning": "food"}):
        for opened in (True, False):
            view = illustrated(page("", [Card(pictured(1, **fields), opened=opened)]))
            shown = [*items(view, ui.Thumbnail)] or items(view, ui.MediaGallery)[0].items
            assert [one.spoiler for one in shown] == [True]
            assert all(name.startswith("SPOILER_") for name in view.files)
    view = illustrated(page("", [Card(pictured(1, sensitive=False))]))
    assert [one.spoiler for one in items(view, ui.Thumbnail)] == [False]


def test_what_is_not_shown_has_its_reason() -> None:
    """A missing file is no error, and the post stays whole."""
    for problem in set(MediaProblem) - {MediaProblem.FILM}:
        view = illustrated(page("", [Card(pictured(2), opened=True)]), problem)
        assert f" · 2 pictures not shown: {problem}" in text_of(view)
        assert not view.files
        assert "hello" in text_of(view)
    still = illustrated(page("", [Card(pictured(1), opened=True)]), replace(PICTURE, is_still=True))
    assert "1 picture as a still picture" in text_of(still)


def test_alternative_text() -> None:
    """An empty one is none, and a long one ends with an ellipsis and a whole character."""
    assert alternative_text(None) is alternative_text("") is alternative_text(" \n") is None
    cut = alternative_text("🏳️‍🌈" * 900)
    assert cut is not None
    assert len(cut) <= MAX_ALT_TEXT
    assert set(cut.removesuffix("…").split("🏳️‍🌈")) == {""}
    assert alternative_text("x" * 1024) == "x" * 1024


def test_a_post_with_more_to_show_can_be_opened() -> None:
    """A post with several files or a film has a button, even without a thread."""
    film = replace(pictured(1), media=(Media(MediaKind.VIDEO, "media/1-f.mp4"),))
    labels = [
        button and button.item.label
        for button in (
            open_button(pictured(3), 1),
            open_button(pictured(1), 1),
            open_button(film, 1),
            open_button(replace(film, media=film.media * 2), 1),
            open_button(pictured(3), 2),
        )
    ]
    assert labels == ["All 3 pictures", None, "Play", "All 2 files", "Thread (2)"]


def test_small_print_is_last_and_nothing_is_beside_a_text_but_a_picture() -> None:
    """Below a gallery, above the buttons: on a phone a button would take the width of a text."""
    card = Card(pictured(2, likes=3), button=thread_button("1", 2), opened=True)
    view = page("", [card, Card(pictured(0), button=thread_button("2", 2))])
    drawn = view.illustrate(dict.fromkeys(view.wanted, PICTURE))
    (container,) = drawn.children
    assert isinstance(container, ui.Container)
    kinds = [type(one) for one in container.children]
    first = [ui.TextDisplay, ui.MediaGallery, ui.TextDisplay, ui.ActionRow]
    assert kinds == [*first, ui.Separator, ui.TextDisplay, ui.ActionRow]
    small = container.children[2]
    assert isinstance(small, ui.TextDisplay)
    assert re.match(r"-# <t:\d+:f> · 3 likes · \[original\]\(", small.content)


def test_a_long_post_with_pictures_has_one_button_for_all() -> None:
    """“Show all” opens the pictures as well; Discord refuses two buttons that do the same."""
    one = replace(pictured(3), text="a wombat " * 400)
    card = Card(one, button=open_button(one, 1), show_all=show_all_button)
    view = page("", [card])
    check(view)
    assert [one.item.label for one in items(view, ui.DynamicItem)] == ["Show all"]
    check(illustrated(view))


def test_a_shared_page_has_room_for_who_shared_it() -> None:
    """Where buttons are many, separators go, then pictures: what a shared page has below fits."""
    cards = [Card(pictured(1), button=thread_button(f"{n}", 2)) for n in range(1, 6)]
    for count, pictures in enumerate((5, 5, 5, 4, 4, 3)):
        view = page("heading", cards, hint="hint", paging=BUTTONS, buttons=MORE_BUTTONS[:count])
        shown = illustrated(view)
        mark_as_shared(shown, 2**64 - 1)
        check(shown)
        assert len(items(shown, ui.Thumbnail)) == pictures


def test_a_sound_is_named_and_not_wanted() -> None:
    """No gallery takes a sound: its description stands below, and no file of it is prepared."""
    sound = Media(MediaKind.AUDIO, "media/1-rain.ogg", None, "Rain on the roof")
    heard = post(WHEN, "listen", media=(sound,))
    for opened in (True, False):
        assert wanted_media(heard, opened=opened) == ()
    assert show_media(heard, (), {}, {}).note == "1 sound: Rain on the roof"
    assert open_button(heard, 1) is None


def test_what_is_behind_a_warning_is_not_described() -> None:
    """The description of a sound or picture without a file would say what the warning hides."""
    sound = Media(MediaKind.AUDIO, "media/1-rain.ogg", None, "Rain on the roof")
    heard = post(WHEN, "listen", media=(sound,), content_warning="noise")
    assert show_media(heard, (), {}, {}).note == "1 sound"


def test_what_is_behind_a_warning_is_not_shared() -> None:
    """The one who opened it sees the text; the channel gets the warning, and may open it too."""
    warned = post(WHEN, "the gardener did it", content_warning="End of the play")
    opened = post_page(warned, 1, {}, 0, reveal=True)
    assert "the gardener did it" in text_of(opened)
    assert opened.shared_as == PostRequest(warned.id)
    assert "the gardener did it" not in text_of(post_page(warned, 1, {}, 0))
    assert post_page(post(WHEN, "hello"), 1, {}, 0, reveal=True).shared_as is None
