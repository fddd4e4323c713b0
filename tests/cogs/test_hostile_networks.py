"""The real bot over an archive of Mastodon that tries to break messages, by addresses and names."""

from collections import deque

import pytest

from bot.sandbox import Answer
from bot.sandbox.markdown import spans
from bot.sandbox.rules.kinds import walk
from tests.cogs.conftest import Harness
from tests.cogs.test_hostile_archive import present
from tests.ingest.bluesky.repositories import NOON, OTHER, tid
from tests.ingest.mastodon.archives import MOSS, announce, contents, create, picture, write

EVIL = "https://evil.example/"
LONG = f"https://far.example/users/moss/statuses/{'9' * 1900}"
ENDS = f"https://far.example/x>)[quagga]({EVIL}"
CLOSES = f"https://far.example/x)[quagga]({EVIL}"
SECRET = "behindthefold"


def mention(name: str) -> dict[str, str]:
    """Return the tag of a mention of an account."""
    return {"type": "Mention", "href": MOSS, "name": name}


ACTIVITIES = [
    *(create(n, f"<p>wombat long {n}</p>", inReplyTo=LONG, tag=[mention("@everyone@here.example")])
      for n in range(1, 6)),
    create(6, "<p>wombat ends</p>", inReplyTo=ENDS),
    create(7, "<p>wombat closes</p>", inReplyTo=CLOSES, url=CLOSES),
    create(8, "<p>wombat page</p>", url=ENDS),
    create(9, "<p>wombat quote</p>", quote=ENDS, quoteUri=CLOSES),
    create(10, f"<p>wombat {SECRET}</p>", summary="@everyone [x](https://evil.example)",
           attachment=[picture(alt=f"{SECRET} **x**")], tag=[mention("@here@evil.example")]),
    create(11, "<p>wombat poll</p>", type="Question", oneOf=[
        {"type": "Note", "name": "@everyone **x** [y](https://evil.example)", "replies": None},
        {"type": "Note", "name": "\n# heading\n-# small", "replies": None},
    ]),
    announce(12, LONG),
    announce(13, CLOSES, cc=["https://far.example/@everyone"]),
    *(create(20 + n, f"<p>{SECRET} {n}</p>", summary="fold") for n in range(3)),
]  # fmt: skip


@pytest.fixture
async def hostile(harness: Harness) -> Harness:
    """A server with the archive."""
    folder = write(harness.folder / "mastodon", contents(ACTIVITIES))
    report = await harness.services.imports.run([folder])
    assert report.posts_new == len(ACTIVITIES)
    return harness


async def test_every_answer_is_taken(hostile: Harness) -> None:
    """Discord takes each answer and its buttons; no link leads elsewhere, and nobody is pinged."""
    queries = [
        "wombat", "wombat long", "wombat ends", "wombat closes", "wombat page", "wombat quote",
        "wombat poll", "is:repost", SECRET, "from:fern sort:oldest",
    ]  # fmt: skip
    found = [await hostile.ask("search", query=query, private=True) for query in queries]
    found += [await hostile.ask("thread", post=query, private=True) for query in queries[:-1]]
    found += [
        await hostile.ask("onthisday", date="07-01", private=True),
        await hostile.ask("stats", private=True),
        await hostile.ask("browse", private=True),
        await hostile.ask("random", query="wombat", private=True),
        await hostile.ask("random", query="is:repost", private=True),
    ]
    left, seen = deque[Answer](found), set[str]()
    while left:
        answer = left.popleft()
        assert not answer.pings
        assert "Something went wrong" not in answer.text
        hidden = [
            span.link
            for part in walk(answer.message["components"])
            for span in spans(str(part.get("content", "")))
            if span.link not in {None, span.text} and EVIL.rstrip("/") in str(span.link)
        ]
        assert {one for one in hidden if not str(one).startswith("https://far.example/")} == set()
        for custom_id in (f"{button.custom_id}" for button in answer.pressable):
            assert len(custom_id) <= 100
        for button in answer.pressable:
            key = f"{button.label} {button.custom_id}"
            if key not in seen and button.custom_id in present(answer) and len(seen) < 60:
                seen.add(key)
                pressed = await answer.press(button)
                if not pressed.opens_modal and button.label != "Remove":
                    left.append(pressed)


async def test_nothing_is_shown_from_behind_a_warning(hostile: Harness) -> None:
    """No list, completion, example or statistic has what a warning folds."""
    answers = [
        await hostile.ask("search", query=SECRET, sort="newest"),
        await hostile.ask("search", query="wombat"),
        await hostile.ask("onthisday", date="07-01"),
        await hostile.ask("stats"),
        await hostile.ask("help"),
        await hostile.ask("thread", post="fold"),
    ]
    for answer in answers:
        shown = "".join(
            str(part.get("content", "")) + str(part.get("description", ""))
            for part in walk(answer.message["components"])
        )
        assert SECRET not in shown.replace(f"“{SECRET}”", "")
    for typed in ("", "fold", SECRET):
        choices = await hostile.ada.autocomplete("thread", focused="post", post=typed)
        assert SECRET not in str(choices)


async def test_missing_posts_are_named_by_whole_links(hostile: Harness) -> None:
    """However many addresses a message has, none is cut."""
    keys = [tid(NOON.replace(second=n)) for n in range(9)]
    said = " ".join(f"https://bsky.app/profile/{OTHER}/post/{key}" for key in keys)
    answer = await hostile.ada.context_menu("Find in archive", message=hostile.bob.say(said))
    assert "0 of 9" in answer.text
    (shown,) = [part["content"] for part in walk(answer.message["components"]) if "content" in part]
    assert shown.count("](<") == shown.count(">)") >= 3
    assert "more" in shown
