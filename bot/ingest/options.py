"""What a user may say about the archives that are read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a user says about the archives that are read.

    `account` is the owner of files that name none, and the one whose posts are read from files with
    several owners. `handle` is that of a Bluesky repository, which does not state it.
    `include_followers` adds posts for followers only, and `confirmed_public` the repositories
    whose owners ask apps not to show them to people who are not signed in.
    """

    account: str | None = None
    handle: str | None = None
    include_followers: bool = False
    confirmed_public: bool = False


NO_OPTIONS = ReadOptions()
"""What is read where nothing is said."""
