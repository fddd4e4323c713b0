"""Which posts answer best."""

from bot.archive.posts import Kind
from bot.archive.ranking import Candidate, Term, rank
from bot.archive.spelling import Vocabulary

VOCABULARY = Vocabulary({"staff": 3, "staffs": 1, "engineer": 5, "engines": 2, "the": 80})


def order(query: str, *texts: str, kinds: dict[int, Kind] | None = None) -> list[int]:
    """Return the places of `texts`, the best answer to `query` first."""
    candidates = [
        Candidate(place, place, (kinds or {}).get(place, Kind.POST), text.split())
        for place, text in enumerate(texts)
    ]
    terms = [Term(word, {v.word: v for v in VOCABULARY.variants(word)}) for word in query.split()]
    return [hit.key for hit in rank(candidates, terms, total=100)]


def test_exact_beats_ending_beats_typo() -> None:
    """The word itself is worth more than its other form, that more than a misspelling."""
    assert order("staff", "staffs", "staff") == [1, 0]
    assert order("engineer", "engines here", "engineer here") == [1, 0]


def test_more_words_beat_fewer() -> None:
    """A post with both words comes before a post with one."""
    assert order("staff enginer", "engineer", "staff engineer")[0] == 1


def test_near_and_in_order_beats_scattered() -> None:
    """Words that stand together as they were typed come first."""
    apart = "staff " + "x " * 6 + "engineer"
    assert order(
        "staff engineer", apart, "engineer staff x x x x x x", "staff engineer x x x x x x"
    ) == [
        2,
        1,
        0,
    ]


def test_own_words_beat_reposts() -> None:
    """Of the same words, the author's own come first."""
    assert order("staff", "staff", "staff", kinds={1: Kind.REPOST}) == [0, 1]


def test_equal_scores_go_to_the_newer() -> None:
    """Of two posts that answer as well, the newer comes first."""
    assert order("staff", "staff", "staff") == [1, 0]


def test_what_answers_another_question_is_left_out() -> None:
    """A post that holds only a common word of the query is not shown beside a full answer."""
    assert order("the staff engineer", "the", "the staff engineer") == [1]
