"""Page furniture: what a page needs around its posts, and what is no text of theirs.

The parser's files have the names that a static site generator looks for, so people add what it
needs: front matter, titles, comments, navigation. Twitter writes `&lt;` for `<`, so no author's
text begins with a tag; the parser's own tags are those of films.

In later layouts all text of a post is marked, so only the early ones need this.
"""

import re

from bot.archive.patterns import deferred

_REST = r"[^\n]{0,500}\r?\n"  # of a line
_BLANKS = r"(?:[ \t]*\r?\n)*"
_KEY = r"[\"']?[A-Za-z_][\w .-]{0,60}[\"']?"
_OTHER = r"[ \t]|\#|-[ ]|[\[\]]|\r?(?=\n)"  # how other lines of front matter begin
_YAML = rf"-{{3}}[ \t]*\r?\n{_KEY}:{_REST}(?:(?:{_KEY}:|{_OTHER}){_REST}){{0,99}}?"
_TOML = rf"\+{{3}}[ \t]*\r?\n(?:(?:{_KEY}[ ]?=|{_OTHER}){_REST}){{1,99}}?"
_TAG = r"(?!(?:a|img|picture|source|video)\b)[a-z][a-z0-9-]{0,20}\b[^<>]{0,500}"
_END = r"[ \t]*\r?(?:\n|\Z)"
_ITEM = rf"""
    {_YAML}(?:-{{3}}|\.{{3}}){_END}
  | {_TOML}\+{{3}}{_END}
  | <!--(?!\ throwback)[^\0]{{0,3000}}?-->{_END}
  | <(?P<tag>(?!(?:a|img|picture|source|video)\b)[a-z][a-z0-9-]{{0,20}})\b[^<>]{{0,500}}>
    [^\0]{{0,3000}}?</(?P=tag)>{_END}
  | (?:</?{_TAG}>[ \t]*)+{_END}
  | \{{\{{[<%]{_REST}
"""
_FLAGS = re.VERBOSE | re.ASCII | re.IGNORECASE
_ANYWHERE = deferred(rf"\ufeff?{_BLANKS}(?:{_ITEM}){_BLANKS}", _FLAGS)
_FIRST = "\ufeff \t\r\n-+<{"  # what a match of it begins with
_AT_TOP = deferred(
    rf"""
    \ufeff?{_BLANKS}(?:{_ITEM}
  | \#{{1,6}}[ ]{_REST}(?=\r?\n)
  | [^\n]{{1,200}}\n=+{_END}
  | \{{[{{%]{_REST}
    ){_BLANKS}
    """,
    _FLAGS,
)


def end_of_furniture(text: str, position: int, *, at_top: bool = False) -> int:
    """Return where a record begins whose page furniture begins at `position`.

    That is `position` itself, even before a blank line, if there is none. `at_top` of a file there
    may be titles too; elsewhere one would be a line of a post.
    """
    if not at_top and text[position : position + 1] not in _FIRST:
        return position  # nearly always: faster than the pattern
    pattern = _AT_TOP if at_top else _ANYWHERE
    while match := pattern.match(text, position):
        position = match.end()
    return position
