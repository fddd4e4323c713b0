"""Requests of buttons: their texts, which are stored for months, and what older builds stored."""

import json
import sqlite3
from contextlib import closing, suppress
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.calendar import Day, day_of
from bot.archive.search.sort_order import SortOrder
from bot.errors import PageExpiredError
from bot.ui.importing import ConfirmedImportRequest
from bot.ui.interactions import requests
from bot.ui.interactions.request import PageRequest
from bot.ui.interactions.requests import (
    BrowseRequest,
    DigestHistoryRequest,
    DigestListRequest,
    HelpRequest,
    LinkedPostsRequest,
    OnThisDayRequest,
    PostRequest,
    QuietListRequest,
    RandomRequest,
    SearchRequest,
    ThreadFileRequest,
    ThreadRequest,
    Topic,
)

DATABASES = sorted(Path(__file__).parents[2].glob("databases/*/state.db"))

TEXT, ZONE, ID = st.text(), st.none() | st.text(), st.integers(0, 2**63)
DAY = st.integers(0, 365).map(lambda number: day_of(date(2000, 1, 1) + timedelta(days=number)))
IDS = st.lists(st.from_regex(r"t?-?[0-9]{1,19}", fullmatch=True)).map(tuple)
REQUESTS = st.one_of(
    st.builds(SearchRequest, TEXT, st.sampled_from(SortOrder), ZONE),
    st.builds(OnThisDayRequest, DAY, TEXT, ZONE, st.none() | st.integers(1, 9999)),
    st.builds(
        BrowseRequest,
        st.none() | st.integers(1, 9999),
        st.none() | st.integers(1, 12),
        TEXT,
        ZONE,
    ),
    st.builds(HelpRequest, st.sampled_from(Topic), ZONE),
    st.builds(QuietListRequest),
    st.builds(RandomRequest, TEXT, TEXT, ZONE),
    st.builds(ThreadRequest, TEXT, st.booleans(), ZONE),
    st.builds(ThreadFileRequest, TEXT, st.booleans()),
    st.builds(PostRequest, TEXT),
    st.builds(LinkedPostsRequest, IDS),
    st.builds(DigestListRequest, ID),
    st.builds(DigestHistoryRequest, ID, ID),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
FEATURES = st.sampled_from(["search", "onthisday", "digests", "thread", "context"]) | st.text()
NAMES = st.sampled_from(["query", "sort", "day", "year", "guild", "post", "posts"])

MAY_14 = Day(5, 14)

STORED: tuple[tuple[str, PageRequest], ...] = (
    ('["search", {"query": "a", "sort": "oldest", "zone": "Asia/Tokyo"}]',
     SearchRequest("a", SortOrder.OLDEST, "Asia/Tokyo")),
    ('["search", {"query": "a", "zone": "UTC"}]', SearchRequest("a", zone="UTC")),
    ('["search", {"query": "a"}]', SearchRequest("a")),
    ('["onthisday", {"day": "05-14", "query": "", "zone": "UTC"}]',
     OnThisDayRequest(MAY_14, zone="UTC")),
    ('["onthisday", {"day": "05-14", "query": "a", "year": "all", "zone": "UTC"}]',
     OnThisDayRequest(MAY_14, "a", "UTC")),
    ('["onthisday", {"day": "05-14", "query": "", "year": "2019", "zone": "UTC"}]',
     OnThisDayRequest(MAY_14, zone="UTC", year=2019)),
    ('["onthisday", {"day": "02-29"}]', OnThisDayRequest(Day(2, 29))),
    ('["browse", {"account": "", "month": "3", "year": "2016", "zone": "UTC"}]',
     BrowseRequest(2016, 3, zone="UTC")),
    ('["help", {"topic": "data"}]', HelpRequest(Topic.DATA)),
    ('["quiet", {}]', QuietListRequest()),
    ('["random", {"query": "", "shuffle": "channel:1", "zone": "UTC"}]',
     RandomRequest("channel:1", zone="UTC")),
    ('["thread", {"post": "1"}]', ThreadRequest("1")),
    ('["thread", {"likely": "yes", "post": "1"}]', ThreadRequest("1", likely=True)),
    ('["thread", {"post": "a b", "zone": "UTC"}]', ThreadRequest("a b", zone="UTC")),
    ('["threadfile", {"likely": "yes", "post": "1"}]', ThreadFileRequest("1", likely=True)),
    ('["context", {"posts": "1 2"}]', LinkedPostsRequest(("1", "2"))),
    ('["digests", {"guild": "7"}]', DigestListRequest(7)),
    ('["digestruns", {"digest": "2", "guild": "7"}]', DigestHistoryRequest(7, 2)),
    ('["digests", {"guild": "7", "colour": "red"}]', DigestListRequest(7)),
)  # fmt: skip
"""Texts that some build stores, or might: the second of each pair is what it means."""


@given(REQUESTS)
def test_a_request_is_read_as_it_was(request: PageRequest) -> None:
    """The text of any request is read as that request, whose token is the same."""
    read = PageRequest.from_json(request.to_json())
    assert read == request
    assert read.token == request.token
    assert len(request.token) == 24


@given(REQUESTS, REQUESTS)
def test_equal_requests_alone_share_a_token(request: PageRequest, other: PageRequest) -> None:
    """Two requests have one token exactly if they are equal."""
    assert (request == other) is (request.token == other.token)


@pytest.mark.parametrize(("text", "request_"), STORED)
def test_stored_texts_keep_their_meaning(text: str, request_: PageRequest) -> None:
    """What older builds left out has its default; what is not known is ignored."""
    assert PageRequest.from_json(text) == request_


@pytest.mark.parametrize("database", DATABASES, ids=lambda path: path.parent.name)
def test_tokens_of_older_builds_stay(database: Path) -> None:
    """Requests of older builds have the same text and token; years are written only if chosen."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro&immutable=1", uri=True)) as old:
        stored = old.execute("SELECT token, request FROM pages").fetchall()
    assert stored
    for token, text in stored:
        request = PageRequest.from_json(text)
        assert request.to_json() == text.replace(', "year": "all"', "")
        assert request.token == token or '"year": "all"' in text


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "[]", '["search"]', '["search", null]', '["search", []]', '["search", {}]',
        '["search", {"query": 5}]', '["search", {"query": "a", "sort": "best"}]', '[["a"], {}]',
        '["weather", {"day": "05-14"}]', '["onthisday", {"day": "13-40"}]', '["digests", "guild"]',
        '["onthisday", {"day": "05-14", "year": "0"}]', '["digests", {"guild": "x"}]',
    ],
)  # fmt: skip
def test_a_text_that_is_no_request_is_refused(text: str) -> None:
    """A damaged text, or an unknown feature, is an error with a sentence."""
    with pytest.raises(PageExpiredError, match="a command that is no more"):
        PageRequest.from_json(text)


@given(st.tuples(FEATURES, st.dictionaries(NAMES, JSON)) | JSON)
def test_any_json_is_read_or_refused(stored: object) -> None:
    """No JSON text raises anything else."""
    with suppress(PageExpiredError):
        PageRequest.from_json(json.dumps(stored))


def test_a_field_is_changed_by_its_text() -> None:
    """A menu may change a field of a request, but only one that exists, to a value of it."""
    request = OnThisDayRequest(MAY_14, "a", "UTC")
    assert request.changed({}) == request
    in_2019 = request.changed({"year": "2019"})
    assert in_2019 == OnThisDayRequest(MAY_14, "a", "UTC", 2019)
    assert in_2019.changed({"year": "all"}) == request
    for name, text in (("year", "x"), ("year", "10000"), ("colour", "red"), ("feature", "search")):
        with pytest.raises(PageExpiredError, match="a command that is no more"):
            request.changed({name: text})


def test_every_kind_of_request_is_known() -> None:
    """A kind that is not in the table could be saved, but not be loaded again."""
    kinds = {
        one
        for one in vars(requests).values()
        if isinstance(one, type) and issubclass(one, PageRequest) and "feature" in vars(one)
    }
    assert kinds | {ConfirmedImportRequest} == set(PageRequest.kinds.values())


@pytest.mark.parametrize("kind", PageRequest.kinds.values())
def test_every_field_that_is_no_text_has_a_parser(kind: type[PageRequest]) -> None:
    """Without one the field would come back as a text."""
    hints = get_type_hints(kind)
    texts = (str, str | None)
    assert {one.name for one in fields(kind) if hints[one.name] not in texts} == set(kind.parsers)
