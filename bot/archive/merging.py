"""The same post from two sources becomes one: the richer field wins, whatever came first."""

from dataclasses import replace

from bot.archive.posts import Kind, Post

_LOST = "\ufffd"


def merge(one: Post, other: Post) -> Post:
    """Return one post from two that have the same id.

    Text that lost fewer characters wins, then longer text; more media win; an exact reply link
    wins over none; every source stays. The rules put the choices in a fixed order, so that the
    order of loading changes nothing.
    """
    body = max(one, other, key=_body_rank)
    reply_to = _known(one.reply_to, other.reply_to)
    return replace(
        body,
        account=min(one.account, other.account, key=str.lower),
        created_at=max(one.created_at, other.created_at, key=lambda when: when.microsecond),
        kind=Kind.REPLY if reply_to else body.kind,
        reply_to=reply_to,
        reply_to_account=_known(one.reply_to_account, other.reply_to_account),
        media=max(one.media, other.media, key=lambda media: (len(media), repr(media))),
        sources=tuple(
            sorted({s.file: s for s in (*other.sources, *one.sources)}.values(), key=repr)
        ),
    )


def _body_rank(post: Post) -> tuple[int, int, str, str]:
    return -post.text.count(_LOST), len(post.text), post.text, post.raw


def _known(one: str | None, other: str | None) -> str | None:
    return max(filter(None, (one, other)), default=None)
