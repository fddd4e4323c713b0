"""Discord's errors when it does not accept a digest, as errors of the digest service."""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import discord

from bot.errors import CannotPostError, MessageRejectedError, TryAgainError
from bot.languages import CommandName, Message, lazy

_TOO_MANY = 429
_UNAUTHORIZED = 401
_BANNED_FOR = 60.0  # seconds to wait when an edge server rejects requests without an explanation

HIDDEN = lazy("The bot cannot see {where}.")
"""Why a digest is not posted in a channel that Discord hides from the bot."""

# Errors that the next message would get as well.
_LASTING = {
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


class TriedOnceError(Exception):
    """discord.py was about to send a request again by itself."""


class SingleAttemptGuard:
    """A request's only file, which keeps discord.py from sending the request a second time.

    discord.py rewinds the files before each attempt. A forum has no nonces: sent again before
    anybody looks, a post could be there twice.
    """

    def reset(self, *, seek: int | bool = True) -> None:
        """Accept the first attempt, number 0; raise TriedOnceError for any other."""
        if seek:
            raise TriedOnceError


@contextmanager
def as_delivery_error(channel_id: int) -> Iterator[None]:
    """Turn the errors of a request to post in a channel into the service's errors."""
    try:
        yield
    except discord.RateLimited as error:
        raise TryAgainError(_busy(), after=error.retry_after, arrived=False) from error
    except discord.DiscordServerError as error:
        raise TryAgainError(
            lazy("Discord had a failure of its own ({status}).", status=error.status)
        ) from error
    except discord.HTTPException as error:
        raise _from_status(error, f"<#{channel_id}>") from error
    except TriedOnceError as error:
        raise TryAgainError(lazy("Discord was too busy, or had a failure of its own.")) from error
    except aiohttp.ClientConnectorError as error:
        raise TryAgainError(lazy("Discord could not be reached."), arrived=False) from error
    except (aiohttp.ClientError, OSError) as error:
        raise TryAgainError(lazy("The connection to Discord broke.")) from error


def _from_status(
    error: discord.HTTPException, where: str
) -> TryAgainError | CannotPostError | MessageRejectedError:
    if error.status == _TOO_MANY:
        return TryAgainError(_busy(), after=_BANNED_FOR, arrived=False)
    if error.status == _UNAUTHORIZED:
        return TryAgainError(lazy("Discord did not let the bot in."), arrived=False)
    if error.code in _LASTING:
        return CannotPostError(_LASTING[error.code].format(where=where))
    if isinstance(error, discord.Forbidden):
        return CannotPostError(
            lazy("The bot may not post in {where}: it lacks a permission there.", where=where)
        )
    return MessageRejectedError(
        lazy("Discord refused the message (error {code}).", code=error.code), error.code
    )


def _busy() -> Message:
    return lazy("Discord asked the bot to slow down.")
