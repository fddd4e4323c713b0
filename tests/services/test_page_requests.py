"""The stored requests of buttons."""

from datetime import timedelta

import pytest

from bot.clock import MovableClock
from bot.errors import PageExpiredError
from bot.services.container import Services
from bot.services.page_requests import LIFETIME, PageRequest

REQUEST = PageRequest("search", {"query": "日本 “x”", "zone": "UTC"})


async def test_a_token_brings_its_request_back(services: Services) -> None:
    """A request that is stored under a token is read as it was."""
    assert await services.page_requests.load(await services.page_requests.save(REQUEST)) == REQUEST


async def test_equal_requests_share_a_token(services: Services) -> None:
    """The token depends on a request's contents, not on the order of its parts."""
    same = PageRequest("search", {"zone": "UTC", "query": "日本 “x”"})
    other = PageRequest("search", {"zone": "Asia/Tokyo", "query": "日本 “x”"})
    tokens = [await services.page_requests.save(one) for one in (REQUEST, same, other)]
    assert tokens[0] == tokens[1] != tokens[2]


async def test_a_token_lives_90_days_after_its_last_use(
    services: Services, clock: MovableClock
) -> None:
    """Each use extends the life of a token; an expired one is an error with a sentence."""
    token = await services.page_requests.save(REQUEST)
    clock.move(LIFETIME - timedelta(days=1))
    await services.page_requests.save(await services.page_requests.load(token))
    clock.move(LIFETIME - timedelta(days=1))
    assert await services.page_requests.load(token) == REQUEST
    clock.move(timedelta(days=2))
    with pytest.raises(PageExpiredError, match="90 days"):
        await services.page_requests.load(token)
