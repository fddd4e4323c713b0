"""How exactly the time of a post of Twitter's is known, by its id and its source."""

from datetime import datetime, time

from bot.archive.posts.post import Precision
from bot.archive.posts.snowflake import snowflake_milliseconds
from bot.archive.timestamps import to_milliseconds

_MIDNIGHT = time()


def precision_of(post_id: str, created_at: datetime, *, of_export: bool) -> Precision:
    """Return the precision of the time that a source states: one of Twitter's exports, or another.

    A snowflake holds milliseconds, and sources state seconds. Exports of 2013 to 2018 give 00:00:00
    UTC to every post whose id is of the counter, 17 to 54 % of the posts of five long archives; so
    midnight is only the day there. The few posts of exactly midnight look the same.
    """
    ms = snowflake_milliseconds(post_id)
    if ms is not None:
        return Precision.MILLISECOND if ms == to_milliseconds(created_at) else Precision.SECOND
    is_day = of_export and created_at.time() == _MIDNIGHT and post_id.isdigit()
    return Precision.DAY if is_day else Precision.SECOND
