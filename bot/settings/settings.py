"""The settings, as one record. `.env.example` explains each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo

from bot.errors import SettingsError
from bot.languages import _
from bot.settings import values

T = TypeVar("T")

UTC = ZoneInfo("UTC")
TOKEN_NAMES = ("DISCORD_TOKEN", "DISCORD_TOKEN_FILE")
"""The settings of which one has to be set for a connection to Discord."""

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOG_FORMATS = ("auto", "text", "json")


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
    rest_proxy: bool = False
    """Whether `api_url` is a proxy that keeps Discord's rate limits for all processes."""
    shard_ids: tuple[int, ...] = ()
    shard_count: int | None = None
    import_max_ratio: int = 200
    import_max_gb: int = 100
    import_max_attachment_mb: int = 500
    meaning_at_import: int = 20_000
    """The most new posts of which an import takes the meaning; at 200 to 500 a second."""
    likely_from: float | None = None
    max_megapixels: int = 64
    monitoring: tuple[str, int] | None = None
    """The host and port of the pages for monitoring; None for none."""
    litestream: bool = False
    """Whether Litestream copies the WAL of both databases back, and the bot leaves that to it."""
    archive_read_only: bool = False
    """Whether archive.db is a copy that is made elsewhere, and nothing is to be written to it."""
    state_url: str | None = field(default=None, repr=False)
    """Where the state is in PostgreSQL, possibly with a password; None for a file, state.db."""

    @property
    def max_pixels(self) -> int:
        """The most pixels that a picture may have to be read."""
        return self.max_megapixels * 1_000_000

    @property
    def sharding(self) -> dict[str, Any]:
        """The arguments by which a client runs some shards alone; none, and it runs them all."""
        if not self.shard_ids:
            return {}
        return {"shard_ids": list(self.shard_ids), "shard_count": self.shard_count}

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
        guilds: dict[int, frozenset[str]] = read("GUILDS", values.guild_accounts, {})
        return cls(
            token=_token(read),
            guilds=frozenset(guilds),
            guild_accounts={id: accounts for id, accounts in guilds.items() if accounts},
            owners=read("OWNERS", values.ids, frozenset()),
            users=read("USERS", values.ids, frozenset()),
            database=read("DATABASE", values.database_path, Path("archive.db")),
            time_zone=read("TIME_ZONE", values.zone, UTC),
            log_level=read(
                "LOG_LEVEL", lambda text: values.one_of(text.upper(), LOG_LEVELS), "INFO"
            ),
            log_format=read(
                "LOG_FORMAT", lambda text: values.one_of(text.lower(), LOG_FORMATS), "auto"
            ),
            api_url=read("DISCORD_API_URL", values.api_url, None),
            gateway_url=read("DISCORD_GATEWAY_URL", values.gateway_url, None),
            rest_proxy=bool(read("REST_PROXY", values.yes_or_no, None)),
            shard_ids=read("SHARD_IDS", lambda text: tuple(sorted(values.ids(text))), ()),
            shard_count=read("SHARD_COUNT", values.whole_number, None),
            import_max_ratio=read("IMPORT_MAX_RATIO", values.positive, 200),
            import_max_gb=read("IMPORT_MAX_GB", values.positive, 100),
            import_max_attachment_mb=read("IMPORT_MAX_ATTACHMENT_MB", values.positive, 500),
            meaning_at_import=read("MEANING_AT_IMPORT", values.whole_number, 20_000),
            likely_from=read("LIKELY_FROM", values.probability, None),
            max_megapixels=read("MAX_MEGAPIXELS", values.megapixels, 64),
            monitoring=read("MONITORING", values.address, None),
            litestream=bool(read("LITESTREAM", values.yes_or_no, None)),
            archive_read_only=bool(read("ARCHIVE_READ_ONLY", values.yes_or_no, None)),
            state_url=read("STATE_URL", values.postgres_url, None),
        )

    @classmethod
    def names(cls) -> frozenset[str]:
        """Return the names of all settings in the environment."""
        read = _Reader({})
        cls._parse(read)
        return frozenset(read.names)


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
            # Translators: the reason is a part of a sentence, without a full stop.
            problem = _("{name} is not valid: {reason}.", name=name, reason=error)
            self.problems.append(problem)
            return default


def _token(read: _Reader) -> str | None:
    token = read("DISCORD_TOKEN", values.token, None)
    from_file = read("DISCORD_TOKEN_FILE", values.token_in, None)
    if token and from_file:
        read.problems.append(_("DISCORD_TOKEN and DISCORD_TOKEN_FILE are both set: leave one out."))
    return token or from_file


def _contradictions(settings: Settings) -> list[str]:
    """Return the problems between settings that are each valid."""
    problems = _shard_problems(settings)
    if settings.rest_proxy and settings.api_url is None:
        problems.append(_("REST_PROXY is set without DISCORD_API_URL, the address of the proxy."))
    return problems


def _shard_problems(settings: Settings) -> list[str]:
    count = settings.shard_count
    if bool(settings.shard_ids) != (count is not None):
        return [_("SHARD_IDS and SHARD_COUNT go together: set both or neither.")]
    if count is not None and (count < 1 or max(settings.shard_ids) >= count):
        return [_("SHARD_IDS must be below SHARD_COUNT, which must be 1 or more.")]
    return []
