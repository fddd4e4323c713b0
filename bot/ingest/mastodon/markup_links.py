"""Links in HTML: the address that one leads to, and the text to show for it."""

from bot.ingest.export.short_links import is_address

_SCHEMES = ("https://", "http://")
_WWW = "www."
_CUT = "\u2026"
_SHORTEST = 4  # characters of an address that is cut, without its scheme


def address_in(href: str) -> str | None:
    """Return the web address that a link leads to; None for a link of another kind."""
    href = href.strip()
    return href if is_address(href) else None


def shown_link(address: str, covered: str, *, is_cut: bool) -> str:
    """Return the text to show for a link to `address`, whose own text is `covered`.

    Servers hide the beginning of an address and all behind its 30th character: the whole address is
    shown instead. `is_cut` is whether the markup says so. Words that are no address stay.
    """
    if is_cut or not covered.strip():
        return address
    bare = _bare(covered.strip().removesuffix(_CUT).removesuffix("..."))
    if " " not in bare and len(bare) >= _SHORTEST and _bare(address).startswith(bare):
        return address
    return covered


def _bare(address: str) -> str:
    """Return an address without its scheme and what many begin with."""
    for scheme in _SCHEMES:
        address = address.removeprefix(scheme)
    return address.removeprefix(_WWW)
