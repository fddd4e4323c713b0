"""The values of settings: how each kind is written, and what is wrong with one that is not valid.

A parser raises ValueError with the reason in the current language, which no name comes before.
"""

from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.errors import system_reason
from bot.languages import _
from bot.languages.punctuation import commas
from bot.settings.dotenv_file import decode

_DIGITS = 20  # the largest id has so many
_THIS_MACHINE = "127.0.0.1"
_LAST_PORT = 65_535
_MOST_BYTES = 10_000  # of a file with a token
_MOST_MEGAPIXELS = 1_000  # read at once they take some 25 GB


def database_path(text: str) -> Path:
    """Return the path of archive.db. Raises ValueError for text that names no file."""
    path = Path(text)
    if not path.name:
        raise ValueError(_("name a file, such as archive.db"))
    return path


def token_in(text: str) -> str:
    """Return the token that the file at a path holds. No error quotes it."""
    try:
        with Path(text).open("rb") as file:
            content = decode(file.read(_MOST_BYTES)).strip()
    except OSError as error:
        reason = system_reason(error)
        raise ValueError(_("{path} cannot be read: {reason}", path=text, reason=reason)) from None
    except UnicodeDecodeError:
        raise ValueError(_("{path} is not a text file; save it as UTF-8", path=text)) from None
    if not content:
        raise ValueError(_("{path} is empty", path=text))
    return token(content)


def token(text: str) -> str:
    """Return a token, which is sent as a header. The error does not quote it."""
    if not text.isascii() or not text.isprintable() or any(one in " '\"" for one in text):
        raise ValueError(
            _(
                "a token has no spaces, quotation marks, accents or invisible characters; copy it "
                "again"
            )
        )
    return text


def ids(text: str) -> frozenset[int]:
    """Return ids of Discord, which commas separate."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    for part in parts:
        if not (part.isascii() and part.isdigit() and len(part) <= _DIGITS and int(part) < 2**64):
            start = part[:_DIGITS]
            raise ValueError(_("“{text}” is no id; give numbers, separated by commas", text=start))
    return frozenset(int(part) for part in parts)


def guild_accounts(text: str) -> dict[int, frozenset[str]]:
    """Return the accounts that each server sees, none for a server that sees all.

    A name may contain colons, as a DID does: the first one ends the id of the server.
    """
    guilds: dict[int, frozenset[str]] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        guild, colon, named = part.partition(":")
        (id,) = ids(guild) or {None}
        accounts = frozenset(name.strip().removeprefix("@") for name in named.split("+"))
        if id is None or (colon and "" in accounts):
            raise ValueError(
                _("“{text}” is not a server's id, nor one with accounts: 1:alice+bob", text=part)
            )
        accounts = accounts if colon else frozenset()
        if guilds.setdefault(id, accounts) != accounts:
            raise ValueError(_("server {id} is in it twice; join its accounts by +", id=id))
    return guilds


def whole_number(text: str) -> int:
    """Return a whole number, which may be 0."""
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise ValueError(_("give a whole number"))
    return int(text)


def positive(text: str) -> int:
    """Return a whole number above 0."""
    if not (number := whole_number(text)):
        raise ValueError(_("give a whole number above 0"))
    return number


def megapixels(text: str) -> int:
    """Return how many millions of pixels a picture may have."""
    if not 1 <= (number := whole_number(text)) <= _MOST_MEGAPIXELS:
        raise ValueError(_("give a whole number from 1 to {most}", most=_MOST_MEGAPIXELS))
    return number


def probability(text: str) -> float:
    """Return a probability that is not 0."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number <= 1:
        raise ValueError(_("give a number above 0 and up to 1, such as 0.3"))
    return number


def zone(text: str) -> ZoneInfo:
    """Return the time zone with an IANA name."""
    try:
        return ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise ValueError(
            _(
                "there is no time zone “{name}”; give an IANA name such as Europe/Berlin",
                name=text,
            )
        ) from None


def one_of(text: str, choices: tuple[str, ...]) -> str:
    """Return the text if it is one of `choices`."""
    if text not in choices:
        raise ValueError(_("choose one of {choices}", choices=commas(choices)))
    return text


def yes_or_no(text: str) -> bool:
    """Return whether a setting that is on or off is on."""
    if text not in ("0", "1"):
        raise ValueError(_("give 1 for yes or 0 for no"))
    return text == "1"


def address(text: str) -> tuple[str, int]:
    """Return the host and port to listen on; a port alone is one of this machine."""
    host, _colon, number = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]") or _THIS_MACHINE
    if not (number.isascii() and number.isdigit() and 0 < int(number[:_DIGITS]) <= _LAST_PORT):
        raise ValueError(_("give a port, or a host and a port: 127.0.0.1:9464"))
    return host, int(number)


def api_url(text: str) -> str:
    """Return the address of Discord's REST API, without a slash at its end."""
    return _url(text, "http", "https").rstrip("/")


def gateway_url(text: str) -> str:
    """Return the address of Discord's gateway."""
    return _url(text, "ws", "wss")


def postgres_url(text: str) -> str:
    """Return the address of a PostgreSQL database. No error quotes it: it may have a password."""
    if not text.startswith(("postgresql://", "postgres://")):
        raise ValueError(_("give an address that begins with {one}://", one="postgresql"))
    return text


def _url(text: str, *schemes: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in schemes or not parts.hostname:
        raise ValueError(
            _(
                "give an address that begins with {one}:// or {other}://",
                one=schemes[0], other=schemes[1],
            )
        )  # fmt: skip
    if parts.query or parts.fragment:
        raise ValueError(_("give an address without ? and #"))
    try:
        parts.hostname.encode("idna")
        _port = parts.port  # it is examined when it is read
    except ValueError:
        host = parts.netloc.rpartition("@")[2]
        raise ValueError(_("“{name}” is no host, with or without a port", name=host)) from None
    return text
