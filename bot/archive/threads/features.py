"""Cues: what the texts of two posts tell of whether one goes on from the other."""

import re
import unicodedata
from enum import IntFlag


class Features(IntFlag):
    """What the texts tell. The numbers are stored: they never change their meaning."""

    NONE = 0
    CONTINUES = 1
    """The child begins as continuations do ("also", "oops"), or the parent ends as if to go on."""
    LINK = 2
    """The child has an address: continuations have one about half as often as other posts."""
    NUMBERED = 4
    """The child's number is the parent's and one."""
    SAME_MENTIONS = 8
    """Both begin with the same @names: a reply in two parts, or a conversation that goes on."""


# How continuations begin, in the languages that archives have shown so far. Words of languages
# with spaces are whole words; those of the others are beginnings.
_BEGINNINGS = re.compile(
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

_TAIL = 12  # characters at either end that a number or a sign of going on stands in
_NUMBER_FIRST = re.compile(r"\s*[(\[#]?(\d{1,2})\s*(?:/\s*(?:\d{1,2}|n|x)?|[.)\]:])(?!\d)")
_NUMBER_LAST = re.compile(r"(?<!\d)(\d{1,2})\s*/\s*(?:\d{1,2}|n|x)?\s*[)\]]?\s*$")
_NAMES = re.compile(r"(?:@\w{1,20}\s+)+", re.ASCII)


def extract_features(parent: str, child: str) -> Features | None:
    """Return what the texts of two posts in a row tell; None that they are no thread.

    That is where both begin with mentions but not the same ones: those are two conversations.
    """
    found = Features.NONE
    if child.startswith("@"):
        if _names(parent) != _names(child):
            return None
        found |= Features.SAME_MENTIONS
    if _BEGINNINGS.match(child) or _ENDINGS.search(_plain(parent[-_TAIL:])):
        found |= Features.CONTINUES
    if "://" in child:
        found |= Features.LINK
    number = _number(parent)
    if number is not None and _number(child) == number + 1:
        found |= Features.NUMBERED
    return found


def _number(text: str) -> int | None:
    """Return the number that a post bears: 3 for "3/ …", "(3/7) …" or "… 3/7"."""
    match = _NUMBER_FIRST.match(_plain(text[:_TAIL])) or _NUMBER_LAST.search(_plain(text[-_TAIL:]))
    return int(match[1]) if match else None


def _plain(text: str) -> str:
    """Return text with the wide digits and brackets of East Asian writing as others have them."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _names(text: str) -> list[str]:
    match = _NAMES.match(text + " ")
    return sorted({name.lower() for name in match[0].split()}) if match else []
