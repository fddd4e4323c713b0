"""Codes of languages: one for each, whatever a network or a person writes for it."""

import re

_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z\d]{1,8})*", re.ASCII)
_NO_LANGUAGE = frozenset({"und", "mul", "mis", "zxx", "art"})
_SAME = {
    # Withdrawn codes, which Java and Twitter still write.
    "in": "id", "iw": "he", "ji": "yi", "jw": "jv", "mo": "ro", "sh": "sr",
    # Filipino is standard Tagalog; both kinds of Norwegian have one stemmer; kinds of Chinese,
    # Arabic, Persian and Malay are written alike.
    "fil": "tl", "nb": "no", "nn": "no", "cmn": "zh", "yue": "zh", "arb": "ar", "arz": "ar",
    "prs": "fa", "pes": "fa", "zsm": "ms", "ydd": "yi", "ckb": "ku", "kmr": "ku", "swh": "sw",
    # The three-letter codes of languages that have one of two letters; some have two of those.
    "afr": "af", "alb": "sq", "ara": "ar", "arm": "hy", "baq": "eu", "bul": "bg", "cat": "ca",
    "ces": "cs", "chi": "zh", "cze": "cs", "dan": "da", "deu": "de", "dut": "nl", "ell": "el",
    "eng": "en", "epo": "eo", "est": "et", "eus": "eu", "fas": "fa", "fin": "fi", "fra": "fr",
    "fre": "fr", "ger": "de", "gle": "ga", "glg": "gl", "gre": "el", "heb": "he", "hin": "hi",
    "hrv": "hr", "hun": "hu", "hye": "hy", "ice": "is", "ind": "id", "isl": "is", "ita": "it",
    "jpn": "ja", "kor": "ko", "lav": "lv", "lit": "lt", "mac": "mk", "may": "ms", "mkd": "mk",
    "msa": "ms", "nep": "ne", "nld": "nl", "nor": "no", "per": "fa", "pol": "pl", "por": "pt",
    "ron": "ro", "rum": "ro", "rus": "ru", "slk": "sk", "slo": "sk", "slv": "sl", "sot": "st",
    "spa": "es", "srp": "sr", "swa": "sw", "swe": "sv", "tam": "ta", "tha": "th", "tgl": "tl",
    "tur": "tr", "ukr": "uk", "urd": "ur", "vie": "vi", "yid": "yi", "zho": "zh",
}  # fmt: skip


def canonical(tag: str) -> str | None:
    """Return the code of the language of a BCP 47 tag such as "pt-BR": "pt".

    It has two letters if ISO 639 gives the language two, as far as posts are known to be in it,
    else three. Of languages with several codes it is always the same one. None for what is no tag,
    and for tags of no language ("und").
    """
    if (match := _TAG.fullmatch(tag)) is None:
        return None
    code = match[1].lower()
    return None if code in _NO_LANGUAGE else _SAME.get(code, code)


def subtags_of(code: str) -> list[str]:
    """Return the first parts of the tags whose canonical code that is, in lower case."""
    return [code, *(other for other, same in _SAME.items() if same == code)]
