"""Whole words of scripts without spaces, from the parts that the index has of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.search.analysis.clusters import clusters
from bot.archive.search.tokens import is_partial, tokenize
from bot.archive.statistics.whole_words import (
    LONGEST,
    SAME,
    is_part,
    occurs,
    parts_of,
    runs_of,
    take_out,
    trimmed,
    word_of,
)


@dataclass(frozen=True)
class _Counts:
    """Pairs that are common, and the scores of words: 0 for others."""

    common: Sequence[str] = ()
    scores: Sequence[tuple[str, float]] = ()

    def is_common(self, pair: str) -> bool:
        return pair in self.common

    def strength(self, word: str) -> float:
        return dict(self.scores).get(word, 0.0)


def found(part: str, *texts: str, counts: _Counts | None = None) -> str:
    """Return the word of a part in posts."""
    return trimmed(word_of(part, [runs_of(text) for text in texts], counts or _Counts()))


@pytest.mark.parametrize(
    ("part", "texts", "word"),
    [
        ("士山", ("富士山に登る", "また富士山が見えた", "これは富士山。"), "富士山"),
        ("た富", ("書いた富士山が", "見た富士山に", "来た富士山"), "富士山"),
        ("ーひ", ("コーヒーを飲む", "朝コーヒー", "コーヒー豆"), "コーヒー"),
        ("べ歩", ("食べ歩きの日", "また食べ歩きだ", "食べ歩き"), "食べ歩き"),
        ("花見", ("お花見に行く", "明日はお花見", "お花見で"), "お花見"),
        ("な祭", ("ひな祭りの日", "もうひな祭りだ", "ひな祭り"), "ひな祭り"),
        ("飲み", ("紅茶を飲みながら", "何か飲みたい", "酒飲み"), ""),
        ("山に", ("富士山に登る", "富士山に行く", "富士山に雪"), ""),
        ("界杯", ("世界杯开始了", "看世界杯", "我的世界杯"), "世界杯"),
        ("らー", ("ラーメンを食べた", "塩ラーメン", "ラーメン屋"), "ラーメン"),
        ("でし", ("雨でした", "雪でした", "晴れでした"), ""),
        ("นท", ("วันจันทร์นะ", "จันทร์สวย", "ดูจันทร์"), "จันทร์"),
        ("นท", ("วันที่", "คืนที่", "บ้านที่"), ""),
        ("น้ำ", ("น้ำท่วมมาก", "น้ำท่วมแล้ว", "น้ำท่วม"), "น้ำท่วม"),
        ("កជំ", ("ទឹកជំនន់ធំ", "មានទឹកជំនន់", "ទឹកជំនន់"), "ទឹកជំនន់"),
        ("အုပ်", ("စာအုပ်ဖတ်", "ဒီစာအုပ်", "စာအုပ်"), "စာအုပ်"),
    ],
)
def test_words(part: str, texts: tuple[str, ...], word: str) -> None:
    """A part becomes the whole word, without what stands beside it; grammar is no word."""
    assert found(part, *texts) == word


def test_what_stands_beside_in_most_posts() -> None:
    """Of words that are also apart one is taken; the longer one if it marks the year as much."""
    texts = ["新潟花火だ"] * 7 + ["新潟は雪", "新潟へ", "新潟で"]
    scores = [("新潟", 5.0), ("新潟花", 4.2), ("新潟花火", 4.2)]
    assert found("新潟", *texts, counts=_Counts(scores=scores)) == "新潟"
    scores = [("新潟", 5.0), ("新潟花", 4.9), ("新潟花火", 4.9)]
    assert found("新潟", *texts, counts=_Counts(scores=scores)) == "新潟花火"


def test_common_pairs_of_hiragana_end_a_word() -> None:
    """What all of the few posts with a word have before it may still be grammar."""
    texts = ["という富士山"] * 3
    assert found("富士", *texts, counts=_Counts(common=["いう", "とい"])) == "富士山"


def test_what_is_longer_than_a_word() -> None:
    """A phrase that all posts have is not named, nor is a part of it."""
    assert found("新年", *["祝大家新年快乐万事如意身体健康"] * 3) == ""


def test_words_found_before() -> None:
    """They are taken out: the pair of a word's end and what stands beside it is no evidence."""
    texts = ["看流星雨啊", "我看流星雨", "去看流星雨了"]
    runs = [take_out(["流星雨"], runs_of(text)) for text in texts]
    assert word_of("看流", runs, _Counts()) == ""
    assert word_of("星雨", runs, _Counts()) == ""


def test_addresses_are_not_texts() -> None:
    """An address may contain letters of any script."""
    assert runs_of("see https://example.org/富士山 花火") == "花火"


CHARACTERS = st.sampled_from("富士山花火にのたコーฟันทร์界")
TEXTS = st.lists(st.text(CHARACTERS, min_size=1, max_size=20), min_size=3, max_size=12)


@given(TEXTS, st.data())
def test_a_word_is_written_in_the_posts(texts: list[str], data: st.DataObject) -> None:
    """SAME of the posts with a part have its word, if no longer one marks the year as much."""
    parts = sorted({word for text in texts for word in tokenize(text) if not is_partial(word)})
    if not parts:
        return
    part = data.draw(st.sampled_from(parts))

    class _Falling(_Counts):
        def strength(self, word: str) -> float:
            return 0.5 ** len(word)

    runs = [runs_of(text) for text in texts]
    word = word_of(part, runs, _Falling())
    if word:
        having = [run for run in runs if occurs(word, run) or part in parts_of(run)]
        assert part in parts_of(word)
        assert sum(occurs(word, run) for run in runs) >= SAME * len(having) / 2
        assert trimmed(word) in word
        assert len(clusters(trimmed(word))) <= LONGEST
        assert all(is_part(one) for one in parts_of(word))
