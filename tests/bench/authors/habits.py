"""Thirteen authors, each with habits of their own.

Thirteen real ones were measured, over posts of 2018 and later: how right and how complete it is to
take every post within five minutes of the one before as its continuation. These here reproduce the
thirteen pairs. What else was measured is known as a range, or as one figure for all authors: each
has a value of its own inside that. What was not measured is a guess, and said to be one.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Author:
    """Someone with habits. All but `name`, `language`, `posts` and `pace` are shares of 1.

    Measured of each real one:
    `precision` and `recall` of the five-minute rule, mentions and reposts left out.

    Measured as a range over authors, or as one figure for all:
    `interleaved`: threads with an answer to someone else between their posts (0.10 to 0.55);
    `branched`: threads in which a post before the last is answered, too (0 to 0.12);
    `cued`: continuations that begin or end with a sign of it (0.01 to 0.25; others a third);
    `numbered`: threads whose posts are numbered, and `listed`: bursts of unrelated posts that are
    (five of six neighbours with numbers in a row are continuations, by author from none to all);
    `doubled`: posts that a program sent within two seconds of an unrelated one (3 % of all that
    come so soon since 2018).

    Guesses:
    `continuing`: posts that are answers to an own one, whatever way (a tenth of all posts);
    `composed`: of the continuations within five minutes, those that the composer sent (one in
    seven of all continuations; long before it there were threads, too);
    `conversing`: of two neighbours within a minute that begin with the same mentions, those where
    the second answers the first. The mean is such that to link them gains as much as measured: a
    macro F1 of 0.04;
    `pace`: how much longer than others they take to continue, 0 for the average;
    `linked`: posts with an address (measured is that continuations have half as many).
    """

    name: str
    language: str
    posts: int
    precision: float
    recall: float
    continuing: float
    composed: float
    conversing: float
    pace: float
    interleaved: float
    branched: float
    cued: float
    numbered: float
    listed: float
    doubled: float
    linked: float


# fmt: off
AUTHORS = tuple(Author(*habits) for habits in (
    #                       posts five min. cont  comp conv pace  int  bran cued numb list doub link
    ("astrid",     "de", 1_400,  .99, .84,  .25, .50, .50,   0, .10, .03, .05, .30,   0,    0, .10),
    ("benito",     "es", 1_600,  .87, .48,  .20, .30, .30, -.2, .30, .05, .12, .10, .05, .001, .20),
    ("chihiro",    "ja", 2_000,  .68, .81,  .15, .15, .60,  .2, .20,   0, .02,   0,   0,    0, .15),
    ("dolores",    "es", 2_400,  .60, .13,  .15, .30, .20,   0, .55, .12, .25, .02,   0,    0, .10),
    ("edward",     "en", 2_200,  .60, .15,  .10,   0, .10,  .3, .45, .08, .15, .05, .05,    0, .25),
    ("frieda",     "de", 1_800,  .44, .33,  .12, .20, .40, -.3, .40, .10, .08, .05, .04, .001, .30),
    ("gyuri",      "ko", 2_000,  .43, .57,  .12, .15, .30,   0, .25, .04, .01,   0,   0, .001, .10),
    ("harriet",    "en", 2_000,  .29, .57,  .10, .10, .20,  .2, .35, .06, .20, .10, .01,    0, .35),
    ("ignacio",    "es", 1_500,  .21, .28,  .09,   0, .10, -.2, .50, .05, .10,   0, .05,    0, .30),
    ("jun",        "ja", 2_500,  .18, .23,  .10, .10, .15,   0, .30, .02, .04,   0,   0, .001, .20),
    ("kordula",    "de", 2_300,  .07, .54,  .03,   0, .10,   0, .15,   0, .03,   0, .02,    0, .50),
    # Measured were 0 and 0.24: the precision is not quite 0, as something was found.
    ("lighthouse", "en", 2_000, .004, .24, .008,   0, .20,   0, .10,   0, .02,   0,   0, .001, .80),
    ("maeum",      "ko", 1_000,    0,   0,  .02,   0, .10,  .3, .20,   0, .06,   0,   0,    0, .20),
))
# fmt: on
