"""Scripts that decide the language by themselves, as far as posts are known to be in it."""

from bisect import bisect_right

_RANGES = (
    ("\u0370", "\u03ff", "el"),
    ("\u0530", "\u058f", "hy"),
    ("\u0780", "\u07bf", "dv"),
    ("\u0980", "\u09ff", "bn"),
    ("\u0a00", "\u0a7f", "pa"),
    ("\u0a80", "\u0aff", "gu"),
    ("\u0b00", "\u0b7f", "or"),
    ("\u0b80", "\u0bff", "ta"),
    ("\u0c00", "\u0c7f", "te"),
    ("\u0c80", "\u0cff", "kn"),
    ("\u0d00", "\u0d7f", "ml"),
    ("\u0d80", "\u0dff", "si"),
    ("\u0e00", "\u0e7f", "th"),
    ("\u0e80", "\u0eff", "lo"),
    ("\u0f00", "\u0fff", "bo"),
    ("\u1000", "\u109f", "my"),
    ("\u10a0", "\u10ff", "ka"),
    ("\u1100", "\u11ff", "ko"),
    ("\u1200", "\u139f", "am"),
    ("\u1780", "\u17ff", "km"),
    ("\u1f00", "\u1fff", "el"),
    ("\u3041", "\u30ff", "ja"),
    ("\u3130", "\u318f", "ko"),
    ("\u31f0", "\u31ff", "ja"),
    ("\u3400", "\u4dbf", "zh"),
    ("\u4e00", "\u9fff", "zh"),
    ("\uac00", "\ud7af", "ko"),
    ("\uf900", "\ufaff", "zh"),
    ("\uff66", "\uff9f", "ja"),
    ("\U00020000", "\U0003ffff", "zh"),
)
"""First and last characters, from Unicode's Blocks.txt, and the language."""

_FIRSTS = [first for first, _, _ in _RANGES]

SCRIPT_LANGUAGES = tuple(sorted({language for _, _, language in _RANGES}))
"""The codes that `language_of_character` returns."""


ONLY_CHINESE = frozenset(
    "的是不了我你他她它这這们們吗嗎呢吧很也都就没沒说說还還个個么麼什怎为為与與对對啊哦呀让讓给給"
)
"""Characters that are common in Chinese, and that Japanese has not or hardly uses."""

ONLY_JAPANESE = frozenset(
    "円図気広発駅働込畑沢県応関読売労単戦対帰検歳済実写収処団浅総辺両訳験鉄弾獣悪"
)
"""Characters in the form that only Japanese gives them."""


def language_of_character(character: str) -> str | None:
    """Return the language whose script a letter is of; None where several languages share it.

    A Chinese character is "zh", though Japanese uses it too.
    """
    n = bisect_right(_FIRSTS, character) - 1
    if n < 0 or character > _RANGES[n][1]:
        return None
    return _RANGES[n][2]
