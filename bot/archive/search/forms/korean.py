"""Particles of Korean, which follow a noun without a space, and common endings of its verbs.

The particles are those of the National Institute of Korean Language's list of josa that people
write most. Some have two shapes, by whether the noun ends in a consonant.
"""

import re

_SYLLABLES = range(0xAC00, 0xD7A4)
_FINALS = 28  # of each beginning: none, or one of 27 consonants
_RIEUL = 8  # the number of the final consonant after which 로 is written, not 으로

# By what they follow: a consonant, a vowel, or either.
_AFTER_CONSONANT = """
    은 이 을 과 으로 이나 이라 이란 이랑 이며 이든 이라도 이라서 이라고 이야 이에요 입니다
    이다 인 아
""".split()  # noqa: SIM905 - easier to read than a word a line
_AFTER_VOWEL = """
    는 가 를 와 로 나 라 란 랑 며 든 라도 라서 라고 야 예요 다
""".split()  # noqa: SIM905 - easier to read than a word a line
_AFTER_EITHER = """
    의 에 에서 에게 에게서 한테 한테서 께 께서 도 만 부터 까지 처럼 보다 마다 조차 마저 밖에
    만큼 대로 같이 하고 들 들은 들이 들을 들의 에는 에도 에서는 에서도 에서의 에게는 으로는
    으로도 으로서 으로써 로는 로도 로서 로써 까지는 까지도 부터는 만은 만이 만을 와의 과의
    에만 입니다 이다 인데 이고 였다 이었다 이지만 지만 하다 하는 하고 하여 해서 했다 한다
    합니다 했습니다 되다 되는 된다 됩니다 되었다 됐다
""".split()  # noqa: SIM905 - easier to read than a word a line

_BY_LENGTH = sorted(
    {
        **dict.fromkeys(_AFTER_EITHER),
        **dict.fromkeys(_AFTER_VOWEL, False),
        **dict.fromkeys(_AFTER_CONSONANT, True),
    }.items(),
    key=lambda item: -len(item[0]),
)
_HANGUL = re.compile("[\uac00-\ud7a3]{2,}")


def is_hangul(word: str) -> bool:
    """Return whether `word` is two syllables of Hangul or more, and nothing else."""
    return _HANGUL.fullmatch(word) is not None


def without_particle(word: str) -> str:
    """Return a word of Hangul without the longest particle at its end; else the word itself.

    At least one syllable is left; two, before a particle of one syllable that fits any noun.
    """
    if not is_hangul(word):
        return word
    for particle, after_consonant in _BY_LENGTH:
        if not word.endswith(particle) or len(word) == len(particle):
            continue
        noun = word.removesuffix(particle)
        if _fits(noun, particle, after_consonant=after_consonant):
            return noun
    return word


def _fits(noun: str, particle: str, *, after_consonant: bool | None) -> bool:
    final = (ord(noun[-1]) - _SYLLABLES.start) % _FINALS
    if particle.startswith("로"):
        return final in (0, _RIEUL)
    if after_consonant is None:
        return len(noun) > 1 or len(particle) > 1
    return bool(final) is after_consonant
