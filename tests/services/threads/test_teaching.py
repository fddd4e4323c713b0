"""Questions to an owner about pairs of posts, and what becomes of the answers."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from bot.archive.threads.links import Evidence
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
)
from bot.clock import MovableClock
from bot.errors import DatabaseError
from bot.services.audience import answering
from bot.services.container import Services
from bot.services.threads.likely_links import LikelyLinks
from bot.services.threads.teaching import ASKED_AGAIN_AFTER, Teaching
from bot.storage.archive.threads.corrections import CorrectionStore
from bot.storage.database import Database
from bot.storage.state.threads.teaching import TeachingStore
from tests.archives import record, snowflake
from tests.services.conftest import Load

WHEN = datetime(2020, 3, 1, 9, tzinfo=UTC)
BY = "17"
TABLES = ("corrections", "rejected_links", "parent_links", "candidates")


def id_of(n: int) -> str:
    """Return the id of the n-th post; each one with an odd number is a minute after another."""
    return snowflake(_at(n))


def _at(n: int) -> datetime:
    return WHEN + timedelta(days=n // 2, minutes=n % 2)


def pairs(count: int, account: str = "ada") -> list[str]:
    """Return records of so many pairs of posts, each a minute apart, days after the other pairs."""
    low = 0 if account == "ada" else 1
    return [
        record(_at(n), f"{account} number {n} " + "x" * (n * 20 % 150), account=account, low=low)
        for n in range(2 * count)
    ]


def question(step: Question | RoundEnd) -> Question:
    """Return the question that comes next."""
    assert isinstance(step, Question)
    return step


async def answer(
    services: Services, answers: Sequence[Answer], by: str = BY
) -> tuple[list[Pair], Question | RoundEnd]:
    """Answer one question after another; return which they were, and what comes next."""
    step = await services.teaching.next(by, UTC)
    asked = []
    for one in answers:
        asked.append(question(step).pair)
        step, remark = await services.teaching.answer(by, asked[-1], one, UTC)
        assert remark is None
    return asked, step


async def tables(services: Services) -> dict[str, list[tuple[object, ...]]]:
    """Return what archive.db has of links."""
    database: Database = services._archive_database
    return {
        table: sorted(tuple(row) for row in await database.read(f"SELECT * FROM {table}"))  # noqa: S608
        for table in TABLES
    }


async def links(services: Services, ids: Sequence[str]) -> dict[str, tuple[Evidence, str]]:
    """Return the evidence and the parent of the links of posts, by the child."""
    posts = await services.posts.visible(list(ids))
    found = await services.threads.links_to_parents(posts)
    return {child: (link.evidence, link.parent) for child, link in found.items()}


async def test_a_round_has_five_questions_and_an_end(services: Services, load: Load) -> None:
    """Each question is another one; the end counts the answers, and the next round is a new one."""
    await load(*pairs(12))
    asked, end = await answer(services, [Answer.YES] * 3 + [Answer.NO, Answer.UNKNOWN])
    assert len({*asked}) == QUESTIONS
    assert isinstance(end, RoundEnd)
    assert end.answers == (*[Answer.YES] * 3, Answer.NO, Answer.UNKNOWN)
    assert end.is_complete
    assert end.can_undo
    again = question(await services.teaching.next(BY, UTC))
    assert again.number == 1
    assert again.pair not in asked


async def test_answers_are_links_and_rejections(services: Services, load: Load) -> None:
    """Yes links two posts by hand, No leaves no likely link, Don't know stores nothing."""
    await load(*pairs(8))
    (yes, no, unknown), _ = await answer(services, [Answer.YES, Answer.NO, Answer.UNKNOWN])
    found = await links(services, [yes[0], no[0], unknown[0]])
    assert found[yes[0]] == (Evidence.BY_HAND, yes[1])
    assert no[0] not in found
    assert [(one.verdict, one.child, one.parent, one.by)
            for one in await services.corrections.all()] == [
        ("link", *yes, BY), ("reject", *no, BY)
    ]  # fmt: skip


async def test_answers_shift_what_is_likely(services: Services, load: Load) -> None:
    """By many a No an author's other guesses go, and the end of a round counts them."""
    await load(*pairs(40))
    before = (await services.threads.stats()).likely_links
    _asked, end = await answer(services, [Answer.NO] * QUESTIONS)
    after = (await services.threads.stats()).likely_links
    assert isinstance(end, RoundEnd)
    assert before - after >= end.effect.fewer > QUESTIONS
    assert end.effect.longer == end.effect.more == 0


async def test_a_yes_makes_threads_longer(services: Services, load: Load) -> None:
    """By many a Yes more pairs are likely."""
    far = [record(_at(n) + timedelta(minutes=4 * (n % 2)), f"post {n}") for n in range(60)]
    await load(*far)
    _asked, end = await answer(services, [Answer.YES] * QUESTIONS)
    assert isinstance(end, RoundEnd)
    assert end.effect.longer == QUESTIONS + end.effect.more > QUESTIONS
    assert end.effect.shorter == end.effect.fewer == 0


async def test_a_round_goes_on_after_a_restart(
    services: Services, load: Load, tmp_path: Path, clock: MovableClock
) -> None:
    """What was asked is asked again, under the same number, also by another process."""
    await load(*pairs(8))
    _, step = await answer(services, [Answer.YES, Answer.UNKNOWN])
    asked = question(step)
    await load(*pairs(9), name="more.md")  # an import in between
    async with Services(tmp_path / "archive.db", clock) as other:
        again = question(await other.teaching.next(BY, UTC))
        assert (again.pair, again.number) == (asked.pair, 3)
        assert question(await other.teaching.next("18", UTC)).number == 1


async def test_undoing_restores_exactly(services: Services, load: Load) -> None:
    """Answers taken back one by one leave the archive as it was, and are asked again."""
    await load(*pairs(8))
    before = await tables(services)
    asked, _ = await answer(services, [Answer.YES, Answer.NO, Answer.UNKNOWN, Answer.NO])
    assert await tables(services) != before
    for pair in reversed(asked):
        step, remark = await services.teaching.undo(BY, UTC)
        assert remark is Remark.UNDONE
        assert question(step).pair == pair
    assert await tables(services) == before
    assert await services.teaching.undo(BY, UTC) == (step, Remark.NOTHING_TO_UNDO)
    assert not question(step).can_undo


async def test_what_was_changed_since_is_not_undone(services: Services, load: Load) -> None:
    """An answer that another correction replaced stays replaced."""
    await load(*pairs(8))
    ((child, parent),), _ = await answer(services, [Answer.YES])
    await services.corrections.unlink(child, BY)  # which makes it likely again
    await services.corrections.unlink(child, BY)
    before = await tables(services)
    _, remark = await services.teaching.undo(BY, UTC)
    assert remark is Remark.CHANGED
    assert await tables(services) == before
    assert parent not in {one for _, one in (await links(services, [child])).values()}


@pytest.mark.parametrize("by", [BY, "18"])
async def test_what_was_said_again_since_is_not_undone(
    services: Services, load: Load, clock: MovableClock, by: str
) -> None:
    """A link that was made by command, after the answer was parted, is no answer to take back."""
    await load(*pairs(8))
    ((child, parent),), _ = await answer(services, [Answer.YES])
    clock.move(timedelta(minutes=9))
    await services.corrections.unlink(child, by)
    await services.corrections.link(child, parent, by)
    _, remark = await services.teaching.undo(BY, UTC)
    assert remark is Remark.CHANGED
    assert (await links(services, [child]))[child] == (Evidence.BY_HAND, parent)


@pytest.mark.parametrize("first", list(Answer))
async def test_an_answer_counts_once(services: Services, load: Load, first: Answer) -> None:
    """The second press of a button changes nothing, and shows the question that is open."""
    await load(*pairs(8))
    (pair,), step = await answer(services, [first])
    before = await tables(services)
    assert await services.teaching.answer(BY, pair, Answer.YES, UTC) == (step, Remark.STALE)
    assert await tables(services) == before


async def test_another_owner_was_faster(services: Services, load: Load) -> None:
    """What one owner answered is no question to another one any more."""
    await load(*pairs(1))
    asked = question(await services.teaching.next(BY, UTC))
    assert question(await services.teaching.next("18", UTC)).pair == asked.pair
    await services.teaching.answer("18", asked.pair, Answer.NO, UTC)
    step, remark = await services.teaching.answer(BY, asked.pair, Answer.YES, UTC)
    assert remark is Remark.STALE
    assert isinstance(step, RoundEnd)
    assert not step.is_complete


async def test_what_could_not_be_answered_is_not_asked_soon(
    services: Services, load: Load, clock: MovableClock
) -> None:
    """A pair is asked again when its time is over; somebody else may know at once."""
    await load(*pairs(1))
    (pair,), step = await answer(services, [Answer.UNKNOWN])
    assert isinstance(step, RoundEnd)
    assert not step.is_complete
    assert isinstance(await services.teaching.next(BY, UTC), RoundEnd)
    assert question(await services.teaching.next("18", UTC)).pair == pair
    clock.move(ASKED_AGAIN_AFTER + timedelta(days=1))
    assert question(await services.teaching.next(BY, UTC)).pair == pair


async def test_stopping_ends_a_round(services: Services, load: Load) -> None:
    """What was answered is counted; the open question may come again, in a new round."""
    await load(*pairs(8))
    await answer(services, [Answer.YES, Answer.NO])
    end = await services.teaching.stop(BY)
    assert end.answers == (Answer.YES, Answer.NO)
    assert question(await services.teaching.next(BY, UTC)).number == 1
    empty = await services.teaching.stop("18")
    assert (empty.answers, empty.effect) == ((), Effect())


async def test_hidden_and_erased_posts_are_never_asked_about(
    services: Services, load: Load
) -> None:
    """Neither is a pair whose question was open when one of its posts was hidden."""
    await load(*pairs(4))
    await services.hidden.hide([id_of(0)], BY)
    await services.hidden.hide([id_of(3)], BY)
    await services.erasure.erase(await services.erasure.plan([id_of(4)]))
    assert question(await services.teaching.next(BY, UTC)).pair == (id_of(7), id_of(6))
    await services.hidden.hide([id_of(7)], BY)
    end = await services.teaching.next(BY, UTC)
    assert isinstance(end, RoundEnd)
    assert (end.answers, end.is_complete) == ((), False)
    await services.hidden.unhide([id_of(7)])
    await services.teaching.next(BY, UTC)
    await services.erasure.erase(await services.erasure.plan([id_of(6)]))
    rows = await services._state.read("SELECT * FROM teaching")
    assert rows == []


async def test_quiet_posts_are_never_asked_about(services: Services, load: Load) -> None:
    """What owners keep out of random posts comes in no question either."""
    await load(*pairs(4))
    for n in (0, 2, 3):
        await services.quiet.add(f"{_at(2 * n):%m-%d}", UTC)
    for by in "12345":
        assert question(await services.teaching.next(by, UTC)).pair == (id_of(3), id_of(2))
    await services.quiet.add(f"{_at(2):%m-%d}", UTC)
    assert isinstance(await services.teaching.next("1", UTC), RoundEnd)


async def test_what_an_owner_answered_goes_with_an_erased_post(
    services: Services, load: Load
) -> None:
    """No table keeps the ids of an erased post."""
    await load(*pairs(2))
    asked, _ = await answer(services, [Answer.YES, Answer.NO])
    await services.erasure.erase(await services.erasure.plan([pair[1] for pair in asked]))
    assert await services.corrections.all() == []
    for table in ("audit", "rejected_links", "corrections"):
        assert not await services._archive_database.read(f"SELECT * FROM {table}")  # noqa: S608


async def test_a_server_is_asked_about_the_accounts_that_it_sees(
    tmp_path: Path, clock: MovableClock
) -> None:
    """An owner who asks in a server that sees one account alone is shown no other one."""
    seen = {5: frozenset({"bob"})}
    async with Services(tmp_path / "archive.db", clock, accounts=seen) as services:
        for account in ("ada", "bob"):
            path = tmp_path / f"{account}.md"
            path.write_text("".join(f"{one}\n----\n" for one in pairs(5, account)), "utf-8")
            await services.imports.run([path])
        with answering(5):
            for _ in range(QUESTIONS):
                asked = question(await services.teaching.next(BY, UTC))
                assert asked.child.account == asked.parent.account == "bob"
                await services.teaching.answer(BY, asked.pair, Answer.UNKNOWN, UTC)


async def test_questions_are_of_all_authors_and_years(
    services: Services, load: Load, clock: MovableClock
) -> None:
    """However much one author wrote, or in one year, the others are asked about as well."""
    await load(*pairs(60))
    early = [
        record(WHEN - timedelta(days=800) + timedelta(minutes=n), f"post {n}") for n in range(2)
    ]
    bobs = [
        record(WHEN + timedelta(minutes=n), f"post {n}", account="bob", low=1) for n in range(4)
    ]
    await load(*early, name="early.md")
    await load(*bobs, name="bobs.md")
    database = services._archive_database
    authors, years = set(), set()
    for seed in range(12):
        teaching = Teaching(
            services.archive,
            LikelyLinks(None),
            CorrectionStore(database),
            TeachingStore(services._state),
            clock,
            Random(seed),
        )
        asked = question(await teaching.next(f"{seed}", UTC))
        authors.add(asked.child.account)
        years.add(asked.child.created_at.year)
    assert authors == {"ada", "bob"}
    assert years == {2017, 2020}


async def test_times_that_damage_moved_end_no_round(services: Services, load: Load) -> None:
    """Posts of the last year that an order of posts can have are asked about like the others."""
    last = datetime(2039, 9, 7, tzinfo=UTC)
    await load(*(record(last + timedelta(minutes=n), f"post {n}") for n in range(2)))
    asked = question(await services.teaching.next(BY, UTC))
    assert asked.child.created_at == last + timedelta(minutes=1)


async def test_only_middling_pairs_are_asked_about(services: Services, load: Load) -> None:
    """What is nearly sure, and what hardly anyone would call a thread, teaches nothing."""
    likely = LikelyLinks(None)
    await load(*pairs(10), *(record(WHEN + timedelta(days=50 + n), f"{n}") for n in range(4)))
    seen = set()
    for n in range(10):
        asked = question(await services.teaching.next(f"{n}", UTC))
        seen.add(asked.pair)
    async with services.archive.view() as view:
        scored = await view.read(
            lambda reader: likely.scored(reader, reader.threads.candidate_links())
        )
    for candidate, probability in scored:
        if (candidate.child, candidate.parent) in seen:
            assert LEAST <= probability <= MOST


async def test_answers_outlive_imports(services: Services, load: Load) -> None:
    """A later export that names a parent replaces no answer, and a rejection no other link."""
    await load(*pairs(2))
    asked, _ = await answer(services, [Answer.YES, Answer.NO])
    before = await tables(services)
    await load(*pairs(2), name="again.md")
    assert await tables(services) == before
    yes, no = asked
    assert await links(services, [yes[0], no[0]]) == {yes[0]: (Evidence.BY_HAND, yes[1])}


async def test_an_answer_below_a_thread_is_one(services: Services, load: Load) -> None:
    """It is kept, and taken back like the others; the open question stays what it was."""
    await load(*pairs(6))
    asked = question(await services.teaching.next(BY, UTC))
    other = next((id_of(n + 1), id_of(n)) for n in range(0, 12, 2) if id_of(n) != asked.parent.id)
    before = await tables(services)
    assert await services.teaching.judge(BY, other, Answer.YES)
    assert not await services.teaching.judge(BY, other, Answer.NO)
    assert (await links(services, [other[0]]))[other[0]] == (Evidence.BY_HAND, other[1])
    step, remark = await services.teaching.undo(BY, UTC)
    assert (question(step).pair, remark) == (asked.pair, Remark.UNDONE)
    assert await tables(services) == before


async def test_the_answer_given_last_is_taken_back_first(
    services: Services, load: Load, clock: MovableClock
) -> None:
    """Also if another one was given, below a thread, after its question had been asked."""
    await load(*pairs(6))
    asked = question(await services.teaching.next(BY, UTC))
    other = next((id_of(n + 1), id_of(n)) for n in range(0, 12, 2) if id_of(n) != asked.parent.id)
    await services.teaching.judge(BY, other, Answer.YES)
    clock.move(timedelta(seconds=9))
    await services.teaching.answer(BY, asked.pair, Answer.YES, UTC)
    step, remark = await services.teaching.undo(BY, UTC)
    assert (question(step).pair, remark) == (asked.pair, Remark.UNDONE)
    found = await links(services, [asked.child.id, other[0]])
    assert {child for child, link in found.items() if link[0] is Evidence.BY_HAND} == {other[0]}


async def test_an_answer_that_cannot_be_written_can_be_given_again(
    services: Services, load: Load
) -> None:
    """While another process imports for long, the press of a button fails, but loses nothing."""
    await load(*pairs(6))
    asked = question(await services.teaching.next(BY, UTC))
    path = services._archive_database.path
    services._archive_database._wait = 0.1
    other = sqlite3.connect(path, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseError):
            await services.teaching.answer(BY, asked.pair, Answer.YES, UTC)
    finally:
        other.close()
    assert question(await services.teaching.next(BY, UTC)).pair == asked.pair
    step, remark = await services.teaching.answer(BY, asked.pair, Answer.YES, UTC)
    assert (question(step).number, remark) == (2, None)
    assert asked.child.id in await links(services, [asked.child.id])
