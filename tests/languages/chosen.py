"""The languages in which whole tours and all cards are tried: two, or all."""

import os

from tests.catalogues.extraction import TRANSLATED

CHOSEN = tuple(sorted(TRANSLATED)) if "EVERY_LANGUAGE" in os.environ else ("de", "ja")
"""The longest words and another script. Each language takes half a minute of a processor; that no
message lacks a translation is what `python -m tests.catalogues --check` sees for all of them."""
