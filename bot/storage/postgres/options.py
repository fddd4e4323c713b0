"""Where a PostgreSQL database is, as a URL says it."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from bot.errors import DatabaseError
from bot.languages import lazy

_SCHEMES = {"postgresql", "postgres"}
_UNNAMED = "PostgreSQL"  # never translated
_MOST = 100  # connections of one process: a server allows 100 in all unless it is set up otherwise


@dataclass(frozen=True, slots=True)
class PostgresOptions:
    """What a URL such as postgresql://user:password@host:5432/name?pool_max=8 says.

    `url` is the part of it that PostgreSQL's drivers know; `name` is for messages and never has the
    password. `pool_min` to `pool_max` connections are open. With `pgbouncer`, PgBouncer in its
    transaction mode is between: no statement is prepared in one transaction for another.
    """

    url: str
    name: str
    pool_min: int = 1
    pool_max: int = 4
    pgbouncer: bool = False

    @classmethod
    def parse(cls, url: str) -> "PostgresOptions":
        """Return the options of a URL. Raises DatabaseError if it is none."""
        try:
            parts = urlsplit(url.strip())
            query = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
            own = {key: value for key, value in query if key in {"pool_min", "pool_max"}}
            low, high = int(own.get("pool_min", "1")), int(own.get("pool_max", "4"))
            bouncer = {"": False, "false": False, "true": True}[dict(query).get("pgbouncer", "")]
        except (ValueError, KeyError):
            raise bad_url() from None  # the error may quote the password
        if parts.scheme not in _SCHEMES or not 0 <= low <= high <= _MOST or not high:
            raise bad_url()
        # A password that is not encoded makes a part of it a port, a path or a fragment; the
        # driver would quote it.
        if parts.fragment or parts.netloc.count("@") > 1 or not _are_ports(parts.netloc):
            raise bad_url()
        rest = [(key, value) for key, value in query if key not in {*own, "pgbouncer"}]
        # Not urlunsplit, which leaves out the slashes of an empty host.
        plain = f"{parts.scheme}://{parts.netloc}{parts.path}"
        plain += f"?{urlencode(rest)}" if rest else ""
        return cls(plain, _name(url), low, high, bouncer)


def is_url(place: str) -> bool:
    """Return whether a place of a state is a URL, be it of PostgreSQL or not, and not a path."""
    # Those of others are no paths either: a folder would have the password as its name.
    return "://" in place


def bad_url() -> DatabaseError:
    """Return the error for a STATE_URL that is none."""
    return DatabaseError(
        lazy(
            "STATE_URL is not a PostgreSQL URL; it looks like this: {example}",
            example="postgresql://user:password@host:5432/name",
        )
    )


def _name(url: str) -> str:
    """Return the server and the database, without anything that may be a part of a password.

    Who does not encode the @, / or ? of a password has them where other parts are expected.
    """
    parts = urlsplit(url.strip())
    servers = parts.netloc.rpartition("@")[2]
    is_clear = parts.netloc.count("@") <= 1 and "@" not in parts.path + parts.query + parts.fragment
    if not is_clear:
        return _UNNAMED
    return f"{servers or _UNNAMED}{parts.path if parts.path != '/' else ''}"


def _are_ports(netloc: str) -> bool:
    """Return whether what stands where ports do is one of each server."""
    servers = netloc.rpartition("@")[2].split(",")
    ports = [server.rpartition("]")[2].partition(":")[2] for server in servers]
    return all(not port or (port.isdecimal() and int(port) < 1 << 16) for port in ports)
