"""Text that shows what it holds."""

# Control characters could move a terminal's cursor or vanish on a screen; their pictures cannot.
_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t"}
_PICTURES |= dict.fromkeys(range(0x7F, 0xA0), 0x2421)

# What turns the direction of text has to be ended, or it would turn all that follows.
_OPENS_EMBEDDING, _POP_EMBEDDING = frozenset("\u202a\u202b\u202d\u202e"), "\u202c"
_OPENS_ISOLATE, _POP_ISOLATE = frozenset("\u2066\u2067\u2068"), "\u2069"


def show_controls(text: str) -> str:
    """Return `text` with its control characters replaced by their pictures."""
    return text.translate(_PICTURES)


def printable_name(name: str) -> str:
    """Return the name of a file with what is no text in it, bytes that are no UTF-8, written out.

    Such names can neither be printed nor stored; no two of them become one.
    """
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def close_directions(text: str) -> str:
    """Return `text` with an end for every change of direction that it leaves open."""
    open_: list[str] = []
    for character in text:
        if character in _OPENS_EMBEDDING:
            open_.append(_POP_EMBEDDING)
        elif character in _OPENS_ISOLATE:
            open_.append(_POP_ISOLATE)
        elif open_ and character == open_[-1]:
            open_.pop()
    return text + "".join(reversed(open_))
