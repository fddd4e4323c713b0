"""The outbox is read item by item, whatever its form and damage."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.mastodon.outbox import LONGEST_ITEM, count_items, items
from bot.ingest.records.records import BrokenRecord
from tests.ingest.mastodon.archives import create, outbox

ITEMS = [create(n, f"<p>Number {n} é😀</p>") for n in range(6)]
TEXT = outbox(ITEMS).decode()


def is_known(value: dict[str, Any]) -> bool:
    """Return whether an object is an activity."""
    return "actor" in value and "object" in value


def read(text: str, size: int = 1 << 18) -> tuple[list[dict[str, Any]], list[BrokenRecord]]:
    """Return the items of an outbox in pieces of a size, and where there is damage."""
    pieces = [text[begin : begin + size] for begin in range(0, len(text), size)]
    found = list(items(pieces, is_known))
    return (
        [one[1] for one in found if isinstance(one, tuple)],
        [one for one in found if isinstance(one, BrokenRecord)],
    )


@given(st.integers(1, 3000), st.sampled_from([None, 1]))
def test_pieces_of_any_size(size: int, indent: int | None) -> None:
    """The items are the same in pieces of any size, on one line or on many."""
    text = json.dumps(json.loads(TEXT), indent=indent)
    assert read(text, size) == (ITEMS, [])


def test_items_have_their_numbers() -> None:
    """An item is known by its number in the file, from 1 on."""
    assert [one[0] for one in items([TEXT], is_known) if isinstance(one, tuple)] == [*range(1, 7)]


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace('"orderedItems":', '"orderedItems":[],"orderedItems":', 1),
        TEXT.replace('"orderedItems":', '"@context":[{"a":["b"]}],"orderedItems":', 1),
        TEXT.removesuffix("}") + ',"totalItems":6}\n',
        TEXT.removesuffix("}") + ',"orderedItems":[]}',
        "\ufeff" + TEXT,
        TEXT.replace('"orderedItems"', '"ordexedItems"', 1),
    ],
)
def test_forms_of_versions_and_servers(text: str) -> None:
    """A key may occur twice, stand elsewhere, or be damaged."""
    assert read(text, 100) == (ITEMS, [])


def test_lists_in_two_parts_are_both_read() -> None:
    """Every occurrence of the list is read, and the numbers go on."""
    half = json.dumps(ITEMS[:3])
    text = '{"orderedItems":' + half + ',"orderedItems":' + json.dumps(ITEMS[3:]) + "}"
    assert read(text) == (ITEMS, [])


@given(st.integers(0, len(TEXT) - 1), st.sampled_from([50, 1 << 18]))
def test_a_file_that_was_cut_off(end: int, size: int) -> None:
    """Of a file that was cut off every whole item is read, and that it was is said once."""
    whole, damage = read(TEXT[:end], size)
    assert whole == ITEMS[: len(whole)]
    assert len(whole) == sum(TEXT.index(json.dumps(one, ensure_ascii=False, separators=(",", ":")))
        + len(json.dumps(one, ensure_ascii=False, separators=(",", ":"))) <= end for one in ITEMS
    )  # fmt: skip
    assert len(damage) == 1


@pytest.mark.parametrize("number", range(6))
def test_a_damaged_item_does_not_hide_the_next(number: int) -> None:
    """After damage the next whole item is read; the damaged one is reported by its number."""
    text = TEXT.replace(f"Number {number} ", f'Number {number}" ')
    whole, damage = read(text, 1000)
    assert whole == ITEMS[:number] + ITEMS[number + 1 :]
    assert [one.line for one in damage] == [number + 1]
    assert "damaged" in damage[0].reason


def test_an_object_in_a_damaged_item_is_no_item() -> None:
    """The note in a damaged activity is no post: whom the activity was for is unknown."""
    whole, damage = read(TEXT.replace('"actor"', '"actor', 1))
    assert whole == ITEMS[1:]
    assert len(damage) == 1


def test_an_item_that_is_too_long_is_left_out() -> None:
    """The memory holds one item, so one that is too long is reported and left out."""
    long = create(9, "x" * LONGEST_ITEM)
    whole, damage = read(json.dumps({"orderedItems": [ITEMS[0], long, ITEMS[1]]}))
    assert whole == ITEMS[:2]
    assert [one.line for one in damage] == [2]


def test_deep_nesting_is_no_recursion_error() -> None:
    """Items and other values may be nested as deeply as they like."""
    deep = "[" * 200_000
    began = time.monotonic()
    for text in (TEXT.replace("[", f'[{{"a":{deep}', 1), '{"x":' + deep, deep):
        read(text)
    whole, damage = read(TEXT.replace('"orderedItems":[', '"orderedItems":[{"a":' + deep + "},"))
    assert whole == ITEMS
    assert len(damage) == 1
    assert time.monotonic() - began < 10


@given(st.text(st.sampled_from('{}[]",:\\ab1 \n'), max_size=40))
def test_any_text_ends(text: str) -> None:
    """No text makes the reader fail or read for ever."""
    read(text, 3)
    read('{"orderedItems":[' + text, 3)
    count_items([text, text])


def test_lists_of_addresses_are_counted() -> None:
    """Likes are counted one by one; what is behind damage is not."""
    likes = {"id": "likes.json", "orderedItems": [f"https://o.example/{n}" for n in range(99)]}
    text = json.dumps(likes)
    assert count_items([text[n : n + 7] for n in range(0, len(text), 7)]) == 99
    assert count_items([text.replace('"https://o.example/50"', "https")]) == 50
    assert count_items([text[:100]]) == 2
    assert count_items(["[]"]) == 0
