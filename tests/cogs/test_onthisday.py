"""/onthisday and /random, as users see them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.sandbox import Answer
from tests.archives import record, snowflake
from tests.cogs.conftest import Harness

TODAY = datetime(2021, 11, 24, 9, tzinfo=UTC)


def on(day: datetime, text: str, years: int = 0) -> str:
    """Return the record of a post from `years` years before a day."""
    return record(day.replace(year=day.year - years), text)


def chosen(answer: Answer) -> list[str]:
    """Return the values that are selected in the menus of an answer."""
    rows = [row for part in answer.message["components"] for row in part["components"]]
    items = [item for row in rows for item in row.get("components", ())]
    options = [option for item in items for option in item.get("options", ())]
    return [option["value"] for option in options if option.get("default")]


async def test_another_is_an_answer_of_its_own(harness: Harness) -> None:
    """“Another” continues the channel's round publicly, for any user, after a restart too."""
    await harness.load(*(record(TODAY + timedelta(hours=n), f"wombat {n}") for n in range(4)))
    first = await harness.ask("random")
    second = await first.click("Another")
    await harness.start()
    third = await second.click("Another", by=harness.bob)
    fourth = await harness.ask("random")
    answers = [first, second, third, fourth]
    assert len({answer.message["id"] for answer in answers}) == 4
    assert not any(answer.private for answer in answers)
    shown = {text for answer in answers for text in answer.text.split("\n") if "wombat" in text}
    assert shown == {f"wombat {n}" for n in range(4)}
    assert first.latest.text == first.text


async def test_a_channel_has_its_round_and_a_dm_its_own(harness: Harness) -> None:
    """Each channel and each direct message has a round of its own."""
    await harness.load(*(record(TODAY + timedelta(hours=n), f"wombat {n}") for n in range(2)))
    dora, other = harness.sandbox.add_user("dora"), harness.guild.add_channel("other")
    await harness.start(replace(harness.settings, owners=frozenset({dora.id})))
    drawn = [await harness.ask("random"), await harness.ask("random")]
    assert drawn[0].text != drawn[1].text
    elsewhere = [await harness.ask("random", channel=other) for _ in range(2)]
    assert {one.text for one in elsewhere} == {one.text for one in drawn}
    direct = await dora.slash("random")
    more = await direct.click("Another")
    assert {direct.text, more.text} == {one.text for one in drawn}


async def test_random_takes_a_query(harness: Harness) -> None:
    """/random takes the whole query language, and replies only where the query asks for them."""
    await harness.load(
        record(TODAY, "the comet"), record(TODAY + timedelta(hours=1), "@bob a wombat")
    )
    for query in ("comte", "comet OR wombat", "-tea on:2021-11-24"):
        assert "the comet" in (await harness.ask("random", query=query)).text
    answer = await harness.ask("random", query="**wombat**")
    assert "no post that fits “**wombat**”" in answer.text
    assert "is:reply" in answer.text
    assert "a wombat" in (await harness.ask("random", query="wombat is:reply")).text
    assert "left open" in (await harness.ask("random", query='"wombat')).text


async def test_a_year_is_picked_from_a_menu(harness: Harness) -> None:
    """One year can be selected, after a restart too; other users get an answer of their own."""
    await harness.load(*(on(TODAY, f"wombat of {2021 - n}", n) for n in range(3)))
    answer = await harness.ask("onthisday")
    (menu,) = answer.selects
    assert list(menu.options) == ["All years", "2021", "2020", "2019"]
    await harness.start()
    await answer.select("2020")
    assert "wombat of 2020" in answer.latest.text
    assert "wombat of 2021" not in answer.latest.text
    mine = await answer.select("2019", by=harness.bob)
    assert mine.private
    assert "wombat of 2019" in mine.text
    await answer.latest.select("All years")
    assert all(f"wombat of {year}" in answer.latest.text for year in (2021, 2020, 2019))


async def test_a_date_opens_with_its_year(harness: Harness) -> None:
    """A date with a year selects that year; without posts of that year it is every year."""
    await harness.load(*(on(TODAY, f"wombat of {2021 - n}", n) for n in range(3)))
    for date in ("2020-11-24", "24 November 2020", "Nov 24, 2020"):
        answer = await harness.ask("onthisday", date=date)
        assert "wombat of 2020" in answer.text
        assert "wombat of 2021" not in answer.text
        assert chosen(answer) == ["2020"]
    await answer.select("All years")
    assert "wombat of 2021" in answer.latest.text
    answer = await harness.ask("onthisday", date="2016-11-24")
    assert "Nothing of 2016, so this is every year" in answer.text
    assert "wombat of 2021" in answer.text


async def test_notes_on_queries(harness: Harness) -> None:
    """/random, /onthisday, /thread and /digest say what was searched as text, as /search does."""
    await harness.load(on(TODAY, "wombat colour:blue"))
    mona = harness.guild.add_member("mona", manager=True)
    for query in ("colour:blue", "wombat colour:blue year:2019"):
        answers = [
            await harness.ask("random", query=query),
            await harness.ask("onthisday", query=query),
            await mona.slash("digest add", channel_=harness.channel, time="9", query=query),
        ]
        for answer in answers:
            assert "“colour:” is no filter here; it was searched as text" in answer.text
    answer = await mona.slash("digest edit", digest=1, query="size:5")
    assert "“size:” is no filter here" in answer.text
    thread = await harness.ask("thread", post="colour:blue size:5 until:2026")
    assert "“colour:” and “size:” are no filters here" in thread.text
    assert "until: counts that date as well" in thread.text


async def test_one_year_needs_no_menu_and_many_fit(harness: Harness) -> None:
    """A day with one year has no menu; of too many years the newest are listed."""
    await harness.load(on(TODAY, "a wombat"))
    assert (await harness.ask("onthisday")).selects == []
    await harness.load(*(on(TODAY, "a wombat", 10 - n) for n in range(28)))
    (menu,) = (await harness.ask("onthisday")).selects
    assert list(menu.options) == ["All years", *(str(2038 - n) for n in range(24))]


async def test_days_beside_are_a_press_away(harness: Harness) -> None:
    """Buttons lead to the adjacent days with posts, around the year, with the same query."""
    await harness.load(
        on(TODAY, "wombat today"),
        on(TODAY.replace(month=12, day=3), "wombat in December"),
        on(TODAY.replace(month=11, day=30), "tea in between"),
        on(TODAY.replace(month=1, day=7), "wombat in January"),
    )
    answer = await harness.ask("onthisday", query="wombat")
    assert list(answer.buttons) == ["← 7 January", "3 December →"]
    await harness.start()
    await answer.click("3 December →")
    assert "wombat in December" in answer.latest.text
    await answer.latest.click("7 January →")
    assert "wombat in January" in answer.latest.text
    await answer.latest.click("24 November →")
    assert "wombat today" in answer.latest.text
    assert "30 November →" in (await harness.ask("onthisday")).buttons


async def test_an_empty_day_offers_the_nearest(harness: Harness) -> None:
    """An empty day has a button to the nearest day with posts, or says that there is none."""
    await harness.load(on(TODAY.replace(day=20), "a wombat"))
    answer = await harness.ask("onthisday")
    assert "Nothing was posted on 24 November" in answer.text
    await answer.click("The nearest: 20 November")
    assert "a wombat" in answer.latest.text
    assert list(answer.latest.buttons) == ["Share here"]
    answer = await harness.ask("onthisday", query="tea")
    assert "Nothing that fits “tea” was posted" in answer.text
    assert "Nor on any other day" in answer.text
    assert list(answer.buttons) == []


async def test_two_days_beside_each_other(harness: Harness) -> None:
    """If the previous and the next day are the same one, there is one button to it."""
    await harness.load(on(TODAY, "a wombat"), on(TODAY.replace(day=20), "another"))
    assert list((await harness.ask("onthisday")).buttons) == ["20 November →"]


async def test_pages_of_a_day(harness: Harness) -> None:
    """A day with many posts has pages, beside the buttons to other days."""
    await harness.load(
        *(record(TODAY + timedelta(minutes=n), f"wombat {n}") for n in range(12)),
        on(TODAY.replace(day=20), "another"),
        on(TODAY, "long ago", 5),
    )
    answer = await harness.ask("onthisday")
    assert "12 to remember" not in answer.text
    assert "2 years, 2016-2021 · 13 to remember" in answer.text
    assert list(answer.buttons) == ["Next", "20 November →"]
    await answer.click("Next")
    assert "Page 2 of 3" in answer.latest.text
    assert list(answer.latest.buttons) == ["Back", "Next", "20 November →"]
    await answer.latest.click("Next")
    assert "5 years ago" not in answer.latest.text
    assert "2016 · 6 years ago" in answer.latest.text


async def test_the_day_is_the_servers(harness: Harness) -> None:
    """The day is that of the server's time zone, once it has one."""
    late = datetime(2021, 11, 24, 20, tzinfo=UTC)  # 25 November in Tokyo
    await harness.load(record(late, "a wombat"))
    await harness.services.guilds.put_time_zone(harness.guild.id, "Asia/Tokyo")
    assert "Nothing was posted on 24 November" in (await harness.ask("onthisday")).text
    harness.clock.move(timedelta(hours=4))
    assert "a wombat" in (await harness.ask("onthisday")).text
    assert "1 post for" in (await harness.ask("search", query="wombat on:2021-11-25")).text
    await harness.start(replace(harness.settings, time_zone=ZoneInfo("America/New_York")))
    assert "On 25 November" in (await harness.ask("onthisday")).text


async def test_a_hidden_post_is_behind_no_button(harness: Harness) -> None:
    """Buttons from before a post was hidden do not show it."""
    await harness.load(on(TODAY, "wombat"), on(TODAY.replace(day=20), "secret"))
    answer = await harness.ask("onthisday")
    await harness.services.hidden.hide([snowflake(TODAY.replace(day=20))], "terminal")
    nothing = await answer.click("20 November →")
    assert "secret" not in nothing.text + answer.latest.text
    assert nothing.private
    assert "The nearest: 24 November" in nothing.buttons
    drawn = [(await harness.ask("random")).text for _ in range(3)]
    assert all("wombat" in text for text in drawn)


async def test_yesterday_is_not_a_year_ago(harness: Harness) -> None:
    """On New Year's Day, 31 December counts as a day of the year before."""
    days = (datetime(2020, 12, 31, 12, tzinfo=UTC), datetime(2021, 12, 31, 12, tzinfo=UTC))
    await harness.load(*(record(day, f"{day.year}") for day in days))
    harness.clock.set(datetime(2022, 1, 1, 12, tzinfo=UTC))
    text = (await harness.ask("onthisday", date="12-31")).text
    assert "2021 · last year" in text
    assert "2020 · 2 years ago" in text
    harness.clock.set(datetime(2022, 12, 31, 12, tzinfo=UTC))
    assert "2021 · a year ago" in (await harness.ask("onthisday")).text
