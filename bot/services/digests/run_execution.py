"""Execution of one run of a digest: look for its message if it may exist, send it, record it.

Each step is recorded before the next one begins, so that the process that takes over the run after
a crash knows how far it came; `scheduler.py` explains what that guarantees.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

from bot.archive.digests import reasons
from bot.archive.digests.model import (
    DeliveryTarget,
    Digest,
    DigestChoice,
    DigestContent,
    DigestRun,
    RunState,
    SentMessage,
)
from bot.archive.digests.reasons import kept
from bot.clock import Clock, seconds_with_sleep
from bot.errors import (
    CannotPostError,
    HistoryUnreadableError,
    MessageRejectedError,
    ThrowbackError,
    TryAgainError,
)
from bot.languages import CommandName, Language, _, speaking
from bot.services.digests.protocols import Composer, Poster
from bot.storage.state.digest_runs import MAX_RETRY_PAUSE, Claim, DigestRunStore

DEADLINE = 20.0
"""Seconds that a request may take: less than a third of a lease."""

_MOST_BEFORE_SENDING = 30.0  # seconds since its noting began; with DEADLINE shorter than a lease
_FIRST_PAUSE = timedelta(seconds=2)
_NONCE_LIFETIME = timedelta(minutes=2)  # Discord promises “a few minutes”
_GIVE_UP_AFTER = timedelta(days=1)  # of looking for a message that may have been posted
_IN_FLIGHT = 60.0  # seconds that a request may stay in flight after its timeout here

T = TypeVar("T")

_log = logging.getLogger(__name__)


class RunExecutor:
    """Executes runs that `owner` has claimed in the ledger.

    `is_allowed` returns whether the server with an id may see the archive, `language_of` the
    language of its digests; a request takes at most `deadline` seconds. `on_outcome` is given what
    became of each run, a RunState or "postponed", and how many seconds after it was due.
    """

    def __init__(
        self,
        ledger: DigestRunStore,
        composer: Composer,
        clock: Clock,
        poster: Poster,
        owner: str,
        is_allowed: Callable[[int], bool],
        language_of: Callable[[int], Language],
        deadline: float = DEADLINE,
        on_outcome: Callable[[str, float], None] = lambda _outcome, _seconds: None,
    ) -> None:
        self._ledger = ledger
        self._on_outcome = on_outcome
        self._composer = composer
        self._clock = clock
        self._poster = poster
        self._owner = owner
        self._is_allowed = is_allowed
        self._language_of = language_of
        self._deadline = deadline

    async def execute(self, claim: Claim) -> None:
        """Execute a run without raising any error. In the worst case its lease expires."""
        try:
            with speaking(self._language_of(claim.digest.guild_id)):
                await self._perform(claim)
        except Exception:  # noqa: BLE001 - the database, most likely
            _log.exception("What became of a digest's run could not be noted")

    async def _perform(self, claim: Claim) -> None:
        try:
            await self._run_steps(claim)
        except Exception as error:  # noqa: BLE001 - each error has its outcome
            await self._record_failure(claim, error)

    async def _record_failure(self, claim: Claim, error: Exception) -> None:
        """Record why a run was not posted, and pause, close or postpone it accordingly."""
        run = claim.run
        if isinstance(error, CannotPostError):
            pauses = await self._ledger.fail_and_pause(
                run, self._owner, kept(error), self._clock.now()
            )
            self._note(run, RunState.FAILED)
            if pauses:
                await self._notify_paused(claim.digest, str(error))
        elif isinstance(error, MessageRejectedError):
            await self._close(run, RunState.FAILED, error)
        elif isinstance(error, ThrowbackError):
            await self._postpone(claim, error)
        else:
            _log.error("The run of a digest failed in an unforeseen way", exc_info=error)
            await self._postpone(claim, TryAgainError(reasons.DEFECT))

    async def _run_steps(self, claim: Claim) -> None:
        run, digest = claim.run, claim.digest
        target = _target(run, digest)
        if run.sent_at is not None and await self._is_done_after_search(run, target):
            return
        if digest.pause is not None:
            await self._close(run, RunState.SKIPPED, digest.pause.why)
            return
        if not self._is_allowed(digest.guild_id):
            await self._close(run, RunState.SKIPPED, reasons.NOT_ADMITTED)
            return
        if await self._now() > _latest_start(claim):
            state = RunState.FAILED if run.attempts or run.why else RunState.MISSED
            await self._close(run, state, run.why or reasons.NOT_IN_TIME)
            return
        content = await self._content(run, digest)
        if content is None:
            why = await self._composer.why_nothing(digest)
            await self._close(run, RunState.SKIPPED, why)
            return
        begun = seconds_with_sleep()
        if not await self._ledger.mark_sending(
            claim, self._owner, self._clock.now(), content.choice
        ):
            return
        if seconds_with_sleep() - begun > _MOST_BEFORE_SENDING:
            # The process was suspended, and the run may be another's by now.
            await self._ledger.unmark_sending(run, self._owner)
            raise TryAgainError(reasons.TOO_SLOW, arrived=False)
        try:
            sent = await self._with_deadline(
                self._poster.send(target, content, nonce=run.nonce, run_id=run.run_id)
            )
        except TryAgainError as error:
            if not error.may_have_arrived:
                await self._ledger.unmark_sending(run, self._owner)
            raise
        await self._record(run, target, sent)

    async def _is_done_after_search(self, run: DigestRun, target: DeliveryTarget) -> bool:
        """Look for the message of a run that may have been sent; return whether the run is done."""
        if not await self._ledger.extend_lease(run.run_id, self._owner, self._clock.now()):
            return True
        since = run.claimed_at or run.due_at
        try:
            sent = await self._with_deadline(self._poster.find(target, run.run_id, since))
        except HistoryUnreadableError as error:
            if await self._is_nonce_valid(run) and await self._with_deadline(
                self._poster.honours_nonces(target)
            ):
                return False
            await self._close(run, RunState.UNCERTAIN, reasons.UNCERTAIN.filled(why=error))
            return True
        except CannotPostError as error:
            await self._close(run, RunState.UNCERTAIN, reasons.UNCERTAIN.filled(why=error))
            return True
        if sent is None:
            return False
        await self._record(run, target, sent)
        return True

    async def _is_nonce_valid(self, run: DigestRun) -> bool:
        """Return whether Discord still knows the nonce of a message that may have been sent."""
        if run.sent_at is None:
            return True
        return timedelta() <= await self._now() - run.sent_at <= _NONCE_LIFETIME

    async def _now(self) -> datetime:
        """Return the time that the ledger has: that of this machine may be another."""
        return await self._ledger.now(self._clock.now())

    async def _content(self, run: DigestRun, digest: Digest) -> DigestContent | None:
        if run.choice is not None:
            recalled = await self._composer.recall(digest, run.date, DigestChoice.read(run.choice))
            if recalled is not None:
                return recalled
        return await self._composer.compose(digest, run.date)

    async def _record(self, run: DigestRun, target: DeliveryTarget, sent: SentMessage) -> None:
        note = ""
        if target.crosspost and sent.message_id is not None:
            try:
                await self._with_deadline(self._poster.publish(target, sent))
            except ThrowbackError as error:
                note = kept(reasons.NOT_PUBLISHED.filled(why=error))
        await self._ledger.mark_posted(run.run_id, sent, self._clock.now(), note)
        self._note(run, RunState.POSTED)

    async def _postpone(self, claim: Claim, error: ThrowbackError) -> None:
        """Schedule another try after a growing pause, or close the run when it is too late."""
        run, now, latest = claim.run, await self._now(), _latest_start(claim)
        if now > latest + _GIVE_UP_AFTER:
            state = RunState.FAILED if run.sent_at is None else RunState.UNCERTAIN
            await self._close(run, state, error)
            return
        pause = max(_FIRST_PAUSE, (now - (run.claimed_at or run.due_at)) / 2)
        if isinstance(error, TryAgainError):
            pause = max(pause, timedelta(seconds=error.retry_after))
        until = now + min(pause, MAX_RETRY_PAUSE)
        if now < latest:
            until = min(until, latest)
        await self._ledger.postpone(run.run_id, self._owner, now, until - now, kept(error))
        self._note(run, "postponed")

    async def _close(self, run: DigestRun, state: RunState, why: object) -> None:
        await self._ledger.close(run.run_id, self._owner, state, kept(why), self._clock.now())
        self._note(run, state)

    def _note(self, run: DigestRun, outcome: str) -> None:
        self._on_outcome(outcome, (self._clock.now() - run.due_at).total_seconds())

    async def _notify_paused(self, digest: Digest, why: str) -> None:
        channel = f"<#{digest.options.channel_id}>"
        text = _(
            "Digest {number} in {channel} is paused. {why}\n-# When that is fixed: `{command}`",
            number=digest.id,
            channel=channel,
            why=why,
            command=CommandName("digest resume"),
        )
        try:
            await self._with_deadline(self._poster.notify_guild(digest.guild_id, text))
        except Exception as error:  # noqa: BLE001 - /digest list shows the pause as well
            _log.warning("A server could not be told of a paused digest: %s", type(error).__name__)

    async def _with_deadline(self, request: Awaitable[T]) -> T:
        try:
            async with asyncio.timeout(self._deadline):
                return await request
        except TimeoutError:
            # Forums do not support nonces: a request that is still in flight must have arrived
            # before the next try looks for its message.
            raise TryAgainError(reasons.TOO_SLOW, after=_IN_FLIGHT) from None


def _target(run: DigestRun, digest: Digest) -> DeliveryTarget:
    """Return the target of a run: the first channel it was sent to, even if the digest moved."""
    options = digest.options
    return DeliveryTarget(
        digest.guild_id,
        run.channel_id or options.channel_id,
        options.role_id,
        options.silent,
        options.crosspost,
        options.tag_id,
    )


def _latest_start(claim: Claim) -> datetime:
    return claim.run.due_at + claim.digest.options.schedule.late
