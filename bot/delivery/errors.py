"""Discord's errors when it does not accept a digest, as errors of the digest service."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import discord

from bot.archive.digests import reasons
from bot.errors import CannotPostError, MessageRejectedError, TryAgainError
from bot.ui.interactions.sending.retrying import GAVE_UP, is_from_proxy

_log = logging.getLogger(__name__)

_TOO_MANY = 429
_UNAUTHORIZED = 401
_IN_FLIGHT = 60.0  # seconds that a request may be under way after a proxy gave it up
_BANNED_FOR = 60.0  # seconds to wait when an edge server rejects requests without an explanation


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
    """Turn the errors of a request to post in a channel into the service's errors.

    Those of a response that cannot be read are among them: what was sent may have arrived.
    """
    try:
        yield
    except discord.RateLimited as error:
        raise TryAgainError(reasons.BUSY, after=error.retry_after, arrived=False) from error
    except discord.DiscordServerError as error:
        raise TryAgainError(reasons.FAILURE.filled(status=error.status)) from error
    except discord.HTTPException as error:
        where = f"<#{channel_id}>"
        raise (_from_proxy(error) or _from_status(error, where)) from error
    except TriedOnceError as error:
        raise TryAgainError(reasons.BUSY_OR_FAILURE) from error
    except aiohttp.ClientConnectorError as error:
        raise TryAgainError(reasons.UNREACHABLE, arrived=False) from error
    except (aiohttp.ClientError, OSError) as error:
        raise TryAgainError(reasons.BROKEN) from error
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        _log.warning("Discord's response cannot be read (%s)", type(error).__name__)
        raise TryAgainError(reasons.BROKEN) from error


def _from_proxy(error: discord.HTTPException) -> TryAgainError | None:
    """Return the error for what a REST proxy answers in Discord's place: it may have passed it on.

    None for an answer of Discord's own.
    """
    if error.status == GAVE_UP:
        return TryAgainError(reasons.TOO_SLOW, after=_IN_FLIGHT)
    return TryAgainError(reasons.BUSY_OR_FAILURE) if is_from_proxy(error) else None


def _from_status(
    error: discord.HTTPException, where: str
) -> TryAgainError | CannotPostError | MessageRejectedError:
    if error.status == _TOO_MANY:
        return TryAgainError(reasons.BUSY, after=_BANNED_FOR, arrived=False)
    if error.status == _UNAUTHORIZED:
        return TryAgainError(reasons.REFUSED_LOGIN, arrived=False)
    if error.code in reasons.LASTING:
        return CannotPostError(reasons.LASTING[error.code].filled(where=where))
    if isinstance(error, discord.Forbidden):
        return CannotPostError(reasons.NOT_PERMITTED.filled(where=where))
    return MessageRejectedError(reasons.REJECTED.filled(code=error.code), error.code)
