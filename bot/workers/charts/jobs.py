"""The jobs of the worker on charts. matplotlib is loaded when one is done: in the worker alone."""

from bot.archive.statistics.model import Statistics
from bot.archive.statistics.theme import Theme


def draw(found: Statistics, heading: str, theme: Theme) -> bytes:
    """Return the picture of statistics of at least one post, as PNG."""
    from io import BytesIO  # noqa: PLC0415

    from matplotlib.figure import Figure  # noqa: PLC0415

    f = Figure(figsize=(11, 15))
    f.text(0.5, 0.5, heading, parse_math=False)
    b = BytesIO()
    f.savefig(b, format="png", dpi=100)
    return b.getvalue()
