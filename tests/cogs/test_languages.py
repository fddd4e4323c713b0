"""In which language an answer is: the asker's if it is private, else the server's."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.archives import record
from tests.cogs.conftest import Harness
from tests.languages.pseudo import LOCALE, SIGN, doubled

WHEN = datetime(2021, 11, 24, tzinfo=UTC)


@pytest.fixture
async def french(harness: Harness) -> Harness:
    """A French server in which ada speaks German; the archive has a post."""
    harness.guild.preferred_locale = "fr"
    harness.ada.user.locale = "de"
    await harness.load(record(WHEN, "A wombat."))
    return harness


async def test_a_private_answer_is_in_the_askers_language(french: Harness) -> None:
    """A German user reads German in a French server, buttons included; others read their own."""
    answer = await french.ask("privacy")
    assert answer.private
    assert "Was dieser Bot über dich speichert" in answer.text
    assert "Gelöscht" in (await answer.click("Löschen, was über mich gespeichert ist")).text
    assert "What this bot keeps about you" in (await french.bob.slash("privacy")).text


async def test_a_public_answer_is_in_the_servers_language(french: Harness) -> None:
    """A French server reads French, no matter who asked or pressed; what one opens is theirs."""
    answer = await french.ask("random")
    assert not answer.private
    assert {"Une autre", "Avant", "Après"} <= set(answer.buttons)
    again = await answer.click("Une autre")
    assert not again.private
    assert "Une autre" in again.buttons
    private = await french.ask("random", private=True)
    assert "Noch einer" in private.buttons


async def test_a_public_question_without_an_answer(french: Harness) -> None:
    """That nothing was found is for the asker alone, and so in the asker's language."""
    answer = await french.ask("random", query="xylophone")
    assert answer.private
    assert "Es gibt keinen Beitrag zum Ziehen, der zu „xylophone“ passt." in answer.text


async def test_errors_are_in_the_askers_language(french: Harness) -> None:
    """Whatever language the answer would have been in, its error is read by the asker alone."""
    french.ada.user.locale = "ja"
    answer = await french.ask("archive timezone", zone="Atlantis")
    assert answer.private
    assert "「サーバー管理」" in answer.text
    french.ada.user.locale = "ko"
    assert "Manage Server" in (await french.ask("archive timezone", zone="Atlantis")).text


@pytest.mark.parametrize("locale", ["ko", "tlh", "zh-TW", "en-GB", None])
async def test_other_locales_are_english(french: Harness, locale: Any) -> None:
    """What Discord names and the bot does not speak, or what it leaves empty, is English."""
    french.ada.user.locale = french.guild.preferred_locale = locale
    assert "Another" in (await french.ask("random")).buttons
    assert "What this bot keeps about you" in (await french.ask("privacy")).text


async def test_an_empty_archive_in_a_public_answer(harness: Harness) -> None:
    """An error that comes up while a French answer is made is read in German by a German user."""
    harness.guild.preferred_locale = "fr"
    harness.ada.user.locale = "de"
    answer = await harness.ask("random")
    assert answer.private
    assert answer.text.startswith("Das Archiv enthält noch keinen Beitrag.")


async def test_a_manager_chooses_a_zone_in_spanish(harness: Harness) -> None:
    """What a command did is said in the asker's language; other names of Spanish are Spanish."""
    mona = harness.guild.add_member("mona", manager=True)
    mona.user.locale = "es-419"
    answer = await mona.slash("archive timezone", zone="Europe/Madrid")
    assert answer.text == (
        "Los días de este servidor siguen ahora la hora de Europe/Madrid, donde son las 13:00."
    )


async def test_direct_messages_are_in_the_users_language(harness: Harness) -> None:
    """In direct messages there is no server: every answer is in the user's language."""
    dora = harness.sandbox.add_user("dora")
    dora.user.locale = "pt-BR"
    await harness.start(replace(harness.settings, owners=frozenset({dora.id})))
    await harness.load(record(WHEN, "A wombat."))
    answer = await dora.slash("random")
    assert "Outra" in answer.buttons


async def test_a_digest_is_in_the_servers_language(harness: Harness) -> None:
    """A digest in a Japanese server is Japanese, no matter who added it."""
    harness.guild.preferred_locale = "ja"
    mona = harness.guild.add_member("mona", manager=True)
    mona.user.locale = "de"
    await harness.start(posts=True)
    await harness.load(record(datetime(2015, 11, 25, 12, tzinfo=UTC), "moon"))
    await mona.slash("digest add", channel_=harness.channel, time="9:00")
    harness.clock.set(datetime(2022, 11, 25, 9, 0, 1, tzinfo=UTC))
    await harness.bot.digest_scheduler.tick()
    message = list(harness.channel.messages.values())[-1]
    assert "このダイジェストについて" in harness.ada.see(message).buttons


async def test_the_help_names_commands_as_discord_shows_them(french: Harness) -> None:
    """A German user reads the German names and descriptions of commands, as the client has them."""
    answer = await french.ask("help")
    assert "/archiv zeitzone Wählen, wann auf diesem Server die Tage beginnen" in answer.text
    assert "Apps → Im Archiv finden" in answer.text
    assert "/datenschutz" in (await french.ask("help", topic="data")).text


async def test_every_label_is_translated(french: Harness) -> None:
    """In a made-up language that says all twice, no button of these answers is left in English."""
    french.ada.user.locale = LOCALE
    with doubled():
        for command in ("privacy", "random"):
            answer = await french.ask(command, **({"private": True} if command == "random" else {}))
            assert answer.buttons
            assert all(label.endswith(SIGN) for label in answer.buttons)
