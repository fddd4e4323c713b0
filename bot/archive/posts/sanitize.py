"""Text made safe to show: control characters, bytes that are no text, changes of direction."""

import re

# A control character could move a terminal's cursor or be invisible; its Unicode picture cannot.
_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t"}
_PICTURES |= dict.fromkeys(range(0x7F, 0xA0), 0x2421)

# A change of text direction has to be closed, or it would also apply to all text after it.
_OPENS_EMBEDDING, _POP_EMBEDDING = frozenset("\u202a\u202b\u202d\u202e"), "\u202c"
_OPENS_ISOLATE, _POP_ISOLATE = frozenset("\u2066\u2067\u2068"), "\u2069"
_OPENS = re.compile(f"[{''.join(_OPENS_EMBEDDING | _OPENS_ISOLATE)}]")


def show_controls(text: str) -> str:
    """Return `text` with its control characters replaced by their pictures."""
    return text.translate(_PICTURES)


def printable_name(name: str) -> str:
    """Return a file name with its bytes that are not UTF-8 written as backslash escapes.

    Without that such a name can be neither printed nor stored. Different names stay different.
    """
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def close_directions(text: str) -> str:
    """Return `text` with a closing character for every change of direction that it leaves open."""
    if not _OPENS.search(text):  # as in nearly every text
        return text
    open_: list[str] = []
    for character in text:
        if character in _OPENS_EMBEDDING:
            open_.append(_POP_EMBEDDING)
        elif character in _OPENS_ISOLATE:
            open_.append(_POP_ISOLATE)
        elif open_ and character == open_[-1]:
            open_.pop()
    return text + "".join(reversed(open_))
