"""What a STATE_URL says, and what no message says of it."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import DatabaseError
from bot.storage.postgres.options import PostgresOptions, is_url

ROOT = Path(__file__).parents[3]


@given(st.text(max_size=20))
def test_no_message_has_the_password(password: str) -> None:
    """Neither the name of a database nor the error for its URL has a part of any password.

    However it is written: who does not encode it may make another URL of it.
    """
    secret = f"begins{password}ends"
    for query in ("", "?sslmode=require", "?pool_max=0"):
        url = f"postgresql://user:{secret}@host.example:5432/state{query}"
        try:
            said = PostgresOptions.parse(url).name
        except DatabaseError as error:
            said = f"{error} {error.__cause__} {error.__suppress_context__}"
        assert "begins" not in said
        assert "ends" not in said


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("postgresql://u:p@db.example/bot", "db.example/bot"),
        ("postgres://u@db.example:6432/bot?sslmode=require", "db.example:6432/bot"),
        ("postgresql://a.example:1,b.example:2/bot", "a.example:1,b.example:2/bot"),
        ("postgresql:///bot?host=/run/postgresql", "PostgreSQL/bot"),
        ("postgresql://[::1]:5432/bot", "[::1]:5432/bot"),
        ("postgresql://db.example/bot?user=u@db.example", "PostgreSQL"),
    ],
)
def test_the_name_in_messages(url: str, name: str) -> None:
    """A database is named by its server and its own name, where these are certain."""
    assert PostgresOptions.parse(url).name == name


def test_the_pool_and_pgbouncer() -> None:
    """What concerns the pool is in the URL, and is not for the driver."""
    options = PostgresOptions.parse(
        "postgresql://u@h/d?pool_min=2&sslmode=require&pool_max=9&pgbouncer=true"
    )
    assert (options.pool_min, options.pool_max, options.pgbouncer) == (2, 9, True)
    assert options.url == "postgresql://u@h/d?sslmode=require"
    local = "postgresql:///d?host=%2Frun%2Fpostgresql"
    assert PostgresOptions.parse(local).url == local
    assert PostgresOptions.parse("postgresql://h/d") == PostgresOptions("postgresql://h/d", "h/d")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "state.db",
        "sqlite:///state.db",
        "postgresql://h/d?pool_max=0",
        "postgresql://h/d?pool_min=5&pool_max=4",
        "postgresql://h/d?pool_max=x",
        "postgresql://h/d?pgbouncer=1",
        "postgresql://u:p?w@db.example/bot",
        "postgresql://[h/d",
        "postgresql://u:p#w@db.example/bot",
        "postgresql://u:p/w@db.example/bot",
        "postgresql://u:p@w@db.example/bot",
        "postgresql://u@db.example:99999/bot",
        "postgresql://u@a.example:1,b.example:x/bot",
    ],
)
def test_what_is_no_url(url: str) -> None:
    """What is no PostgreSQL URL, or has numbers that cannot be, is refused with an example."""
    with pytest.raises(DatabaseError, match="postgresql://user:password@host:5432/name"):
        PostgresOptions.parse(url)


def test_what_is_no_path() -> None:
    """The URL of another driver, or in other letters, makes no folder with the password's name."""
    for url in ("postgresql+asyncpg://u:p@h/d", "POSTGRESQL://u:p@h/d", "sqlite:///state.db"):
        assert is_url(url)
    assert not is_url("state.db")
    assert not is_url("C:/bot/state.db")


def test_the_driver_that_is_missing_is_named_as_the_package_index_knows_it() -> None:
    """Not by an extra: no package index has this project, and another may have its name."""
    (extra,) = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"][
        "optional-dependencies"
    ]["postgres"]
    sentence = f"pip install '{extra}'"
    assert sentence in (ROOT / "bot/storage/postgres/opening.py").read_text()
    assert sentence in (ROOT / ".env.example").read_text()
