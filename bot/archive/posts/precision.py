"""How exactly the time of a post of Twitter's is known, by its id and its source."""

from bot.archive.posts.ids.snowflake import snowflake_milliseconds
from bot.archive.posts.post import Precision

_DAY = 86_400_000  # ms


def precision_of(post_id: str, created_at: int, *, of_export: bool) -> Precision:
    """Return the precision of the time, in ms since 1970, that a source states.

    The source is one of Twitter's exports, or another.

    A snowflake holds milliseconds, and sources state seconds. Exports of 2013 to 2018 give 00:00:00
    UTC to every post whose id is of the counter, 17 to 54 % of the posts of five long archives; so
    midnight is only the day there. The few posts of exactly midnight look the same.
    """
    by_id = snowflake_milliseconds(post_id)
    if by_id is not None:
        return Precision.MILLISECOND if by_id == created_at else Precision.SECOND
    is_day = of_export and created_at % _DAY == 0 and post_id.isdigit()
    return Precision.DAY if is_day else Precision.SECOND
