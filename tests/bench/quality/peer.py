"""tantivy, run well in a language: with its own tokenizers, filters and stemmers."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.bench.engines import BEST
from tests.bench.quality.languages import Language

_PART = 4  # letters of a part of a compound, at least
_PLAIN_LETTERS = 8  # from this length on two typos are allowed
# The worth of a word that matches in some way, beside its BM25: the best of several tried on
# German, French and Dutch. What matters is that they are nearly the same.
_WORTH = {"words": 24.0, "stems": 22.0, "parts": 20.0}
_FUZZY = 20.0


class Peer:
    """An index with a field of words, one of stems, one of pairs and one of parts, as they fit.

    A word of the query that matches, exactly, by the automaton of a typo or two, by its stem or by
    a part of it, is worth nearly the same; between such posts BM25 of all fields decides.
    """

    name, patience = "tantivy", 1.0

    def __init__(
        self,
        folder: Path,
        texts: Mapping[int, str],
        language: Language,
        constituents: Sequence[str] = (),
    ) -> None:
        import tantivy  # noqa: PLC0415 - of the bench extra alone

        self._tantivy: Any = tantivy
        self._analyzers = _analyzers(language, constituents)
        builder = tantivy.SchemaBuilder()
        for name in self._analyzers:
            builder.add_text_field(name, stored=False, tokenizer_name=name)
        builder.add_integer_field("key", stored=True, fast=True)
        self._schema = builder.build()
        self._folder = folder
        folder.mkdir(parents=True)
        index = tantivy.Index(self._schema, path=str(folder))
        for name, analyzer in self._analyzers.items():
            index.register_tokenizer(name, analyzer)
        writer = index.writer(heap_size=64_000_000, num_threads=1)
        for key, text in texts.items():
            writer.add_document(tantivy.Document(key=key, **dict.fromkeys(self._analyzers, text)))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def close(self) -> None:
        """Close nothing: the index closes with its last reference."""

    def size(self) -> int:
        """Return the bytes of its index."""
        return sum(file.stat().st_size for file in self._folder.iterdir())

    async def find(self, query: str) -> list[int]:
        """Return the keys of the best posts, the best first."""
        should = self._tantivy.Occur.Should
        clauses = [(should, clause) for word in query.split() for clause in self._clauses(word)]
        found = self._searcher.search(self._tantivy.Query.boolean_query(clauses), BEST, count=False)
        return [self._searcher.doc(address)["key"][0] for _, address in found.hits]

    def _clauses(self, word: str) -> list[Any]:
        """Return what a post should have for a word: its worth by how it matches, and its BM25."""
        of = self._tantivy.Query
        worth, ranked = [], []
        for field, analyzer in self._analyzers.items():
            tokens = analyzer.analyze(word)
            if field == "letters":
                if len(tokens) > 1:
                    phrase = of.phrase_query(self._schema, field, tokens)
                    ranked.append(of.const_score_query(phrase, _WORTH["words"]))
                continue
            for token in tokens:
                term = of.term_query(self._schema, field, token)
                ranked.append(term)
                if field in _WORTH:
                    worth.append(of.const_score_query(term, _WORTH[field]))
                if field == "words":
                    worth.append(of.const_score_query(self._fuzzy(token), _FUZZY))
        if worth:
            ranked.append(of.disjunction_max_query(worth))
        return ranked

    def _fuzzy(self, token: str) -> Any:
        distance = 1 if len(token) < _PLAIN_LETTERS else 2
        return self._tantivy.Query.fuzzy_term_query(
            self._schema, "words", token, distance, transposition_cost_one=True
        )


def _analyzers(language: Language, constituents: Sequence[str]) -> dict[str, Any]:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer  # noqa: PLC0415

    def lower(tokenizer: Any) -> Any:
        return TextAnalyzerBuilder(tokenizer).filter(Filter.lowercase())

    found: dict[str, Any] = {}
    if not language.unspaced:
        found["words"] = lower(Tokenizer.simple()).filter(Filter.ascii_fold()).build()
        stemmer = _stemmer(language)
        if stemmer is not None:
            stems = lower(Tokenizer.simple()).filter(stemmer)
            found["stems"] = stems.filter(Filter.ascii_fold()).build()
    if language.unspaced or language.code == "ko":
        pairs = lower(Tokenizer.ngram(1, 2))
        found["pairs"] = pairs.build()
        # Pairs have no positions in tantivy, single letters have: they find a run as it is.
        found["letters"] = lower(Tokenizer.regex(r"\w")).build()
    long = [word for word in constituents if len(word) >= _PART]
    if long and stemmer is not None:
        parts = lower(Tokenizer.simple()).filter(Filter.split_compound(long))
        found["parts"] = parts.filter(stemmer).filter(Filter.ascii_fold()).build()
    return found


def _stemmer(language: Language) -> Any:
    """Return tantivy's filter of stems; None if it has none: Snowball has more languages."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer  # noqa: PLC0415

    if language.stemmer is None:
        return None
    found = Filter.stemmer(language.stemmer)
    try:
        TextAnalyzerBuilder(Tokenizer.simple()).filter(found)  # which looks the name up
    except ValueError:
        return None
    return found
