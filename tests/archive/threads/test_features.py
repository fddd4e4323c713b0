"""Features of the texts of two posts."""

import pytest

from bot.archive.threads.features import Features, extract_features


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
    assert extract_features("Tea is ready", child) == Features.CONTINUES


@pytest.mark.parametrize(
    "child", ["Android is out", "Button up", "yes", "undone work", "Alsace", "Oder-Neiße"]
)
def test_beginnings_are_whole_words(child: str) -> None:
    """A longer word that starts with such a beginning is no sign of a continuation."""
    expected = Features.CONTINUES if child.startswith("Oder-") else Features.NONE
    assert extract_features("Tea is ready", child) == expected


@pytest.mark.parametrize(
    "parent", ["What I learnt:", "It began…", "A thread 🧵", "Look 👇", "so →"]
)
def test_endings_before_continuations(parent: str) -> None:
    """A parent can end in a way that announces a continuation."""
    assert extract_features(parent, "Tea is ready") == Features.CONTINUES


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
    [("1/ first", "3/ third"), ("10:30 now", "11:30 now"), ("a 2022", "b 2023")],
)
def test_other_numbers_mean_nothing(parent: str, child: str) -> None:
    """Numbers that skip, times and years are no numbering."""
    assert extract_features(parent, child) in {Features.NONE, None}


def test_an_address_is_noted() -> None:
    """An address in the child is a feature, as such posts continue less often."""
    assert extract_features("Tea", "Read https://example.org") == Features.LINK


def test_conversations() -> None:
    """Two posts to the same people may be one conversation; those to others are two."""
    assert extract_features("@Bob @eve yes", "@eve @bob indeed") == Features.SAME_MENTIONS
    assert extract_features("@bob yes", "@eve indeed") is None
    assert extract_features("plain", "@eve indeed") is None
