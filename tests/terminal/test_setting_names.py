"""Misspelt names of settings are reported with the right ones."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import Settings
from bot.terminal.setting_names import misspelt_beside, misspelt_in
from tests.terminal.conftest import Terminal


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("GUILD", "GUILDS"),
        ("guilds", "GUILDS"),
        ("DISCORD_GUILD_IDS", "GUILDS"),
        ("OWNER", "OWNERS"),
        ("TOKEN", "DISCORD_TOKEN"),
        ("TIMEZONE", "TIME_ZONE"),
        ("DATABSE", "DATABASE"),
        ("LOG", "LOG_LEVEL"),
    ],
)
def test_the_right_name(tmp_path: Path, name: str, right: str) -> None:
    """What nearly is the name of a setting, or has its words, is reported with that name."""
    dotenv = tmp_path / ".env"
    dotenv.write_text(f"TZ=UTC\n{name}=17\n")
    (sentence,) = misspelt_in(dotenv)
    assert sentence == f"{name} in {dotenv} is no setting. Did you mean {right}?"


@given(st.sampled_from(sorted(Settings.names())), st.data())
def test_one_letter_is_enough(name: str, data: st.DataObject) -> None:
    """A setting with a letter less or more, or two exchanged, is recognised; itself is right."""
    at = data.draw(st.integers(1, len(name) - 2))
    letter = data.draw(st.sampled_from("AEST_"))
    swapped = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    for typed in (name[:at] + name[at + 1 :], name[:at] + letter + name[at:], swapped):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("os.environ", {typed: "17", "PATH": "/bin"})
            found = misspelt_beside(Path("/nowhere/.env"))
        assert bool(found) is (typed not in Settings.names())
        assert all(name in sentence for sentence in found)


def test_names_for_other_programs_are_left_alone(tmp_path: Path) -> None:
    """What Compose, shells and Discord's other tools call their variables is no misspelling."""
    others = (
        "ARCHIVE", "COMPOSE_FILE", "COMPOSE_PROJECT_NAME", "DISCORD_CLIENT_ID",
        "DISCORD_PUBLIC_KEY", "HOME", "LANG", "LOGNAME", "PATH", "TZ", "UID", "USER", "_",
    )  # fmt: skip
    (tmp_path / ".env").write_text("".join(f"{name}=1\n" for name in others))
    assert misspelt_in(tmp_path / ".env") == []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.environ", dict.fromkeys(others, "1"))
        assert misspelt_beside(tmp_path / "none") == []


def test_commands_that_connect_report_it(loaded: Terminal) -> None:
    """`run` and `check` stop at a misspelt name; a search needs no server and ignores it."""
    (loaded.folder / ".env").write_text("DISCORD_TOKEN=x\nGUILD=17\n")
    for command in ("run", "check"):
        status, _, errors = loaded(command)
        assert (status, errors) == (
            2, "throwback: GUILD in .env is no setting. Did you mean GUILDS?\n"
        )  # fmt: skip
    assert loaded("search", "deadlocks")[0] == 0


def test_it_says_why_a_token_is_missing(loaded: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Docker passes .env on as variables: a misspelt one is named beside what it leaves unset."""
    monkeypatch.setenv("DISCORD_TOKN", "x")
    status, _, errors = loaded("run")
    assert status == 2
    assert "DISCORD_TOKEN is not set" in errors
    assert "DISCORD_TOKN is no setting. Did you mean DISCORD_TOKEN?" in errors
