"""The connection to Discord: its addresses, the login, and errors of both."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.errors import SettingsError, ThrowbackError
from bot.settings import Settings

_API_VERSION_PATH = "/api/v10"
_TOO_MANY, _SERVER_ERROR = 429, 500  # HTTP statuses

_REFUSED = (
    "Discord refused DISCORD_TOKEN. Copy the token again from the bot's page in the Discord "
    "Developer Portal; resetting it there makes a new one."
)


async def log_in(client: discord.Client, token: str) -> None:
    """Log in.

    Raises SettingsError for a refused token, and ThrowbackError if Discord cannot be reached or
    refuses for another reason.
    """
    with connection_errors():
        await client.login(token)


@contextmanager
def connection_errors() -> Iterator[None]:
    """Turn the errors of a login, and of requests around it, into those of `log_in`."""
    try:
        yield
    except discord.LoginFailure as error:
        raise SettingsError([_REFUSED]) from error
    except discord.HTTPException as error:
        if error.status >= _SERVER_ERROR or error.status == _TOO_MANY:
            raise _unreachable(str(error.status)) from error
        raise ThrowbackError(
            f"Discord refused to let the bot in: {Route.BASE} answered {error.status}. Check that "
            "DISCORD_API_URL, if it is set, is the address of Discord's API, and that no firewall "
            "or proxy answers in its place."
        ) from error
    except (aiohttp.ClientError, OSError) as error:
        raise _unreachable(type(error).__name__) from error


def _unreachable(why: str) -> ThrowbackError:
    return ThrowbackError(
        f"Discord cannot be reached at {Route.BASE} ({why}). Try again later; "
        "DISCORD_API_URL says where Discord is looked for."
    )


def use_endpoints(settings: Settings) -> None:
    """Connect to the addresses in the settings. In discord.py these are global to the process."""
    if settings.api_url:
        path = urlsplit(settings.api_url).path
        Route.BASE = settings.api_url + ("" if path.strip("/") else _API_VERSION_PATH)
    if settings.gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway_url)
