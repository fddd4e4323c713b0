"""Stems of words."""

import threading

import pytest
import Stemmer
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.search.forms import stems
from bot.archive.search.forms.korean import without_particle
from bot.archive.search.forms.stems import is_stemmed, stem_of
from bot.archive.search.tokens import fold


def test_every_language_of_the_library_is_known() -> None:
    """Each of its algorithms is used, but for the older ones of English and Dutch."""
    used = set(stems._ALGORITHMS.values())
    assert used == set(Stemmer.algorithms()) - {"porter", "dutch_porter"}


@given(st.text(min_size=1), st.sampled_from(sorted(stems._ALGORITHMS)))
def test_a_stem_is_folded(word: str, language: str) -> None:
    """Any text has a stem, which is folded, so that query and index compare alike."""
    assert is_stemmed(language)
    assert fold(stem_of(word, language)) == stem_of(word, language)


def test_threads_do_not_disturb_each_other() -> None:
    """Stemmers keep state, and each thread has its own."""
    words = ["organizations", "running", "happiness", "flies"] * 300
    alone = [stem_of(word, "en") for word in words]
    found: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda: found.append([stem_of(word, "en") for word in words]))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [alone] * 4


@pytest.mark.parametrize(
    ("word", "noun"),
    [
        ("학교에서", "학교"),
        ("사람은", "사람"),
        ("사람는", "사람는"),  # 는 follows a vowel
        ("나는", "나"),
        ("서울로", "서울"),
        ("집으로", "집"),
        ("도", "도"),
        ("나도", "나도"),  # one syllable may be any word
        ("KBS를", "KBS를"),
    ],
)
def test_particles_are_taken_off(word: str, noun: str) -> None:
    """The longest particle that fits the sound before it is taken off."""
    assert without_particle(word) == noun
