"""Text that was decoded wrongly is repaired; clean text is not changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.text.mojibake import (
    MAX_DEPTH,
    MojibakeEvidence,
    export_depths,
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


SHORT = "20歳"


@pytest.mark.parametrize(
    ("files", "depths"),
    [
        ([(TEXTS, 7)], [1]),
        ([(TEXTS, 700)], [1]),  # a hundredth of them
        ([(TEXTS, 5_000)], [0]),  # too few for so many posts, of which all others are ASCII
        ([(TEXTS[:1], 1)], [1]),
        ([(TEXTS[:1], 3)], [0]),
        ([(TEXTS[:2] * 9, 9)], [0]),  # the same two again and again
        ([(TEXTS, 7), ([SHORT], 9)], [1, 1]),
        ([(TEXTS, 7), ([SHORT], 9), ([], 9)], [1, 1, 0]),
    ],
)
def test_the_files_of_an_export(files: list[tuple[list[str], int]], depths: list[int]) -> None:
    """A file of an export is damaged if enough of its posts show it, or another file's do."""
    evidence = [
        (evidence_of([make_mojibake(text) for text in texts]), posts) for texts, posts in files
    ]
    assert export_depths(evidence) == depths


def test_a_clean_file_of_an_export_speaks_for_the_others() -> None:
    """Beside a clean file, another one is damaged only if many of its posts show it."""
    clean = (evidence_of(["Grüße"]), 9)
    many = [make_mojibake(f"{n}. {text}") for n in range(2) for text in TEXTS]
    assert export_depths([clean, (evidence_of(many[:9]), 9)]) == [0, 0]
    assert export_depths([clean, (evidence_of(many), 14)]) == [0, 1]
    assert export_depths([clean, (evidence_of(many), 14), (evidence_of([SHORT]), 1)]) == [0, 1, 0]


@given(st.lists(st.sampled_from(TEXTS), max_size=9), st.integers(0, MAX_DEPTH), st.integers(0, 99))
def test_a_clean_text_clears_its_file(bodies: list[str], times: int, posts: int) -> None:
    """However much damage a file of an export quotes, one clean text shows that it is whole."""
    quoted = [damaged(body, times) for body in bodies]
    assert export_depths([(evidence_of([*quoted, "Weiß’e Wäsche"]), posts)]) == [0]


def test_lost_characters_stay_lost() -> None:
    """U+FFFD is no evidence; the text around it is repaired with the file."""
    broken = make_mojibake("Grüße") + "\ufffd" + make_mojibake("¿Qué?")
    (depth,) = mojibake_depths([evidence_of([broken, *(make_mojibake(text) for text in TEXTS)])])
    assert repair(broken, depth)[0] == "Grüße\ufffd¿Qué?"
