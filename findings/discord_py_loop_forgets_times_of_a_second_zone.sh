#!/usr/bin/env bash
# discord.py 2.7.1 (discord.ext.tasks), CPython 3.11 or later; time-machine 3.6.0 sets the clock.
#
# Expected: tasks.loop(time=[...]) takes times with time zones, a single one keeps to its zone over
# changes of the clocks, and the documentation sets no limit to a list. So a list with one time for
# each zone, the short way to a daily post for servers around the world, runs once a day for each.
#
# Behaviour: the times are compared by their digits alone. Of two that read the same in two zones,
# one is dropped as a duplicate when the loop is made. And a time whose next occurrence is on
# "tomorrow's" date in its own zone is not looked at when the first of the list is taken for
# tomorrow: it is passed over on every day, without a warning or an error.
#
# Consequence: a loop for each zone, or a schedule of one's own that compares instants.
#
# Output seen (three days from 2026-06-10 01:00 UTC):
#   09:00 Berlin, 09:00 New York: the loop has 1 of 2 times
#   09:00 Tokyo alone: 00:00, 00:00, 00:00 UTC
#   08:00 New York, 09:00 Tokyo: 12:00, 12:00, 12:00 UTC
#   one loop each: 12:00, 00:00, 12:00, 00:00, 12:00, 00:00 UTC
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    discord.py==2.7.1 time-machine==3.6.0 tzdata==2026.3

cat > "$folder/zones.py" <<'PY'
import asyncio
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import time_machine
from discord.ext import tasks

BEGIN = datetime(2026, 6, 10, 1, tzinfo=UTC)
BERLIN, NEW_YORK, TOKYO = (
    ZoneInfo(name) for name in ("Europe/Berlin", "America/New_York", "Asia/Tokyo")
)


async def nothing():
    """Do nothing: only when it would run is looked at."""


async def next_run(times):
    """Return when a loop that is started now runs first."""
    loop = tasks.loop(time=times)(nothing)
    loop.start()
    while loop.next_iteration is None:
        await asyncio.sleep(0)
    found = loop.next_iteration.astimezone(UTC)
    loop.cancel()
    await asyncio.sleep(0)
    return found


async def three_days(*loops):
    """Return when loops run in three days, the clock being set to just after each run."""
    found, now = [], BEGIN
    while True:
        with time_machine.travel(now, tick=False):
            now = min([await next_run(times) for times in loops])
        if now >= BEGIN + timedelta(days=3):
            return ", ".join(f"{one:%H:%M}" for one in found) + " UTC"
        found.append(now)
        now += timedelta(seconds=1)


async def main():
    same = [time(9, tzinfo=BERLIN), time(9, tzinfo=NEW_YORK)]
    kept = len(tasks.loop(time=same)(nothing).time)
    print(f"09:00 Berlin, 09:00 New York: the loop has {kept} of {len(same)} times")
    tokyo, new_york = time(9, tzinfo=TOKYO), time(8, tzinfo=NEW_YORK)
    print(f"09:00 Tokyo alone: {await three_days([tokyo])}")
    print(f"08:00 New York, 09:00 Tokyo: {await three_days([new_york, tokyo])}")
    print(f"one loop each: {await three_days([new_york], [tokyo])}")


asyncio.run(main())
PY
"$folder/venv/bin/python" "$folder/zones.py" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
09:00 Berlin, 09:00 New York: the loop has 1 of 2 times
09:00 Tokyo alone: 00:00, 00:00, 00:00 UTC
08:00 New York, 09:00 Tokyo: 12:00, 12:00, 12:00 UTC
one loop each: 12:00, 00:00, 12:00, 00:00, 12:00, 00:00 UTC
SEEN
