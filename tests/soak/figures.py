"""The figures of a simulation."""

from collections import Counter
from dataclasses import dataclass, field

from bot.archive.digests.model import RunState


@dataclass(slots=True)
class Figures:
    """The figures of a simulation."""

    zones: int = 0
    days: int = 0
    states: Counter[RunState] = field(default_factory=Counter)
    crashes: Counter[str] = field(default_factory=Counter)
    messages: int = 0
    restarts: int = 0
    late_restarts: int = 0
    outages: int = 0
    jumps: int = 0
    put_off: Counter[str] = field(default_factory=Counter)
    searches: int = 0
    ticks: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        states = ", ".join(f"{count:,} {state}" for state, count in self.states.most_common())
        crashes = ", ".join(f"{count:,} {step}" for step, count in sorted(self.crashes.items()))
        put_off = ", ".join(f"{count:,} ({why})" for why, count in self.put_off.items())
        return (
            f"{self.zones} zones, {self.days} days, {self.ticks:,} looks in {self.seconds:.0f} s\n"
            f"runs: {states}; messages on Discord: {self.messages:,}\n"
            f"crashes: {crashes}\n"
            f"{self.restarts:,} restarts, {self.late_restarts:,} of them later than 5 minutes; "
            f"{self.outages} outages of all processes; {self.jumps} jumps of the clock; "
            f"put off: {put_off}; {self.searches:,} searches for a message\n"
            f"faults: {len(self.faults)}"
        )
