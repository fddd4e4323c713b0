"""Threads as members of a server see them."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.ui.interactions.open_buttons import OpenButton
from bot.ui.interactions.requests import ThreadFileRequest
from tests.archives import record, snowflake
from tests.cogs.conftest import Harness
from tests.ingest.export.exports import at, files, tweet, tweets


def answer_to(n: int, parent: int, text: str, **fields: Any) -> dict[str, Any]:
    """Return the n-th post, which the export calls a reply of ada's to an own post."""
    known = {
        "in_reply_to_status_id_str": snowflake(at(parent)),
        "in_reply_to_screen_name": "ada",
    }
    return tweet(n, text, **(known | fields))


async def export(harness: Harness, *posts: dict[str, Any]) -> None:
    """Import an export of ada's."""
    folder = files(harness.folder / "export", tweets=tweets(*posts))
    await harness.services.imports.run([folder])


def later(seconds: float, text: str) -> str:
    """Return the record of a post `seconds` after the first, in a layout without parents."""
    return record(at(0) + timedelta(seconds=seconds), text)


def file_of(harness: Harness, message: dict[str, Any]) -> tuple[str, str]:
    """Return the name and the contents of the file that a message has attached."""
    (attachment,) = message["attachments"]
    (file,) = [
        file
        for path, file in harness.sandbox.world.files.items()
        if attachment["url"].endswith(path)
    ]
    return attachment["filename"], file.data.decode()


async def test_branches_come_after_the_main_line(harness: Harness) -> None:
    """Branches follow the main line, and each names the post that it branches off."""
    await export(
        harness,
        tweet(0, "one"),
        answer_to(1, 0, "two"),
        answer_to(2, 1, "three"),
        answer_to(3, 0, "aside"),
        answer_to(4, 3, "aside again"),
    )
    text = (await harness.ask("thread", post=snowflake(at(4)))).text
    positions = [text.index(f"\n{one}") for one in ("one", "two", "three", "aside", "aside again")]
    assert positions == sorted(positions)
    assert "4/5 · branches off 1 · recorded\n" in text
    assert text.count("branches off") == 1
    assert "5/5 · recorded · the post you asked for" in text


@pytest.mark.parametrize(
    ("fields", "sentence", "link"),
    [
        (
            {"in_reply_to_screen_name": "bob", "in_reply_to_status_id_str": "77"},
            "in reply to @bob",
            "https://twitter.com/bob/status/77",
        ),
        ({"in_reply_to_screen_name": "bob"}, "in reply to @bob", None),
        (
            {"in_reply_to_screen_name": "ada", "in_reply_to_status_id_str": "77"},
            "continues a post of its own that the archive does not hold",
            "https://twitter.com/ada/status/77",
        ),
    ],
)
async def test_a_reply_names_its_parent(
    harness: Harness, fields: dict[str, Any], sentence: str, link: str | None
) -> None:
    """A reply names and links the post that it answers, alone and in a thread."""
    await export(harness, tweet(0, "@bob I see", **fields), answer_to(1, 0, "and more"))
    answer = await harness.ask("thread", post=snowflake(at(1)))
    assert sentence in answer.text
    assert f"https://twitter.com/ada/status/{snowflake(at(0))}" in answer.links
    assert [one for one in answer.links if one.endswith("/77")] == ([link] if link else [])
    assert not answer.mentions


async def test_a_page_has_as_many_posts_as_fit(harness: Harness) -> None:
    """Posts of a thread are not cut; a button leads to the page of the requested one."""
    posts = [later(n * 0.5, f"post {n:02} " + "x" * 700) for n in range(9)]
    await harness.load(*posts)
    answer = await harness.ask("thread", post=snowflake(at(0) + timedelta(seconds=4)))
    seen = re.findall(r"post (\d\d)", answer.text)
    assert seen == [f"{n:02}" for n in range(len(seen))]
    assert "…" not in answer.text
    assert len(seen) == 4
    assert "Page 1 of 3" in answer.text
    asked = await answer.click("To the post you asked for")
    assert "9/9" in asked.text
    assert "the post you asked for" in asked.text
    assert "To the post you asked for" not in asked.buttons
    back = await asked.click("Back")
    assert re.findall(r"post (\d\d)", back.text) == ["04", "05", "06", "07"]
    # Next and To the post lead to the same page, with different custom ids.
    assert {"Next", "To the post you asked for"} <= back.buttons.keys()


async def test_a_post_that_alone_does_not_fit_is_cut(harness: Harness) -> None:
    """A post that is too long for a page is cut and alone on it; the others are whole."""
    await harness.load(later(0, "first"), later(0.5, "wombat " + "*" * 9000), later(1, "last"))
    answer = await harness.ask("thread", post=snowflake(at(0)))
    assert "first" in answer.text
    middle = await answer.click("Next")
    assert "…" in middle.text
    assert "last" in (await middle.click("Next")).text


async def test_likely_continuations_can_be_included(harness: Harness) -> None:
    """Likely posts are listed apart with their gap; buttons include and exclude them."""
    await harness.load(later(0, "one"), later(0.5, "two"), later(57.5, "perhaps three"))
    answer = await harness.ask("thread", post=snowflake(at(0)))
    assert "A thread of 2 posts\n" in answer.text
    assert answer.text.index("Likely continuations") < answer.text.index("perhaps three")
    assert "57 s later, likely a continuation" in answer.text
    await harness.start()
    taken = await answer.click("Take the likely ones in")
    assert "A thread of 3 posts, 1 of them by a link that is only likely" in taken.text
    assert "3/3 · likely: " in taken.text
    assert "Likely continuations" not in taken.text
    left = await taken.click("Leave the likely ones out")
    assert left.text == answer.text


async def test_quotes_of_own_posts_are_listed_both_ways(harness: Harness) -> None:
    """Posts that the thread quotes, and posts that quote it, are listed below it."""
    first = f"https://twitter.com/ada/status/{snowflake(at(0))}"
    await export(
        harness,
        tweet(0, "the first comet"),
        tweet(60, f"remember? {first}", entities={"urls": []}),
        tweet(120, f"again https://twitter.com/ada/status/{snowflake(at(60))}"),
    )
    text = (await harness.ask("thread", post=snowflake(at(60)))).text
    see_also = text[text.index("See also") :]
    assert "quoted: " in see_also
    assert "the first comet" in see_also
    assert "quotes: " in see_also
    assert f"/thread post:{snowflake(at(120))}" in see_also


async def test_the_thread_comes_as_a_file(harness: Harness) -> None:
    """A button sends the whole thread as Markdown to the user, after a restart too."""
    await harness.load(*(later(n * 0.5, f"*part* {n} " + "x" * 500) for n in range(12)))
    answer = await harness.ask("thread", post=snowflake(at(0)))
    await harness.start()
    sent = await answer.click("Markdown file", by=harness.bob)
    assert sent.private
    assert "12 posts, as a Markdown file" in sent.text
    name, contents = file_of(harness, sent.message)
    assert name == f"ada-{snowflake(at(0))}.md"
    assert contents.startswith("# A thread of 12 posts by @ada\n")
    assert contents.count("\\*part\\*") == 12
    assert answer.latest.text == answer.text


async def test_a_file_includes_likely_posts_as_the_message_does(harness: Harness) -> None:
    """The file includes likely posts if the message does."""
    await harness.load(later(0, "one"), later(0.5, "two"), later(57.5, "perhaps three"))
    answer = await harness.ask("thread", post=snowflake(at(0)))
    _, contents = file_of(harness, (await answer.click("Markdown file")).message)
    assert "perhaps three" not in contents
    assert "1 more likely" in contents
    taken = await answer.click("Take the likely ones in")
    _, contents = file_of(harness, (await taken.click("Markdown file")).message)
    assert "perhaps three" in contents


@pytest.mark.parametrize(
    ("command", "options"),
    [("search", {"query": "comet"}), ("random", {"query": None}), ("onthisday", {"date": "10-03"})],
)
async def test_every_card_of_a_thread_opens_it(
    harness: Harness, command: str, options: dict[str, Any]
) -> None:
    """The button sends the thread to the user, after a restart too; the message stays."""
    given = {name: value for name, value in options.items() if value}
    await harness.load(later(0, "a comet"), later(0.5, "its tail"))
    answer = await harness.ask(command, **given)
    await harness.start()
    opened = await answer.click("Thread (2)")
    assert opened.private
    assert "A thread of 2 posts" in opened.text
    assert "its tail" in opened.text
    assert answer.latest.text == answer.text
    other = await answer.click("Thread (2)", by=harness.bob)
    assert other.private


async def test_a_single_post_has_no_button(harness: Harness) -> None:
    """A single post has no buttons to open a thread or send a file."""
    await harness.load(later(0, "a comet"), later(9000, "another comet"))
    assert not (await harness.ask("search", query="comet")).buttons
    alone = await harness.ask("thread", post=snowflake(at(0)))
    assert "stands alone" in alone.text
    assert list(alone.buttons) == ["Before", "After"]


async def test_a_page_full_of_threads_has_its_buttons(harness: Harness) -> None:
    """Five threads on a page, each with its button, fit Discord's limits."""
    for hour in range(6):
        await harness.load(
            *(later(hour * 3600 + n * 0.5, f"comet {hour}" if n == 0 else "tail") for n in (0, 1))
        )
    answer = await harness.ask("search", query="comet")
    labels = re.findall(r"o1:thread:\d+", str(answer.message))
    assert len(set(labels)) == 5
    assert "Next" in answer.buttons


@pytest.mark.parametrize("id", ["1", "9" * 19, "t1666-abcdef01", "t-1666-abcdef01"])
async def test_buttons_carry_any_id(id: str) -> None:
    """Real and synthetic ids fit a button, and are read back from it."""
    for likely in (False, True):
        button = OpenButton("threadfile", id, "Open", likely=likely)
        match = button.template.fullmatch(button.custom_id)
        assert match is not None
        again = await OpenButton.from_custom_id(None, button, match)  # type: ignore[arg-type]
        assert again.asks() == button.asks() == ThreadFileRequest(id, likely=likely)
        assert again.custom_id == button.custom_id
        assert len(button.custom_id) <= 100


async def test_a_button_of_an_unknown_feature(harness: Harness) -> None:
    """A button for what this build does not have answers with a sentence."""
    await harness.load(later(0, "one"), later(0.5, "two"))
    answer = await harness.ask("thread", post=snowflake(at(0)))
    message = answer.displayed
    parts = json.dumps(message.components).replace("o1:threadfile:", "o1:weather:")
    message.components = json.loads(parts)
    opened = await answer.click("Markdown file")
    assert opened.private
    assert "a command that is no more" in opened.text
    # Where the archive may not be shown, that is all that a button says.
    await harness.start(replace(harness.settings, guilds=frozenset({1})))
    assert "may not see the archive" in (await answer.click("Markdown file")).text


async def test_a_file_survives_a_server_error(harness: Harness) -> None:
    """A file that is sent again after a server error is whole."""
    await harness.load(later(0, "one"), later(0.5, "two"))
    answer = await harness.ask("thread", post=snowflake(at(0)))
    harness.sandbox.faults.next("PATCH", "/webhooks/*/*/messages/@original", 503)
    _, contents = file_of(harness, (await answer.click("Markdown file")).message)
    assert contents.startswith("# A thread of 2 posts")


async def test_a_hidden_post_is_a_gap(harness: Harness) -> None:
    """A hidden post is not shown in its thread, in the file, or for a link."""
    await harness.load(*(later(gap, f"part {gap}") for gap in (0, 0.5, 1)))
    middle = snowflake(at(0) + timedelta(seconds=0.5))
    await harness.services.hidden.hide([middle], "ada")
    answer = await harness.ask("thread", post=snowflake(at(0)))
    assert "A post is hidden here.\n2/2" in answer.text
    assert "part 0.5" not in answer.text
    opened = await answer.click("Markdown file")
    _, contents = file_of(harness, opened.message)
    assert "*A post is hidden here.*" in contents
    assert "part 0.5" not in contents
    message = harness.ada.say(f"https://x.com/ada/status/{middle}")
    linked = await harness.ada.context_menu("Find in archive", message=message)
    assert f"Not in it: {middle}" in linked.text
    await harness.services.hidden.hide([snowflake(at(0) + timedelta(seconds=1))], "ada")
    assert (await harness.ask("thread", post=snowflake(at(0)))).text.count("hidden here") == 1


async def test_parents_that_are_not_older(harness: Harness) -> None:
    """If damaged data names a later post, or the post itself, as parent, none is left out."""
    await export(harness, answer_to(0, 2, "a"), *(answer_to(n, n - 1, "b") for n in (1, 2)))
    await export(harness, answer_to(3, 3, "alone"))
    for n in (0, 3):
        text = (await harness.ask("thread", post=snowflake(at(n)))).text
        assert text.count("answers a post of its own that is not older, says the archive") == 1
        assert "left out" not in text


async def test_a_number_may_be_a_word(harness: Harness) -> None:
    """A number that is no known id is searched as a word; without a match it counts as an id."""
    await harness.load(later(0, "the year 2020 was long"))
    assert "was long" in (await harness.ask("thread", post="2020")).text
    assert "does not hold post 2021" in (await harness.ask("thread", post="2021")).text
