"""A post that is hidden in one server, as those who manage it see it."""

from dataclasses import dataclass
from datetime import datetime

from bot.archive.posts.post import Post


@dataclass(frozen=True, slots=True)
class HiddenHere:
    """A post that is hidden in a server, by the id under which it was hidden.

    `hidden_by` is the id of a Discord user, or "forgotten" if the user wanted that. `post` is None
    if the server would not see it anyway: the archive lacks it, it is of an account that the server
    does not see, or it is hidden everywhere.
    """

    id: str
    hidden_at: datetime
    hidden_by: str
    post: Post | None
