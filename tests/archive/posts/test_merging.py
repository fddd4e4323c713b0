"""Merging of the same post from several sources."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import reduce
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from bot.archive.posts.merging import merge, merge_rows
from bot.archive.posts.post import (
    UNKNOWN,
    Kind,
    Media,
    MediaKind,
    Origin,
    Post,
    Precision,
    Repair,
    Source,
    Visibility,
)
from bot.archive.posts.row import COLUMNS, row_of
from tests.archives import post

WHEN = datetime(2020, 2, 29, 12, tzinfo=UTC)

VERSIONS = st.builds(
    lambda text, reply, media, file: post(
        WHEN,
        text,
        reply_to=reply,
        parent_known=reply is not None,
        media=tuple(Media(MediaKind.IMAGE, f"media/{n}.jpg") for n in range(media)),
        sources=(Source(file, 1),),
    ),
    st.sampled_from(["short", "a longer text", "dam\ufffdged but longest text", "@bob hi"]),
    st.sampled_from([None, "17"]),
    st.integers(0, 2),
    st.sampled_from(["a.md", "b.md", "c.md"]),
)


@given(st.lists(VERSIONS, min_size=1, max_size=4))
def test_the_order_of_loading_changes_nothing(versions: list[Post]) -> None:
    """Versions of a post merge into the same post in every order."""
    assert len({reduce(merge, order) for order in permutations(versions)}) == 1


@given(VERSIONS)
def test_a_post_merged_with_itself_is_itself(version: Post) -> None:
    """Merging a version again changes nothing."""
    once = merge(version, version)
    assert merge(once, version) == once


ROWS = st.builds(
    lambda account, at, raw, origin, kind, reply: replace(
        post(WHEN, "the same text", account=account, raw=raw, origin=origin, kind=kind, **reply),
        created_at=WHEN + timedelta(milliseconds=at),
    ),
    st.sampled_from(["ada", "Ada", UNKNOWN]),
    st.sampled_from([0, 5, 999, 1000]),
    st.sampled_from(["the same text", "quoted"]),
    st.sampled_from(Origin),
    st.sampled_from(Kind),
    st.fixed_dictionaries(
        {
            "reply_to": st.sampled_from([None, "17", "18"]),
            "reply_to_account": st.sampled_from([None, "ada", "bob"]),
            "parent_known": st.booleans(),
            "account_id": st.sampled_from([None, "3", "4"]),
            "precision": st.sampled_from(Precision),
            "likes": st.sampled_from([None, 0, 7]),
            "reposts": st.sampled_from([None, 1]),
            "counted_at": st.sampled_from([None, WHEN]),
            "sensitive": st.sampled_from([None, False, True]),
            "content_warning": st.sampled_from([None, "", "eye contact"]),
            "language": st.sampled_from([None, "de", "en"]),
            "visibility": st.sampled_from(Visibility),
            "media": st.sampled_from([(), (Media(MediaKind.IMAGE, "media/1.jpg"),)]),
        }
    ),
)


@given(ROWS, ROWS)
def test_rows_merge_as_posts_do(one: Post, other: Post) -> None:
    """The fast merge of rows with the same text gives what the merge of posts gives."""
    fast, whole = merge_rows(row_of(one), row_of(other)), row_of(merge(one, other))
    assert (*fast[:COLUMNS], fast.media) == (*whole[:COLUMNS], whole.media)
    assert row_of(one).post == one


@given(st.lists(ROWS, min_size=2, max_size=3))
def test_the_order_of_sources_that_disagree_changes_nothing(some: list[Post]) -> None:
    """Sources that contradict each other on kind, parent or account merge alike in every order."""
    assert len({reduce(merge, order) for order in permutations(some)}) == 1
    merged = reduce(merge, some)
    assert all(merge(merged, one) == merged for one in some)


def test_a_reply_to_nobody_stays_one() -> None:
    """A post that its export calls a reply, naming only the id of a user, stays a reply."""
    reply = post(WHEN, "thanks", kind=Kind.REPLY, reply_to_account=None, parent_known=True)
    assert merge(reply, reply).kind is Kind.REPLY
    assert merge_rows(row_of(reply), row_of(reply)).kind == Kind.REPLY


def test_a_repost_stays_one() -> None:
    """A post that one source knows as a repost is one, regardless of the text of other sources."""
    repost = post(WHEN, "RT @bob: a long text", origin=Origin.EARLY)
    other = post(WHEN, "a long text", origin=Origin.EXPORT, parent_known=True)
    for both in (merge(repost, other), merge(other, repost)):
        assert (both.kind, both.text) == (Kind.REPOST, "a long text")


def test_the_richer_field_wins() -> None:
    """The merged post has the whole text, the parent and all media, each from where it is known."""
    whole = post(WHEN, "@bob the whole text", sources=(Source("a.md", 3),))
    linked = post(
        WHEN,
        "@bob the whole te\ufffdt",
        reply_to="17",
        parent_known=True,
        media=(Media(MediaKind.IMAGE, "media/1.jpg"),),
        sources=(Source("b.md", 7),),
    )
    both = merge(whole, linked)
    assert both.text == "@bob the whole text"
    assert (both.kind, both.reply_to) == (Kind.REPLY, "17")
    assert both.media == linked.media
    assert both.sources == (Source("a.md", 3), Source("b.md", 7))


def test_a_mention_is_no_reply_where_parents_are_known() -> None:
    """A reply inferred from a mention is none once a source that knows parents says so."""
    inferred = post(WHEN, "@bob is right", reply_to_account="bob", sources=(Source("a.md", 1),))
    known = post(WHEN, "@bob is right", kind=Kind.POST, reply_to_account=None, parent_known=True)
    assert inferred.kind is Kind.REPLY
    for both in (merge(inferred, known), merge(known, inferred)):
        assert (both.kind, both.reply_to_account) == (Kind.POST, None)


def test_a_damaged_copy_takes_nothing_from_a_clean_one() -> None:
    """If a repaired text equals the clean one, the clean post is kept."""
    clean = post(WHEN, "\u00bfqu\u00e9?")
    repaired = post(
        WHEN, "\u00bfqu\u00e9?", raw="\u00c2\u00bfqu\u00c3\u00a9?",
        repair=Repair("file 1", "\u00c2\u00bfqu\u00c3\u00a9?"),
    )  # fmt: skip
    for both in (merge(clean, repaired), merge(repaired, clean)):
        assert (both.raw, both.repair) == (clean.raw, None)


def test_line_feeds_win_over_carriage_returns() -> None:
    """A new import of an export that an older version read replaces its carriage returns."""
    old = post(WHEN, "first\r\nsecond", origin=Origin.EXPORT)
    new = post(WHEN, "first\nsecond", origin=Origin.EXPORT)
    assert merge(old, new).text == merge(new, old).text == "first\nsecond"
