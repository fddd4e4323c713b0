"""What a hostile member finds of posts that their server may not see: nothing, by any component."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox import Actor, Answer, Channel
from bot.sandbox.interactions import InteractionKind
from bot.sandbox.rules.kinds import ComponentKind
from bot.ui.interactions.cooldowns import Cooldowns
from tests.archives import snowflake
from tests.cogs.conftest import Harness
from tests.ingest.export.exports import at, script, tweet, tweets

# Both secrets are in every post of their kind, with a word that can be asked for.
BOBS, HIDES = "bobsecret quagga", "hidsecret zebra"
WORDS = (*BOBS.split(), *HIDES.split())
HIDDEN = 6
FIND = "Find in archive"
COMMANDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("search", {"query": "wombat"}),
    ("search", {"query": "wombat OR quagga OR zebra", "sort": "oldest", "private": True}),
    ("search", {"query": "quaga"}),
    ("search", {"query": "zebar"}),
    ("search", {"query": "quagga year:1999"}),
    ("search", {"query": "from:bob wombat"}),
    ("search", {"query": "is:thread"}),
    ("random", {}),
    ("random", {"query": "-wombat"}),
    ("onthisday", {"date": "10-03"}),
    ("onthisday", {"query": "quagga OR wombat", "private": True}),
    ("thread", {"post": "quaga"}),
    *(("thread", {"post": snowflake(at(number))}) for number in range(8)),
)


def export(folder: Path, name: str, id: str, *posts: dict[str, Any]) -> Path:
    """Write the export of an account, and return its folder."""
    data = folder / name / "data"
    data.mkdir(parents=True)
    account = {"account": {"username": name, "accountId": id}}
    (data / "account.js").write_text(script("account", [account]), "utf-8")
    (data / "tweets.js").write_text(tweets(*posts), "utf-8")
    return folder / name


def answering(number: int, text: str, parent: int, to: str) -> dict[str, Any]:
    """Return a post that the archive records as an answer to another one."""
    id = snowflake(at(parent))
    return tweet(number, text, in_reply_to_status_id_str=id, in_reply_to_screen_name=to)


@pytest.fixture
async def hiding(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> Harness:
    """A server that sees alice and not bob, whose manager hid a post in the middle of a thread.

    Without cooldowns, a member does in a second what they have all day for.
    """
    monkeypatch.setattr(Cooldowns, "check", lambda *_: None)
    alice = export(
        harness.folder, "alice", "11",
        tweet(0, "wombat zero"), answering(2, "wombat two", 1, "bob"),
        answering(4, f"wombat four https://twitter.com/bob/status/{snowflake(at(3))}", 2, "alice"),
        tweet(5, "wombat five"), answering(6, f"wombat {HIDES}", 5, "alice"),
        answering(7, "wombat seven", 6, "alice"),
        *(tweet(number, f"wombat {number}") for number in range(20, 32)),
    )  # fmt: skip
    bob = export(
        harness.folder, "bob", "22",
        answering(1, f"wombat {BOBS}", 0, "alice"), answering(3, BOBS, 2, "alice"),
        *(tweet(number, f"{BOBS} {number}") for number in range(50, 60)),
    )  # fmt: skip
    await harness.services.imports.run([alice, bob])
    accounts = {harness.guild.id: frozenset({"alice"})}
    await harness.start(replace(harness.settings, guild_accounts=accounts))
    mona = harness.guild.add_member("mona", manager=True)
    await mona.slash("archive hide", post=snowflake(at(HIDDEN)))
    return harness


def leaks(answer: Answer, typed: str = "") -> list[str]:
    """Return the secret words in an answer that were not typed: in texts, labels and files."""
    shown = json.dumps([answer.message["components"], answer.followups], ensure_ascii=False)
    shown += "".join(file.data.decode("utf-8", "replace") for file in answer.files)
    return [word for word in WORDS if word in shown and word not in typed]


def components_of(answer: Answer) -> list[tuple[str, Sequence[str]]]:
    """Return the custom_ids of an answer with the values that each can send."""
    buttons: list[tuple[str, Sequence[str]]] = [
        (f"{button.custom_id}", ()) for button in answer.pressable
    ]
    menus = [(menu.custom_id, [one]) for menu in answer.selects for one in menu.options.values()]
    return buttons + menus


async def use(
    actor: Actor,
    answer: Answer,
    custom_id: str,
    values: Sequence[str] = (),
    channel: Channel | None = None,
) -> Answer:
    """Use a component of an answer as it was received, or of a copy of it in another channel."""
    shown = answer.displayed
    message = replace(
        shown,
        components=answer.message["components"],
        attachments=answer.message["attachments"],
        channel=channel or shown.channel,
        ephemeral_for=actor.user if shown.ephemeral else None,
    )
    kind = ComponentKind.STRING_SELECT if values else ComponentKind.BUTTON
    data: dict[str, Any] = {"custom_id": custom_id, "component_type": int(kind)}
    if values:
        data["values"] = list(values)
    got = await actor.act(InteractionKind.COMPONENT, message.channel, data, message=message)
    if got.opens_modal:
        got = await got.modal.submit(dict.fromkeys(got.modal.fields, "2"))
    return got


async def test_no_component_leads_to_a_secret(hiding: Harness) -> None:
    """No hidden post and none of another account appears, by any command and component."""
    used: set[str] = set()
    for command, options in COMMANDS:
        typed = " ".join(map(str, options.values()))
        found = [await hiding.ask(command, **options)]
        while found:
            answer = found.pop()
            assert not leaks(answer, typed), answer.text
            for custom_id, values in components_of(answer):
                if (key := f"{custom_id} {values}") not in used:
                    used.add(key)
                    found.append(await use(hiding.ada, answer, custom_id, values))
    assert len(used) > 40


async def test_no_completion_has_a_secret(hiding: Harness) -> None:
    """Words, accounts and threads are completed from posts that the server sees."""
    for typed in ("qua", "quaga", "bobs", "zeb", "zebar", "hid", "from:", "to:b", "#q", "-zeb"):
        choices = await hiding.ada.autocomplete("search", focused="query", query=typed)
        assert not [one for one in choices if any(word in str(one) for word in WORDS)]
        assert {"name": "from:bob", "value": "from:bob"} not in choices
    for typed in ("", "quagga", "zebra", "from:bob", "wombat"):
        choices = await hiding.ada.autocomplete("thread", focused="post", post=typed)
        assert not [one for one in choices if any(word in str(one) for word in WORDS)]


async def test_counts_have_no_secret(hiding: Harness) -> None:
    """A count of posts, also on the button of a thread, is of those that the server sees."""
    assert "17 posts" in (await hiding.ask("search", query="wombat")).text
    for number in (2, 5):  # one is answered by a post of another account, one by a hidden post
        answer = await hiding.ask("search", query=f"id:{snowflake(at(number))}")
        thread = await answer.click("Thread (2)")
        assert "A thread of 2 posts" in thread.text


async def test_a_message_that_links_to_a_secret(hiding: Harness) -> None:
    """Find in archive answers for such a post as for one that the archive lacks."""
    answers = set()
    for number in (1, HIDDEN, 15):
        id = snowflake(at(number))
        message = hiding.bob.say(f"https://twitter.com/alice/status/{id}")
        answers.add((await hiding.ada.context_menu(FIND, message=message)).text.replace(id, "?"))
    assert len(answers) == 1
    text = "the quagga and the zebra"
    assert not leaks(await hiding.ada.context_menu(FIND, message=hiding.bob.say(text)), text)


@pytest.fixture
async def staff(hiding: Harness) -> Actor:
    """A manager of another server, which sees all, and a bot for both; answers are private."""
    guild = hiding.sandbox.add_guild("Staff")
    guild.add_channel("staff")
    sam = guild.add_member("sam", manager=True)
    settings = hiding.bot.settings
    await hiding.start(replace(settings, guilds=settings.guilds | {guild.id}))
    await sam.slash("archive defaults", private=True)
    return sam


async def test_a_component_of_another_server(hiding: Harness, staff: Actor) -> None:
    """Copied from a server that sees all, it shows what is seen here, and nothing to strangers."""
    link = staff.say(f"https://twitter.com/bob/status/{snowflake(at(1))}")
    stolen = [await staff.slash(command, **options) for command, options in COMMANDS]
    stolen.append(await staff.context_menu(FIND, message=link))
    assert sum(bool(leaks(answer)) for answer in stolen) > 5
    elsewhere = hiding.sandbox.add_guild("Elsewhere")
    closed = elsewhere.add_channel("general")
    stranger = elsewhere.add_member(hiding.bob.user)
    used = {custom_id: (answer, values) for answer in stolen
            for custom_id, values in components_of(answer)}  # fmt: skip
    for custom_id, (answer, values) in used.items():
        here = await use(hiding.ada, answer, custom_id, values, hiding.channel)
        assert not leaks(here, "quagga quaga zebra zebar"), here.text
        assert "Something went wrong" not in f"{here.text} {here.followups}"
        for channel in (closed, stranger.dm):
            refused = await use(stranger, answer, custom_id, values, channel)
            assert "wombat" not in f"{refused.message} {refused.followups}"


async def test_a_digest_of_another_server(hiding: Harness, staff: Actor) -> None:
    """What its buttons show elsewhere is what is seen there; which digest it is, is not said."""
    assert staff.guild is not None
    channel = staff.guild.first_channel
    await staff.slash("digest add", channel_=channel, time="9:00", content="random", count=5,
                      query="quagga")  # fmt: skip
    hiding.clock.move(timedelta(days=1))
    await hiding.bot.digest_scheduler.tick()
    posted = staff.see(channel.history[-1])
    assert leaks(posted)
    for button in posted.pressable:
        here = await use(hiding.ada, posted, f"{button.custom_id}", (), hiding.channel)
        assert not leaks(here)
        assert "Digest 1" not in here.text
    assert "Digest 1" in (await posted.click("About this digest")).text


async def test_trusted_people_see_here_what_is_seen_here(hiding: Harness) -> None:
    """Whom USERS names sees all in direct messages, and in a server what its members see."""
    dora = hiding.guild.add_member("dora")
    dora.install()
    await hiding.start(replace(hiding.bot.settings, users=frozenset({dora.id})))
    assert "bobsecret" in leaks(await dora.slash("search", query="quagga", channel=dora.dm))
    assert not leaks(await dora.slash("search", query="quagga", channel=hiding.channel), "quagga")
