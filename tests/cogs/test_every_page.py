"""Every kind of page, over hostile texts of any length and script, judged by Discord's rules."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from discord.ui import TextDisplay
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.archive.calendar import Day
from bot.archive.digests.model import (
    ContentKind,
    Digest,
    DigestContent,
    DigestItem,
    DigestOptions,
    DigestRun,
    Pause,
    RemovedDigest,
    RunState,
    WhenEmpty,
)
from bot.archive.digests.schedule import Schedule
from bot.archive.memories.months import Month, MonthPage
from bot.archive.memories.quiet import MAX_RULE_LENGTH, MAX_RULES
from bot.archive.paging import Paging
from bot.archive.posts.media_files import MediaProblem
from bot.archive.posts.neighbour import Neighbour
from bot.archive.posts.picture_texts import PictureWords
from bot.archive.posts.post import Kind, Media, MediaKind, Post, Version
from bot.archive.posts.status import AccountStatus, ArchiveStatus, StoredStatus
from bot.archive.search.ranking import Match
from bot.archive.statistics.model import (
    TOP,
    BusiestDay,
    Counted,
    LongThread,
    MarkingWord,
    Statistics,
    Streak,
)
from bot.archive.statistics.picture import Picture, PictureProblem
from bot.archive.threads.candidate import CandidateLink
from bot.archive.threads.features import Features
from bot.archive.threads.links import Evidence, Link
from bot.archive.threads.teaching import (
    QUESTIONS,
    Answer,
    Effect,
    Question,
    Remark,
    RoundEnd,
)
from bot.archive.threads.teaching_phrases import remark_of
from bot.archive.threads.thread import AssembledThread
from bot.services.memories.days import NeighbourDays
from bot.services.memories.results import Memory, OnThisDay, OnThisDayPage
from bot.services.posts.posts import LinkedPosts, ThreadedPost
from bot.services.search.results import Alternatives, GroupedResults, Hit, HitGroup
from bot.ui.answer_kinds import AnswerKind
from bot.ui.cards import POSTS_PER_PAGE, Card, Page, text_page
from bot.ui.cards import page as cards_page
from bot.ui.digests.message import digest_page, run_info_page
from bot.ui.digests.pages import (
    confirm_removal_page,
    digest_result_page,
    digests_page,
    removed_page,
    runs_page,
)
from bot.ui.interactions.open_buttons import like_menu, open_button, show_all_button
from bot.ui.interactions.page_buttons import PageButton
from bot.ui.interactions.request import Request
from bot.ui.interactions.requests import (
    BrowseRequest,
    DigestHistoryRequest,
    DigestListRequest,
    HelpRequest,
    LinkedPostsRequest,
    OnThisDayRequest,
    PostRequest,
    QuietListRequest,
    RandomRequest,
    SearchRequest,
    StatsRequest,
    ThreadRequest,
    Topic,
)
from bot.ui.interactions.sharing import mark_as_shared, offer_to_share
from bot.ui.overview.browse import month_page
from bot.ui.overview.help import help_topic_page
from bot.ui.overview.quiet import quiet_page
from bot.ui.overview.status import status_page
from bot.ui.post_pages import post_page
from bot.ui.privacy import PrivacyRequest, privacy_page
from bot.ui.query_notes import small_print
from bot.ui.statistics.pages import figures_page, no_figures_page
from bot.ui.teaching import JudgeButton, Judging, TeachRequest, teach_page
from bot.ui.text import escape
from bot.ui.thread_page import thread_page
from bot.ui.threads import likely_page, thread_heading, thread_pages
from cogs.find_in_archive import linked_page
from cogs.onthisday.pages import day_page, no_day_page
from cogs.random import drawn_page, no_draw_page
from cogs.search import hits_page, no_hits_page
from tests.archives import post
from tests.ui.hostile import FOUND, LARGEST_ID, QUERIES, TEXTS, WHEN, check_states, posts

DAY, TODAY = Day(10, 28), date(2022, 10, 28)
NOTES = st.lists(TEXTS, max_size=2)
LENGTHS = st.sampled_from([1, 2, 99_999])
COUNTS = st.sampled_from([0, 1, 99, 999_999])
RUN_ID = "0123456789abcdef"
CHANNELS = frozenset({f"<#{LARGEST_ID}>"})
Draw = Callable[[st.SearchStrategy[Any]], Any]


@dataclass(frozen=True)
class Case:
    """A page as it is made anew for each state, what it answers, and the mentions it may have."""

    make: Callable[[], Page]
    request: Request
    own: frozenset[str] = frozenset()


def paging(draw: Draw) -> Paging:
    """Draw which page of how many it is."""
    pages = draw(st.sampled_from([1, 2, 3, 4, 5, 99_999]))
    return Paging.of(draw(st.integers(0, 5)), pages)


def hits(draw: Draw) -> Case:
    """Search results."""
    query, request = draw(QUERIES), SearchRequest("x")
    groups = [
        HitGroup(
            Hit(
                one,
                1.0,
                matches(draw),
                draw(LENGTHS),
                draw(st.booleans()),
                draw(st.none() | st.builds(PictureWords, TEXTS, st.booleans())),
            ),
            draw(LENGTHS),
        )
        for one in draw(posts(1, POSTS_PER_PAGE))
    ]
    total, more = draw(st.sampled_from([1, 2, 99_999])), draw(st.booleans())
    found = GroupedResults(tuple(groups), total, len(groups), more, paging(draw))
    shown = [group.hit.post for group in groups]
    make = partial(hits_page, query, request, found, small_print(draw(NOTES)), ())
    can_compare = comparable(draw, shown)
    return Case(lambda: make(like_menu(shown, can_compare)), request)


def comparable(draw: Draw, shown: Sequence[Post]) -> set[str]:
    """Draw whether posts can be compared by what they mean; return their ids if so."""
    return {one.id for one in shown} if draw(st.booleans()) else set()


def matches(draw: Draw) -> tuple[Match, ...]:
    """Draw words that were found, some of them others than those that were typed."""
    words = st.text(st.characters(categories=["L", "Mn", "So"]), min_size=1, max_size=80)
    return tuple(
        Match(draw(words), draw(words), 1, draw(st.booleans()))
        for _ in range(draw(st.sampled_from([0, 1, 20])))
    )


def no_hits(draw: Draw) -> Case:
    """A search without results, with other queries."""
    request = SearchRequest("x")
    relaxed = [(str(draw(QUERIES)), draw(QUERIES), 1000) for _ in range(draw(st.integers(0, 5)))]
    others = Alternatives(draw(st.one_of(st.none(), QUERIES)), tuple(relaxed))
    notes = small_print(draw(NOTES))
    return Case(partial(no_hits_page, draw(QUERIES), request, others, notes), request)


def day(draw: Draw) -> Case:
    """What was posted on a day."""
    query = draw(st.one_of(st.none(), QUERIES))
    request = OnThisDayRequest(DAY, year=draw(st.sampled_from([None, 1999])))
    memories = [
        Memory(one, draw(st.integers(2006, 2022)), draw(LENGTHS), draw(st.booleans()))
        for one in draw(posts(1, POSTS_PER_PAGE))
    ]
    years = tuple(range(2022, 2022 - draw(st.sampled_from([1, 2, 90])), -1))
    remembered = OnThisDay(DAY, (DAY, Day(2, 29)), tuple(memories), years, 99_999)
    found = OnThisDayPage(remembered, paging(draw), draw(st.sampled_from([None, 2020])), NEAR)
    notes = small_print(draw(NOTES))
    return Case(partial(day_page, request, query, found, TODAY, notes), request)


NEAR = NeighbourDays(Day(10, 27), Day(10, 29))


def month(draw: Draw) -> Case:
    """A month, with menus of years and months."""
    request = BrowseRequest(2016, 3, draw(st.sampled_from(["", "a" * 100])))
    first = draw(st.sampled_from([2016, 2015, 1970]))
    counts = {Month(year, one): 99_999 for year in range(first, 2017) for one in range(1, 13)}
    found = tuple((one, draw(LENGTHS)) for one in draw(posts(1, POSTS_PER_PAGE)))
    shown = MonthPage(Month(2016, draw(st.integers(1, 12))), found, paging(draw), counts)
    return Case(partial(month_page, request, shown), request)


def no_day(draw: Draw) -> Case:
    """A day without posts."""
    query, request = draw(st.one_of(st.none(), QUERIES)), OnThisDayRequest(DAY)
    near = draw(st.sampled_from([NEAR, NeighbourDays(None, None)]))
    return Case(partial(no_day_page, request, query, near, small_print(draw(NOTES))), request)


def drawn(draw: Draw) -> Case:
    """A post at random."""
    (one,), request = draw(posts(1, 1)), RandomRequest("channel:1")
    found = ThreadedPost(one, draw(LENGTHS))
    can_compare = comparable(draw, [one])
    return Case(partial(drawn_page, request, found, small_print(draw(NOTES)), can_compare), request)


def no_draw(draw: Draw) -> Case:
    """No post at random."""
    query = draw(st.one_of(st.none(), QUERIES))
    return Case(partial(no_draw_page, query, small_print(draw(NOTES))), RandomRequest("x"))


def opened(draw: Draw) -> Case:
    """An opened post, on any of its pages."""
    (one,) = draw(posts(1, 1))
    sides = {side: f"{n}" for n, side in enumerate(Neighbour) if draw(st.booleans())}
    make = partial(post_page, one, draw(LENGTHS), sides, draw(st.integers(0, 9)))
    make = partial(make, comparable=comparable(draw, [one]))
    return Case(make, PostRequest(one.id))


def _candidate(draw: Draw) -> CandidateLink | None:
    """Return a candidate link for which everything speaks, or none."""
    features = Features((max(Features) << 1) - 1)
    found = CandidateLink("2", "1", 1, 0, 90_000, features, 200, 200, (2, 1), 7.0, "word")
    return found if draw(st.booleans()) else None


def thread(draw: Draw) -> Case:
    """A thread of any shape, on any of its pages."""
    found = draw(posts(1, 14))
    length = draw(st.integers(1, len(found)))
    ids = st.sampled_from([one.id for one in found])
    links = [
        Link(one.id, parent, draw(st.sampled_from(Evidence)), draw(TEXTS), _candidate(draw))
        for one in found
        if (parent := draw(ids)) != one.id
    ]
    assembled = AssembledThread(
        found[0].id,
        tuple(found[:length]),
        draw(st.integers(1, length)),
        tuple(links),
        tuple(found[length:]),
        tuple(found[: draw(st.integers(0, 7))]),
        tuple(draw(st.sets(st.integers(0, length), max_size=3))),
    )
    request = ThreadRequest(found[0].id, likely=draw(st.booleans()))
    judging = Judging(found[0].id, likely=request.likely) if draw(st.booleans()) else None
    pages = thread_pages(thread_heading(assembled), assembled, judging)
    notes, number = draw(NOTES), draw(st.integers(0, len(pages[1]) - 1))
    asked = likely_page(assembled, remark_of(Remark.STALE))
    if asked is not None and draw(st.booleans()):
        return Case(lambda: likely_page(assembled, remark_of(Remark.STALE)) or asked, request)
    return Case(partial(thread_page, request, assembled, pages, notes, number), request)


def question(draw: Draw) -> Case:
    """A question about two posts, or the end of a round."""
    parent, child = draw(posts(2, 2))
    number, undo = draw(st.integers(1, QUESTIONS)), draw(st.booleans())
    asked = Question(child, parent, draw(st.sampled_from([0, 10**9])), number, undo)
    answers = draw(st.lists(st.sampled_from(Answer), max_size=QUESTIONS))
    effect = Effect(draw(COUNTS), draw(COUNTS), draw(COUNTS), draw(COUNTS))
    end = RoundEnd(tuple(answers), effect, draw(st.booleans()), undo)
    step, remark = draw(st.sampled_from([asked, end])), draw(st.sampled_from([None, *Remark]))
    return Case(partial(teach_page, LARGEST_ID, step, remark), TeachRequest(LARGEST_ID))


def linked(draw: Draw) -> Case:
    """The posts that a message links to."""
    found = tuple(ThreadedPost(one, draw(LENGTHS)) for one in draw(posts(0, POSTS_PER_PAGE)))
    missing = tuple(f"{n:019}" for n in range(draw(st.sampled_from([0, 1, 60]))))
    request = LinkedPostsRequest(missing)
    total = len(found) + draw(st.sampled_from([0, 60]) if found else st.just(0))
    can_compare = comparable(draw, [one.post for one in found])
    linked = LinkedPosts(found, total, missing, paging(draw))
    return Case(partial(linked_page, request, linked, can_compare), request)


PICTURES = (
    Picture(b"PNG", "@everyone " * 200),
    *PictureProblem,
)


def figures(draw: Draw) -> Case:
    """Statistics of all years or of one, on any of their pages."""
    found = draw(posts(1, POSTS_PER_PAGE))
    names = st.lists(st.builds(Counted, TEXTS, COUNTS), max_size=TOP)
    words = st.lists(st.builds(MarkingWord, TEXTS, COUNTS, COUNTS, st.just(2.0)), max_size=15)
    year = draw(st.sampled_from([None, 2016]))
    years = range(1990, 2024) if year is None else [2016]
    made = Statistics(
        zone=ZoneInfo("America/Argentina/ComodRivadavia"),
        year=year,
        kinds={kind: draw(COUNTS) for kind in Kind},
        years=tuple(range(1990, 2024)),
        months={(one, month): draw(COUNTS) for one in years for month in range(1, 13)},
        hours=tuple(tuple(draw(COUNTS) for _ in range(24)) for _ in range(7)),
        without_hour=draw(COUNTS),
        active_days=draw(COUNTS),
        busiest=BusiestDay(TODAY, draw(COUNTS)),
        streak=Streak(TODAY, TODAY, draw(COUNTS)),
        people=tuple(draw(names)),
        hashtags=tuple(draw(names)),
        words={one: tuple(draw(words)) for one in years if draw(st.booleans())},
        threads=tuple(LongThread(one, draw(LENGTHS)) for one in draw(posts(0, TOP))),
        liked=tuple(draw(posts(0, TOP))),
        likes_known=draw(st.sampled_from([0, 99])),
        first=found[0],
        last=found[-1],
    )
    request = StatsRequest(draw(QUERIES).text, draw(TEXTS), year=year)
    notes, number = small_print(draw(NOTES)), draw(st.integers(0, 9))
    makes = [
        partial(figures_page, request, made, notes, number, draw(st.sampled_from(PICTURES))),
        partial(no_figures_page, request, made, notes),
    ]
    return Case(draw(st.sampled_from(makes)), request)


def digest_message(draw: Draw) -> Case:
    """A digest in its channel, with its role, and why it has no pictures."""
    items = [
        DigestItem(one, draw(st.sampled_from([None, 2006, 2021])), draw(LENGTHS))
        for one in draw(posts(1, POSTS_PER_PAGE))
    ]
    content = DigestContent(date(2023, 2, 28), Day(2, 28), tuple(items))
    role, note = draw(st.sampled_from([None, LARGEST_ID])), escape(draw(TEXTS))
    run_id = draw(st.sampled_from([None, RUN_ID]))
    own = frozenset({f"<@&{role}>"}) if role else frozenset[str]()
    return Case(partial(digest_page, content, run_id, role, note), DigestListRequest(1), own)


def digest(draw: Draw, id: int = 1) -> Digest:
    """Draw a digest; its query is any text, its pause has any reason."""
    schedule = Schedule(time(9, 5), "America/Argentina/Buenos_Aires", frozenset({0, 1, 2, 4, 6}))
    options = DigestOptions(
        LARGEST_ID,
        schedule,
        draw(st.sampled_from(ContentKind)),
        draw(QUERIES).text,
        5,
        draw(st.sampled_from([None, LARGEST_ID])),
        silent=True,
        when_empty=draw(st.sampled_from(WhenEmpty)),
        crosspost=True,
        tag_id=1,
    )
    pause = draw(st.one_of(st.none(), TEXTS.map(lambda text: Pause(escape(text), WHEN))))
    return Digest(
        id, LARGEST_ID, options, TODAY, WHEN, WHEN, pause, next_at=None if pause else WHEN
    )


MENTIONED = CHANNELS | {f"<@&{LARGEST_ID}>"}


def digest_list(draw: Draw) -> Case:
    """The digests of a server, those that were removed among them."""
    kept = [digest(draw, id) for id in range(draw(st.sampled_from([0, 1, 25])))]
    removed = [RemovedDigest(digest(draw), WHEN) for _ in range(draw(st.integers(0, 3)))]
    request = DigestListRequest(LARGEST_ID)
    number = draw(st.integers(0, 9))
    return Case(partial(digests_page, kept, removed, request, number), request, MENTIONED)


def digest_history(draw: Draw) -> Case:
    """The runs of a digest."""
    one = digest(draw)
    request = DigestHistoryRequest(LARGEST_ID, 1)
    runs = [run(draw) for _ in range(draw(st.sampled_from([0, 1, 60])))]
    number = draw(st.integers(0, 9))
    return Case(partial(runs_page, one, runs, request, number), request, MENTIONED)


def run(draw: Draw) -> DigestRun:
    """Draw a run; its outcome has any reason."""
    state = draw(st.sampled_from(RunState))
    message = draw(st.sampled_from([None, LARGEST_ID]))
    why = escape(draw(TEXTS))
    return DigestRun(
        RUN_ID, 1, TODAY, "UTC", WHEN, state, why, channel_id=LARGEST_ID, message_id=message
    )


def digest_answers(draw: Draw) -> Case:
    """What answers the commands for digests, and the button of a run."""
    one = digest(draw)
    makes: list[Callable[[], Page]] = [
        partial(digest_result_page, "Digest 1 is set up", one, small_print(draw(NOTES))),
        partial(confirm_removal_page, one),
        partial(removed_page, RemovedDigest(one, WHEN)),
        partial(run_info_page, run(draw), one),
    ]
    return Case(draw(st.sampled_from(makes)), DigestListRequest(1), MENTIONED)


def privacy(draw: Draw) -> Case:
    """What is kept about a user."""
    request = PrivacyRequest(LARGEST_ID, LARGEST_ID)
    return Case(partial(privacy_page, request, escape(draw(TEXTS)), timedelta(90)), request)


def quiet(draw: Draw) -> Case:
    """What is kept quiet."""
    rules = draw(st.lists(TEXTS.map(lambda text: text[:MAX_RULE_LENGTH]), max_size=MAX_RULES))
    request = QuietListRequest()
    return Case(partial(quiet_page, rules, request, draw(st.integers(0, 9))), request)


def help_topic(draw: Draw) -> Case:
    """The help, with the longest names of accounts and more commands than there are."""
    request = HelpRequest(draw(st.sampled_from(Topic)))
    count = draw(st.sampled_from([1, 30]))
    commands = {f"archive {n}": (f"/archive {'x' * 30}{n}", "y" * 60) for n in range(count)}
    examples = [(f"from:{'a' * draw(st.sampled_from([1, 100]))}", 999)] * draw(st.integers(0, 16))
    return Case(partial(help_topic_page, request, commands, examples, timedelta(90)), request)


def archive_status(draw: Draw) -> Case:
    """The state of the archive, with names of any kind."""
    accounts = [
        AccountStatus("twitter", draw(TEXTS)[:100], None, 99_999, WHEN, WHEN)
        for _ in range(draw(st.sampled_from([0, 1, 12])))
    ]
    hidden_in = dict.fromkeys(range(LARGEST_ID - draw(st.sampled_from([0, 90])), LARGEST_ID), 9)
    stored = StoredStatus(tuple(accounts), (), 9, 9, 9, hidden_in, sqlite="3.50")
    status = ArchiveStatus(stored, {"archive.db": 2**40}, {"throwback": "9"})
    names = {LARGEST_ID - 1: draw(TEXTS)[:100]}
    return Case(partial(status_page, status, names), DigestListRequest(1))


def sentence(draw: Draw) -> Case:
    """An error, or another answer in words, with a file or without."""
    text = escape(draw(st.one_of(TEXTS, st.just("x" * 9000))).strip()) or "x"
    kind, private = draw(st.sampled_from([None, *AnswerKind])), draw(st.booleans())

    def make() -> Page:
        made = text_page(text, private=private, kind=kind)
        return made.attach("thread.md", text) if len(text) % 2 else made

    return Case(make, DigestListRequest(1))


CASES = (
    *(hits, no_hits, day, no_day, month, drawn, no_draw, opened, thread, linked, sentence),
    *(figures, quiet, archive_status, help_topic, privacy, question),
    *(digest_message, digest_list, digest_history, digest_answers),
)


SHARER = f"<@{LARGEST_ID}>"


@pytest.mark.parametrize("kind", CASES, ids=lambda kind: kind.__name__)
@given(
    st.data(), st.lists(FOUND, min_size=1, max_size=4), st.sampled_from(["", "offered", "shared"])
)
@settings(max_examples=14, phases=[Phase.generate])  # to make such texts smaller takes minutes
def test_discord_takes_every_page(
    kind: Callable[[Draw], Case], data: Any, found: Any, state: str
) -> None:
    """Whatever posts, queries, notes and reasons hold, each page is within every limit.

    It is with its pictures and without, private, and shared; nobody is mentioned by a text.
    """
    case = kind(data.draw)

    def share(page: Page) -> None:
        if state == "offered":
            offer_to_share(page, case.request, 999_999)
        elif state == "shared":
            mark_as_shared(page, LARGEST_ID)

    check_states(case.make(), share, found, case.own | {SHARER})


def largest(letter: str, number: int) -> Post:
    """Return a post of which all that a card says is as long as it can be."""
    return post(
        WHEN,
        letter * 4200,
        low=number,
        account="a_" * 10,
        kind=Kind.REPLY,
        reply_to="9" * 19,
        reply_to_account="_b" * 10,
        media=[Media(kind, f"media/1-{n}.jpg", alt=letter * 300) for n, kind in enumerate(KINDS)],
        versions=(Version("17"),),
        missing_from=WHEN,
        likes=2**63 - 1,
        reposts=2**63 - 1,
    )


KINDS = [*MediaKind] * 4


@pytest.mark.parametrize("letter", ["*", "終", "😀"])
def test_the_largest_page_fits(letter: str) -> None:
    """All at once: small print gives way to what is above the texts, and to their beginnings."""
    long = [largest(letter, number) for number in range(POSTS_PER_PAGE)]
    for texts in (long, [replace(one, text="short") for one in long]):
        cards = [
            Card(one, letter * 300, button=open_button(one, 99), show_all=show_all_button)
            for one in texts
        ]
        paging = [PageButton(DigestListRequest(1), n) for n in range(5)]
        page = cards_page(letter * 600, cards, hint=letter * 300, paging=paging)
        check_states(
            page, lambda one: mark_as_shared(one, LARGEST_ID), [MediaProblem.PIXELS], ONLY_SHARER
        )
        shown = "".join(one.content for one in page.walk_children() if isinstance(one, TextDisplay))
        assert shown.count("short") in {0, POSTS_PER_PAGE}


@pytest.mark.parametrize("letter", ["x", "😀"])
def test_the_largest_pages_of_a_thread_fit(letter: str) -> None:
    """Short posts with much small print, which grows when their pictures turn out to be gone."""
    found = [replace(largest(letter, number), text="short") for number in range(30)]
    thread = AssembledThread(found[0].id, tuple(found), 30, (), gaps=(1, 2, 3))
    pages = thread_pages(thread_heading(thread), thread)
    for number in range(len(pages[1])):
        made = thread_page(ThreadRequest(found[0].id), thread, pages, [letter * 300], number)
        problems = [MediaProblem.PIXELS, MediaProblem.LARGE, MediaProblem.CRASHED]
        check_states(made, lambda one: mark_as_shared(one, LARGEST_ID), problems, ONLY_SHARER)


@pytest.mark.parametrize("letter", ["*", "終", "😀"])
def test_the_largest_question_fits(letter: str) -> None:
    """Two of the longest posts, with everything that is said of them and all buttons."""
    child, parent = (largest(letter, number) for number in range(2))
    question = Question(child, parent, 10**9, QUESTIONS, can_undo=True)
    made = teach_page(LARGEST_ID, question, Remark.CHANGED)
    problems = [MediaProblem.PIXELS, MediaProblem.LARGE, MediaProblem.CRASHED]
    check_states(made, lambda _one: None, problems, frozenset())


@pytest.mark.parametrize("letter", ["x", "😀"])
def test_the_largest_pages_for_an_owner_fit(letter: str) -> None:
    """Each likely post has its buttons, besides the one that shows all of it."""
    found = [largest(letter, number) for number in range(12)]
    links = [Link(one.id, found[0].id, Evidence.LIKELY, letter * 300) for one in found[1:]]
    for likely in (False, True):
        shown, others = (tuple(found), ()) if likely else (tuple(found[:1]), tuple(found[1:]))
        thread = AssembledThread(found[0].id, shown, len(shown), tuple(links), others)
        judging = Judging(found[0].id, likely=likely)
        pages = thread_pages(thread_heading(thread), thread, judging)
        request = ThreadRequest(found[0].id, likely=likely)
        for number in range(len(pages[1])):
            made = thread_page(request, thread, pages, [letter * 300], number)
            check_states(made, lambda _one: None, [MediaProblem.CRASHED], frozenset())
            buttons = [one for one in made.walk_children() if isinstance(one, JudgeButton)]
            assert len(buttons) >= 2 or number == 0
        asked = likely_page(thread, letter * 300)
        if asked is not None:
            check_states(asked, lambda _one: None, [MediaProblem.CRASHED], frozenset())


ONLY_SHARER = frozenset({SHARER})
