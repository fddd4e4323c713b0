"""What posts of Mastodon and Bluesky state beside their text."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.archive.posts.body import beginning, body_of
from bot.archive.posts.details import NO_DETAILS, Details, LinkCard, Poll
from bot.archive.posts.merging import merge, merge_rows
from bot.archive.posts.post import Post
from bot.archive.posts.row import row_of

WHEN = datetime(2024, 5, 1, tzinfo=UTC)
ID = "https://m.example/users/a/statuses/112416384000000007"
TEXTS = st.none() | st.text(min_size=1, max_size=5)
POLLS = st.builds(
    Poll,
    st.lists(st.tuples(st.text(max_size=5), st.none() | st.integers(0, 9)), min_size=1).map(tuple),
    st.booleans(), st.none() | st.integers(0, 1 << 40), st.none() | st.integers(0, 9),
)  # fmt: skip
CARDS = st.builds(LinkCard, st.text(max_size=5), st.text(max_size=5), st.text(max_size=5))
DETAILS = st.builds(
    Details, st.none() | st.integers(0, 1 << 40), TEXTS, st.booleans(), TEXTS, TEXTS,
    st.none() | POLLS, st.none() | CARDS, st.lists(st.text(max_size=5), max_size=3).map(tuple),
    st.lists(st.text(max_size=5), max_size=3).map(tuple), TEXTS, TEXTS, TEXTS,
)  # fmt: skip


def post(text: str = "words", **fields: object) -> Post:
    """Return a post of Mastodon."""
    return Post(ID, "a@m.example", WHEN, text, text, network="mastodon", **fields)  # type: ignore[arg-type]


@given(DETAILS)
def test_details_come_back(details: Details) -> None:
    """What is stored as JSON is read as it was, and nothing as nothing."""
    packed = details.to_json()
    assert (Details.from_json(packed) if packed else NO_DETAILS) == details
    assert row_of(post(details=details)).post == post(details=details)


@given(DETAILS, DETAILS, st.booleans())
def test_merging_does_not_depend_on_the_order(one: Details, other: Details, same: bool) -> None:
    """Of two archives the later edit counts, whichever is loaded first."""
    first = post(details=one, content_warning="w")
    second = post("words" if same else "others", details=other)
    merged = merge(first, second)
    assert merged == merge(second, first)
    latest = max(one.edited_at or 0, other.edited_at or 0)
    assert (merged.details.edited_at or 0) == latest
    if (one.edited_at or 0) != (other.edited_at or 0):
        assert merged.text == (first if (one.edited_at or 0) == latest else second).text
    if same:
        rows = merge_rows(row_of(first), row_of(second)), merge_rows(row_of(second), row_of(first))
        assert rows[0] == rows[1] == row_of(merged)


def test_a_warning_folds_what_is_behind_it() -> None:
    """Only the warning is shown, until somebody asks; a warning without words folds nothing."""
    secret = post("the gardener did it", content_warning="End of the play")
    folded = body_of(secret, secret.text, revealed=False)
    assert folded.is_folded
    assert folded.text == beginning(secret) == "⚠ End of the play"
    whole = body_of(secret, secret.text, revealed=True)
    assert (whole.text, whole.is_folded) == ("⚠ End of the play\n\nthe gardener did it", False)
    assert not body_of(post("", content_warning="only pictures"), "", revealed=False).is_folded


def test_a_poll_is_shown_with_its_votes() -> None:
    """Votes that the server hides are not shown as none."""
    open_poll = post("Which?", details=Details(poll=Poll((("Red", None), ("Blue", None)))))
    assert body_of(open_poll, "Which?", revealed=False).text == "Which?\n\n○ Red\n○ Blue"
    poll = Poll((("Tea", 3), ("Coffee", 1)), multiple=True, voters=3)
    closed = post("Tea?", details=Details(poll=poll), content_warning="drinks")
    assert body_of(closed, "Tea?", revealed=False).text == "⚠ drinks"
    shown = body_of(closed, "Tea?", revealed=True).text
    assert shown.endswith("○ Tea: 3 votes\n○ Coffee: 1 vote\n3 voters")


def test_a_link_card_is_shown_unless_its_address_stands_in_the_text() -> None:
    """The address of a card may stand nowhere else."""
    card = Details(card=LinkCard("https://e.example/a", "An essay"))
    assert (
        body_of(post(details=card), "read", revealed=False).text
        == "read\n\nAn essay: https://e.example/a"
    )
    text = "read https://e.example/a"
    assert body_of(post(text, details=card), text, revealed=False).text == text


def test_an_imported_post_says_when_it_was_imported() -> None:
    """The id holds another day than the stated time."""
    assert post().imported_on is not None
    rkey = "at://did:plc:a/app.bsky.feed.post/3krfzjspc2222"  # of 2024-05-01
    stated = datetime(2014, 5, 28, tzinfo=UTC)
    old = Post(rkey, "a", stated, "old", "old", network="bluesky")
    assert f"{old.imported_on}" == "2024-05-01"
    assert Post(rkey, "a", WHEN, "new", "new", network="bluesky").imported_on is None
