"""Hypothesis strategies for queries and posts: few words, so that they often match."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.archive.posts.ids.networks import Network
from bot.archive.posts.post import Media, MediaKind, Post, Precision, Visibility
from tests.archives import post, snowflake

ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kolkata", "Pacific/Apia"]
).map(ZoneInfo)

_WORDS = ["comet", "moon", "full", "#comet", "@ada", "日本語", "本語", "語", "日本"]
_FILTERS = [
    *("from:ada", "from:Bob", "from:a_b", "to:bob", "to:ada", "to:a_b", "has:link", "has:image"),
    *("has:video", "has:media", "is:post", "is:reply", "is:repost", "is:thread", "url:GitHub.com"),
    "is:deleted",
    *("url:a_b", "url:%", 'url:"("', "since:2012-02-29", "until:2012-02-29", "on:2012-02-29"),
    *("on:02-29", "on:12-31", "on:10-16", "year:2011", "year:2012", "since:2011-12-30"),
    *("after:2012-02-29", "before:2012-02-29", "after:2011", "before:2012", "until:2011-12"),
    *("during:2012-01", "during:2011", "year:2011-2012", "is:quote", "id:1000", "id:1001"),
    *("from:ada@a.example", "from:@Ada.bsky.social", "from:did:plc:ada", "from:ada.l", "to:ada.l"),
    *("to:ada@a.example", "to:ada.bsky.social", "to:did:plc:zed", "network:mastodon", "network:x"),
    *("network:bsky", "is:public", "is:unlisted", "is:followers"),
    *("min_likes:0", "min_likes:3", "min_reposts:1", "lang:en", "lang:ja"),
]
_texts = st.lists(st.sampled_from([*_WORDS, "日本moon", "!"]), min_size=1, max_size=5).map(" ".join)
_plain = st.sampled_from(_FILTERS)
_atoms = st.one_of(
    st.sampled_from([*_WORDS, "full-moon"]),
    st.lists(st.sampled_from(_WORDS), min_size=1, max_size=3).map(
        lambda words: f'"{" ".join(words)}"'
    ),
    _plain,
)


def _trees(atoms: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.recursive(
        atoms,
        lambda inner: st.one_of(
            inner.map(lambda one: f"-({one})"),
            st.lists(inner, min_size=2, max_size=3).map(" ".join),
            st.lists(inner, min_size=2, max_size=3).map(lambda some: f"({' OR '.join(some)})"),
        ),
        max_leaves=6,
    ).filter(lambda text: len(text) < 150)


QUERIES = _trees(_atoms)
FILTERS = _trees(_plain)

# Near New Year's Day and leap days, where zones disagree on the date; Apia skipped a day.
_moments = st.builds(
    lambda day, minutes: day + timedelta(minutes=minutes),
    st.sampled_from(
        [
            datetime(2011, 12, 30, tzinfo=UTC),
            datetime(2012, 1, 1, tzinfo=UTC),
            datetime(2012, 2, 29, tzinfo=UTC),
            datetime(2011, 10, 16, 3, tzinfo=UTC),
            datetime(2016, 3, 1, tzinfo=UTC),
        ]
    ),
    st.integers(-30 * 60, 30 * 60),
)
_addresses = st.sampled_from(
    [
        *("https://github.com/a_b", "https://GITHUB.com", "http://x.org/100%", "http://axb.de/(c)"),
        *("https://twitter.com/bob/status/1000", "https://x.com/bob/status/77"),
    ]
)
_authors: dict[Network, list[tuple[str, str | None]]] = {
    Network.TWITTER: [("ada", None), ("Bob", None), ("a_b", None), ("axb", None)],
    Network.MASTODON: [
        ("Ada@a.example", "https://a.example/users/Ada"),
        ("ada@b.example", "https://b.example/users/ada"),
        ("ada.l@b.example", "https://b.example/users/ada.l"),
        ("ada_b@b.example", "https://b.example/users/ada_b"),
    ],
    Network.BLUESKY: [
        ("ada.bsky.social", "did:plc:ada"),
        ("ada.example.org", "did:plc:ada2"),
        ("did:plc:ada3", "did:plc:ada3"),
        ("bob.bsky.social", "did:plc:bob"),
    ],
}
_ids = {
    Network.MASTODON: "https://a.example/users/ada/statuses/{}",
    Network.BLUESKY: "at://did:plc:ada/app.bsky.feed.post/3k{}",
}
_mentions = st.sampled_from(
    [
        *(
            "@a_b hi",
            "@axb hi",
            "@Bobby",
            "@bob",
            "RT @bob: x",
            "@ada. Moon",
            "@ada.example.org hi",
        ),
        *(
            "@ada@a.example moon",
            "@ADA.bsky.social comet",
            "@ada-b.example.org",
            "@ada.l@b.example",
        ),
    ]
)
_counts = st.one_of(st.none(), st.integers(0, 4))


@st.composite
def _post(draw: st.DrawFn, number: int) -> Post:
    when = draw(_moments)
    is_day = draw(st.booleans())
    if is_day:
        when = when.replace(hour=0, minute=0)
    text = draw(st.one_of(_texts, _mentions))
    network: Network = draw(st.sampled_from([Network.TWITTER, *Network]))
    account, account_id = draw(st.sampled_from(_authors[network]))
    id = str(1_000 + number) if is_day else snowflake(when, number)
    return post(
        when,
        text,
        id=_ids[network].format(5_000 + number) if network in _ids else id,
        precision=Precision.DAY if is_day else Precision.MILLISECOND,
        network=network.value,
        account=account,
        account_id=account_id,
        visibility=draw(st.sampled_from([Visibility.PUBLIC, *Visibility])),
        likes=draw(_counts),
        reposts=draw(_counts),
        reply_to_account=draw(
            st.sampled_from(
                [
                    *(None, "BOB", "ada", "axb", "ada@a.example", "Ada@b.example"),
                    *("ada.bsky.social", "ada.l@b.example", "did:plc:zed"),
                ]
            )
        ),
        links=tuple(draw(st.lists(_addresses, max_size=2))),
        media=tuple(
            Media(kind, f"media/{kind}") for kind in draw(st.sets(st.sampled_from(MediaKind)))
        ),
    )


@st.composite
def posts(draw: st.DrawFn) -> list[Post]:
    """Return posts of different ids; some reply to others. None are close enough for a thread."""
    made = [draw(_post(number)) for number in range(draw(st.integers(1, 6)))]
    answering = [
        (one, draw(st.sampled_from([None, *(to.id for to in made if to.network == one.network)])))
        for one in made
    ]
    return [replace(one, reply_to=None if to == one.id else to) for one, to in answering]


def in_thread(one: Post, all_posts: list[Post]) -> bool:
    """Return whether `one` replies to another of the posts or has a reply among them."""
    return any(other.id == one.reply_to or other.reply_to == one.id for other in all_posts)
