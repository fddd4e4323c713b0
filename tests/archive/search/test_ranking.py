"""The order of search results."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from bot.archive.posts.post import Kind
from bot.archive.search.candidates import Candidates, posts_matching_all
from bot.archive.search.fuzzy import Variant
from bot.archive.search.ranking import Candidate, WeightedTerm, rank, weighted
from bot.archive.search.terms import Term, terms
from tests.archive.search.vocabularies import vocabulary_of

_POSTED = [
    "staff", "staffs", "engineer", "engineers", "engines", "lock", "look", "py", "torch"
]  # fmt: skip
_TYPED = ["staff", "enginer", "engineers", "lock", "pytorch", "torch"]
POSTS = st.lists(
    st.lists(st.sampled_from(_POSTED), min_size=1, max_size=8), min_size=1, max_size=12
)
QUERY = st.lists(st.sampled_from(_TYPED), min_size=1, max_size=3, unique=True)


class Archive:
    """Posts, by their indexes in a list, with the postings and the vocabulary of their words."""

    def __init__(self, posts: list[list[str]], *more: str) -> None:
        self.posts = posts
        self.postings: dict[str, BitMap] = {}
        for key, post in enumerate(posts):
            for word in post:
                self.postings.setdefault(word, BitMap()).add(key)
        counted = Counter({word: len(keys) for word, keys in self.postings.items()})
        self.vocabulary = vocabulary_of(counted + Counter(more))

    def gathered(self, query: list[str], allowed: set[int] | None = None) -> list[int]:
        """Return the candidates that match, the most promising first."""
        within = None if allowed is None else BitMap(allowed)
        return list(Candidates(self.sought(query), self.postings, within).best_first())

    def sought(self, query: list[str]) -> list[WeightedTerm]:
        """Return the terms of a query, weighted for an archive of a hundred posts."""
        return [weighted(term, 100) for term in terms(self.vocabulary, query)]

    def order(self, query: list[str], kinds: dict[int, Kind] | None = None) -> list[int]:
        """Return the indexes of the posts that match, the best first."""
        candidates = [
            Candidate(key, key, (kinds or {}).get(key, Kind.POST), self.posts[key])
            for key in self.gathered(query)
        ]
        return [hit.key for hit in rank(candidates, self.sought(query), 100)]


def order(query: str, *texts: str, kinds: dict[int, Kind] | None = None) -> list[int]:
    """Return the indexes of the `texts` that match `query`, the best first."""
    return Archive([text.split() for text in texts]).order(query.split(), kinds)


def test_exact_beats_ending_beats_typo() -> None:
    """The word itself beats its other forms, and those beat a misspelling, in posts of any size."""
    long = "x " * 400
    assert order("engineer", "engines here", f"{long} engineer", "engineers") == [1, 2]
    assert order("marmita", f"{long} marmita", *["marmite"] * 9)[0] == 0


def test_a_word_counts_once() -> None:
    """One word of a post is not the match of two words of a query, unless they are it in parts."""
    sought = [
        weighted(Term(typed, {word: Variant(word, 0, 1.0, 3) for word in ("runs", "ran")}), 100)
        for typed in ("runs", "ran")
    ]
    posts = [["ran", "x"], ["runs", "ran", "x", "x", "x", "x"]]
    candidates = [Candidate(key, key, Kind.POST, post) for key, post in enumerate(posts)]
    assert [hit.key for hit in rank(candidates, sought, 100)] == [1, 0]


def test_a_misspelling_in_the_archive_does_not_win() -> None:
    """A rare misspelling would weigh most, being rare; it is worth no more than other words."""
    assert order("deadlick", "x deadlink", *["x deadlock"] * 9)[-1] == 0


def test_more_words_beat_fewer() -> None:
    """A post with both words comes before a post with one, however rare that is."""
    assert order("staff enginer", "engineer", "staff engineer", "staff x")[0] == 1


def test_near_and_in_order_beats_scattered() -> None:
    """Words that are near each other in the typed order come first."""
    apart = "staff " + "x " * 6 + "engineer"
    near = "staff engineer x x x x x x"
    assert order("staff engineer", apart, "engineer staff x x x x x x", near) == [2, 1, 0]


def test_words_joined_and_split() -> None:
    """One word matches two typed words, and two adjacent words match one typed word."""
    assert order("py torch", "torch x", "pytorch x") == [1, 0]
    texts = ["py torch x", "py x torch", "pytorch"] + ["py"] * 3 + ["torch"] * 3
    assert order("pytorch", *texts) == [2, 0]


def test_own_words_beat_reposts() -> None:
    """Of posts with the same words, the author's own come before reposts."""
    assert order("staff", "staff", "staff", kinds={1: Kind.REPOST}) == [0, 1]


def test_shorter_beats_longer() -> None:
    """Of two posts that contain the word once, the shorter comes first."""
    assert order("staff", "staff x", "staff x x x x x x x") == [0, 1]


def test_equal_scores_go_to_the_newer() -> None:
    """Of two posts with the same score, the newer comes first."""
    assert order("staff", "staff", "staff") == [1, 0]


def test_what_answers_another_question_is_left_out() -> None:
    """A post with only a common word of the query is not shown beside a full match."""
    assert order("the staff engineer", "the", "the staff engineer", "the") == [1]


@given(POSTS, QUERY)
def test_every_word_matched_is_in_the_post(posts: list[list[str]], query: list[str]) -> None:
    """Each match that a hit names is in the post; no hit is without a match."""
    archive = Archive(posts)
    sought = archive.sought(query)
    candidates = [Candidate(key, key, Kind.POST, post) for key, post in enumerate(posts)]
    for hit in rank(candidates, sought, 100):
        assert hit.matched
        for match in hit.matched:
            assert match.word in query
            assert f" {match.found} " in f" {' '.join(posts[hit.key])} "


@given(POSTS, QUERY)
def test_another_post_never_changes_the_order_of_two(
    posts: list[list[str]], query: list[str]
) -> None:
    """The order of two posts does not depend on which others are ranked with them."""
    sought = Archive(posts).sought(query)
    candidates = [Candidate(key, key, Kind.POST, post) for key, post in enumerate(posts)]
    every = [hit.key for hit in rank(candidates, sought, 100)]
    without = [hit.key for hit in rank(candidates[1:], sought, 100)]
    assert [key for key in every if key != 0] == without


@given(POSTS, QUERY, st.sets(st.integers(0, 11)))
def test_only_allowed_posts_are_gathered(
    posts: list[list[str]], query: list[str], allowed: set[int]
) -> None:
    """Posts outside the allowed ones are never candidates, and change no scores."""
    archive = Archive(posts)
    gathered = archive.gathered(query, allowed)
    assert set(gathered) <= allowed
    assert archive.gathered(query, set(range(len(posts)))) == archive.gathered(query)


@given(POSTS, QUERY)
def test_posts_with_every_word(posts: list[list[str]], query: list[str]) -> None:
    """The posts that match all words are those with a variant of each word."""
    archive = Archive(posts)
    sought = terms(archive.vocabulary, query)
    assert set(posts_matching_all(sought, archive.postings)) == {
        key
        for key, post in enumerate(posts)
        if all(
            any(set(variant.split(" ")) <= set(post) for variant in term.variants)
            for term in sought
        )
    }
