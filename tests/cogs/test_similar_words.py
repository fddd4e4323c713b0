"""What /search says of hits that have the words of a query only as similar ones."""

from datetime import UTC, datetime, timedelta

from bot.archive.search.sort_order import SortOrder
from tests.archives import record
from tests.cogs.conftest import Harness

WHEN = datetime(2021, 10, 28, 3, tzinfo=UTC)
SIMILAR, NOT_ALL = "Similar words", "Not all of the words"


async def load(harness: Harness, *texts: str) -> None:
    """Import posts of these texts, the oldest first."""
    days = (WHEN + timedelta(days=n) for n in range(len(texts)))
    await harness.load(*(record(when, text) for when, text in zip(days, texts, strict=True)))


def parts(text: str, *found: str) -> list[str]:
    """Return those of `found` that are lines of a text, in the order of the text."""
    return [line for line in text.splitlines() if line in found]


async def test_similar_words_are_below_a_line(harness: Harness) -> None:
    """Near misses follow what was typed, below one line; the page and its numbers stay right."""
    near = [f"the deadlocc {n}" for n in range(9)]
    await load(harness, *near[:4], "a deadlock", *near[4:], *["nothing here"] * 60)
    answer = await harness.ask("search", query="deadlock")
    first = parts(answer.text, SIMILAR, NOT_ALL, "a deadlock", *near)
    assert first[:2] == ["a deadlock", SIMILAR]
    assert "deadlock → deadlocc" in answer.text
    assert "10 posts for" in answer.text
    assert "Page 1 of 2" in answer.text
    await answer.click("Next")
    second = parts(answer.latest.text, SIMILAR, NOT_ALL, "a deadlock", *near)
    assert second[0] == SIMILAR
    assert sorted(first[2:] + second[1:]) == near


async def test_what_has_fewer_words_is_below_another(harness: Harness) -> None:
    """A post with one of two words is no near miss, though it is behind one."""
    others = ["deadlok"] * 7 + ["other"] * 90
    await load(harness, "garden", "a deadlok garden", "deadlock in the garden", *others)
    text = (await harness.ask("search", query="deadlock garden")).text
    lines = ["deadlock in the garden", SIMILAR, "a deadlok garden", NOT_ALL, "garden"]
    assert parts(text, "deadlok", *lines) == [*lines, SIMILAR, "deadlok", "deadlok"]


async def test_no_line_in_other_orders(harness: Harness) -> None:
    """By time or likes near misses are anywhere, so no line is shown."""
    await load(harness, "a deadlok", "a deadlock", *["a deadlok"] * 7, *["other"] * 60)
    shown = {
        sort: SIMILAR in (await harness.ask("search", query="deadlock", sort=sort)).text
        for sort in SortOrder
    }
    assert [sort for sort in shown if shown[sort]] == [SortOrder.RELEVANCE]
    assert SIMILAR not in (await harness.ask("search", query="deadlock sort:oldest")).text


async def test_no_line_where_nothing_is_exact(harness: Harness) -> None:
    """If the word that was typed is in no post, the note on it says enough; so do other forms."""
    await load(harness, "a deadlock", "deadlocks", *["other"] * 20)
    for query in ("deadlok", "deadlock"):
        assert SIMILAR not in (await harness.ask("search", query=query)).text


async def test_common_words_are_not_bold(harness: Harness) -> None:
    """A word in most posts is bold only beside others of the query, and where it is alone."""
    await load(harness, "the garden by the sea and the end", *["the end of the day"] * 20)
    bold = [
        [span.text for span in (await harness.ask("search", query=query))._spans if is_bold(span)]
        for query in ("sea the", "the sea", '"the end" sea')
    ]
    assert bold == [["sea"], ["the", "sea"], ["sea", "the", "end"]]
    alone = await harness.ask("search", query="the")
    assert {span.text for span in alone._spans if is_bold(span)} == {"the"}


def is_bold(span: object) -> bool:
    """Return whether a part of a text is bold, and no name of an account."""
    return "bold" in span.styles and not span.text.startswith("@")  # type: ignore[attr-defined]


async def test_a_word_that_was_split_reads_well(harness: Harness) -> None:
    """The note names both words, which are bold where they are side by side."""
    await load(harness, "19 days of covid 19", *["covid"] * 3, *["19 days"] * 3, *["other"] * 20)
    answer = await harness.ask("search", query="covid19")
    assert "covid19 → covid 19" in answer.text
    assert [span.text for span in answer._spans if is_bold(span)] == ["covid", "19"]
