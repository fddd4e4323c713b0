"""The moment of a post in Discord's markdown."""

from bot.archive.calendar import day_of
from bot.archive.posts.post import Post


def moment(post: Post, style: str) -> str:
    """Return when a post was written, as each reader's own clock and language show it.

    `style` is one of Discord's letters for timestamps. Where only the day is known it is that date
    in words: a timestamp would add a time, and with it another day west of Greenwich.
    """
    if post.is_of_day:
        return f"{day_of(post.created_at.date()).name} {post.created_at.year}"
    return f"<t:{int(post.created_at.timestamp())}:{style}>"
