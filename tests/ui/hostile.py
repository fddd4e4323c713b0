"""Posts and texts that try to break a message: strategies, and what judges a page."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from discord import ui
from hypothesis import strategies as st

from bot.archive.posts.details import NO_DETAILS, Details, LinkCard, Poll
from bot.archive.posts.media_files import MediaFile, MediaProblem, PreparedMedia
from bot.archive.posts.people import AlsoOn
from bot.archive.posts.post import (
    UNKNOWN,
    Kind,
    Media,
    MediaKind,
    Post,
    Precision,
    Version,
    Visibility,
)
from bot.archive.posts.sanitize import close_directions
from bot.archive.search.query.ast import Query
from bot.archive.search.query.parser import MAX_QUERY_LENGTH, parse
from bot.errors import BadQueryError
from bot.sandbox.markdown import spans
from bot.sandbox.rules.kinds import ComponentKind, walk
from bot.sandbox.rules.messages import MessageFlag, check_message
from bot.sandbox.rules.shape import check_shape
from bot.ui.cards import Page
from bot.ui.limits import MAX_ATTACHMENTS
from tests.archives import snowflake

WHEN = datetime(2022, 10, 28, tzinfo=UTC)
LARGEST_ID = 2**64 - 1
_OWN_LINKS = (
    "https://twitter.com/",
    "https://discord.com/channels/",
    "https://bsky.app/profile/did:",
    "https://social.example/",
)

PIECES = (
    *("x", "終", "😀", "👩‍👩‍👧‍👦", "🇩🇪", "e" + "\u0301\u0323\u0334" * 9, "क्षि", "مرحبا ", "﷽", "𒐫"),
    *("\u202eabc", "\u2067שלום", "\u202c", "\u2069", "\u200b", "\u3164", "\u2028", "\ufeff"),
    *(
        "@everyone ",
        "@here",
        "<@1> ",
        "<@!1>",
        "<@&1> ",
        "<#1> ",
        "</x:1> ",
        "<id:home>",
        "<t:1:R>",
    ),
    *("[x](https://evil.example) ", "https://example.org/a_b*c ", f"https://{'a' * 600}.org/ "),
    *("**", "__", "~~", "||", "`", "```js\n", "\\", "<", ">", "[", "](", ":smile:", ":+1:", "RT @"),
    *(
        "\n",
        "\n# h",
        "\n-# s",
        "\n> q",
        "\n>>> r",
        "\n- i",
        "\n1. ",
        "\x00\x07\x1b[2J",
        "\r",
        "\t",
        " ",
    ),
)
_SHORT = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
_LONG = st.tuples(st.sampled_from(PIECES), st.sampled_from([300, 4500]), _SHORT).map(
    lambda drawn: drawn[2] + (drawn[0] * drawn[1])[: drawn[1]]
)
TEXTS = st.one_of(_SHORT, st.text(max_size=50), _SHORT, _LONG)
COUNTS = st.one_of(st.none(), st.integers(0, 3), st.just(2**63 - 1))
MEDIA = st.lists(
    st.builds(
        Media,
        st.sampled_from(MediaKind),
        st.one_of(st.none(), st.integers(0, 30).map("media/1-{}.jpg".format)),
        st.none(),
        st.one_of(st.none(), TEXTS),
    ),
    max_size=12,
)
_DID = "did:plc:" + "f" * 24
# As long, and as odd, as validation lets an address be; see bot/ingest/records/validation.py.
URIS = st.sampled_from(
    [
        "https://social.example/users/fern/statuses/112704985497600000",
        "https://social.example/" + "a" * 1900,
        "https://social.example/x)](https://evil.example/y)",
        "https://social.example/a(b_c*d~e#f?g=h&i=%20",
        f"at://{_DID}/app.bsky.feed.post/3kabc2345defg",
        "at://did:web:" + "a" * 190 + "/app.bsky.feed.post/" + "k" * 500,
    ]
)
_NAMES = st.one_of(st.none(), st.sampled_from(["everyone@here.example", _DID]), TEXTS)
DETAILS = st.one_of(
    st.just(NO_DETAILS),
    st.builds(
        Details,
        edited_at=st.sampled_from([None, 1_700_000_000_000]),
        quotes=st.one_of(st.none(), URIS),
        quote_is_gone=st.booleans(),
        original=st.one_of(st.none(), URIS),
        original_account=_NAMES,
        poll=st.one_of(
            st.none(),
            st.builds(
                Poll,
                st.lists(st.tuples(TEXTS, COUNTS), max_size=4).map(tuple),
                st.booleans(),
                st.none(),
                COUNTS,
            ),
        ),
        card=st.one_of(
            st.none(), st.builds(LinkCard, st.just("https://social.example/a_b(c"), TEXTS, TEXTS)
        ),
        url=st.sampled_from([None, "https://social.example/x)](https://evil.example/y)"]),
    ),
)
ALSO_ON = st.lists(
    st.builds(AlsoOn, URIS, st.sampled_from(["mastodon", "bluesky"]), st.one_of(st.none(), URIS)),
    max_size=2,
)
POSTS = st.builds(
    Post,
    id=st.sampled_from([snowflake(WHEN), "t-123456789012-0a1b2c3d", "9" * 19]),
    account=st.one_of(st.sampled_from([UNKNOWN, "ada", "everyone"]), TEXTS),
    created_at=st.sampled_from([WHEN, datetime(2006, 3, 21, tzinfo=UTC)]),
    text=TEXTS,
    raw=st.just(""),
    kind=st.sampled_from(Kind),
    reply_to=st.one_of(st.sampled_from([None, "77"]), URIS),
    reply_to_account=st.one_of(st.none(), TEXTS),
    links=st.sampled_from([(), ("https://example.org/a_b*c", "https://x.example/@everyone")]),
    media=MEDIA.map(tuple),
    versions=st.sampled_from([(), (Version("17"),)]),
    precision=st.sampled_from(Precision),
    likes=COUNTS,
    reposts=COUNTS,
    sensitive=st.sampled_from([None, True, False]),
    content_warning=st.one_of(st.none(), TEXTS),
    missing_from=st.sampled_from([None, WHEN]),
    avatar=st.sampled_from([None, "media/7-me.jpg"]),
    visibility=st.sampled_from(Visibility),
    details=DETAILS,
    also_on=ALSO_ON.map(tuple),
)
FOUND = st.one_of(
    st.just(MediaFile(b"x", ".png")),
    st.just(MediaFile(b"y", ".webp", is_still=True)),
    st.sampled_from(MediaProblem),
)


def posts(low: int, high: int) -> st.SearchStrategy[list[Post]]:
    """Return a strategy of lists of posts with different ids, oldest first."""
    return st.lists(POSTS, min_size=low, max_size=high).map(_numbered)


def _numbered(drawn: Sequence[Post]) -> list[Post]:
    numbers = count(1)
    return [
        replace(
            one,
            id=one.id[:-2] + f"{next(numbers):02}",
            created_at=one.created_at + timedelta(minutes=minute),
        )
        for minute, one in enumerate(drawn)
    ]


def queried(text: str) -> Query:
    """Return the query with this text, or with as much of it as is a query."""
    try:
        return parse(text[:MAX_QUERY_LENGTH])
    except BadQueryError:
        return parse("x")


QUERIES = TEXTS.map(queried)


def check_states(
    page: Page,
    share: Callable[[Page], None],
    found: Sequence[PreparedMedia],
    own: frozenset[str] = frozenset(),
) -> None:
    """Have a page judged as it is before its media are there, and with those that were found.

    `share` adds what the page has below if it can be shared, or is. `found` is what comes of its
    files, in turns. `own` are the mentions that it may have.
    """
    share(page)
    check(page, own)
    check(page.illustrate({one: found[n % len(found)] for n, one in enumerate(page.wanted)}), own)


def check(page: Page, own: frozenset[str] = frozenset()) -> None:
    """Have the sandbox judge a page, and check that texts mean nothing but what the bot means."""
    body = {"components": page.to_components(), "flags": MessageFlag.LAYOUT}  # type: ignore[no-untyped-call]
    check_shape(body)
    check_message(body, files=page.files)
    assert len(page.files) <= MAX_ATTACHMENTS
    parts = list(walk(body["components"]))
    shown = [part["media"]["url"] for part in parts if part["type"] == ComponentKind.THUMBNAIL]
    for part in parts:
        if part["type"] == ComponentKind.GALLERY:
            shown += [item["media"]["url"] for item in part["items"]]
        elif part["type"] == ComponentKind.FILE:
            shown.append(part["file"]["url"])
    assert sorted(shown) == sorted(f"attachment://{name}" for name in page.files)
    assert sum(part["type"] == ComponentKind.CONTAINER for part in parts) == 1
    item: ui.Item[Any]
    for item in page.walk_children():
        if isinstance(item, ui.TextDisplay):
            check_text(item.content, own)


def check_text(markdown: str, own: frozenset[str]) -> None:
    """Check that a text mentions nobody but `own`, hides no link, and leaves no direction open."""
    assert close_directions(markdown) == markdown
    for span in spans(markdown):
        assert span.mention is None or span.mention in own
        assert span.link in {None, span.text} or str(span.link).startswith(_OWN_LINKS)
        assert "spoiler" not in span.styles
