"""Settings: read once, with all errors reported at once."""

import os
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SettingsError
from bot.settings import Settings, environment, pass_on_postgres

ROOT = Path(__file__).parent.parent


def test_nothing_set_is_a_working_bot_but_for_the_token() -> None:
    """Every setting but the token has a default; an empty value counts as unset."""
    assert Settings.from_env({}) == Settings.from_env({"GUILDS": " ", "DATABASE": ""}) == Settings()


def test_values_are_read() -> None:
    """Each setting is parsed to its value."""
    settings = Settings.from_env(
        {
            "DISCORD_TOKEN": "secret",
            "GUILDS": f"1, 2,{2**64 - 1}",
            "OWNERS": "3",
            "DATABASE": "/data/archive.db",
            "TIME_ZONE": "Europe/Berlin",
            "LOG_LEVEL": "debug",
            "LOG_FORMAT": "JSON",
            "DISCORD_API_URL": "http://127.0.0.1:8080/api/v10/",
            "DISCORD_GATEWAY_URL": "ws://127.0.0.1:8080",
            "REST_PROXY": "1",
            "SHARD_IDS": "1,0",
            "SHARD_COUNT": "4",
            "MEANING_AT_IMPORT": "0",
            "MONITORING": "[::1]:9464",
            "LITESTREAM": "1",
            "ARCHIVE_READ_ONLY": "1",
            "STATE_URL": "postgresql://ada:secret@db/throwback?pool_max=8",
        }
    )
    assert settings == Settings(
        token="secret",
        guilds=frozenset({1, 2, 2**64 - 1}),
        owners=frozenset({3}),
        database=Path("/data/archive.db"),
        time_zone=ZoneInfo("Europe/Berlin"),
        log_level="DEBUG",
        log_format="json",
        api_url="http://127.0.0.1:8080/api/v10",
        gateway_url="ws://127.0.0.1:8080",
        rest_proxy=True,
        shard_ids=(0, 1),
        shard_count=4,
        meaning_at_import=0,
        monitoring=("::1", 9464),
        litestream=True,
        archive_read_only=True,
        state_url="postgresql://ada:secret@db/throwback?pool_max=8",
    )
    assert "secret" not in repr(settings)


@pytest.mark.parametrize(
    ("value", "accounts"),
    [
        ("123:alice+bob,456:alice", {123: {"alice", "bob"}, 456: {"alice"}}),
        ("1, 2 : @Alice + 44196397 ,3", {2: {"Alice", "44196397"}}),
        ("1:did:plc:ewvi7nxzyoun6zhxrhs64oiz+a.example.social", {
            1: {"did:plc:ewvi7nxzyoun6zhxrhs64oiz", "a.example.social"}}),
        ("1:alice@example.social", {1: {"alice@example.social"}}),
        ("1:alice,1:alice", {1: {"alice"}}),
    ],
)  # fmt: skip
def test_servers_and_their_accounts(value: str, accounts: dict[int, set[str]]) -> None:
    """Names follow the first colon, as handles and DIDs hold colons; without one all are seen."""
    settings = Settings.from_env({"GUILDS": value, "USERS": "5"})
    assert settings.guild_accounts == accounts
    assert settings.guilds >= accounts.keys()
    assert settings.users == {5}


@given(st.dictionaries(st.integers(1, 2**64 - 1), st.sets(
    st.from_regex(r"[\w.@-][\w.:@-]{0,20}", fullmatch=True).filter(
        lambda name: name.removeprefix("@").strip()))))  # fmt: skip
def test_any_accounts_are_read(guilds: dict[int, set[str]]) -> None:
    """All servers and names that are written are read, and a server with names is restricted."""
    written = ",".join(
        str(id) + (":" + "+".join(sorted(names)) if names else "") for id, names in guilds.items()
    )
    settings = Settings.from_env({"GUILDS": written})
    assert settings.guilds == guilds.keys()
    assert settings.guild_accounts == {
        id: {name.removeprefix("@") for name in names} for id, names in guilds.items() if names
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GUILDS", "home"),
        ("GUILDS", "alice:123"),
        ("GUILDS", ":alice"),
        ("GUILDS", "123:"),
        ("GUILDS", "123: ,456"),
        ("GUILDS", "123:alice+"),
        ("GUILDS", "123:@"),
        ("GUILDS", "123:alice,123"),
        ("GUILDS", "123:alice,123:bob"),
        ("USERS", "dora"),
        ("MONITORING", "localhost"),
        ("MONITORING", "65536"),
        ("MONITORING", "127.0.0.1:"),
        ("LITESTREAM", "maybe"),
        ("REST_PROXY", "yes"),
        ("REST_PROXY", "1"),
        ("ARCHIVE_READ_ONLY", "maybe"),
        ("DATABASE", "."),
        ("DATABASE", "/"),
        ("OWNERS", "1;2"),
        ("TIME_ZONE", "Mars/Olympus"),
        ("TIME_ZONE", "../etc/passwd"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("DISCORD_API_URL", "discord.com"),
        ("DISCORD_GATEWAY_URL", "https://discord.com"),
        ("DISCORD_TOKEN", "a.b\x07"),
        ("DISCORD_TOKEN", "a.b\udcff"),
        ("DISCORD_TOKEN", "a.ü"),
        ("DISCORD_TOKEN", "a.b # mine"),
        ("DISCORD_TOKEN", '"a.b"'),
        ("DISCORD_TOKEN", "a\u200b.b"),
        ("DISCORD_API_URL", "http://h/api?v=10"),
        ("DISCORD_GATEWAY_URL", "ws://h#x"),
        ("DISCORD_API_URL", "http://h:abc"),
        ("DISCORD_API_URL", "http://ä..b"),
        ("DISCORD_GATEWAY_URL", "ws://h:99999"),
        ("DISCORD_GATEWAY_URL", "ws://[::1"),
        ("GUILDS", "9" * 5000),
        ("GUILDS", str(2**64)),
        ("SHARD_COUNT", "9" * 5000),
        ("SHARD_COUNT", "two"),
        ("SHARD_COUNT", "2"),
        ("SHARD_IDS", "0"),
    ],
)
def test_what_is_wrong_is_named(name: str, value: str) -> None:
    """An invalid setting is reported by its name."""
    with pytest.raises(SettingsError, match=name) as refused:
        Settings.from_env({name: value})
    assert len(str(refused.value)) < 150
    assert "sys." not in str(refused.value)


def test_a_password_is_in_no_sentence() -> None:
    """What is wrong with a STATE_URL is said without any part of it."""
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({"STATE_URL": "mysql://ada:secret@db/throwback"})
    assert "STATE_URL is not valid" in str(caught.value)
    assert "secret" not in f"{caught.value!r} {caught.value}"


def test_a_gateway_keeps_its_path() -> None:
    """The address of a gateway is used as it is written, with its path and last slash."""
    for address in ("wss://proxy.example/discord/gateway/", "ws://127.0.0.1:8080/"):
        assert Settings.from_env({"DISCORD_GATEWAY_URL": address}).gateway_url == address


def test_shards_must_exist() -> None:
    """The id of a shard is below the count of shards."""
    with pytest.raises(SettingsError, match="below"):
        Settings.from_env({"SHARD_IDS": "0,4", "SHARD_COUNT": "4"})


def test_all_errors_are_reported_at_once() -> None:
    """One start reports all invalid settings."""
    with pytest.raises(SettingsError) as refused:
        Settings.from_env({"GUILDS": "x", "OWNERS": "y", "LOG_LEVEL": "z"})
    assert len(refused.value.problems) == 3


def test_the_process_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables of the process override those of .env."""
    (tmp_path / ".env").write_text("GUILDS=1\nOWNERS=2\n")
    monkeypatch.setenv("GUILDS", "3")
    read = environment(tmp_path / ".env")
    assert (read["GUILDS"], read["OWNERS"]) == ("3", "2")


def test_postgres_finds_its_own_variables_in_a_dotenv_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PGPASSWORD in .env reaches the driver, as with Docker and systemd."""
    (tmp_path / ".env").write_text("PGPASSWORD=secret\nPGUSER=ada\nOWNERS=2\n")
    monkeypatch.setattr(os, "environ", {"PGUSER": "bob"})
    pass_on_postgres(environment(tmp_path / ".env"))
    assert os.environ == {"PGPASSWORD": "secret", "PGUSER": "bob"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be"])
def test_a_file_is_read_as_windows_writes_it(tmp_path: Path, encoding: str) -> None:
    """A BOM, as PowerShell and Notepad write it, is no part of a name."""
    bom = "\ufeff" if "16" in encoding else ""
    (tmp_path / ".env").write_bytes(f"{bom}OWNERS=2\r\nX=ü\r\n".encode(encoding))
    read = environment(tmp_path / ".env")
    assert (read["OWNERS"], read["X"]) == ("2", "ü")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"OWNERS=2\nGUILDS=1\xe9\n", ".env, line 2, is not UTF-8"),
        ("OWNERS=2\n".encode("utf-16-le"), ".env is not a text file"),
        (b"\xff\xfeO", "is not UTF-8"),
        (b"OWNERS=2\n\nDISCORD_TOKEN secret\n", ".env, line 3: write NAME=value"),
        (None, ".env cannot be read: Is a directory"),
    ],
)
def test_a_file_that_cannot_be_read_is_reported(
    tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    """An error names the file and, if possible, the line, but none of the contents."""
    path = tmp_path / ".env"
    path.mkdir() if content is None else path.write_bytes(content)
    with pytest.raises(SettingsError, match=re.escape(sentence)) as refused:
        environment(path)
    assert len(refused.value.problems) == 1
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("content", [b"secret\n", b"  secret", "\ufeffsecret\r\n".encode()])
def test_the_token_may_be_in_a_file(tmp_path: Path, content: bytes) -> None:
    """A file may hold the token, with a line's end or a BOM as editors write them."""
    (tmp_path / "token").write_bytes(content)
    settings = Settings.from_env({"DISCORD_TOKEN_FILE": str(tmp_path / "token")})
    assert settings.token == "secret"
    assert "secret" not in repr(settings)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "token cannot be read: No such file"),
        (b"", "token is empty"),
        (b" \n", "token is empty"),
        (b"secret\xff", "token is not a text file"),
    ],
)
def test_a_token_file_that_cannot_be_used(
    tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    """The error names the setting and the file, and nothing that it holds."""
    if content is not None:
        (tmp_path / "token").write_bytes(content)
    with pytest.raises(SettingsError, match=sentence) as refused:
        Settings.from_env({"DISCORD_TOKEN_FILE": str(tmp_path / "token")})
    assert str(refused.value).startswith("DISCORD_TOKEN_FILE is not valid: ")
    assert "secret" not in str(refused.value)
    with pytest.raises(SettingsError, match="cannot be read: Is a directory"):
        Settings.from_env({"DISCORD_TOKEN_FILE": str(tmp_path)})


def test_two_tokens_are_one_too_many(tmp_path: Path) -> None:
    """A token and a file with one contradict each other; an empty one of them does not."""
    (tmp_path / "token").write_text("secret")
    both = {"DISCORD_TOKEN": "other", "DISCORD_TOKEN_FILE": str(tmp_path / "token")}
    with pytest.raises(SettingsError, match="both set"):
        Settings.from_env(both)
    assert Settings.from_env(both | {"DISCORD_TOKEN": " "}).token == "secret"
    assert Settings.from_env(both | {"DISCORD_TOKEN_FILE": ""}).token == "other"


def test_every_setting_is_explained() -> None:
    """.env.example has what is read, also by Docker and PostgreSQL's driver, and no more."""
    example = (ROOT / ".env.example").read_text("utf-8")
    explained = set(re.findall(r"^(?:# )?([A-Z_]+)=", example, re.MULTILINE))
    compose = (ROOT / "deploy" / "compose.yaml").read_text("utf-8")
    others = {"PGPASSWORD", *re.findall(r"\$\{([A-Z_]+)", compose)}
    assert Settings.names() | others == explained
