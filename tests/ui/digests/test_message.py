"""Messages of digests with any contents."""

from datetime import UTC, date, datetime

import pytest
from discord import ui

from bot.archive.calendar import Day
from bot.archive.digests.model import DigestChoice, DigestContent, DigestItem
from bot.archive.posts.post import Post
from bot.ui.digests.message import RunButton, digest_page
from bot.ui.limits import MAX_MESSAGE_TEXT
from tests.archives import post

MARK = "0123456789abcdef"
WHEN = datetime(2020, 11, 25, tzinfo=UTC)


def content(*items: DigestItem, day: Day = Day(11, 25)) -> DigestContent:  # noqa: B008 - it never changes
    """Return the contents of a digest for 25 November 2022."""
    return DigestContent(date(2022, 11, 25), day, items)


def made(text: str = "hello") -> Post:
    """Return a post."""
    return post(WHEN, text)


def texts(view: ui.LayoutView) -> str:
    """Return all texts of a message."""
    return "\n".join(one.content for one in view.walk_children() if isinstance(one, ui.TextDisplay))


@pytest.mark.parametrize(
    ("shown", "wanted"),
    [
        (content(DigestItem(made(), 2020)), "On this day: 25 November"),
        (content(DigestItem(made(), 2020), DigestItem(made())), "On this day: 25 November"),
        (content(DigestItem(made())), "A look back"),
        (content(DigestItem(made(), 2020), day=Day(11, 30)), "Nearest to this day: 30 November"),
    ],
)
def test_the_title_says_what_it_is(shown: DigestContent, wanted: str) -> None:
    """The title names memories, random posts, or the nearest day."""
    assert shown.title == wanted
    assert wanted in texts(digest_page(shown, MARK))


def test_it_fits_with_any_content() -> None:
    """Five long posts and a role fit a message."""
    page = digest_page(content(*[DigestItem(made("*" * 4000), 2020, 12)] * 5), MARK, role_id=2**63)
    assert page.content_length() <= MAX_MESSAGE_TEXT


def test_notes() -> None:
    """A post has a note on why it is shown, unless that is obvious."""
    shown = texts(
        digest_page(
            content(DigestItem(made(), 2021), DigestItem(made(), 2020, 3), DigestItem(made())), MARK
        )
    )
    assert "**2021** · a year ago" in shown
    assert "**2020** · 2 years ago" in shown
    assert "At random" in shown
    assert "At random" not in texts(digest_page(content(DigestItem(made())), MARK))


def test_threads_are_opened_by_buttons() -> None:
    """A post of a thread has a button that opens it, as on every card."""
    view = digest_page(content(DigestItem(made(), 2020, 3), DigestItem(made())), MARK)
    labels = [one.item.label for one in view.walk_children() if isinstance(one, ui.DynamicItem)]
    assert labels == ["Thread (3)", "About this digest"]


def test_29_february_is_explained() -> None:
    """In years without 29 February its posts are explained on the 28th."""
    leap = DigestContent(date(2023, 2, 28), Day(2, 28), (DigestItem(made(), 2020),))
    assert "no 29 February" in texts(digest_page(leap, MARK))
    plain = DigestContent(date(2024, 2, 28), Day(2, 28), (DigestItem(made(), 2020),))
    assert "no 29 February" not in texts(digest_page(plain, MARK))


def test_a_preview_has_no_button() -> None:
    """A preview has no button, as it is no run yet."""
    shown = content(DigestItem(made(), 2020))
    for mark, buttons in ((MARK, 1), (None, 0)):
        found = [
            one for one in digest_page(shown, mark).walk_children() if isinstance(one, RunButton)
        ]
        assert len(found) == buttons


def test_a_choice_is_kept_as_text() -> None:
    """A choice is stored as text and read again as it was."""
    choice = content(DigestItem(made(), 2020, 3), DigestItem(made())).choice
    assert DigestChoice.read(str(choice)) == choice
