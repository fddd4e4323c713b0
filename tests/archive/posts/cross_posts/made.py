"""Made posts of one person: pairs that are cross-posts, and pairs that only look like them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.archive.posts.cross_posts.pairing import Candidate, cross_posts
from bot.archive.posts.cross_posts.said import said
from bot.archive.posts.ids.networks import Network
from bot.ingest.text.entities import links

X, MASTODON, BLUESKY = Network.TWITTER, Network.MASTODON, Network.BLUESKY
NAMES = {X: ("ada",), MASTODON: ("ada@a.example",), BLUESKY: ("ada.bsky.social", "did:plc:ada")}
_IDS = {
    X: "15900000000000000{:02}",
    MASTODON: "https://a.example/users/ada/statuses/1090000000000000{:02}",
    BLUESKY: "at://did:plc:ada/app.bsky.feed.post/3k44d7q5l2k{}",
}
ADDRESSES = {
    X: "https://twitter.com/ada/status/15900000000000000{:02}",
    MASTODON: "https://a.example/@ada/1090000000000000{:02}",
    BLUESKY: "https://bsky.app/profile/ada.bsky.social/post/3k44d7q5l2k{}",
}
LONG = (
    "A long walk along the harbour this morning, with fog so thick that the cranes looked like "
    "giraffes, and then, all at once, sun on the water, gulls, the ferry, and a smell of coffee "
    "from the kiosk at the corner."
)
TEXTS = (
    "The comet is visible tonight, look north after ten.",
    "Finished the second chapter of the book about lighthouses!",
    "Does anybody know a good bakery near the old station?",
    "日本語の文章をここに書いてみましたが、長さは十分でしょうか。",
    "Сегодня утром видел в парке трёх белок и одного ежа.",
    "Neuer Beitrag im Blog: Warum Möwen keine Pommes essen sollten",
    LONG,
)


def letter(number: int) -> str:
    """Return the end of a record's key."""
    return "234567abcdefghijklmnopqrstuvwxyz"[number % 32] + "c"


def address(network: Network, number: int = 0) -> str:
    """Return the address of a made post."""
    return ADDRESSES[network].format(letter(number) if network is BLUESKY else number)


def made(
    network: Network, text: str, *, at: float = 0, number: int = 0, key: int | None = None
) -> Candidate:
    """Return a post that is `at` seconds old, and links to the addresses in its text."""
    id = _IDS[network].format(letter(number) if network is BLUESKY else number)
    unique = [*Network].index(network) * 1_000 + number
    when = 1_667_000_000_000 + int(at * 1000)
    return Candidate(
        unique if key is None else key, network, id, when, NAMES[network], said(text, links(text))
    )


@dataclass(frozen=True, slots=True)
class Pair:
    """Two posts, and what they are an example of."""

    name: str
    one: Candidate
    other: Candidate

    @property
    def is_one(self) -> bool:
        """Whether they are taken for one."""
        return len(cross_posts([self.one, self.other])) == 1


def pairs() -> Iterator[Pair]:
    """Yield pairs that programs, or people, make of one post."""
    for number, text in enumerate(TEXTS):
        for name, one, other in _copies(text):
            yield Pair(f"{name} {number}", made(X, one), made(MASTODON, other, at=40))
            yield Pair(f"{name} {number}b", made(MASTODON, other), made(BLUESKY, one, at=-300))
    for short in ("Good morning", "👍", "Lunch!"):
        yield Pair(short, made(X, f"{short} {address(MASTODON)}"), made(MASTODON, short, at=5))
    short = "Good morning"
    yield Pair("at://", made(MASTODON, f"{short} {address(BLUESKY)}"), made(BLUESKY, short, at=9))
    mirror = address(X).replace("twitter.com", "fxtwitter.com")
    yield Pair("mirror", made(BLUESKY, f"Look: {mirror}"), made(X, "Look", at=9))


def _copies(text: str) -> Iterator[tuple[str, str, str]]:
    yield "same", text, text
    yield "lines", text, text.replace(" ", "\n\n", 1)
    yield "case", text, text.upper()
    yield "original", f"{text} {address(MASTODON)}", text
    yield "short link", f"{text} https://t.co/AbCdEf1234", f"{text} https://example.org/a/page.html"
    yield "bare link", f"{text} example.org/a/page…", f"{text} https://example.org/a/page.html"
    yield "shorteners", f"{text} https://buff.ly/3abc", f"{text} https://buff.ly/4xyz"
    yield "tracked", f"{text} https://e.org/p?utm_source=x", f"{text} https://www.e.org/p/"
    yield "picture", f"{text} https://pic.twitter.com/AbCdEf", text
    yield "host", f"@bob and @carol: {text}", f"@bob@b.example and @carol.bsky.social: {text}"
    yield "tags", f"{text} #comet #sky", f"{text} comet sky"
    yield "ellipsis", f"{text}…", text
    yield "dots", f"{text} ...", text
    yield "part", f"{text} (1/2)", text
    yield "cut part", f"{text}… [1/3]", text
    yield "accents", f"{text} é", f"{text} e\u0301"
    if len(text) > 200:
        yield "cut", f"{text[:140]}…", text
        yield "cut with link", f"{text[:120]}… {address(MASTODON)}", text
        yield "cut at link", f"{text[:100]}... https://t.co/abc", text


def near_pairs() -> Iterator[Pair]:
    """Yield pairs that are two posts, however alike."""
    for number, text in enumerate(TEXTS):
        for name, one, other in _alike(text):
            yield Pair(f"{name} {number}", made(X, one), made(MASTODON, other, at=40))
            yield Pair(f"{name} {number}b", made(BLUESKY, other), made(MASTODON, one, at=90))
        yield Pair(f"late {number}", made(X, text), made(MASTODON, text, at=600.001))
        yield Pair(f"one network {number}", made(X, text), made(X, text, at=5, number=1))
        yield Pair(
            f"two accounts {number}", made(MASTODON, text), made(MASTODON, text, at=5, number=1)
        )
    shorts = (
        "Good morning", "Lunch!", "👍", "yes", "So true", "Happy new year!",
        "Good night all", "哈哈",
        "@bob thanks!", "Merry Christmas", "lol", "Thank you so much", "#nowplaying", "",
    )  # fmt: skip
    for number, short in enumerate(shorts):
        yield Pair(f"short {number}", made(X, short), made(MASTODON, short, at=2))
        yield Pair(f"short link {number}", made(X, f"{short} https://e.org"), made(BLUESKY, short))
    other_post = address(MASTODON, 7)
    yield Pair("other post", made(X, f"See {other_post}"), made(MASTODON, "Something else", at=3))
    other_host = address(MASTODON).replace("a.example", "b.example")
    yield Pair("other host", made(X, f"See {other_host}"), made(MASTODON, "Something else", at=3))
    other_owner = address(BLUESKY).replace("ada.", "bob.")
    yield Pair("other owner", made(X, f"See {other_owner}"), made(BLUESKY, "Something else", at=3))


def _alike(text: str) -> Iterator[tuple[str, str, str]]:
    yield "more", text, f"{text} And more of it."
    yield "before", f"Again: {text}", text
    yield "number", f"{text} 12", f"{text} 13"
    yield "parts", f"{text} (1/3)", f"{text} (2/3)"
    yield "not", f"not {text}", text
    yield (
        "pages",
        f"{text} https://example.org/first",
        f"{text} https://example.org/second",
    )
    yield "queries", f"{text} https://example.org/?v=1", f"{text} https://www.example.org/?v=2"
    yield "people", f"@bob {text}", f"@carol {text}"
    yield "hosts", f"@bob.example.org {text}", f"@bob.example.net {text}"
    yield "tags", f"{text} #comet", f"{text} #moon"
    yield "short cut", f"{text[:70].rstrip()[:-3]}…", f"{text} And more."
    yield "not cut", text[: len(text) * 2 // 3], text
    yield "spaces", f"{text} now here", f"{text} nowhere"
    if len(text) > 200:
        yield "cut and other", f"{text[:140]}…", f"{text[:130]} but then came the rain."


def alone(posts: Sequence[Candidate]) -> bool:
    """Return whether no two of the posts are taken for one."""
    return not cross_posts(posts)
