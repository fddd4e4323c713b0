"""Why runs of digests failed, and digests paused.

A reason is kept in English: those who read it later may speak another language than the server did
then, and other programs read it as well. It is said in the reader's language when it is shown.
"""

import re
from functools import cache

from bot.languages import ENGLISH, CommandName, Message, current, lazy, speaking

BY_HAND = lazy("Paused by hand.")

NOT_RUNNING = lazy("The bot was not running, or not connected, when it was due.")
NO_ZONE_LEFT = lazy("There is no time zone “{zone}” any more; edit the digest.")
LEFT = lazy("The bot left the server.")

TOO_SLOW = lazy("Discord did not answer in time.")
DEFECT = lazy("Something went wrong here; the bot's log says more.")
NOT_ADMITTED = lazy(
    "This server may not see the archive any more: it is not among GUILDS in the bot's settings."
)
NOTHING = lazy("There was nothing to show.")
NONE_COUNTED = lazy(
    "There was nothing to show: no post that fits has a like or a repost that is known."
)
NOT_COMPARED = lazy(
    "There was nothing to show: what posts mean cannot be compared here. "
    "throwback meaning build says what is missing, or takes it."
)
UNCERTAIN = lazy("It may have been posted: the bot was interrupted, and cannot look. {why}")
NOT_IN_TIME = lazy("The bot was interrupted, and did not come back to it in time.")
NOT_PUBLISHED = lazy("Posted, but not published. {why}")

BUSY = lazy("Discord asked the bot to slow down.")
FAILURE = lazy("Discord had a failure of its own ({status}).")
BUSY_OR_FAILURE = lazy("Discord was too busy, or had a failure of its own.")
UNREACHABLE = lazy("Discord could not be reached.")
BROKEN = lazy("The connection to Discord broke.")
OUTAGE = lazy("Discord has an outage that this server is part of.")
OUT_OF_REACH = lazy(
    "The process of the bot that serves this server is not running, "
    "and no other reaches the server."
)
REFUSED_LOGIN = lazy("Discord did not let the bot in.")
NOT_PERMITTED = lazy("The bot may not post in {where}: it lacks a permission there.")
REJECTED = lazy("Discord refused the message (error {code}).")
NO_CHANNEL = lazy("The channel is not one of a server.")

HIDDEN = lazy("The bot cannot see {where}.")
"""Why a digest is not posted in a channel that Discord hides from the bot."""
NO_HISTORY = lazy("The bot may not read the history of {where}.")
TOO_FULL = lazy("Too much was posted in {where} since to look for it.")

LASTING = {
    10003: lazy("The channel does not exist any more."),
    10004: lazy("The bot is not in the server any more."),
    10087: lazy("The tag of its posts in {where} does not exist any more."),
    40067: lazy(
        "{where} wants a tag on every post now: `{command}` can give it one.",
        command=CommandName("digest edit"),
    ),
    50001: HIDDEN,
    50008: lazy("{where} takes no messages."),
    50024: lazy("{where} is of a kind that takes no digests."),
    50083: lazy("{where} is an archived thread that only moderators may open."),
    160005: lazy("{where} is locked."),
}
"""Errors of Discord that the next message would get as well, by their codes."""

_ALL = (
    BY_HAND, NOT_RUNNING, NO_ZONE_LEFT, LEFT, TOO_SLOW, DEFECT, NOT_ADMITTED, NOTHING, NONE_COUNTED,
    NOT_COMPARED, UNCERTAIN, NOT_IN_TIME, NOT_PUBLISHED, BUSY, FAILURE, BUSY_OR_FAILURE,
    UNREACHABLE, BROKEN, OUTAGE, OUT_OF_REACH, REFUSED_LOGIN, NOT_PERMITTED, REJECTED, NO_CHANNEL,
    HIDDEN, NO_HISTORY, TOO_FULL, *LASTING.values(),
)  # fmt: skip


def kept(reason: object) -> str:
    """Return a reason, such as an error, as it is kept: in English."""
    with speaking(ENGLISH):
        return str(reason)


def said(why: str) -> str:
    """Return a reason that was kept in the current language; as it is if it is none of these."""
    if current() is ENGLISH:
        return why
    for form, message in _forms():
        if (match := form.fullmatch(why)) is None:
            continue
        values: dict[str, object] = match.groupdict()
        if "why" in values:
            values["why"] = said(match["why"])
        if "command" in values:
            values["command"] = CommandName(match["command"].removeprefix("/"))
        return message.format(**values)
    return why


@cache
def _forms() -> list[tuple[re.Pattern[str], Message]]:
    """Return what each reason looks like in English."""
    return [
        (re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.*)", re.escape(one.message)), re.DOTALL), one)
        for one in _ALL
    ]
