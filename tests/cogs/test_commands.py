"""The four main commands, as members of a server see them."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import NO_POSTS
from tests.archives import record, snowflake
from tests.cogs.conftest import Harness

WHEN = datetime(2021, 11, 24, 3, 44, 43, tzinfo=UTC)

HOSTILE = (
    "@everyone <@1> <#1> </x:1> <t:0:R> **bold** ||spoiler|| [x](https://evil) `code` # heading "
    "1. list"
)


def at(seconds: float) -> datetime:
    """Return the moment `seconds` after the first post."""
    return WHEN + timedelta(seconds=seconds)


def thread(length: int) -> list[str]:
    """Return the records of a composer thread, newest first, as early parsers wrote them."""
    return [record(at(n * 0.4), f"part {n + 1} of the thread") for n in reversed(range(length))]


async def test_search_forgives_a_typo(harness: Harness) -> None:
    """The intended post is found, and the answer names the correction."""
    await harness.load(record(at(0), "the comet was worth the cold"), record(at(60), "tea"))
    answer = await harness.ask("search", query="commet")
    assert "the comet was worth the cold" in answer.text
    assert "commet → comet" in answer.text
    assert "tea" not in answer.text
    assert not answer.private
    assert f"https://twitter.com/ada/status/{snowflake(at(0))}" in answer.links
    assert f"<t:{int(at(0).timestamp())}:f>" in str(answer.message)


async def test_nothing_found_says_what_to_try(harness: Harness) -> None:
    """A query without results is answered with advice."""
    await harness.load(record(at(0), "tea"))
    answer = await harness.ask("search", query="wombat")
    assert "Nothing in the archive matches “wombat”" in answer.text
    assert "Try" in answer.text


async def test_a_query_of_spaces_gets_a_sentence(harness: Harness) -> None:
    """A query without words is answered with a sentence."""
    answer = await harness.ask("search", query="   ")
    assert "at least one word" in answer.text


async def test_the_longest_query_has_pages(harness: Harness) -> None:
    """A query of 200 characters, in any script, still fits a page button."""
    await harness.load(*(record(at(n * 60), f"日本語 number {n}") for n in range(7)))
    answer = await harness.ask("search", query=("日本語" * 70)[:200])
    assert "Next" in answer.buttons


async def test_random_shows_a_post(harness: Harness) -> None:
    """A random post is shown whole."""
    await harness.load(record(at(0), "the only post"))
    assert "the only post" in (await harness.ask("random")).text


async def test_an_empty_archive_says_how_to_load_one(harness: Harness) -> None:
    """With an empty archive every answer says the same: how to import one."""
    mona = harness.guild.add_member("mona", manager=True)
    await mona.slash("digest add", channel_=harness.channel, time="9")
    message = harness.bob.say("look: https://x.com/ada/status/17")
    answers = [
        await harness.ask("random"),
        await harness.ask("random", query="comet"),
        await harness.ask("search", query="comet"),
        await harness.ask("search", query="https://x.com/ada/status/17"),
        await harness.ask("onthisday"),
        await harness.ask("onthisday", date="2016-10-28", query="comet"),
        await harness.ask("thread", post="comet"),
        await harness.ask("thread", post="17"),
        await harness.ask("thread", post="https://x.com/ada/status/17"),
        await harness.ada.context_menu("Find in archive", message=message.payload),
        await mona.slash("digest preview", digest=1),
    ]
    assert {answer.text for answer in answers} == {str(NO_POSTS)}


async def test_on_this_day_is_today(harness: Harness) -> None:
    """Without a date the day is the clock's; a thread is shown once."""
    await harness.load(
        *thread(3),
        record(datetime(2019, 11, 24, 9, tzinfo=UTC), "two years before"),
        record(datetime(2019, 11, 25, 9, tzinfo=UTC), "a day late"),
    )
    answer = await harness.ask("onthisday")
    assert "On 24 November" in answer.text
    assert "2021 · a year ago · begins a thread of 3" in answer.text
    assert "part 3" in (await answer.click("Thread (3)")).text
    assert "2019 · 3 years ago" in answer.text
    assert "part 2" not in answer.text
    assert "a day late" not in answer.text


async def test_on_another_day(harness: Harness) -> None:
    """A date can be given; an invalid one is answered with the right form."""
    await harness.load(record(datetime(2020, 2, 29, 9, tzinfo=UTC), "a leap"))
    assert "a leap" in (await harness.ask("onthisday", date="29 February")).text
    sentence = await harness.ask("onthisday", date="02-28")
    assert "a leap" in sentence.text
    assert "no 29 February" in sentence.text
    assert "Nothing was posted on 1 March" in (await harness.ask("onthisday", date="03-01")).text
    assert "MM-DD" in (await harness.ask("onthisday", date="soon")).text


@pytest.mark.parametrize("named", ["{}", "https://fxtwitter.com/ada/status/{}/en?s=20", "part 2"])
async def test_a_thread_comes_back_in_order(harness: Harness, named: str) -> None:
    """Any post of a thread, by id or link, shows it in order, numbered, with the evidence."""
    await harness.load(*thread(4))
    answer = await harness.ask("thread", post=named.format(snowflake(at(0.4))))
    places = [answer.text.index(f"part {n} of") for n in (1, 2, 3, 4)]
    assert places == sorted(places)
    assert "2/4 · certain: posted 0.40 s after it · the post you asked for" in answer.text


async def test_words_are_completed_to_beginnings(harness: Harness) -> None:
    """Words typed into /thread complete to the first posts of matching threads."""
    await harness.load(*thread(3), record(at(9e4), "a thread of one"))
    for typed in ("thraed", "part 3", ""):
        (choice,) = await harness.ada.autocomplete("thread", focused="post", post=typed)
        assert choice == {"name": "2021-11-24 part 1 of the thread", "value": snowflake(at(0))}
    for typed in ("xyzzy", "x" * 250, '"open', "one", "since:never"):
        assert await harness.ada.autocomplete("thread", focused="post", post=typed) == []
    answer = await harness.ask("thread", post=choice["value"])
    assert "A thread of 3 posts" in answer.text


@pytest.mark.parametrize(
    ("post", "sentence"),
    [
        ("17", "does not hold post 17"),
        ("https://nitter.net/a/status/17#m", "does not hold post 17"),
        ("xyzzy", "No post in the archive matches that"),
        ('"open', "quote is left open"),
    ],
)
async def test_queries_without_a_thread_get_a_sentence(
    harness: Harness, post: str, sentence: str
) -> None:
    """Unknown posts, words without a match and invalid queries get different sentences."""
    await harness.load(record(at(0), "a wombat"))
    assert sentence in (await harness.ask("thread", post=post)).text


async def test_text_of_a_post_shows_as_its_characters(harness: Harness) -> None:
    """A hostile post pings nobody and formats nothing; its address leads to what it shows."""
    await harness.load(record(at(0), HOSTILE))
    drawn = await harness.ask("random", query="is:reply")
    for answer in (await harness.ask("search", query="heading"), drawn):
        assert HOSTILE in answer.text
        assert answer.mentions == []
        assert answer.pings == frozenset()
        own = f"https://twitter.com/ada/status/{snowflake(at(0))}"
        assert sorted(answer.links) == ["https://evil", own]


@pytest.mark.parametrize("filling", ["*", "x", "日", "@everyone ", "\n", "||"])
async def test_a_post_of_any_length_fits(harness: Harness, filling: str) -> None:
    """Five posts far beyond Discord's limits are cut to fit, with links to the whole."""
    await harness.load(*(record(at(n * 60), "wombat " + filling * 9_000) for n in range(5)))
    answer = await harness.ask("search", query="wombat")
    assert answer.text.count("wombat") >= 5
    assert answer.text.count("…") >= 5 or not filling.strip()


async def test_many_mistyped_words_fit(harness: Harness) -> None:
    """Posts that fill a message leave room for the corrections of the query."""
    said = [f"{letter * 3}word" for letter in "abcdefghijklmnopqrstuvwx"]
    typed = " ".join(f"{word[:5]}{word[6]}" for word in said)[:200]
    text = " ".join(said) + " " + "*" * 3000
    await harness.load(*(record(at(n * 60), text, account="_" * 15) for n in range(5)))
    answer = await harness.ask("search", query=typed)
    assert "5 posts for" in answer.text
    assert "aaawod → aaaword" in answer.text
    assert "***" in answer.text


async def test_a_query_is_hostile_too(harness: Harness) -> None:
    """The text of a query is shown literally as well."""
    await harness.load(record(at(0), "tea"))
    answer = await harness.ask("search", query="**@everyone** [x](https://evil.example)")
    assert "“**@everyone** [x](https://evil.example)”" in answer.text
    assert answer.mentions == []
    assert answer.links == []


async def test_media_and_kinds_are_named(harness: Harness) -> None:
    """A card names the media and the kind of a post."""
    id = snowflake(at(0))
    await harness.load(
        record(at(0), f"a wombat ![](media/{id}-A.jpg)"), record(at(60), "RT @eve: a wombat")
    )
    answer = await harness.ask("search", query="wombat")
    assert "1 picture" in answer.text
    assert "repost" in answer.text
