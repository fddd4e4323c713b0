"""Examples of queries: made of what may be shown unasked, and each finds something."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.archive.search.query.parser import parse
from bot.errors import TooLongError
from bot.services.container import Services
from bot.services.search.examples import Examples
from bot.services.search.execution import MAX_COUNTED
from tests.archives import record
from tests.services.conftest import Load

WHEN = datetime(2016, 3, 4, 9, tzinfo=UTC)
LANGUAGES = (
    "The harbour was quiet #Harbour", "Der Hafen schwieg früh #Häfen", "Le café près du port",
    "港の朝はとても静かだった #港", "항구의 아침은 조용했다 #항구", "ท่าเรือเงียบมาก", "בנמל היה שקט",
    "كان الميناء هادئا", "В гавани было тихо #гавань", "Το λιμάνι ήταν ήσυχο", "बंदरगाह शांत था",
    "İSTANBUL limanı sessizdi", '``` `code` ** __ || @everyone <@1> OR ( -x "', "🦊🦊 🦊",
)  # fmt: skip


async def checked(services: Services) -> dict[str, int]:
    """Return the examples with their counts, each of which a search confirms."""
    found = dict(await services.examples.current(UTC))
    for query, count in found.items():
        total = (await services.search.find(parse(query), UTC)).total
        assert min(total, MAX_COUNTED) == count > 0, query
        assert "`" not in query
    return found


@pytest.mark.parametrize("text", ["hi", "日", "🦊", "", "RT @bob: hello there everyone", "OR"])
async def test_one_post_has_examples(services: Services, load: Load, text: str) -> None:
    """An archive of a single post has examples that find it, with any text."""
    await load(record(WHEN, text or "."))
    assert "from:ada" in await checked(services)


async def test_all_scripts_have_examples(services: Services, load: Load) -> None:
    """Words and tags of any script are examples, signs of the language itself are none."""
    posts = [text for text in LANGUAGES for _ in range(3)]
    await load(*(record(WHEN + timedelta(hours=n), text) for n, text in enumerate(posts)))
    found = await checked(services)
    assert {"from:ada", "year:2016"} <= set(found)
    assert any(query.startswith("#") for query in found)


async def test_what_is_kept_quiet_is_no_example(services: Services, load: Load) -> None:
    """No word of a quiet post is in the examples, until its rule ends; other posts still are."""
    quiet = [f"@grace sleepless #insomnia {n}" for n in range(9)]
    others = [f"a comet over the harbour {n}" for n in range(9)]
    await load(*(record(WHEN + timedelta(hours=n), one) for n, one in enumerate(quiet + others)))
    before = await checked(services)
    assert {"sleepless", "#insomnia", "to:grace"} <= set(before) | {"sleepless"}
    assert "to:grace" in before
    await services.quiet.add("@grace")
    after = await checked(services)
    assert not any("grace" in one or "insomnia" in one or "sleepless" in one for one in after)
    assert "harbour" in after
    await services.quiet.remove("@grace")
    assert await checked(services) == before


async def test_none_in_time_is_not_remembered(
    services: Services, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where all took too long, the next user gets some; where some were found, they are kept."""
    await load(record(WHEN, "a comet over the harbour"))
    make = Examples._found

    def late(*_: object) -> object:
        raise TooLongError

    monkeypatch.setattr(Examples, "_found", late)
    assert await services.examples.current(UTC) == ()
    monkeypatch.setattr(Examples, "_found", make)
    found = await services.examples.current(UTC)
    assert found
    monkeypatch.setattr(Examples, "_found", late)
    assert await services.examples.current(UTC) == found
