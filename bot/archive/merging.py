"""The same post from two sources becomes one: the richer field wins, whatever came first."""

from dataclasses import replace

from bot.archive.posts import Kind, Post

_LOST = "\ufffd"


def merge(one: Post, other: Post) -> Post:
    """Return one post from two that have the same id.

    Text that lost fewer characters wins, then longer text; more media win; a source that knows of
    parents wins over one that does not; every source stays. Each choice has a fixed order, so that
    the order of loading changes nothing.
    """
    body = max(one, other, key=_body_rank)
    knowing = max(one, other, key=_parent_rank)
    return replace(
        body,
        account=min(one.account, other.account, key=str.lower),
        created_at=max(one.created_at, other.created_at, key=lambda when: when.microsecond),
        kind=_kind(body, knowing),
        reply_to=knowing.reply_to,
        reply_to_account=knowing.reply_to_account,
        parent_known=knowing.parent_known,
        media=max(one.media, other.media, key=lambda media: (len(media), repr(media))),
        sources=tuple(
            sorted({s.file: s for s in (*other.sources, *one.sources)}.values(), key=repr)
        ),
    )


def _kind(body: Post, knowing: Post) -> Kind:
    """Return what the post is: a leading mention makes no reply where the parent is known."""
    if body.kind is Kind.REPOST:
        return Kind.REPOST
    if knowing.parent_known:
        return Kind.REPLY if knowing.reply_to else Kind.POST
    return Kind.REPLY if knowing.reply_to_account else Kind.POST


def _parent_rank(post: Post) -> tuple[bool, str, str]:
    return post.parent_known, post.reply_to or "", post.reply_to_account or ""


def _body_rank(post: Post) -> tuple[int, int, str, str]:
    return -post.text.count(_LOST), len(post.text), post.text, post.raw
