"""The settings: the only module that reads the environment. `.env.example` explains each."""

import codecs
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Self, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from bot.errors import SettingsError, system_reason

T = TypeVar("T")

DOTENV = Path(".env")
"""The file with settings, in the folder that a command is started in."""

UTC = ZoneInfo("UTC")
TOKEN_NAMES = ("DISCORD_TOKEN", "DISCORD_TOKEN_FILE")
"""The settings of which one has to be set for a connection to Discord."""

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOG_FORMATS = ("auto", "text", "json")

_DIGITS = 20  # the largest id has so many
_MOST_BYTES = 10_000  # of a file with a token
_MOST_MEGAPIXELS = 1_000  # read at once they take some 25 GB


@dataclass(frozen=True, slots=True)
class Settings:
    """The operator's settings. Every field has a default except the token, which may be missing."""

    token: str | None = field(default=None, repr=False)
    guilds: frozenset[int] = frozenset()
    guild_accounts: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """The names or ids of the accounts that a server sees; one that is not in it sees all."""
    owners: frozenset[int] = frozenset()
    users: frozenset[int] = frozenset()
    database: Path = Path("archive.db")
    time_zone: ZoneInfo = UTC
    log_level: str = "INFO"
    log_format: str = "auto"
    api_url: str | None = None
    gateway_url: str | None = None
    shard_ids: tuple[int, ...] = ()
    shard_count: int | None = None
    import_max_ratio: int = 200
    import_max_gb: int = 100
    import_max_attachment_mb: int = 500
    likely_from: float | None = None
    max_megapixels: int = 64

    @property
    def max_pixels(self) -> int:
        """The most pixels that a picture may have to be read."""
        return self.max_megapixels * 1_000_000

    @classmethod
    def from_env(cls, environment: Mapping[str, str]) -> Self:
        """Return the settings. Raises SettingsError with a sentence for every problem."""
        settings, problems = cls.examine(environment)
        if problems:
            raise SettingsError(problems)
        return settings

    @classmethod
    def examine(cls, environment: Mapping[str, str]) -> tuple[Self, list[str]]:
        """Return the settings, and a sentence for every problem with them.

        Invalid settings have their default values.
        """
        read = _Reader(environment)
        settings = cls._parse(read)
        return settings, read.problems + _contradictions(settings)

    @classmethod
    def _parse(cls, read: "_Reader") -> Self:
        guilds: dict[int, frozenset[str]] = read("GUILDS", _guilds, {})
        return cls(
            token=_token(read),
            guilds=frozenset(guilds),
            guild_accounts={id: accounts for id, accounts in guilds.items() if accounts},
            owners=read("OWNERS", _ids, frozenset()),
            users=read("USERS", _ids, frozenset()),
            database=read("DATABASE", database_path, Path("archive.db")),
            time_zone=read("TIME_ZONE", _zone, UTC),
            log_level=read("LOG_LEVEL", lambda text: _one_of(text.upper(), LOG_LEVELS), "INFO"),
            log_format=read("LOG_FORMAT", lambda text: _one_of(text.lower(), LOG_FORMATS), "auto"),
            api_url=read("DISCORD_API_URL", _api_url, None),
            gateway_url=read("DISCORD_GATEWAY_URL", _gateway_url, None),
            shard_ids=read("SHARD_IDS", lambda text: tuple(sorted(_ids(text))), ()),
            shard_count=read("SHARD_COUNT", _number, None),
            import_max_ratio=read("IMPORT_MAX_RATIO", _positive, 200),
            import_max_gb=read("IMPORT_MAX_GB", _positive, 100),
            import_max_attachment_mb=read("IMPORT_MAX_ATTACHMENT_MB", _positive, 500),
            likely_from=read("LIKELY_FROM", _fraction, None),
            max_megapixels=read("MAX_MEGAPIXELS", _megapixels, 64),
        )

    @classmethod
    def names(cls) -> frozenset[str]:
        """Return the names of all settings in the environment."""
        read = _Reader({})
        cls._parse(read)
        return frozenset(read.names)


def environment(dotenv: Path) -> dict[str, str]:
    """Return the variables of the file `dotenv`, overridden by the process's environment.

    Raises SettingsError for a file that cannot be read or parsed.
    """
    return dotenv_variables(dotenv) | dict(os.environ)


def dotenv_variables(dotenv: Path) -> dict[str, str]:
    """Return the variables of the file `dotenv`. Raises the errors of `environment`."""
    text = _read_dotenv(dotenv)
    for binding in parse_stream(StringIO(text)):
        if binding.error:
            # The message leaves out the line's text: it may be the token.
            part = binding.original.string
            line = binding.original.line + part[: len(part) - len(part.lstrip())].count("\n")
            raise SettingsError([f"{dotenv}, line {line}: write NAME=value."])
    values = dotenv_values(stream=StringIO(text))
    return {name: value for name, value in values.items() if value is not None}


def _read_dotenv(dotenv: Path) -> str:
    """Return the text of a .env file, empty if there is none."""
    try:
        data = dotenv.read_bytes()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise SettingsError([f"{dotenv} cannot be read: {system_reason(error)}."]) from error
    try:
        text = _decode(data)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SettingsError([f"{dotenv}, line {line}, is not UTF-8: save it as UTF-8."]) from error
    if "\0" in text:
        raise SettingsError([f"{dotenv} is not a text file: save it as UTF-8."])
    return text


def _decode(data: bytes) -> str:
    """Return the text of a file. Editors and shells on Windows write a byte order mark."""
    is_utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if is_utf16 else "utf-8-sig")


def database_path(text: str) -> Path:
    """Return the path of archive.db. Raises ValueError for text that names no file."""
    path = Path(text)
    if not path.name:
        raise ValueError("name a file, such as archive.db")
    return path


class _Reader:
    """Parses settings one by one; collects their names, and the problems with them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.names: list[str] = []
        self.problems: list[str] = []

    def __call__(self, name: str, parse: Callable[[str], T], default: T) -> T:
        self.names.append(name)
        text = self._environment.get(name, "").strip()
        if not text:
            return default
        try:
            return parse(text)
        except ValueError as error:
            self.problems.append(f"{name} is not valid: {error}.")
            return default


def _token(read: _Reader) -> str | None:
    token = read("DISCORD_TOKEN", _header, None)
    from_file = read("DISCORD_TOKEN_FILE", _token_in, None)
    if token and from_file:
        read.problems.append("DISCORD_TOKEN and DISCORD_TOKEN_FILE are both set: leave one out.")
    return token or from_file


def _token_in(text: str) -> str:
    """Return the token that the file at a path holds. No error quotes it."""
    try:
        with Path(text).open("rb") as file:
            content = _decode(file.read(_MOST_BYTES)).strip()
    except OSError as error:
        raise ValueError(f"{text} cannot be read: {system_reason(error)}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{text} is not a text file; save it as UTF-8") from None
    if not content:
        raise ValueError(f"{text} is empty")
    return _header(content)


def _header(text: str) -> str:
    """Return a token, which is sent as a header. The error does not quote it."""
    if not text.isascii() or not text.isprintable() or any(one in " '\"" for one in text):
        raise ValueError(
            "a token has no spaces, quotation marks, accents or invisible characters; copy it again"
        )
    return text


def _ids(text: str) -> frozenset[int]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    for part in parts:
        if not (part.isascii() and part.isdigit() and len(part) <= _DIGITS and int(part) < 2**64):
            raise ValueError(f"“{part[:_DIGITS]}” is no id; give numbers, separated by commas")
    return frozenset(int(part) for part in parts)


def _guilds(text: str) -> dict[int, frozenset[str]]:
    """Return the accounts that each server sees, none for a server that sees all.

    A name may contain colons, as a DID does: the first one ends the id of the server.
    """
    guilds: dict[int, frozenset[str]] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        guild, colon, named = part.partition(":")
        (id,) = _ids(guild) or {None}
        accounts = frozenset(name.strip().removeprefix("@") for name in named.split("+"))
        if id is None or (colon and "" in accounts):
            raise ValueError(f"“{part}” is not a server's id, nor one with accounts: 1:alice+bob")
        accounts = accounts if colon else frozenset()
        if guilds.setdefault(id, accounts) != accounts:
            raise ValueError(f"server {id} is in it twice; join its accounts by +")
    return guilds


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise ValueError("give a whole number")
    return int(text)


def _positive(text: str) -> int:
    if not (number := _number(text)):
        raise ValueError("give a whole number above 0")
    return number


def _megapixels(text: str) -> int:
    if not 1 <= (number := _number(text)) <= _MOST_MEGAPIXELS:
        raise ValueError(f"give a whole number from 1 to {_MOST_MEGAPIXELS}")
    return number


def _fraction(text: str) -> float:
    try:
        fraction = float(text)
    except ValueError:
        fraction = 0.0
    if not 0 < fraction <= 1:
        raise ValueError("give a number above 0 and up to 1, such as 0.3")
    return fraction


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise ValueError(
            f"there is no time zone “{text}”; give an IANA name such as Europe/Berlin"
        ) from None


def _one_of(text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise ValueError(f"choose one of {', '.join(choices)}")
    return text


def _api_url(text: str) -> str:
    return _url(text, "http", "https").rstrip("/")


def _gateway_url(text: str) -> str:
    return _url(text, "ws", "wss")


def _url(text: str, *schemes: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in schemes or not parts.hostname:
        raise ValueError(f"give an address that begins with {schemes[0]}:// or {schemes[1]}://")
    if parts.query or parts.fragment:
        raise ValueError("give an address without ? and #")
    try:
        parts.hostname.encode("idna")
        _ = parts.port
    except ValueError:
        host = parts.netloc.rpartition("@")[2]
        raise ValueError(f"“{host}” is no host, with or without a port") from None
    return text


def _contradictions(settings: Settings) -> list[str]:
    """Return the problems between settings that are each valid."""
    count = settings.shard_count
    if bool(settings.shard_ids) != (count is not None):
        return ["SHARD_IDS and SHARD_COUNT go together: set both or neither."]
    if count is not None and (count < 1 or max(settings.shard_ids) >= count):
        return ["SHARD_IDS must be below SHARD_COUNT, which must be 1 or more."]
    return []
