"""Why known items were lost: the query, the post that was meant, and what came above it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import Path

from bot.archive.search.query.parser import parse
from bot.archive.search.tokens import tokenize, tokenize_query
from bot.services.container import Services
from bot.services.search.results import Hit
from tests.bench.known import Item
from tests.bench.quality.languages import Language
from tests.bench.quality.tally import Tally

_DEEP = 200  # results that are looked at for a post that is not among the best
_EACH = 10  # items of a language
_ABOVE = 2  # posts shown that came above
_OURS, _PEER = "throwback", "tantivy"


@dataclass(frozen=True, slots=True)
class _Lost:
    """An item whose post was not first, and its rank by ours and by tantivy, None if none."""

    item: Item
    rank: int | None
    peer: int | None

    def badness(self) -> tuple[int, int]:
        """Return what sorts the worst first: lost by ours, and found by the other."""
        return -(self.rank or _DEEP), self.peer or _DEEP


async def write(
    file: Path,
    corpus: str,
    language: Language,
    tallies: Mapping[str, Tally],
    services: Services,
    texts: Mapping[int, str],
) -> None:
    """Add the worst items of a language to `file`, of every kind in turn."""
    by_kind = {kind: lost for kind, tally in tallies.items() if (lost := _lost(tally))}
    counts = (f"{kind} {len(by_kind[kind])} of {len(tallies[kind].items)}" for kind in by_kind)
    lines = [f"== {language.code} {corpus}, not first: {', '.join(counts) or 'none'}"]
    in_turn = (one for turn in zip_longest(*by_kind.values()) for one in turn if one)
    for one in islice(in_turn, _EACH):
        found = await services.search.find(parse(one.item.query), limit=_DEEP)
        lines += _explain(one, found.hits, texts[one.item.key])
    with file.open("a", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n\n")


def _lost(tally: Tally) -> list[_Lost]:
    peers = tally.ranks.get(_PEER) or [None] * len(tally.items)
    every = map(_Lost, tally.items, tally.ranks[_OURS], peers)
    return sorted((lost for lost in every if lost.rank != 1), key=_Lost.badness)


def _explain(lost: _Lost, found: Sequence[Hit], wanted: str) -> list[str]:
    """Return lines that say what was typed, the cause, and the first posts above."""
    ranks = {hit.post.sort_key: rank for rank, hit in enumerate(found, 1)}
    rank = ranks.get(lost.item.key)
    own = found[rank - 1] if rank else None
    cause = _cause(own, found, tokenize_query(lost.item.query), wanted)
    place = f"rank {rank}" if rank else f"not in {len(found)}"
    return [
        f"[{lost.item.kind}] {lost.item.query!r}: {place}, tantivy {lost.peer or '-'}: {cause}",
        f"   wanted{_matched(own)}: {wanted[:240]}",
        *(
            f"   above{_matched(hit)}: {hit.post.text[:160]}"
            for hit in found[: min(_ABOVE, rank - 1 if rank else _ABOVE)]
        ),
    ]


def _cause(own: Hit | None, found: Sequence[Hit], typed: Sequence[str], wanted: str) -> str:
    has = set(tokenize(wanted))
    if own is None:
        missing = [word for word in typed if word not in has]
        return f"not linked to any word of the post: {' '.join(missing)}; of {len(found)} found"
    matched = {match.word for match in own.matched}
    unmatched = [word for word in typed if word not in matched]
    if unmatched:
        return f"not linked to any word of the post: {' '.join(unmatched)}"
    best = found[0]
    edits, above = (sum(match.edits for match in hit.matched) for hit in (own, best))
    if above > edits:
        return f"a post with {above} edits ranks above one with {edits}"
    if above < edits:
        return f"the post above matches with {above} edits, this one with {edits}"
    return "as many words and edits: ranking by rarity, order, length"


def _matched(hit: Hit | None) -> str:
    if hit is None:
        return ""
    words = ", ".join(
        match.found if match.found == match.word else f"{match.word}→{match.found}({match.edits})"
        for match in hit.matched
    )
    return f" {hit.score:.1f} [{words}]"
