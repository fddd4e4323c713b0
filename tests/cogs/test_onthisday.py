"""/onthisday and /random, as users see them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.archives import record, snowflake
from tests.cogs.conftest import Play

TODAY = datetime(2021, 11, 24, 9, tzinfo=UTC)


def on(day: datetime, text: str, years: int = 0) -> str:
    """Return the record of a post from `years` years before a day."""
    return record(day.replace(year=day.year - years), text)


async def test_another_is_an_answer_of_its_own(play: Play) -> None:
    """“Another” continues the channel's round publicly, for any user, after a restart too."""
    await play.load(*(record(TODAY + timedelta(hours=n), f"wombat {n}") for n in range(4)))
    first = await play.ask("random")
    second = await first.click("Another")
    await play.start()
    third = await second.click("Another", by=play.bob)
    fourth = await play.ask("random")
    answers = [first, second, third, fourth]
    assert len({answer.message["id"] for answer in answers}) == 4
    assert not any(answer.private for answer in answers)
    shown = {text for answer in answers for text in answer.text.split("\n") if "wombat" in text}
    assert shown == {f"wombat {n}" for n in range(4)}
    assert first.latest.text == first.text


async def test_a_channel_has_its_round_and_a_dm_its_own(play: Play) -> None:
    """Each channel and each direct message has a round of its own."""
    await play.load(*(record(TODAY + timedelta(hours=n), f"wombat {n}") for n in range(2)))
    dora, other = play.sandbox.add_user("dora"), play.guild.add_channel("other")
    await play.start(replace(play.settings, owners=frozenset({dora.id})))
    drawn = [await play.ask("random"), await play.ask("random")]
    assert drawn[0].text != drawn[1].text
    elsewhere = [await play.ask("random", channel=other) for _ in range(2)]
    assert {one.text for one in elsewhere} == {one.text for one in drawn}
    direct = await dora.slash("random")
    more = await direct.click("Another")
    assert {direct.text, more.text} == {one.text for one in drawn}


async def test_random_takes_a_query(play: Play) -> None:
    """/random takes the whole query language, and replies only where the query asks for them."""
    await play.load(record(TODAY, "the comet"), record(TODAY + timedelta(hours=1), "@bob a wombat"))
    for query in ("comte", "comet OR wombat", "-tea on:2021-11-24"):
        assert "the comet" in (await play.ask("random", query=query)).text
    answer = await play.ask("random", query="**wombat**")
    assert "no post that fits “**wombat**”" in answer.text
    assert "is:reply" in answer.text
    assert "a wombat" in (await play.ask("random", query="wombat is:reply")).text
    assert "left open" in (await play.ask("random", query='"wombat')).text


async def test_a_year_is_picked_from_a_menu(play: Play) -> None:
    """One year can be selected, after a restart too; other users get an answer of their own."""
    await play.load(*(on(TODAY, f"wombat of {2021 - n}", n) for n in range(3)))
    answer = await play.ask("onthisday")
    (menu,) = answer.selects
    assert list(menu.options) == ["All years", "2021", "2020", "2019"]
    await play.start()
    await answer.select("2020")
    assert "wombat of 2020" in answer.latest.text
    assert "wombat of 2021" not in answer.latest.text
    mine = await answer.select("2019", by=play.bob)
    assert mine.private
    assert "wombat of 2019" in mine.text
    await answer.latest.select("All years")
    assert all(f"wombat of {year}" in answer.latest.text for year in (2021, 2020, 2019))


async def test_one_year_needs_no_menu_and_many_fit(play: Play) -> None:
    """A day with one year has no menu; of too many years the newest are listed."""
    await play.load(on(TODAY, "a wombat"))
    assert (await play.ask("onthisday")).selects == []
    await play.load(*(on(TODAY, "a wombat", -n) for n in range(30)))
    (menu,) = (await play.ask("onthisday")).selects
    assert list(menu.options) == ["All years", *(str(2050 - n) for n in range(24))]


async def test_days_beside_are_a_press_away(play: Play) -> None:
    """Buttons lead to the adjacent days with posts, around the year, with the same query."""
    await play.load(
        on(TODAY, "wombat today"),
        on(TODAY.replace(month=12, day=3), "wombat in December"),
        on(TODAY.replace(month=11, day=30), "tea in between"),
        on(TODAY.replace(month=1, day=7), "wombat in January"),
    )
    answer = await play.ask("onthisday", query="wombat")
    assert list(answer.buttons) == ["← 7 January", "3 December →"]
    await play.start()
    await answer.click("3 December →")
    assert "wombat in December" in answer.latest.text
    await answer.latest.click("7 January →")
    assert "wombat in January" in answer.latest.text
    await answer.latest.click("24 November →")
    assert "wombat today" in answer.latest.text
    assert "30 November →" in (await play.ask("onthisday")).buttons


async def test_an_empty_day_offers_the_nearest(play: Play) -> None:
    """An empty day has a button to the nearest day with posts, or says that there is none."""
    await play.load(on(TODAY.replace(day=20), "a wombat"))
    answer = await play.ask("onthisday")
    assert "Nothing was posted on 24 November" in answer.text
    await answer.click("The nearest: 20 November")
    assert "a wombat" in answer.latest.text
    assert list(answer.latest.buttons) == []
    answer = await play.ask("onthisday", query="tea")
    assert "Nothing that fits “tea” was posted" in answer.text
    assert "Nor on any other day" in answer.text
    assert list(answer.buttons) == []


async def test_two_days_beside_each_other(play: Play) -> None:
    """If the previous and the next day are the same one, there is one button to it."""
    await play.load(on(TODAY, "a wombat"), on(TODAY.replace(day=20), "another"))
    assert list((await play.ask("onthisday")).buttons) == ["20 November →"]


async def test_pages_of_a_day(play: Play) -> None:
    """A day with many posts has pages, beside the buttons to other days."""
    await play.load(
        *(record(TODAY + timedelta(minutes=n), f"wombat {n}") for n in range(12)),
        on(TODAY.replace(day=20), "another"),
        on(TODAY, "long ago", 5),
    )
    answer = await play.ask("onthisday")
    assert "12 to remember" not in answer.text
    assert "2 years, 2016-2021 · 13 to remember" in answer.text
    assert list(answer.buttons) == ["Next", "20 November →"]
    await answer.click("Next")
    assert "Page 2 of 3" in answer.latest.text
    assert list(answer.latest.buttons) == ["Back", "Next", "20 November →"]
    await answer.latest.click("Next")
    assert "5 years ago" not in answer.latest.text
    assert "2016 · 6 years ago" in answer.latest.text


async def test_the_day_is_the_servers(play: Play) -> None:
    """The day is that of the server's time zone, once it has one."""
    late = datetime(2021, 11, 24, 20, tzinfo=UTC)  # 25 November in Tokyo
    await play.load(record(late, "a wombat"))
    await play.services.guilds.put_time_zone(play.guild.id, "Asia/Tokyo")
    assert "Nothing was posted on 24 November" in (await play.ask("onthisday")).text
    play.clock.move(timedelta(hours=4))
    assert "a wombat" in (await play.ask("onthisday")).text
    assert "1 post for" in (await play.ask("search", query="wombat on:2021-11-25")).text
    await play.start(replace(play.settings, time_zone=ZoneInfo("America/New_York")))
    assert "On 25 November" in (await play.ask("onthisday")).text


async def test_a_hidden_post_is_behind_no_button(play: Play) -> None:
    """Buttons from before a post was hidden do not show it."""
    await play.load(on(TODAY, "wombat"), on(TODAY.replace(day=20), "secret"))
    answer = await play.ask("onthisday")
    await play.services.hidden.hide([snowflake(TODAY.replace(day=20))], "terminal")
    await answer.click("20 November →")
    assert "secret" not in answer.latest.text
    assert "The nearest: 24 November" in answer.latest.buttons
    drawn = [(await play.ask("random")).text for _ in range(3)]
    assert all("wombat" in text for text in drawn)


async def test_yesterday_is_not_a_year_ago(play: Play) -> None:
    """On New Year's Day, 31 December counts as a day of the year before."""
    days = (datetime(2020, 12, 31, 12, tzinfo=UTC), datetime(2021, 12, 31, 12, tzinfo=UTC))
    await play.load(*(record(day, f"{day.year}") for day in days))
    play.clock.set(datetime(2022, 1, 1, 12, tzinfo=UTC))
    text = (await play.ask("onthisday", date="12-31")).text
    assert "2021 · last year" in text
    assert "2020 · 2 years ago" in text
    play.clock.set(datetime(2022, 12, 31, 12, tzinfo=UTC))
    assert "2021 · a year ago" in (await play.ask("onthisday")).text
