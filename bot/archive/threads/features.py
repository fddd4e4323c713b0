"""Features of two posts' texts that show whether the second continues the first."""

import re
import unicodedata
from enum import IntFlag

from bot.archive.patterns import deferred


class Features(IntFlag):
    """Features of a pair of texts. The values are stored, so their meaning must never change."""

    NONE = 0
    CONTINUES = 1
    """BEGINS or ENDS: builds before 0.10 did not keep the two apart."""
    LINK = 2
    """The child has a link: continuations have one about half as often as other posts."""
    NUMBERED = 4
    """The child's number is the parent's plus one."""
    SAME_MENTIONS = 8
    """Both begin with the same @names: a reply in two parts, or a continuing conversation."""
    BEGINS = 16
    """The child begins as continuations do ("also", "oops")."""
    ENDS = 32
    """The parent announces that it goes on (":", "…")."""
    OTHER_NUMBER = 64
    """The child has a number, and it is not the parent's plus one."""


# How continuations begin, in the languages that archives have shown so far. In languages with
# spaces only whole words match; in the others, beginnings do.
_BEGINNINGS = deferred(
    r"""(?: \W* (?:
        also | and | but | so | plus | then | or | nor | because | cause | anyway | anyways | oops
      | edit | update | correction | clarification | addendum | addition | bonus | btw | ps | p\.s
      | fwiw | meaning | which | though | although | however | therefore | hence | besides
      | furthermore | moreover | meanwhile | finally | secondly | thirdly | lastly
      | cont | contd | cont'd | continued | e\.g | i\.e | another
      | y | pero | además | ademas | también | tambien | porque | entonces | o | pd | p\.d | sino
      | aunque | luego | continuación | por\s+cierto | es\s+decir | o\s+sea
      | und | aber | außerdem | ausserdem | auch | denn | dann | nachtrag | ergänzung | übrigens
      | weil | oder | fortsetzung | zudem | ferner | jedoch | trotzdem | deshalb | allerdings
      ) \b
      | \s* (?:\.\.\. | … | → | ↳)
      | [\s「『(]* (?:
        それと | それに | あと | そして | また | でも | ちなみに | 追記 | 続き | つづき | つまり
      | しかし | だから | なので | さらに | ただし | ただ、 | けど | 補足 | 訂正 | それから
      | 그리고 | 그런데 | 근데 | 하지만 | 그래서 | 참고로 | 추가로 | 덧붙여 | 게다가 | 그러니까
      | 왜냐하면 | 그러나 | 또한 | 정정
      ))""",
    re.IGNORECASE | re.VERBOSE,
)
_ENDINGS = re.compile(r"(?::|\.\.\.|…|→|⬇️?|👇\S?|🧵|\(cont(?:\.|'?d|inued)?\)|続く?)\W*$")

# As plain numbers: operators of IntFlag take a microsecond, and an import looks at every pair.
_LINK, _NUMBERED, _SAME_MENTIONS, _BEGINS, _ENDS, _OTHER_NUMBER = map(
    int,
    (
        Features.LINK, Features.NUMBERED, Features.SAME_MENTIONS, Features.BEGINS, Features.ENDS,
        Features.OTHER_NUMBER,
    ),
)  # fmt: skip
ALL_FEATURES = [*map(Features, range(max(Features) << 1))]
"""Every combination of features, by its value."""

_EDGE_LENGTH = 12  # characters at either end in which a number or a sign of continuation counts
_NUMBER_FIRST = re.compile(r"\s*[(\[#]?(\d{1,2})\s*(?:/\s*(?:\d{1,2}|n|x)?|[.)\]:])(?!\d)")
_NUMBER_LAST = re.compile(r"(?<!\d)(\d{1,2})\s*/\s*(?:\d{1,2}|n|x)?\s*[)\]]?\s*$")
_MENTION = r"@[\w.-]{1,60}(?:@[\w.-]{1,60})?\s+"  # of any network
_MENTIONS = re.compile(f"(?:{_MENTION})+", re.ASCII)


def extract_features(parent: str, child: str, *, same_mentions: bool = False) -> Features:
    """Return the features of the texts of a post and of an earlier one that it may continue.

    `same_mentions` says whether both begin with the same mentions, see `leading_mentions`.
    """
    found = _SAME_MENTIONS if same_mentions else 0
    if _BEGINNINGS.match(child):
        found |= _BEGINS
    if _ENDINGS.search(_narrow(parent[-_EDGE_LENGTH:])):
        found |= _ENDS
    if "://" in child:
        found |= _LINK
    number = _number(child)
    if number is not None:
        earlier = _number(parent)
        is_next = earlier is not None and number == earlier + 1
        found |= _NUMBERED if is_next else _OTHER_NUMBER
    return ALL_FEATURES[found]


def leading_mentions(text: str) -> frozenset[str]:
    """Return the @names that a text begins with, in lower case."""
    if not text.startswith("@"):
        return frozenset()
    match = _MENTIONS.match(text + " ")
    return frozenset(match[0].lower().split()) if match else frozenset()


def _number(text: str) -> int | None:
    """Return the number of a numbered post: 3 for "3/ …", "(3/7) …" or "… 3/7"."""
    match = _NUMBER_FIRST.match(_narrow(text[:_EDGE_LENGTH]))
    if match is None:
        end = _narrow(text[-_EDGE_LENGTH:])
        match = _NUMBER_LAST.search(end) if "/" in end else None
    return int(match[1]) if match else None


def _narrow(text: str) -> str:
    """Return `text` with the wide digits and brackets of East Asian writing made ASCII."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)
