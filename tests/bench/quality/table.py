"""The table of search by language: a row for each kind, then the averages side by side."""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean, median, stdev

from tests.bench.percentiles import p99
from tests.bench.quality.items import KINDS
from tests.bench.quality.tally import Tally

OURS, PEER = "throwback", "tantivy"


def print_head() -> None:
    """Print the heads of the columns; the columns of two numbers are ours and tantivy's."""
    print("                          MRR@10                              p50 ms        p99 ms")
    print(f"{'':22}{'n':>5}  {'ours':>5} {'peer':>5}  {'difference':14} "
          f"{'ours':>6} {'peer':>6} {'ours':>7} {'peer':>6}")  # fmt: skip


def print_rows(corpus: str, code: str, tallies: dict[str, Tally]) -> None:
    """Print a row for each kind of query in a language."""
    for kind, tally in tallies.items():
        own, peer = tally.reciprocal(OURS), tally.reciprocal(PEER)
        times, others = (tally.milliseconds.get(name, []) for name in (OURS, PEER))
        row = f"{code:3} {corpus:6} {kind:11} {len(own):5}  {fmean(own):5.3f} "
        if peer:
            row += f"{fmean(peer):5.3f}  {_difference(own, peer):14} "
            row += (
                f"{median(times):6.2f} {median(others):6.2f} {p99(times):7.2f} {p99(others):6.2f}"
            )
        else:
            row += f"{'-':>5}  {'':14} {median(times):6.2f} {'-':>6} {p99(times):7.2f} {'-':>6}"
        print(row, flush=True)


def print_overview(everything: Sequence[tuple[str, str, dict[str, Tally]]]) -> None:
    """Print MRR@10 of ours and the peer's for each language, a column for each kind."""
    kinds = [kind for kind in KINDS if any(kind in tallies for *_, tallies in everything)]
    print()
    print(f"{'':10}" + "".join(f"{kind:>12}" for kind in kinds) + f"{'p50':>14}")
    for corpus, code, tallies in sorted(everything, key=lambda row: row[:2]):
        if not tallies:
            continue
        cells = [_cell(tallies[kind]) if kind in tallies else "–" for kind in kinds]
        speeds = [
            [ms for tally in tallies.values() for ms in tally.milliseconds.get(name, ())]
            for name in (OURS, PEER)
        ]
        speed = "/".join(f"{median(times):.2f}" for times in speeds if times)
        print(f"{corpus:6} {code:3}" + "".join(f"{cell:>12}" for cell in cells) + f"{speed:>14}")


def _cell(tally: Tally) -> str:
    figures = [tally.reciprocal(OURS), tally.reciprocal(PEER)]
    return "/".join(f"{fmean(figure):.3f}".lstrip("0") for figure in figures if figure)


def _difference(own: Sequence[float], peer: Sequence[float]) -> str:
    """Return the mean difference, paired by query, and its standard error."""
    differences = [mine - other for mine, other in zip(own, peer, strict=True)]
    error = stdev(differences) / sqrt(len(differences)) if len(differences) > 1 else 0.0
    return f"{fmean(differences):+.3f} ± {error:.3f}"
