"""Which layout a file has: by what it holds, not by its name."""

import re
from collections import Counter
from enum import Enum

from bot.ingest.files.input_file import InputFile
from bot.ingest.files.lines import chunks
from bot.ingest.files.signatures import FileKind, is_binary, kind_by_signature, likely_kind
from bot.ingest.parser.output_txt import is_first_layout

_CHUNK = 1 << 20
_OVERLAP = 200  # longer than any mark
_NO_TEXT = "\x00"
_STRAY = 8  # so many of them damage may leave in a text; a file with more is none


class Layout(Enum):
    """A family of layouts. The value describes it."""

    F0 = "the text of the very first twitter-archive-parser"
    F1 = "the text of the second twitter-archive-parser, which kept no ids"
    F2 = "the text of an early twitter-archive-parser"
    F3_F10 = "the Markdown of an early twitter-archive-parser"
    F11_F16 = "the Markdown of a later twitter-archive-parser"
    F12_F16_HTML = "the HTML of twitter-archive-parser"
    OWN = "Throwback's own Markdown"
    EXPORT = "Twitter's own export"


# A post may quote what ends a record of another layout: the layout whose marks a file holds most of
# is its own. The second one's records began with their time; the very first one's held no mark.
_MARK = re.compile(
    r"""
      (?P<F3_F10>^\(Originally\ on\ Twitter:\ \[)
    | (?P<F2>^Originally\ on\ Twitter:\ \[)
    | (?P<F1>^\w{3}\ \w{3}\ \d\d\ [\d:]{8}\ \+0000\ \d{4}\r?$)
    | (?P<F11_F16>^<img\ src="[^"\n]{0,99}tweet\.ico")
    | (?P<F12_F16_HTML><img\ src="[^"\n]{0,99}tweet\.ico")
    | (?P<OWN>^<!--\ throwback\ \{)
    | (?P<EXPORT>^(?:window\.YTD\.(?:tweets?|tweets?_part\d*)\.|Grailbird\.data\.tweets))
    """,
    re.VERBOSE | re.MULTILINE,
)


class PrivateFileError(Exception):
    """A file that says it holds direct messages or deleted posts, whatever its name is."""


def layout_of(place: InputFile) -> Layout | None:
    """Return the layout of a file, None for one that holds no posts. Raises PrivateFileError."""
    with place.open() as file:
        if is_binary(file.read(16)):
            return None
    kept = ""
    for number, chunk in enumerate(chunks(place, _CHUNK)):
        if number == 0 and (told := kind_by_signature(chunk)):
            if told is FileKind.PRIVATE:
                raise PrivateFileError
            return None if told is FileKind.OTHER else Layout.EXPORT
        text = kept + chunk
        first = _MARK.search(text)
        if text.count(_NO_TEXT, 0, first.start() if first else None) > _STRAY:
            return None  # a picture, a film, a zip: whatever it quotes, it is none of ours
        found = _by_marks(text) if first else None
        if number == 0:
            found = _by_beginning(place, chunk, found)
        if found:
            return found
        kept = chunk[-_OVERLAP:]
    return None


def _by_marks(text: str) -> Layout:
    marks = Counter(match.lastgroup for match in _MARK.finditer(text))
    return Layout[str(marks.most_common(1)[0][0])]


def _by_beginning(place: InputFile, chunk: str, by_marks: Layout | None) -> Layout | None:
    """Return the layout of a file that begins with `chunk`, which may have no marks."""
    if is_first_layout(place.identity[1], chunk):
        return Layout.F0
    if by_marks is None and likely_kind(chunk):
        return Layout.EXPORT
    return by_marks
