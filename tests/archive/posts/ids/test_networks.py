"""Ids and addresses of posts on Mastodon and Bluesky, and their order."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.posts.ids.links import find_post_id, same_post, status_ids, web_address
from bot.archive.posts.ids.mastodon_id import status_milliseconds
from bot.archive.posts.ids.networks import Network, network_of
from bot.archive.posts.ids.sort_key import id_milliseconds, sort_key_milliseconds, sort_key_of
from bot.archive.posts.ids.tid import tid_milliseconds
from bot.archive.timestamps import from_milliseconds, to_milliseconds

NUMBER = "112416384000000007"
USER = f"https://binders.example/users/ottilie/statuses/{NUMBER}"
NUMBERED = f"https://binders.example/ap/users/109/statuses/{NUMBER}"
DID, RKEY = "did:plc:ottiliemarshbookbinder22", "3krfzjspc2222"
RECORD = f"at://{DID}/app.bsky.feed.post/{RKEY}"


@pytest.mark.parametrize(
    ("address", "id"),
    [
        (f"https://binders.example/@ottilie/{NUMBER}", USER),
        (f"binders.example/@ottilie/{NUMBER}?x=1", USER),
        (f"https://BINDERS.example/users/ottilie/statuses/{NUMBER}/activity", USER),
        (f"https://binders.example/@ottilie/{NUMBER}/embed", USER),
        (NUMBERED, NUMBERED),
        (f"https://binders.example:3000/@o.marsh/{NUMBER}",
         f"https://binders.example:3000/users/o.marsh/statuses/{NUMBER}"),
        (f"https://bsky.app/profile/{DID}/post/{RKEY}", RECORD),
        (f"https://fxbsky.app/profile/{DID}/post/{RKEY}?ref=x", RECORD),
        (f"https://bsky.app/profile/ottilie.example/post/{RKEY}",
         f"at://ottilie.example/app.bsky.feed.post/{RKEY}"),
        (RECORD, RECORD),
        (f"at://{DID}/app.bsky.feed.repost/{RKEY}", f"at://{DID}/app.bsky.feed.repost/{RKEY}"),
        (f"https://bsky.app/profile/{DID}/post/my-own-key", f"at://{DID}/app.bsky.feed.post/my-own-key"),
        ("https://pleroma.example/objects/0a1b2c3d-4e5f-6789-abcd-ef0123456789",
         "https://pleroma.example/objects/0a1b2c3d-4e5f-6789-abcd-ef0123456789"),
        (RKEY, RKEY),
        (NUMBER, NUMBER),
    ],
)  # fmt: skip
def test_addresses_name_posts(address: str, id: str) -> None:
    """Each form of an address gives the id, or a reference of the same form."""
    assert find_post_id(address) == id
    if "/" in address:
        assert status_ids(f"see <{address}>, and ({address})") == [id]


@pytest.mark.parametrize(
    "text",
    [
        # A post of another server, under an id of the one that shows it.
        f"https://viewer.example/@ottilie@binders.example/{NUMBER}",
        "https://binders.example/@ottilie", f"https://bsky.app/profile/{DID}",
        f"https://evil.example/?u=https:/@ottilie/{NUMBER}x", "international", "4krfzjspc2222",
        "mail me: ottilie@binders.example/12x",
    ],
)  # fmt: skip
def test_what_names_no_post(text: str) -> None:
    """A remote post's address on another server does not say which post it is."""
    assert find_post_id(text) is None


def test_same_posts() -> None:
    """An address may lack the number of the account, or have the handle instead of the DID."""
    assert same_post(USER, NUMBERED, ("ottilie@binders.example",))
    assert not same_post(USER, NUMBERED.replace("binders", "other"), ("ottilie@other.example",))
    assert same_post(
        f"at://Ottilie.example/app.bsky.feed.post/{RKEY}", RECORD, ("ottilie.example",)
    )
    assert not same_post(
        f"at://other.example/app.bsky.feed.post/{RKEY}", RECORD, ("ottilie.example",)
    )
    assert not same_post(RECORD.replace("post", "repost", 1), RECORD, ())
    assert not same_post(RECORD, USER, ())
    assert same_post(NUMBER, USER, ())
    assert same_post(RKEY, RECORD, ())


def test_addresses_for_browsers() -> None:
    """Posts are opened at the addresses that people share."""
    assert web_address(USER) == f"https://binders.example/@ottilie/{NUMBER}"
    assert web_address(NUMBERED) == NUMBERED
    name = "ottilie@binders.example"
    assert web_address(NUMBERED, name) == f"https://binders.example/@ottilie/{NUMBER}"
    assert web_address(RECORD) == f"https://bsky.app/profile/{DID}/post/{RKEY}"
    assert web_address("17", "ada") == "https://twitter.com/ada/status/17"


MOMENTS = st.datetimes(datetime(2017, 11, 5), datetime(2039, 9, 7)).map(  # noqa: DTZ001 - made UTC
    lambda when: when.replace(tzinfo=UTC, microsecond=when.microsecond // 1000 * 1000)
)


def mastodon_id(when: datetime, low: int) -> str:
    """Return the id of a post on Mastodon."""
    return f"https://m.example/users/a/statuses/{to_milliseconds(when) << 16 | low}"


@given(MOMENTS, MOMENTS, st.integers(0, 65535), st.integers(0, 65535))
def test_mastodons_numbers_order_posts(
    one: datetime, other: datetime, low: int, other_low: int
) -> None:
    """The sort key orders posts of one server as their numbers do, also inside a millisecond."""
    first, second = mastodon_id(one, low), mastodon_id(other, other_low)
    keys = sort_key_of(first, one), sort_key_of(second, other)
    numbers = [int(id.rpartition("/")[2]) for id in (first, second)]
    assert (keys[0] < keys[1]) == (numbers[0] < numbers[1])
    assert from_milliseconds(sort_key_milliseconds(keys[0])) == one
    assert status_milliseconds(first) == id_milliseconds(first) == to_milliseconds(one)


@given(MOMENTS, st.timedeltas(timedelta(hours=2), timedelta(days=9000)))
def test_an_imported_post_is_at_the_time_that_it_states(when: datetime, before: timedelta) -> None:
    """A number that contradicts the stated time has no part in the order."""
    stated = when - before
    key = sort_key_of(mastodon_id(when, 9), stated)
    assert key == max(to_milliseconds(stated), -(1 << 41)) << 22


def test_counters_of_the_first_servers_hold_no_time() -> None:
    """Before Mastodon 2.0 numbers were counted from 1."""
    assert id_milliseconds("https://m.example/users/a/statuses/123456") is None
    assert id_milliseconds("https://p.example/objects/0a1b") is None
    assert id_milliseconds("17") is None


@given(st.integers(0, (1 << 53) - 1), st.integers(0, 1023))
def test_tids_hold_their_time(microseconds: int, clock: int) -> None:
    """The key of a record is its time, and what is none is not read as one."""
    number = microseconds << 10 | clock
    alphabet = "234567abcdefghijklmnopqrstuvwxyz"
    key = "".join(alphabet[number >> shift & 31] for shift in range(60, -1, -5))
    assert tid_milliseconds(key) == microseconds // 1000
    for other in (key[:-1], key.upper() + "!", f"z{key[1:]}", "my-own-key"):
        assert tid_milliseconds(other) is None


@pytest.mark.parametrize(
    ("id", "network"),
    [("17", Network.TWITTER), (USER, Network.MASTODON), (RECORD, Network.BLUESKY)],
)
def test_an_id_says_its_network(id: str, network: Network) -> None:
    """Numbers are X's, addresses Mastodon's, at-URIs Bluesky's."""
    assert network_of(id) is network
