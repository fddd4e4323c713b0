"""Features of the texts of two posts."""

import pytest

from bot.archive.threads.features import Features, extract_features, leading_mentions


@pytest.mark.parametrize(
    "child",
    [
        "Oops, I botched the link",
        "also, this",
        "And then it rained",
        "… and a biscuit",
        "...so that was that",
        "PS the tea is cold",
        "Además llueve",
        "y otra cosa",
        "Außerdem regnet es",
        "Nachtrag: der Tee",
        "それと、雨です",
        "ちなみに明日も",
        "그리고 비가 와요",
        "참고로 내일도",
    ],
)
def test_beginnings_of_continuations(child: str) -> None:
    """Beginnings of continuations are recognized, in every language found in archives."""
    assert extract_features("Tea is ready", child) == Features.BEGINS


@pytest.mark.parametrize(
    "child", ["Android is out", "Button up", "yes", "undone work", "Alsace", "Oder-Neiße"]
)
def test_beginnings_are_whole_words(child: str) -> None:
    """A longer word that starts with such a beginning is no sign of a continuation."""
    expected = Features.BEGINS if child.startswith("Oder-") else Features.NONE
    assert extract_features("Tea is ready", child) == expected


@pytest.mark.parametrize(
    "parent", ["What I learnt:", "It began…", "A thread 🧵", "Look 👇", "so →"]
)
def test_endings_before_continuations(parent: str) -> None:
    """A parent can end in a way that announces a continuation."""
    assert extract_features(parent, "Tea is ready") == Features.ENDS


@pytest.mark.parametrize(
    ("parent", "child"),
    [
        ("1/ first", "2/ second"),
        ("(1/3) first", "(2/3) second"),
        ("first 1/n", "second 2/n"),
        ("first (9/10)", "second (10/10)"),
        ("1. first", "2. second"),
        ("第一 １／３", "第二 ２／３"),
    ],
)
def test_numbers_in_a_row(parent: str, child: str) -> None:
    """Consecutive numbers are recognized at any position and in any width."""
    assert extract_features(parent, child) == Features.NUMBERED


@pytest.mark.parametrize(
    ("parent", "child"),
    [("10:30 now", "11:30 now"), ("a 2022", "b 2023"), ("1/ first", "second")],
)
def test_what_is_no_numbering(parent: str, child: str) -> None:
    """Times and years number no post; a number of the parent alone says nothing."""
    assert extract_features(parent, child) == Features.NONE


@pytest.mark.parametrize("parent", ["1/ first", "zero", "3/ third", "4/ fourth"])
def test_another_number(parent: str) -> None:
    """A number that is not the next one is a feature of its own."""
    assert extract_features(parent, "3/ third") == Features.OTHER_NUMBER


def test_an_address_is_noted() -> None:
    """An address in the child is a feature, as such posts continue less often."""
    assert extract_features("Tea", "Read https://example.org") == Features.LINK


def test_conversations() -> None:
    """The timeline knows that two posts begin with the same mentions."""
    found = extract_features("@bob yes", "@bob and so", same_mentions=True)
    assert found == Features.SAME_MENTIONS
    found = extract_features("yes", "and so", same_mentions=False)
    assert found == Features.BEGINS


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Bob @eve yes", {"@bob", "@eve"}),
        ("@eve", {"@eve"}),
        ("@eve@social.example @bob.bsky.social yes", {"@eve@social.example", "@bob.bsky.social"}),
        ("yes @bob", set()),
        ("@ bob", set()),
        ("@bob, yes", set()),
    ],
)
def test_leading_mentions(text: str, names: set[str]) -> None:
    """Names that a text begins with are found, of all networks, in any case."""
    assert leading_mentions(text) == names
