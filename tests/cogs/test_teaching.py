"""/archive teach and the buttons beside likely posts: for the archive's owners alone."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.sandbox import Answer
from bot.settings import Settings
from tests.archives import record, snowflake
from tests.cogs.conftest import Harness
from tests.ingest.export.exports import at

LABELS = ["Yes", "No", "Don't know", "Stop"]


def settings(harness: Harness) -> Settings:
    """Return the settings of a bot whose archive ada owns."""
    return replace(harness.settings, owners=frozenset({harness.ada.user.id}))


@pytest.fixture
async def owned(harness: Harness) -> Harness:
    """A bot whose archive, pairs of posts that are a minute apart, ada owns."""
    await harness.start(settings(harness))
    await harness.load(
        *(
            record(at(1500 * n) + timedelta(seconds=60 * second), f"wombat {n} {second}")
            for n in range(12)
            for second in range(2)
        )
    )
    return harness


def wombats(answer: Answer) -> list[str]:
    """Return which posts an answer shows, in order."""
    words = answer.text.split()
    return [f"{words[n + 1]} {words[n + 2]}" for n, word in enumerate(words) if word == "wombat"]


async def stored(harness: Harness) -> list[tuple[str, str, str | None]]:
    """Return what is kept of answers."""
    return [
        (one.verdict, one.child, one.parent) for one in await harness.services.corrections.all()
    ]


async def followup(answer: Answer) -> Answer:
    """Return the message below an answer, once it is there."""
    if not answer.interaction.followups:
        await answer.changed()
    return answer.actor.see(answer.interaction.followups[-1])


async def test_a_round(owned: Harness) -> None:
    """Both posts are shown with their times; after five answers it is said what changed."""
    answer = await owned.ask("archive teach")
    assert answer.private
    assert "Does the second continue the first?" in answer.text
    assert [*answer.buttons][:4] == LABELS
    assert "Share here" not in answer.buttons
    assert "Undo" not in answer.buttons
    seen = []
    for number, label in enumerate(["Yes", "No", "Don't know", "Yes", "No"], 1):
        assert f"Question {number} of 5" in answer.text
        first, second = wombats(answer)
        assert (first[:-1], first[-1], second[-1]) == (second[:-1], "0", "1")
        assert answer.text.index("First") < answer.text.index("Second, 60 s later")
        seen.append(second)
        answer = await answer.click(label)
    assert len({*seen}) == 5
    assert "5 answers: 2 yes, 2 no, 1 unknown." in answer.text
    assert [*answer.buttons] == ["More questions", "Undo"]
    assert sorted(verdict for verdict, *_ in await stored(owned)) == ["link"] * 2 + ["reject"] * 2
    again = await answer.click("More questions")
    assert "Question 1 of 5" in again.text
    assert wombats(again)[1] not in seen


async def test_others_are_refused(owned: Harness) -> None:
    """The command and, if a button were to reach them, each button are for owners."""
    refused = await owned.bob.slash("archive teach")
    assert refused.private
    assert "owner" in refused.text
    assert "wombat" not in refused.text
    answer = await owned.ask("archive teach")
    await owned.start(replace(owned.settings, owners=frozenset({owned.bob.user.id})))
    late = await answer.click("Yes")
    assert "owner" in late.text
    assert "wombat" not in late.text
    assert await stored(owned) == []


async def test_buttons_outlive_a_restart_and_an_import(owned: Harness) -> None:
    """The round goes on with the next question, wherever and by whichever process."""
    answer = await (await owned.ask("archive teach")).click("Yes")
    shown = wombats(answer)
    await owned.start(settings(owned))
    await owned.load(*(record(at(90_000 + n), f"quokka {n}") for n in range(3)))
    assert wombats(await owned.ask("archive teach")) == shown
    answer = await answer.click("No")
    assert "Question 3 of 5" in answer.text
    assert len(await stored(owned)) == 2


async def test_stopping_and_undoing(owned: Harness) -> None:
    """Stop ends the round; Undo asks again what was answered last, then what before."""
    first = await owned.ask("archive teach")
    second = await first.click("Yes")
    asked = wombats(first), wombats(second)
    ended = await (await second.click("No")).click("Stop")
    assert "2 answers: 1 yes, 1 no." in ended.text
    undone = await ended.click("Undo")
    assert "The last answer is taken back." in undone.text
    assert wombats(undone) == asked[1]
    assert "Question 2 of 5" in undone.text
    undone = await undone.click("Undo")
    assert wombats(undone) == asked[0]
    assert await stored(owned) == []
    assert "Undo" not in undone.buttons


async def test_a_second_press_changes_nothing(owned: Harness) -> None:
    """Neither at once nor later: it is said, and the open question is shown."""
    answer, other = [await owned.ask("archive teach") for _ in range(2)]
    assert wombats(answer) == wombats(other)
    yes = answer.buttons["Yes"]
    presses = await asyncio.gather(answer.press(yes), answer.press(yes))
    assert len(await stored(owned)) == 1
    said = "That question was answered already, or is none any more."
    assert sorted(said in one.text for one in presses) == [False, True]
    assert wombats(presses[0]) == wombats(presses[1])
    late = await other.click("No")
    assert said in late.text
    assert "Question 2 of 5" in late.text
    assert len(await stored(owned)) == 1


async def test_hidden_posts_are_not_asked_about(owned: Harness) -> None:
    """Neither those hidden in the server where an owner asks."""
    for n in range(1, 12):
        await owned.services.hidden_in_guilds.hide(
            owned.guild.id, snowflake(at(1500 * n)), f"{owned.ada.user.id}"
        )
    answer = await owned.ask("archive teach")
    assert wombats(answer) == ["0 0", "0 1"]
    await owned.services.hidden.hide([snowflake(at(0))], "terminal")
    answer = await owned.ask("archive teach")
    assert "There is nothing to ask now" in answer.text
    assert not answer.buttons


async def test_long_posts_fit(owned: Harness) -> None:
    """Two posts that a message has no room for are cut, and can be shown in full."""
    await owned.load(
        record(at(90_000), "quokka " + "*" * 9000),
        record(at(90_000) + timedelta(seconds=60), "quokka " + "@everyone " * 900),
    )
    for n in range(12):
        await owned.services.hidden.hide([snowflake(at(1500 * n))], "terminal")
    answer = await owned.ask("archive teach")
    assert [*answer.buttons] == ["Show all", *LABELS]
    assert not answer.pings
    assert "quokka" in (await answer.click("Show all")).text


async def test_privacy_knows_of_questions(owned: Harness) -> None:
    """What an owner was asked is counted, and forgotten on request; the answers stay."""
    await (await owned.ask("archive teach")).click("Yes")
    answer = await owned.ask("privacy")
    assert "Which posts you were asked about: 2 questions" in answer.text
    cleared = await answer.click("Delete what is kept about me")
    assert "Nothing." in cleared.text
    assert len(await stored(owned)) == 1
    assert "Question 1 of 5" in (await owned.ask("archive teach")).text


async def test_an_owner_is_asked_beside_likely_posts(owned: Harness) -> None:
    """In private the buttons stand beside each; an answer shows the thread as it is then."""
    answer = await owned.ask("thread", post=snowflake(at(0)), private=True)
    assert "60 s later, likely a continuation" in answer.text
    assert {"Yes, it continues", "No"} <= answer.buttons.keys()
    joined = await answer.click("Yes, it continues")
    assert "2/2 · by hand" in joined.text
    assert "Noted." in joined.text
    assert "Yes, it continues" not in joined.buttons
    other, open_too = [
        await owned.ask("thread", post=snowflake(at(1500)), private=True) for _ in range(2)
    ]
    parted = await other.click("No")
    assert "This post stands alone" in parted.text
    assert wombats(parted) == ["1 0"]
    assert [verdict for verdict, *_ in await stored(owned)] == ["link", "reject"]
    stale = await open_too.click("Yes, it continues")
    assert "That question was answered already" in stale.text
    assert len(await stored(owned)) == 2
    undone = await (await owned.ask("archive teach")).click("Undo")
    assert "The last answer is taken back." in undone.text


async def test_each_likely_link_is_asked_about_once(owned: Harness) -> None:
    """Where several posts follow one another, each pair has its buttons at one of them."""
    moments = [at(90_000) + timedelta(seconds=50 * n) for n in range(5)]
    await owned.load(*(record(moment, f"quokka {n}") for n, moment in enumerate(moments)))
    for moment in moments:
        answer = await owned.ask("thread", post=snowflake(moment), private=True)
        pairs = [button.custom_id for button in answer.pressable if button.label == "No"]
        assert len(pairs) == len({*pairs}) == 4
        below = await followup(await owned.ask("thread", post=snowflake(moment)))
        assert len([one for one in below.pressable if one.label == "No"]) == 4
        whole = await answer.click("Take the likely ones in")
        assert len([one for one in whole.pressable if one.label == "No"]) == 4


async def test_likely_links_that_are_taken_in_can_be_judged(owned: Harness) -> None:
    """The buttons stand beside the posts of the thread that only a likely link joins."""
    answer = await owned.ask("thread", post=snowflake(at(0)), private=True)
    whole = await answer.click("Take the likely ones in")
    assert "2/2 · likely" in whole.text
    assert "2/2 · by hand" in (await whole.click("Yes, it continues")).text


async def test_others_see_no_such_buttons(owned: Harness) -> None:
    """Neither in public nor in private, nor in what an owner shares."""
    for answer in (
        await owned.bob.slash("thread", post=snowflake(at(0))),
        await owned.bob.slash("thread", post=snowflake(at(0)), private=True),
        await (await owned.ask("thread", post=snowflake(at(0)), private=True)).click("Share here"),
    ):
        assert "likely a continuation" in answer.text
        assert "Yes, it continues" not in answer.buttons
        assert not answer.interaction.followups


async def test_an_owner_who_asks_in_public_is_asked_in_private(owned: Harness) -> None:
    """All see the answer, which has no button; below it the owner alone has them."""
    answer = await owned.ask("thread", post=snowflake(at(0)))
    assert not answer.private
    assert "Yes, it continues" not in answer.buttons
    below = await followup(answer)
    assert below.private
    assert "Do these belong to the thread?" in below.text
    assert "60 s later, likely a continuation" in below.text
    assert wombats(below) == ["0 1"]
    await owned.start(settings(owned))
    said = await below.click("Yes, it continues")
    assert "Noted. No likely continuation is left." in said.text
    assert "2/2 · by hand" in (await owned.ask("thread", post=snowflake(at(0)))).text


async def test_a_thread_without_guesses_asks_nothing(owned: Harness) -> None:
    """An owner gets no message of questions without a question."""
    await owned.load(record(at(90_000), "quokka"))
    answer = await owned.ask("thread", post=snowflake(at(90_000)))
    await owned.ask("privacy")
    assert not answer.interaction.followups


async def test_groups_have_no_guesses(owned: Harness) -> None:
    """A search counts a thread by what is sure: a Yes joins two posts, a guess does not."""
    found = await owned.ask("search", query='"wombat 0"')
    assert "Thread (2)" not in found.buttons
    thread = await owned.ask("thread", post=snowflake(at(0)), private=True)
    await thread.click("Yes, it continues")
    assert "Thread (2)" in (await owned.ask("search", query='"wombat 0"')).buttons
