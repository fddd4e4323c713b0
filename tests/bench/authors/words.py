"""The authors' words, in five languages, joined at random.

Posts of threads are longer than others, and their parts share a rare word more often: both are
measured as coefficients of a regression alone, so here the shares are assumed.
"""

import random
from typing import NamedTuple


class Language(NamedTuple):
    """Words, the separator between them, and phrases that a continuation begins with."""

    words: tuple[str, ...]
    space: str
    cues: tuple[str, ...]


def _split(words: str) -> tuple[str, ...]:
    return tuple(words.split())


LANGUAGES = {
    "en": Language(
        _split(
            "the a to of on with after today again lamp harbour letter winter train coffee cloud "
            "garden river paper window story dog bread light morning never always found lost made "
            "broke saw think want quiet green late small old bright every second nobody"
        ),
        " ",
        ("also", "and", "Also,", "And", "…"),
    ),
    "es": Language(
        _split(
            "el la de en con hoy otra vez luz puerto carta invierno tren nube jardín río papel "
            "ventana perro pan mañana nunca siempre encontré perdí hice vi pienso quiero tarde "
            "verde pequeño viejo cada segundo nadie niño año corazón"
        ),
        " ",
        ("también", "y", "Además,", "…"),
    ),
    "de": Language(
        _split(
            "der die das auf mit nach heute wieder Lampe Hafen Brief Winter Zug Kaffee Wolke "
            "Fluss Papier Fenster Hund Brot Licht Morgen nie immer gefunden verloren gemacht sah "
            "denke möchte leise grün spät klein alt hell jede zweite niemand Straße Garten"
        ),
        " ",
        ("auch", "und", "Außerdem", "…"),
    ),
    "ja": Language(
        _split(
            "今日 また 港 手紙 冬 電車 珈琲 雲 庭 川 紙 窓 犬 パン 光 朝 いつも 見つけた "
            "なくした 作った 見た 思う ほしい 静か 緑 遅い 小さい 古い 明るい 誰も の は を で と"
        ),
        "",
        ("あと", "そして", "…"),
    ),
    "ko": Language(
        _split(
            "오늘 다시 항구 편지 겨울 기차 커피 구름 정원 강 종이 창문 개 빵 빛 아침 항상 찾았다 "
            "잃었다 만들었다 봤다 생각한다 원한다 조용한 초록 늦은 작은 오래된 밝은 아무도"
        ),
        " ",
        ("또", "그리고", "…"),
    ),
}
FRIENDS = _split(
    "bob carla deniz emeka fatima goran hana ines jakob kim lale mateo nadia otto pilar"
)


def rare_word(rng: random.Random, language: str) -> str:
    """Return a word that hardly any other post has."""
    return "".join(rng.choices(LANGUAGES[language].words, k=2))


def sentence(
    rng: random.Random, language: str, *, cued: bool, long: bool = False, rare: str = ""
) -> str:
    """Return a sentence; with `cued`, one that begins as a continuation.

    One that is `long` has twice as many words; `rare` is one of them.
    """
    words, space, cues = LANGUAGES[language]
    chosen = rng.choices(words, k=rng.randint(3, 24) * (2 if long else 1))
    if rare:
        chosen[rng.randrange(len(chosen))] = rare
    if not cued:
        return space.join(chosen)
    if rng.random() < 0.25:
        return space.join(chosen) + ":"
    return space.join([rng.choice(cues), *chosen])
