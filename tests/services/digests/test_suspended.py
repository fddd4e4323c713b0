"""A process that stood still, and one whose clock is wrong, beside others."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.archive.digests.model import RunState
from bot.clock import MovableClock, seconds_with_sleep
from bot.services.digests import run_execution
from bot.storage.state.digest_runs import DigestRunStore
from tests.services.conftest import on_each_engine
from tests.services.digests.conftest import DUE, GUILD, HOUR, MINUTE, SECOND, Stage

on_postgres = pytest.mark.parametrize("services", ["postgres"], indirect=True)

_ITS_TIME = """CREATE OR REPLACE FUNCTION state_now(process_now timestamptz)
    RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT timestamptz ''{}'''"""


async def set_server_clock(stage: Stage, after: timedelta) -> None:
    """Have the server's clock show a time after DUE, whatever those of processes show."""
    await stage.services._state.execute_one(_ITS_TIME.format((DUE + after).isoformat()))


@on_each_engine
async def test_a_process_that_was_suspended_before_it_sends(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not send what another posted meanwhile, though in forums no nonce is known."""
    stage.board.knows_nonces = False
    other = stage.process()
    mark_sending = DigestRunStore.mark_sending

    async def mark_and_stand_still(*args: object) -> bool:
        marked = await mark_sending(*args)  # type: ignore[arg-type]
        monkeypatch.setattr(DigestRunStore, "mark_sending", mark_sending)
        stage.clock.move(2 * MINUTE)
        await other.tick()
        assert stage.posted == 1
        begun = seconds_with_sleep()
        monkeypatch.setattr(run_execution, "seconds_with_sleep", lambda: begun + 120)
        return marked

    monkeypatch.setattr(DigestRunStore, "mark_sending", mark_and_stand_still)
    await stage.tick()
    await stage.tick(HOUR)
    assert stage.posted == 1
    assert await stage.states() == [(25, RunState.POSTED)]


@on_postgres
@pytest.mark.parametrize("wrong", [HOUR, -HOUR])
async def test_the_servers_time_says_what_is_late(stage: Stage, wrong: timedelta) -> None:
    """A digest that may be half an hour late is posted by a process whose clock is an hour off."""
    schedule = replace(stage.digest.options.schedule, late=30 * MINUTE)
    stage.clock.set(DUE - MINUTE)
    await stage.services.digests.edit(GUILD, stage.digest.id, schedule=schedule)
    await set_server_clock(stage, SECOND)
    await stage.process(MovableClock(DUE + wrong)).tick()
    assert stage.posted == 1
