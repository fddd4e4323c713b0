"""What becomes of interactions, requests and digests: noted for those who watch the bot.

Nothing that is noted says who asked, where, or for what.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

import discord

Interaction: TypeAlias = "discord.Interaction[Any]"

BEGUN = "begun"
"""In an interaction's extras: the time.monotonic() since when Discord has the first response."""

OUTCOME = "outcome"
"""In an interaction's extras: its Outcome, if it was not simply answered."""


class Outcome(StrEnum):
    """What became of an interaction."""

    ANSWERED = "answered"
    REFUSED = "refused"
    """The user got a sentence instead: no permission, no such post, too many at once."""
    ERROR = "error"
    """A defect, or a database that cannot be read."""
    TOO_LATE = "too_late"
    """Discord took the answer no more."""
    UNANSWERED = "unanswered"
    """Not even the sentence reached the user."""
    ELSEWHERE = "elsewhere"
    """Another process with the same token had answered."""


@dataclass(frozen=True, slots=True)
class Handled:
    """An interaction that has ended.

    `kind` is "command", "autocomplete" or "component"; `name` is that of a registered command, or
    of a component's class: never a text of the user. `begun` is after how many seconds Discord had
    the first response, None if it got none or for an autocomplete; `ended` after how many all was
    done.
    """

    kind: str
    name: str
    outcome: Outcome
    begun: float | None
    ended: float


class Observer:
    """Is given what happens, on the event loop; this one keeps nothing of it."""

    def interaction(self, handled: Handled) -> None:
        """Note an interaction that has ended."""

    def request(self, status: int | None) -> None:
        """Note a request to Discord by the HTTP status of its response, None if there was none."""

    def digest(self, outcome: str, seconds: float) -> None:
        """Note what became of a digest's run, so many seconds after it was due."""


@contextmanager
def observed(interaction: Interaction, kind: str, name: str) -> Iterator[None]:
    """Have the bot's observer note the interaction that the block handles; see Handled."""
    began = time.monotonic()
    outcome = Outcome.ERROR
    try:
        yield
        outcome = interaction.extras.get(OUTCOME, Outcome.ANSWERED)
    except asyncio.CancelledError:  # the bot closes, and cannot wait any longer
        outcome = Outcome.UNANSWERED
        raise
    finally:
        begun = interaction.extras.get(BEGUN)
        interaction.client.observer.interaction(
            Handled(
                kind,
                name,
                outcome,
                None if begun is None else begun - began,
                time.monotonic() - began,
            )
        )
