"""Teaching: asks an owner whether posts continue others, and keeps the answers."""

import asyncio
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise
from random import Random
from weakref import WeakValueDictionary

from bot.archive.posts.ids.snowflake import TIME_SHIFT
from bot.archive.posts.ids.sort_key import MAX_KEY, sort_key_milliseconds
from bot.archive.threads.candidate import CandidateLink
from bot.archive.threads.teaching import (
    LEAST,
    MOST,
    QUESTIONS,
    Answer,
    Effect,
    Pair,
    Question,
    Remark,
    RoundEnd,
    Step,
    effect_of,
)
from bot.archive.timestamps import from_milliseconds, to_milliseconds
from bot.clock import Clock
from bot.errors import DatabaseError
from bot.services.archive_views import Archive
from bot.services.threads.likely_links import LikelyLinks, pair_of
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.threads.corrections import CorrectionStore
from bot.storage.state.threads.teaching import QuestionRow, TeachingStore

ASKED_AGAIN_AFTER = timedelta(days=90)
"""How long a question is not asked again that its asker could not answer."""

LeftOut = Callable[[ArchiveReader, tzinfo], Collection[int]]
"""Returns the keys of the posts that nobody is asked about."""


class Teaching:
    """Asks one owner at a time five questions in a row; `by` is who, as in corrections.

    What was asked is kept, so that a round goes on after a restart, and in another place. Only
    posts that the asker may see are asked about: no hidden or deleted ones, nor those that
    `left_out` returns for a time zone, as owners keep them quiet.
    """

    def __init__(
        self,
        archive: Archive,
        likely: LikelyLinks,
        corrections: CorrectionStore,
        store: TeachingStore,
        clock: Clock,
        random: Random,
        left_out: LeftOut = lambda _reader, _zone: (),
    ) -> None:
        self._archive = archive
        self._likely = likely
        self._corrections = corrections
        self._store = store
        self._clock = clock
        self._random = random
        self._left_out = left_out
        # A button may be pressed twice at once; then the second answer comes too late.
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def next(self, by: str, zone: tzinfo) -> Question | RoundEnd:
        """Return the question that `by` has not answered yet, or the first of a new round.

        The end of a round without answers means that there is nothing to ask.
        """
        async with self._turn(by):
            return await self._next(by, zone)

    async def answer(self, by: str, pair: Pair, answer: Answer, zone: tzinfo) -> Step:
        """Keep an answer, and return what comes next.

        One to a question that is not open changes nothing.
        """
        async with self._turn(by):
            row = await self._store.open(by)
            if row is None or (row.child, row.parent) != pair:
                return await self._next(by, zone), Remark.STALE
            # Noted first: of an answer that is noted and was not kept, nothing comes.
            now = self._now()
            await self._store.answer(row.entry, answer, now)
            try:
                is_kept = answer is Answer.UNKNOWN or await self._keep(by, pair, answer, now)
            except DatabaseError:  # as during a long import: the same press works afterwards
                await self._store.reopen(row, by)
                raise
            if not is_kept:
                await self._store.forget(row.entry)
                return await self._ask(by, zone, None, row.round_id), Remark.STALE
            if len(await self._store.of_round(by, row.round_id)) >= QUESTIONS:
                return await self._end(by, row.round_id, is_complete=True), None
            return await self._ask(by, zone, None, row.round_id), None

    async def stop(self, by: str) -> RoundEnd:
        """End the round of `by`."""
        async with self._turn(by):
            row = await self._store.open(by) or await self._store.last_answered(by)
            if row is None:
                return RoundEnd((), Effect(), is_complete=True, can_undo=False)
            if row.answer is None:
                await self._store.forget(row.entry)
            return await self._end(by, row.round_id, is_complete=True)

    async def undo(self, by: str, zone: tzinfo) -> Step:
        """Take back the last answer of `by`, and ask again; return what comes next."""
        async with self._turn(by):
            row = await self._store.last_answered(by)
            if row is None:
                return await self._next(by, zone), Remark.NOTHING_TO_UNDO
            if row.answer != Answer.UNKNOWN and not await self._corrections.take_back(
                row.child,
                row.parent,
                continues=row.answer == Answer.YES,
                answered_at=row.at,
                by=by,
                at=self._now(),
            ):
                await self._store.forget(row.entry)
                return await self._next(by, zone), Remark.CHANGED
            await self._store.reopen(row, by)
            return await self._next(by, zone), Remark.UNDONE

    async def judge(self, by: str, pair: Pair, answer: Answer) -> bool:
        """Keep an answer that was not asked for; return whether it was an open question."""
        async with self._turn(by):
            now = self._now()
            is_kept = await self._keep(by, pair, answer, now)
            if is_kept:
                await self._store.note(by, *pair, answer, now)
        return is_kept

    def _turn(self, by: str) -> asyncio.Lock:
        return self._turns.setdefault(by, asyncio.Lock())

    async def _keep(self, by: str, pair: Pair, answer: Answer, at: int) -> bool:
        """Keep an answer as a correction; return whether the question was open."""
        return await self._corrections.answer(*pair, continues=answer is Answer.YES, by=by, at=at)

    async def _next(self, by: str, zone: tzinfo) -> Question | RoundEnd:
        row = await self._store.open(by)
        return await self._ask(by, zone, row, None if row is None else row.round_id)

    async def _ask(
        self, by: str, zone: tzinfo, row: QuestionRow | None, round_id: int | None
    ) -> Question | RoundEnd:
        """Return the question of `row`, if it is still one, or another one of the round."""
        answered = [] if round_id is None else await self._store.of_round(by, round_id)
        since = to_milliseconds(self._clock.now() - ASKED_AGAIN_AFTER)
        unknown = await self._store.unknown_since(by, since)
        asked = None if row is None else (row.child, row.parent)
        async with self._archive.view() as view:
            found = await view.read_long(self._find, asked, unknown, zone)
        if found is None:
            if row is not None:
                await self._store.forget(row.entry)
            return await self._end(by, round_id, is_complete=False)
        candidate, question = found
        if pair_of(candidate) != asked:
            await self._store.ask(by, *question.pair, round_id=round_id, at=self._now())
        can_undo = await self._store.last_answered(by) is not None
        return Question(
            question.child, question.parent, question.gap_ms, len(answered) + 1, can_undo=can_undo
        )

    async def _end(self, by: str, round_id: int | None, *, is_complete: bool) -> RoundEnd:
        rows = await self._store.of_round(by, round_id) if round_id else []
        answers = [((row.child, row.parent), Answer(row.answer or "")) for row in rows]
        effect = Effect()
        if any(answer is not Answer.UNKNOWN for _pair, answer in answers):
            async with self._archive.view() as view:
                effect = await view.read_long(self._effect, answers)
        can_undo = await self._store.last_answered(by) is not None
        return RoundEnd(
            tuple(answer for _pair, answer in answers),
            effect,
            is_complete=is_complete,
            can_undo=can_undo,
        )

    def _effect(self, reader: ArchiveReader, answers: list[tuple[Pair, Answer]]) -> Effect:
        pairs = {pair for pair, answer in answers if answer is not Answer.UNKNOWN}
        return effect_of(
            [(pair, answer) for pair, answer in answers if pair in pairs],
            reader.teaching.sure_links() - pairs,
            *self._likely.change(reader, pairs),
        )

    def _find(
        self, reader: ArchiveReader, asked: Pair | None, unknown: set[Pair], zone: tzinfo
    ) -> tuple[CandidateLink, Question] | None:
        """Return the question that was `asked` before if it is still one, else one at random."""
        quiet = self._left_out(reader, zone)
        if asked:
            same = [
                one
                for one in reader.threads.candidate_links_to_parents([asked[0]])
                if one.parent == asked[1]
            ]
            for candidate in _shown(reader, same, quiet):
                return candidate, _question(reader, candidate)
        for candidates in self._drawn(reader):
            shown = _shown(reader, candidates, quiet)
            doubtful = self._likely.between(reader, shown, LEAST, MOST)
            possible = [one for one in doubtful if pair_of(one) not in unknown]
            if possible:
                candidate = self._random.choice(possible)
                return candidate, _question(reader, candidate)
        return None

    def _drawn(self, reader: ArchiveReader) -> Iterator[list[CandidateLink]]:
        """Yield candidate links of all years of all authors, in pieces.

        Each author is as probable to come first as any other, however much they wrote; so is each
        of an author's years.
        """
        years = {span.account: _years(span.first, span.last) for span in reader.teaching.spans()}
        for of_account in years.values():
            self._random.shuffle(of_account)
        while years:
            account = self._random.choice([*years])
            start, end = years[account].pop()
            if not years[account]:
                del years[account]
            within = self._random.randrange(start, end)
            for bounds in ((within, end), (start, within)):
                for children in reader.teaching.children(account, *bounds):
                    yield reader.threads.candidate_links_to_parents(children)

    def _now(self) -> int:
        return to_milliseconds(self._clock.now())


def _shown(
    reader: ArchiveReader, candidates: list[CandidateLink], quiet: Collection[int]
) -> list[CandidateLink]:
    """Return those of candidate links whose posts are neither hidden nor quiet, by their keys."""
    left_out = set(reader.hidden.ids)
    if quiet:
        ids = sorted({id for one in candidates for id in pair_of(one)})
        left_out |= {id for id, key in reader.posts.keys(ids).items() if key in quiet}
    return [one for one in candidates if left_out.isdisjoint(pair_of(one))]


def _question(reader: ArchiveReader, candidate: CandidateLink) -> Question:
    child, parent = reader.posts.by_ids([candidate.child, candidate.parent])
    return Question(child, parent, candidate.gap_ms, number=0, can_undo=False)


def _years(first: int, last: int) -> list[tuple[int, int]]:
    """Return the sort keys of the years, in UTC, between two: the lowest, and that behind it."""
    moments = (from_milliseconds(sort_key_milliseconds(key)) for key in (first, last))
    of_first, of_last = (moment.year for moment in moments)
    starts = [
        min(to_milliseconds(datetime(year, 1, 1, tzinfo=UTC)) << TIME_SHIFT, MAX_KEY)
        for year in range(of_first, of_last + 2)
    ]
    return [*pairwise(starts)]
