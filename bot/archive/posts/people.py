"""People: their accounts on all networks, as the owner states them, and what they said on each."""

from dataclasses import dataclass
from typing import NamedTuple


class AccountRef(NamedTuple):
    """An account by its network and its id there; of one without an id by its name with an @."""

    network: str
    id: str


@dataclass(frozen=True, slots=True)
class Person:
    """Accounts of one person, at least two: on several networks, or on one."""

    accounts: tuple[AccountRef, ...]


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """An account that has posts: its present name, its id if known, and how many posts it has.

    `same` are the other accounts of the same person.
    """

    network: str
    name: str
    id: str | None
    posts: int
    same: tuple[AccountRef, ...] = ()

    @property
    def ref(self) -> AccountRef:
        """The account by what does not change."""
        return AccountRef(self.network, self.id or f"@{self.name}")


@dataclass(frozen=True, slots=True)
class AlsoOn:
    """A post of the same person that says the same on another network, as the fields of Post."""

    id: str
    network: str
    url: str | None
