"""The values of keywords: text to filters and orders. What cannot be read gives None."""

from bot.archive.posts.ids.links import find_post_id
from bot.archive.posts.ids.networks import Network
from bot.archive.search.query import values
from bot.archive.search.query.filters import (
    After,
    Before,
    Content,
    During,
    From,
    Has,
    Id,
    Is,
    Lang,
    MinLikes,
    MinReposts,
    OnEvery,
    OnNetwork,
    PostType,
    Since,
    To,
    Until,
    Url,
)
from bot.archive.search.query.meaning import Like
from bot.archive.search.sort_order import SortOrder

_NETWORKS = {
    "x": Network.TWITTER,
    "x.com": Network.TWITTER,
    "twitter.com": Network.TWITTER,
    "fediverse": Network.MASTODON,
    "fedi": Network.MASTODON,
    "activitypub": Network.MASTODON,
    "bsky": Network.BLUESKY,
    "bsky.app": Network.BLUESKY,
    "atproto": Network.BLUESKY,
}
"""Other names of the networks."""  # never translated


def author(value: str) -> From | None:
    """Return the filter for the accounts that wrote them."""
    return From(name) if (name := values.account(value)) else None


def answered(value: str) -> To | None:
    """Return the filter for whom they answer."""
    return To(name) if (name := values.account(value)) else None


def network(value: str) -> OnNetwork | None:
    """Return the filter for their network."""
    found = values.one_of(Network, value, _NETWORKS)
    return None if found is None else OnNetwork(found)


def post(value: str) -> Id | None:
    """Return the filter for the id of a post, or a link to it."""
    return Id(ref) if (ref := find_post_id(values.narrow(value))) else None


def like(value: str) -> Like | None:
    """Return the meaning of a post, by its id or a link to it."""
    return Like(ref) if (ref := find_post_id(values.narrow(value))) else None


def since(value: str) -> Since | None:
    """Return the filter for days, as their name says."""
    return Since(during.first) if (during := values.days(value)) else None


def after(value: str) -> After | None:
    """Return the filter for days, as their name says."""
    return After(during.last) if (during := values.days(value)) else None


def until(value: str) -> Until | None:
    """Return the filter for days, as their name says."""
    return Until(during.last) if (during := values.days(value)) else None


def before(value: str) -> Before | None:
    """Return the filter for days, as their name says."""
    return Before(during.first) if (during := values.days(value)) else None


def on(value: str) -> During | OnEvery | None:
    """Return the filter for days, as their name says."""
    if during := values.days(value) or values.years(value):
        return during
    return OnEvery(day) if (day := values.day_of_year(value)) else None


def content(value: str) -> Has | None:
    """Return the filter for what they hold."""
    content = values.one_of(
        Content, value, {"photo": Content.IMAGE, "picture": Content.IMAGE, "gif": Content.VIDEO}
    )
    return None if content is None else Has(content)


def post_type(value: str) -> Is | None:
    """Return the filter for what they are."""
    post_type = values.one_of(
        PostType,
        value,
        {
            "tweet": PostType.POST,
            "retweet": PostType.REPOST,
            "replie": PostType.REPLY,
            "boost": PostType.REPOST,
            "follower": PostType.FOLLOWERS,
        },
    )
    return None if post_type is None else Is(post_type)


def min_likes(value: str) -> MinLikes | None:
    """Return the filter for counts."""
    return None if (count := values.count(value)) is None else MinLikes(count)


def min_reposts(value: str) -> MinReposts | None:
    """Return the filter for counts."""
    return None if (count := values.count(value)) is None else MinReposts(count)


def language(value: str) -> Lang:
    """Return the filter for their language."""
    return Lang(values.language(value))


def order(value: str) -> SortOrder | None:
    """Return the order for an order."""
    return values.one_of(SortOrder, value, {"latest": SortOrder.NEWEST, "top": SortOrder.POPULAR})


def address(value: str) -> Url | None:
    """Return the filter for a part of an address."""
    return Url(part) if (part := values.address_part(value)) else None
