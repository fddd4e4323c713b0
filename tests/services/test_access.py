"""Access to the archive."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.access import Access, AccessPolicy

IDS = st.integers(1, 6)


@pytest.mark.parametrize(
    ("guilds", "guild", "user", "expected"),
    [
        ({1}, 1, 9, Access.OPEN),
        ({1}, 2, 9, Access.REFUSED),
        ({1}, 2, 5, Access.REFUSED),
        ({1}, None, 5, Access.PRIVATE),
        ({1}, None, 9, Access.REFUSED),
        (set(), 2, 5, Access.PRIVATE),
        (set(), 2, 9, Access.REFUSED),
    ],
)
def test_the_rule(guilds: set[int], guild: int | None, user: int, expected: Access) -> None:
    """Named servers have access; owners do where no other server sees the answer."""
    assert AccessPolicy(guilds, owners={5}).access(guild, user) is expected


@given(st.sets(IDS), st.one_of(st.none(), IDS), IDS, st.booleans())
def test_trusted_users(guilds: set[int], guild: int | None, user: int, installed: bool) -> None:
    """Trusted users are answered as owners are: anywhere with an install, never for others to see.

    An install alone gives a stranger nothing.
    """
    policy = AccessPolicy(guilds, owners={5}, users={6})
    access = policy.access(guild, user, installed=installed)
    assert (access is Access.OPEN) is (guild in guilds)
    if guild in guilds:
        return
    if user not in {5, 6}:
        assert access is Access.REFUSED
    elif installed or guild is None:
        assert access is Access.PRIVATE


@given(st.sets(IDS), st.sets(IDS), IDS, IDS)
def test_strangers_are_refused(guilds: set[int], owners: set[int], guild: int, user: int) -> None:
    """In a server that is not named, strangers are refused with any settings."""
    access = AccessPolicy(guilds, owners).access(guild, user)
    assert access is Access.REFUSED or guild in guilds or user in owners
    assert access is not Access.OPEN or guild in guilds


@given(st.sets(IDS), IDS, IDS)
def test_ids_are_for_operators(guilds: set[int], guild: int, user: int) -> None:
    """A refusal holds the ids of other servers for operators, and for nobody else."""
    ids = {10_000 + id for id in guilds}
    policy = AccessPolicy(ids, owners={5, 6}, operators={5})
    sentence = str(policy.refusal_message(20_000 + guild, user))
    assert str(20_000 + guild) in sentence
    assert {id for id in ids if str(id) in sentence} == (ids if user == 5 else set())
    assert not any(str(id) in str(policy.refusal_message(None, user)) for id in ids)


def test_the_advice_keeps_the_accounts() -> None:
    """The setting that operators are advised to write restricts the other servers as before."""
    policy = AccessPolicy({1, 2}, {5}, {5}, accounts={1: {"bob", "alice"}})
    assert str(policy.refusal_message(3, 5)).endswith("GUILDS=1:alice+bob,2,3")
