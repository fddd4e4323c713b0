"""The ways to name a post: its id, or a link to it."""

import re

from bot.archive.snowflake import is_made
from bot.errors import BadQueryError

_LINK = re.compile(
    r"^<?(?:https?://)?(?:(?:www|mobile|m)\.)?(?:twitter|x)\.com/"
    r"(?:i/web/|i/|@?\w{1,20}/)status(?:es)?/(\d{1,19})(?!\d)\S*$",
    re.ASCII | re.IGNORECASE,
)
_ID = re.compile(r"\d{1,19}", re.ASCII)


def post_id(named: str) -> str:
    """Return the id of the post that `named` names: the id itself or a link to the post.

    Ids may be made ones. Links may go to twitter.com, x.com or their mobile hosts, with a query or
    fragment behind.
    Raises BadQueryError, with the right forms, for anything else.
    """
    named = named.strip()
    if is_made(named):
        return named
    if _ID.fullmatch(named):
        return str(int(named))
    if link := _LINK.match(named):
        return str(int(link[1]))
    raise BadQueryError(
        "That names no post. Give its id, such as 1585839954944749569, or a link to it, such as "
        "https://twitter.com/name/status/1585839954944749569."
    )
