"""The job of the worker that draws. matplotlib is loaded when it is done: in the worker alone."""

import logging

from bot.archive.statistics.model import Statistics
from bot.archive.statistics.theme import Theme
from bot.languages import of_discord, speaking


def draw(found: Statistics, heading: str, theme: Theme, language: str = "en-US") -> bytes:
    """Return the picture of statistics as PNG: of their year if they have one, else of all.

    `heading` is any text, and is shown on top. `found` counts at least one post. `language` is
    Discord's name of the language of the labels; they are English if no font has its letters. The
    same arguments and fonts give the same bytes.
    """
    # It would log that a family has no bold letters, or that its list of fonts takes a while.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    from matplotlib import rc_context  # noqa: PLC0415 - see above

    from bot.workers.charts import fonts, overview, wording, year  # noqa: PLC0415 - see above

    fonts.list_new_fonts()

    # Letters where they belong to a fraction of a pixel: pictures are shown scaled down anyway.
    with (
        rc_context({"text.hinting": "no_hinting"}),
        speaking(wording.writable(of_discord(language))),
    ):
        if found.year is None:
            return overview.draw(found, heading, theme)
        return year.draw(found, found.year, heading, theme)
