"""/search as members of a server see it: filters, orders, bold words, completion, advice."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.archive.search.query.grammar import KEYWORDS, SYNTAXES
from bot.archive.search.query.parser import parse
from bot.archive.search.sort_order import SortOrder
from bot.services.search.results import Alternatives
from bot.ui.interactions.page_buttons import PageButton
from bot.ui.interactions.requests import SearchRequest
from cogs.search import no_hits_page
from tests.archives import record, snowflake
from tests.cogs.conftest import Harness

WHEN = datetime(2021, 10, 28, 3, tzinfo=UTC)


def on(day: int, text: str) -> str:
    """Return the record of a post that was written `day` days after the first."""
    return record(WHEN + timedelta(days=day), text)


@pytest.fixture
async def diary(harness: Harness) -> Harness:
    """A server whose archive has posts of some days."""
    await harness.load(
        on(0, "the comet was worth the cold"),
        on(1, "@bob no comet tonight, only cloud"),
        on(2, "a comet again: https://comet.example/x and a colander"),
        on(40, "RT @bob: comet, comet, comet"),
    )
    return harness


async def test_words_that_were_found_are_bold(diary: Harness) -> None:
    """Matched words are bold, corrected ones too; addresses stay clickable."""
    answer = await diary.ask("search", query="commet colander")
    bold = [span.text for span in answer._spans if "bold" in span.styles]
    assert {"comet", "colander"} <= set(bold)
    assert "https://comet.example/x" in answer.links
    assert "commet → comet" in answer.text


async def test_what_all_hits_share_is_said_once(diary: Harness) -> None:
    """A typo that was forgiven in the same way for each hit is noted below the heading."""
    answer = await diary.ask("search", query="commet")
    assert len([line for line in answer.text.splitlines() if line.startswith("@ada")]) > 1
    assert answer.text.count("commet → comet") == 1
    assert answer.text.splitlines()[1] == "commet → comet"
    with_more = await diary.ask("search", query="commet OR colandr")
    assert with_more.text.count("commet → comet") > 1


async def test_filters_and_days_choose(diary: Harness) -> None:
    """Filters apply; until: includes its day, and the answer says so."""
    answer = await diary.ask("search", query="comet -is:repost until:2021-10-29")
    assert "2 posts" in answer.text
    assert "until: counts that date as well" in answer.text
    assert "colander" not in answer.text
    assert "1 post for" in (await diary.ask("search", query='"comet again"')).text
    listed = await diary.ask("search", query="has:link OR is:repost")
    assert "2 posts" in listed.text


async def test_what_was_no_filter_is_said(diary: Harness) -> None:
    """One line says what was searched as text, without any meaning of its own on Discord."""
    answer = await diary.ask("search", query="comet colour:blue")
    assert "“colour:” is no filter here; it was searched as text" in answer.text
    answer = await diary.ask("search", query="xyzzy _a_:~~b~~ before:2021-10-29 min_likes:2")
    assert "“_a_:” is no filter here" in answer.text
    assert "before: leaves that date out" in answer.text
    assert "No post of this archive has counts" in answer.text
    assert all(not span.styles - {"small"} for span in answer._spans if "_a_:”" in span.text)
    hostile = " ".join(
        ["@everyone:x", "<@1>:y", "*" * 150, "a_b:c", "d_e:f", "g_h:i", "before:2021"]
    )
    answer = await diary.ask("search", query=hostile[:200])
    assert not answer.pings
    assert "“a_b:”, “d_e:” and “g_h:” are no filters here" in answer.text
    assert "is no filter" not in (await diary.ask("search", query="comet since:2020")).text
    popular = await diary.ask("search", query="comet", sort="popular")
    assert "No post of this archive has counts" in popular.text


async def test_a_link_finds_its_post(diary: Harness) -> None:
    """A link to a post, or its id, finds the post alone."""
    id = snowflake(WHEN)
    for query in (id, f"https://x.com/ada/status/{id}"):
        answer = await diary.ask("search", query=query)
        assert "1 post for" in answer.text
        assert "worth the cold" in answer.text


async def test_the_order_can_be_in_the_query(diary: Harness) -> None:
    """An order in the query goes before the option, on every page."""
    text = (await diary.ask("search", query="comet sort:oldest", sort="newest")).text
    assert text.index("worth the cold") < text.index("again") < text.index("repost of @bob")


async def test_the_order_can_be_chosen(diary: Harness) -> None:
    """Results can be sorted by time, newest or oldest first."""
    newest = (await diary.ask("search", query="comet", sort="newest")).text
    oldest = (await diary.ask("search", query="comet", sort="oldest")).text
    assert newest.index("repost of @bob") < newest.index("again") < newest.index("worth the cold")
    assert oldest.index("worth the cold") < oldest.index("again") < oldest.index("repost of @bob")


async def test_pages_keep_the_order_over_a_restart(harness: Harness) -> None:
    """Page 2 of a search sorted by oldest continues page 1, after a restart too."""
    await harness.load(*(on(n, f"comet number {n:02}") for n in range(7)))
    answer = await harness.ask("search", query="comet is:post", sort="oldest")
    assert "number 04" in answer.text
    await harness.start()
    await answer.click("Next")
    assert "number 05" in answer.latest.text
    assert "number 04" not in answer.latest.text


async def test_nothing_found_offers_what_would_be(diary: Harness) -> None:
    """Without results, buttons drop the filter in the way or search the nearest spelling."""
    answer = await diary.ask("search", query="comet year:2019")
    assert "Nothing in the archive matches" in answer.text
    await answer.click("Without year:2019 (4 posts)")
    assert "4 posts" in answer.latest.text
    answer = await diary.ask("search", query="colanderrrr")
    await answer.click("Search “colander”")
    assert "1 post for" in answer.latest.text


async def test_a_filter_that_is_given_twice_is_dropped_once(diary: Harness) -> None:
    """Two equal filters make one button: Discord refuses two with the same custom_id."""
    answer = await diary.ask("search", query="comet year:2019 Year:2019")
    assert [label for label in answer.buttons if label.startswith("Without")] == [
        "Without year:2019 (4 posts)"
    ]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ('"an open quote', "quote is left open"),
        ("(comet", "parenthesis is left open"),
        ("since:tomorrow", "since:YYYY-MM-DD"),
        ("on:2021-02-30", "on:2022-10-28"),
        ("🙂🙃 ( )", None),
        ("-", None),
    ],
)
async def test_an_invalid_query_gets_the_right_form(
    diary: Harness, query: str, sentence: str | None
) -> None:
    """A bad date or an open quote is answered with the right form."""
    answer = await diary.ask("search", query=query)
    assert "Something went wrong" not in answer.text
    assert (sentence or "Nothing in the archive") in answer.text


async def test_the_language_is_explained(diary: Harness) -> None:
    """A question mark shows every form of the query language, from the grammar of the parser."""
    text = (await diary.ask("search", query="?")).text
    assert all(form.pattern in text for form in SYNTAXES)


async def test_typing_is_completed(diary: Harness) -> None:
    """Words, filters, accounts and values are completed within Discord's limits."""

    async def typed(text: str) -> list[str]:
        choices = await diary.ada.autocomplete("search", focused="query", query=text)
        assert len(choices) <= 25
        assert all(1 <= len(choice["value"]) <= 100 for choice in choices)
        return [choice["value"] for choice in choices]

    assert "comet" in await typed("com")
    assert "worth comet" in await typed("worth commet")
    assert "comet from:" in await typed("comet ")
    assert await typed("comet from:a") == ["comet from:ada"]
    assert await typed("has:v") == ["has:video"]
    assert await typed("min_l") == ["min_likes:"]
    assert await typed("comet sort:") == [f"comet sort:{order}" for order in SortOrder]
    assert {f"{keyword.name}:" for keyword in KEYWORDS} <= {*await typed("")}
    assert await typed("x" * 99 + " co") == []


async def test_a_thread_is_shown_once_with_its_count(harness: Harness) -> None:
    """A thread shows its best match once, with the count of its matches, across pages."""
    for day in range(6):
        start = WHEN + timedelta(days=day)
        texts = [f"comet {day}", "comet comet comet", "comet end"] if day < 5 else ["a comet alone"]
        await harness.load(
            *(record(start + timedelta(seconds=n * 0.5), text) for n, text in enumerate(texts))
        )
    answer = await harness.ask("search", query="comet", sort="oldest")
    assert "16 posts for “comet”" in answer.text
    assert answer.text.endswith("Page 1 of 2 · each thread is shown once")
    assert answer.text.count("3 posts of this thread match") == 5
    assert "comet 4" in answer.text
    assert "comet end" not in answer.text
    assert "Page 1 of 2" in answer.text
    await answer.click("Next")
    assert "a comet alone" in answer.latest.text
    assert "of this thread match" not in answer.latest.text
    assert "comet end" not in answer.latest.text
    best = await harness.ask("search", query="commet year:2021")
    assert best.text.splitlines()[1:3] == ["commet → comet", "3 posts of this thread match"]
    assert "comet comet comet" in best.text
    assert "comet end" in (await best.click("Thread (3)")).text


async def test_two_posts_of_a_thread_are_in_one_place(harness: Harness) -> None:
    """Two posts of one thread are one result, and the small print says so."""
    await harness.load(on(0, "comet"), record(WHEN + timedelta(seconds=0.5), "comet"))
    text = (await harness.ask("search", query="comet")).text
    assert text.startswith("2 posts for")
    assert text.endswith("each thread is shown once")


def test_two_ways_to_one_query_are_one_button() -> None:
    """Discord refuses a message with two buttons that ask for the same."""
    query, other = parse("from:ada from:bob wombat"), parse("wombat")
    others = Alternatives(other, (("from:ada", other, 3), ("from:bob", parse("bob"), 2)))
    shown = no_hits_page(query, SearchRequest(str(query)), others, "")
    labels = [one.item.label for one in shown.walk_children() if isinstance(one, PageButton)]
    assert labels == ["Search “wombat”", "Without from:bob (2 posts)"]
