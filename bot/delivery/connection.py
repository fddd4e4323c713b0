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
from bot.languages import lazy
from bot.settings import Settings
from bot.ui.interactions.sending.retrying import GAVE_UP

_API_VERSION_PATH = "/api/v10"
_TOO_MANY, _SERVER_ERROR = 429, 500  # HTTP statuses

_REFUSED = lazy(
    "Discord refused DISCORD_TOKEN. Copy the token again from the bot's page in the Discord "
    "Developer Portal; resetting it there makes a new one."
)


async def log_in(client: discord.Client, token: str) -> None:
    """Log in.

    Raises SettingsError for a refused token, and ThrowbackError if Discord cannot be reached or
    refuses for another reason.
    """
    with api_errors():
        await client.login(token)


@contextmanager
def api_errors() -> Iterator[None]:
    """Turn the errors of a request that a connection begins with into those of `log_in`."""
    try:
        yield
    except discord.LoginFailure as error:
        raise token_refused() from error
    except discord.HTTPException as error:
        if error.status >= _SERVER_ERROR or error.status in {_TOO_MANY, GAVE_UP}:
            raise unreachable(Route.BASE, str(error.status), "DISCORD_API_URL") from error
        raise ThrowbackError(
            lazy(
                "Discord refused to let the bot in: {address} answered {status}. Check that "
                "DISCORD_API_URL, if it is set, is the address of Discord's API, and that no "
                "firewall or proxy answers in its place.",
                address=Route.BASE,
                status=error.status,
            )
        ) from error
    except (aiohttp.ClientError, OSError, discord.GatewayNotFound) as error:
        raise unreachable(Route.BASE, type(error).__name__, "DISCORD_API_URL") from error


def token_refused() -> SettingsError:
    """Return the error for a token that Discord does not know, or knows no more."""
    return SettingsError([str(_REFUSED)])


def unreachable(where: str, why: str, setting: str) -> ThrowbackError:
    """Return the error for an address at which there is no Discord; `setting` may name another."""
    return ThrowbackError(
        lazy(
            "Discord cannot be reached at {where} ({why}). Try again later; {setting} says where "
            "Discord is looked for.",
            where=where,
            why=why,
            setting=setting,
        )
    )


def use_endpoints(settings: Settings) -> None:
    """Connect to the addresses in the settings. In discord.py these are global to the process."""
    if settings.api_url:
        path = urlsplit(settings.api_url).path
        Route.BASE = settings.api_url + ("" if path.strip("/") else _API_VERSION_PATH)
    if settings.gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway_url)
