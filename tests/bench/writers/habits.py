"""Ten writers, each with habits of their own, of eras from 2009 to 2023.

Nothing here is fitted to a measured table, unlike the authors of `tests/bench/authors/`: habits are
invented, such as people have them. A rule that is only good for those authors is not for these.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Writer:
    """A writer's habits.

    `years` are the first and the last of this century. `length` is the mean number of words of
    a post, and of one in a series. Of a hundred sittings `series` are linked series, `rushes`
    several posts about nothing in common, `events` posts about one event that are not linked,
    `talks` conversations, and `composed` series that the composer sent; others are single
    posts. `pause` and `rush_pause` are the medians of seconds between posts of a series and of
    a rush. `numbered`, `cued` and `linked` are shares: of series with numbers, of posts in
    series that read as going on, and of other posts that have an address. `answers_self` is the
    share of posts in a talk that answer the writer's own post before. `on_topic` is the share
    of a series' words that are of its topic.
    """

    name: str
    language: str
    years: tuple[int, int]
    length: tuple[int, int]
    series: int
    rushes: int
    events: int
    talks: int
    composed: int
    pause: float
    rush_pause: float
    numbered: float
    cued: float
    linked: float
    answers_self: float
    on_topic: float


# fmt: off
WRITERS = tuple(Writer(*habits) for habits in (
    #                    years     words    ser rus ev tal com paus rush num cue  lnk self topic
    ("anneke",   "en", (19, 22), (30, 42), 20,  3,  0, 10,  5,  90, 400, .05, .15, .10, .05, .20),
    ("bruno",    "es", ( 9, 13), (10, 10),  0, 25,  5, 20,  0,  60,  90,   0,   0, .30, .02,   0),
    ("celeste",  "en", (11, 14), (16, 20), 15,  4,  0, 10,  0, 120, 500, .30, .10, .05, .05, .15),
    ("dmitri",   "de", (16, 19), ( 9,  9),  4,  5, 15, 15,  0, 100, 120,   0, .02, .05, .05, .05),
    ("ebo",      "en", (18, 21), (12, 12),  0, 40,  0,  0,  0,  60,  40,   0,   0, .90,   0,   0),
    ("farah",    "es", (20, 23), ( 8, 12), 12,  8,  0, 20,  0,  15, 200,   0, .45, .05, .10, .10),
    ("gintaras", "de", (15, 20), (12, 14),  2,  3,  0, 60,  0, 180, 300,   0, .10, .10, .03, .10),
    ("haruka",   "ja", (14, 18), (20, 34), 10,  8,  3, 15,  0,  70, 150,   0, .08, .10, .15, .15),
    ("imogen",   "en", (18, 20), (22, 40), 18,  2,  0, 10,  2, 400, 900, .85, .05, .15, .05, .20),
    ("jorge",    "es", (18, 23), (14, 40),  3, 12,  2, 20, 15, 150,  60, .05, .10, .20, .05, .15),
))
# fmt: on
