"""Posts that are hidden or erased by an address, which need not state their ids."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.archive.posts.ids.networks import Network
from bot.archive.search.query.parser import parse
from bot.errors import NotInArchiveError
from bot.services.container import Services
from tests.archives import post
from tests.ingest.bluesky.repositories import tid
from tests.services.posts.test_accounts import WHEN as NOON
from tests.services.posts.test_accounts import Import, load, on_bluesky, on_mastodon

__all__ = ["load"]

KEY = tid(NOON)
ONE = replace(on_bluesky("A comet of one kind"), id=f"at://did:plc:ada/app.bsky.feed.post/{KEY}")
OTHER = on_bluesky("Another comet", 60)
MASTODON = replace(
    on_mastodon("A comet of another server"),
    id="https://a.example/ap/users/77/statuses/109000000123456789",
)
ADDRESSES = {
    f"https://bsky.app/profile/ada.bsky.social/post/{KEY}": ONE,
    f"https://bsky.app/profile/did:plc:ada/post/{KEY}": ONE,
    f"at://ada.bsky.social/app.bsky.feed.post/{KEY}": ONE,
    KEY: ONE,
    "https://a.example/@ada/109000000123456789": MASTODON,
}


async def texts(services: Services) -> set[str]:
    """Return the texts of the posts that a search finds."""
    return {hit.post.text for hit in (await services.search.find(parse("comet"))).hits}


@pytest.mark.parametrize("address", ADDRESSES)
async def test_hidden_before_it_is_imported(services: Services, load: Import, address: str) -> None:
    """An import does not show it, though the archive does not say what the handle is."""
    one = ADDRESSES[address]
    assert "yet" in await services.hidden.hide([address], "terminal")
    await services.hidden_in_guilds.hide(5, address, "7")
    await load(ONE, OTHER, MASTODON)
    assert await texts(services) == {ONE.text, OTHER.text, MASTODON.text} - {one.text}
    with pytest.raises(NotInArchiveError):
        await services.threads.assemble(one.id)
    assert "may be shown again" in await services.hidden.unhide([one.id])
    assert one.text in await texts(services)
    assert "may be shown again" in await services.hidden_in_guilds.unhide(5, one.id)


@pytest.mark.parametrize("address", [*ADDRESSES][1:])
async def test_erased_by_an_address(services: Services, load: Import, address: str) -> None:
    """An address that means a post erases that, and no import brings it back."""
    one = ADDRESSES[address]
    await load(ONE, OTHER, MASTODON)
    await services.accounts.set_handle("did:plc:ada", "ada.bsky.social")
    plan = await services.erasure.plan([address])
    assert (plan.posts, plan.missing) == ((one.id,), ())
    await services.erasure.erase(plan)
    await load(ONE, OTHER, MASTODON, name="again.md")
    assert await texts(services) == {ONE.text, OTHER.text, MASTODON.text} - {one.text}


@pytest.mark.parametrize("address", ADDRESSES)
async def test_erased_before_it_is_imported(services: Services, load: Import, address: str) -> None:
    """An address of a post that the archive lacks is remembered as its id would be."""
    plan = await services.erasure.plan([address])
    assert len(plan.missing) == 1
    await services.erasure.erase(plan)
    await load(ONE, OTHER, MASTODON)
    assert await texts(services) == {
        one.text for one in (ONE, OTHER, MASTODON) if one != ADDRESSES[address]
    }


async def test_a_repost_with_the_key_of_a_post_stays(services: Services, load: Import) -> None:
    """Records of two collections may have one key; the address names one of them."""
    repost = replace(
        on_bluesky("comet of a repost", 5), id=f"at://did:plc:ada/app.bsky.feed.repost/{KEY}"
    )
    await services.hidden.hide([f"https://bsky.app/profile/ada.bsky.social/post/{KEY}"], "terminal")
    await load(ONE, repost)
    assert await texts(services) == {repost.text}


async def test_numbers_of_other_networks_stay(services: Services, load: Import) -> None:
    """An erased number of X erases no post of Mastodon with the same number."""
    counter = replace(on_mastodon("comet"), id="https://a.example/users/ada/statuses/20")
    await services.erasure.erase(await services.erasure.plan(["20"]))
    await load(counter, post(NOON + timedelta(hours=1), "a comet of X"))
    assert await texts(services) == {"comet", "a comet of X"}
    assert counter.network == Network.MASTODON
