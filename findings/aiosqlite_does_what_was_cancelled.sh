#!/usr/bin/env bash
# aiosqlite 0.22.1, CPython 3.11 or later.
#
# Expected: a timeout or a cancellation ends a statement, as with drivers of servers; one that has
# not begun, because another statement has the connection, is never carried out.
#
# Behaviour: a cancellation reaches only the one who waits. The thread of the connection goes on with
# the statement to its end, and what comes next waits for it. A statement that was cancelled while it
# still stood in the queue is carried out all the same, so that a write that "timed out", and that the
# caller perhaps repeats, is done twice.
#
# Consequence: a timeout needs Connection.interrupt, or a progress handler, and something else than a
# cancellation has to say whether a write is still wanted.
#
# Output seen:
#   a query of 300000 steps was cancelled before its end: True
#   the next statement had to wait for all of them: True
#   rows of an INSERT that was cancelled before it began: 1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check aiosqlite==0.22.1

cat > "$folder/cancelled.py" <<'PY'
import asyncio
from contextlib import suppress

import aiosqlite

STEPS = 300_000
COUNT = """
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
    SELECT count(step()) FROM numbers
"""


async def cancel(task):
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def main():
    steps = 0

    def step():
        nonlocal steps
        steps += 1
        return 0

    async with aiosqlite.connect(":memory:") as connection:
        await connection.create_function("step", 0, step)
        await connection.execute("CREATE TABLE notes (note)")
        query = asyncio.create_task(connection.execute_fetchall(COUNT, (STEPS,)))
        while not steps:
            await asyncio.sleep(0)
        write = asyncio.create_task(connection.execute("INSERT INTO notes VALUES ('late')"))
        await asyncio.sleep(0)
        await cancel(write)
        await cancel(query)
        print(f"a query of {STEPS} steps was cancelled before its end: {steps < STEPS}")
        ((rows,),) = await connection.execute_fetchall("SELECT count(*) FROM notes")
        print(f"the next statement had to wait for all of them: {steps == STEPS}")
        print(f"rows of an INSERT that was cancelled before it began: {rows}")


asyncio.run(main())
PY
"$folder/venv/bin/python" "$folder/cancelled.py" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
a query of 300000 steps was cancelled before its end: True
the next statement had to wait for all of them: True
rows of an INSERT that was cancelled before it began: 1
SEEN
