"""The signs that mean something in a query, in all forms that keyboards and programs make."""

QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02'
"""What opens and closes a phrase: all are equivalent, because keyboards insert any of them."""
DASHES = "-\u2010\u2011\u2012\u2013\u2212\uff0d"
"""What means "not" before a word. Not the long dash, which joins parts of a sentence."""
COLONS = ":\uff1a"
OPEN, CLOSE = "(\uff08", ")\uff09"
TILDES = "~\uff5e\u301c"
"""What begins words of meaning: keyboards for Japanese have the two wide ones."""
