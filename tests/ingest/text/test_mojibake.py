"""Text that was decoded wrongly is repaired; clean text is not changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.text.mojibake import (
    MAX_DEPTH,
    MojibakeEvidence,
    make_mojibake,
    mojibake_depths,
    repair,
    undo_mojibake,
)

TEXTS = (
    "I don’t know… “really”?",
    "Grüße aus Köln, für 20 € über die Brücke",
    "¿Qué pasó? El niño comió piñones en Cádiz",
    "日本語のテスト、とても寒い",
    "안녕하세요, 오늘은 춥네요",
    "Привет, как дела",
    "so happy ❤️ 😂 👨‍👩‍👧",
)
CLEAN = ("Weiß’e Wäsche", "café", "nel\u0085 here", "™", "20歳", "naïve Ă", "x² ≤ 3", "Ã", "ÂÃ tú")


def damaged(text: str, times: int) -> str:
    """Return `text` decoded wrongly `times` times."""
    for _ in range(times):
        text = make_mojibake(text)
    return text


def evidence_of(bodies: list[str]) -> MojibakeEvidence:
    """Return the evidence of a file with these bodies."""
    judge = MojibakeEvidence()
    for body in bodies:
        judge.add(body)
    return judge


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(0, MAX_DEPTH))
def test_every_damage_can_be_undone(text: str, times: int) -> None:
    """The inverse restores any text exactly, one damage at a time."""
    body = damaged(text, times)
    for _ in range(times):
        before = undo_mojibake(body)
        assert before is not None
        body = before
    assert body == text


@pytest.mark.parametrize("times", range(MAX_DEPTH + 1))
def test_a_whole_file_comes_back(times: int) -> None:
    """A file that is damaged as a whole is repaired as a whole, with its shortest posts."""
    bodies = [*TEXTS, "20歳", "™", "plain"]
    (depth,) = mojibake_depths([evidence_of([damaged(body, times) for body in bodies])])
    assert depth == times
    repaired = [repair(damaged(body, times), depth) for body in bodies]
    assert repaired == [(body, 0 if body.isascii() else times) for body in bodies]


@pytest.mark.parametrize("times", range(1, MAX_DEPTH + 1))
@pytest.mark.parametrize("text", TEXTS)
def test_a_damaged_post_among_clean_ones_comes_back(text: str, times: int) -> None:
    """In a file with clean text, a damaged post is repaired by itself."""
    body = damaged(text, times)
    (depth,) = mojibake_depths([evidence_of([body, *CLEAN])])
    assert depth == 0
    assert repair(body, depth) == (text, times)


@pytest.mark.parametrize("text", [*CLEAN, *TEXTS])
def test_clean_text_is_not_touched(text: str) -> None:
    """Text that was never damaged is kept, alone in its file or among others."""
    for bodies in ([text], [*CLEAN, *TEXTS]):
        (depth,) = mojibake_depths([evidence_of(bodies)])
        assert repair(text, depth) == (text, 0)


def test_a_sibling_is_evidence() -> None:
    """A file too short for evidence counts as damaged if another of its source is."""
    short, long = (
        evidence_of([make_mojibake("20歳")]),
        evidence_of([make_mojibake(text) for text in TEXTS]),
    )
    assert mojibake_depths([short]) == [0]
    assert mojibake_depths([short, long, evidence_of(["Grüße"])]) == [1, 1, 0]


def test_lost_characters_stay_lost() -> None:
    """U+FFFD is no evidence; the text around it is repaired with the file."""
    broken = make_mojibake("Grüße") + "\ufffd" + make_mojibake("¿Qué?")
    (depth,) = mojibake_depths([evidence_of([broken, *(make_mojibake(text) for text in TEXTS)])])
    assert repair(broken, depth)[0] == "Grüße\ufffd¿Qué?"
