"""/browse, as users see it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.sandbox import Answer
from tests.archives import record, snowflake
from tests.cogs.conftest import Harness

MARCH = datetime(2016, 3, 4, 9, tzinfo=UTC)


def labels(answer: Answer) -> list[list[str]]:
    """Return the labels of the options of each menu."""
    return [[*menu.options] for menu in answer.selects]


async def loaded(harness: Harness) -> None:
    """Load seven posts of March 2016, and one of three other months each."""
    await harness.load(
        *(record(MARCH + timedelta(days=n), f"wombat {n}") for n in range(7)),
        record(MARCH.replace(month=1), "in January"),
        record(MARCH.replace(year=2014, month=12), "in December"),
        record(MARCH.replace(year=2018), "the last"),
    )


async def test_a_month_is_a_list(harness: Harness) -> None:
    """A month has pages, oldest first, and leads to months and years that have posts."""
    await loaded(harness)
    answer = await harness.ask("browse", month="March 2016")
    assert "March 2016\n7 posts" in answer.text
    assert "Page 1 of 2" in answer.text
    assert answer.text.index("wombat 0") < answer.text.index("wombat 4")
    assert "wombat 5" not in answer.text
    assert labels(answer) == [
        ["2018 (1 post)", "2016 (8 posts)", "2014 (1 post)"],
        ["January (1 post)", "March (7 posts)"],
    ]
    assert list(answer.buttons) == ["Next", "← January 2016", "March 2018 →"]
    await harness.start()
    await answer.click("Next")
    assert "wombat 6" in answer.latest.text
    await answer.latest.click("← January 2016")
    assert "in January" in answer.latest.text
    await answer.latest.select("2014 (1 post)")
    assert "December 2014" in answer.latest.text
    await answer.latest.select("2016 (8 posts)")
    assert "March 2016" in answer.latest.text
    await answer.latest.select("January (1 post)", menu=1)
    assert "in January" in answer.latest.text
    mine = await answer.latest.select("2018 (1 post)", by=harness.bob)
    assert mine.private
    assert "the last" in mine.text


async def test_without_a_month_it_is_the_last(harness: Harness) -> None:
    """The newest month that has posts opens, and a month without any is said."""
    await loaded(harness)
    assert "March 2018" in (await harness.ask("browse")).text
    answer = await harness.ask("browse", month="2016-06")
    assert "Nothing of June 2016, so this is the nearest month" in answer.text
    assert "March 2016" in answer.text
    answer = await harness.ask("browse", month="2015")
    assert "Nothing of 2015" in answer.text
    year = (await harness.ask("browse", month="2016")).text
    assert "January 2016" in year
    assert "Nothing of" not in year


async def test_refusals(harness: Harness) -> None:
    """What is no month, no account, or not in the archive is said to the asker alone."""
    empty = await harness.ask("browse")
    assert empty.private
    await loaded(harness)
    for answer, sentence in (
        (await harness.ask("browse", month="last spring"), "That is no month"),
        (await harness.ask("browse", account="no one"), "That is no name"),
        (await harness.ask("browse", account="nobody"), "no post of an account @nobody"),
    ):
        assert answer.private
        assert sentence in answer.text


async def test_an_account_alone(harness: Harness) -> None:
    """Counts, months and posts are of the account; a server that sees one counts no other."""
    await loaded(harness)
    await harness.load(record(MARCH.replace(year=2012), "hers", account="eve"))
    answer = await harness.ask("browse", account="@Eve")
    assert "1 post by @eve" in answer.text
    assert labels(answer) == []
    assert "2012 (1 post)" in labels(await harness.ask("browse"))[0]
    seen = {harness.guild.id: frozenset({"ada"})}
    await harness.start(replace(harness.settings, guild_accounts=seen))
    assert "2012 (1 post)" not in labels(await harness.ask("browse"))[0]
    assert "no post of an account @eve" in (await harness.ask("browse", account="eve")).text


async def test_what_is_typed_is_completed(harness: Harness) -> None:
    """Months that have posts are offered with their counts, accounts by their names."""
    await loaded(harness)
    offered = await harness.ada.autocomplete("browse", focused="month", month="2016")
    assert [(one["name"], one["value"]) for one in offered] == [
        ("March 2016 (7 posts)", "2016-03"),
        ("January 2016 (1 post)", "2016-01"),
    ]
    for typed in ("mar 2016", "3/2016", "2016-03"):
        (only,) = await harness.ada.autocomplete("browse", focused="month", month=typed)
        assert only["value"] == "2016-03"
    assert not await harness.ada.autocomplete("browse", focused="month", month="7")  # a count
    (only,) = await harness.ada.autocomplete("browse", focused="account", account="@A")
    assert only["value"] == "ada"


async def test_an_account_that_is_hidden_is_not_offered(harness: Harness) -> None:
    """With its last shown post goes the name of an account, in /browse and in a search."""
    await loaded(harness)
    await harness.load(record(MARCH.replace(year=2012), "hers", account="eve"))
    for typed in ("e", "@eve"):
        (only,) = await harness.ada.autocomplete("browse", focused="account", account=typed)
        assert only["value"] == "eve"
    await harness.services.hidden.hide([snowflake(MARCH.replace(year=2012))], "terminal")
    assert not await harness.ada.autocomplete("browse", focused="account", account="e")
    offered = await harness.ada.autocomplete("search", focused="query", query="from:")
    assert "from:ada" in [one["value"].strip() for one in offered]
    assert not any("eve" in one["value"] for one in offered)


async def test_days_begin_in_the_server(harness: Harness) -> None:
    """A month is one of the server's time zone, and a hidden post is counted nowhere."""
    late = datetime(2016, 3, 31, 20, tzinfo=UTC)  # April in Tokyo
    await harness.load(record(late, "late"), record(late + timedelta(days=9), "hidden"))
    await harness.services.hidden.hide([snowflake(late + timedelta(days=9))], "terminal")
    assert "March 2016\n1 post" in (await harness.ask("browse")).text
    await harness.services.guilds.put_time_zone(harness.guild.id, "Asia/Tokyo")
    assert "April 2016\n1 post" in (await harness.ask("browse")).text


async def test_many_years_have_pages(harness: Harness) -> None:
    """A menu has 25 options: with more years it leads on to later and earlier ones."""
    await harness.load(*(record(MARCH.replace(year=2011 + n), f"of {n}") for n in range(50)))
    answer = await harness.ask("browse", private=True)
    (years,) = labels(answer)
    assert len(years) == 24
    assert years[0] == "2060 (1 post)"
    assert years[-1] == "Earlier years: 2037 to 2011"
    await answer.select(years[-1])
    (years,) = labels(answer.latest)
    assert len(years) == 25
    assert (years[0], years[-1]) == (
        "Later years: 2038 to 2060", "Earlier years: 2014 to 2011",
    )  # fmt: skip
    assert "March 2037" in answer.latest.text
    shared = await answer.latest.click("Share here")
    assert not shared.private
    assert "March 2037" in shared.text
