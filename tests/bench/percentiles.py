"""Percentiles of measured times."""

from collections.abc import Sequence
from statistics import quantiles


def p99(values: Sequence[float]) -> float:
    """Return the 99th percentile."""
    if len(values) < 2:
        return max(values, default=0.0)
    return quantiles(values, n=100, method="inclusive")[-1]
