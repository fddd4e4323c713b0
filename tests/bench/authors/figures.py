"""Thirteen authors, each with figures of their own.

The precision and recall of a rule were measured for thirteen real authors, over posts of 2018 and
later: the rule takes every post within five minutes of the one before as its continuation. These
authors reproduce the thirteen pairs. Other measurements are known as a range, or as one figure for
all authors: each author has a value inside that. What was not measured is assumed, and named as
such.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Author:
    """An author's figures. All but `name`, `language`, `posts` and `pace` are shares.

    Measured for each real author:
    `precision` and `recall` of the five-minute rule, mentions and reposts left out.

    Measured as a range over authors, or as one figure for all:
    `interleaved`: threads with a reply to someone else between their posts (0.10 to 0.55);
    `branched`: threads in which a post before the last has a second reply (0 to 0.12);
    `cued`: continuations that begin or end with a phrase for it (0.01 to 0.25; others a third);
    `numbered`: threads whose posts are numbered, and `listed`: bursts of unrelated posts that are
    (five of six neighbours with numbers in a row are continuations, by author from none to all);
    `doubled`: posts that a program sent within two seconds of an unrelated one (3 % of all that
    come so soon since 2018).

    Assumed:
    `continuing`: posts that reply to an own one in any way (a tenth of all posts);
    `composed`: of the continuations within five minutes, those that the composer sent (one in
    seven of all continuations; long before it there were threads, too);
    `conversing`: of two neighbours within a minute that begin with the same mentions, those where
    the second replies to the first. The mean is such that linking them gains as much as measured: a
    macro F1 of 0.04;
    `pace`: how much slower than others they continue, 0 for the average;
    `linked`: posts with an address (continuations were measured to have half as many).
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
AUTHORS = tuple(Author(*figures) for figures in (
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
    # 0 and 0.24 were measured: the precision is not quite 0, as something was found.
    ("lighthouse", "en", 2_000, .004, .24, .008,   0, .20,   0, .10,   0, .02,   0,   0, .001, .80),
    ("maeum",      "ko", 1_000,    0,   0,  .02,   0, .10,  .3, .20,   0, .06,   0,   0,    0, .20),
))
# fmt: on
