"""Detection of a file's layout: by its contents, not by its name. See docs/FORMATS.md."""

import re
from collections import Counter

from bot.ingest.bluesky.car import is_repository
from bot.ingest.export.tweets_csv import is_tweets_csv
from bot.ingest.files.archive_file import Layout
from bot.ingest.files.input_file import InputFile
from bot.ingest.files.lines import chunks
from bot.ingest.files.signatures import FileKind, is_binary, kind_by_signature, likely_kind
from bot.ingest.parser.output_txt import is_first_layout
from bot.ingest.text.line_feeds import with_lines

_CHUNK = 1 << 20
_OVERLAP = 200  # longer than any mark
_NO_TEXT = "\x00"
_MAX_STRAY = 8  # NUL characters that damage may leave in a text; a file with more is binary


# A post may quote the end of a record of another layout, so a file has the layout whose marks occur
# most often in it. Records of F1 began with their time; those of F0 had no mark at all.
_MARK = re.compile(
    r"""
      (?P<F3_F10>^(?:\#\#\ )?\(Originally\ on\ Twitter:\ \[)
    | (?P<F2>^Originally\ on\ Twitter:\ \[)
    | (?P<F1>^\w{3}\ \w{3}\ \d\d\ [\d:]{8}\ \+0000\ \d{4}\r?$)
    | (?P<F11_F16>^<img\ src="[^"\n]{0,99}tweet\.ico")
    | (?P<RENDERED_HTML><img\ src="[^"\n]{0,99}tweet\.ico"\ width="12"\ ?/?>\ <a\ href="
                      |\(Originally\ on\ Twitter:\ <a\ href=")
    | (?P<F12_F16_HTML><img\ src="[^"\n]{0,99}tweet\.ico")
    | (?P<OWN>^<!--\ throwback\ \{)
    | (?P<CORRECTIONS>^\{"throwback":\ ?"correction",)
    | (?P<EXPORT>^(?:window\.YTD\.(?:tweets?|tweets?_part\d*)\.|Grailbird\.data\.tweets))
    """,
    re.VERBOSE | re.MULTILINE,
)


_LAYOUTS = {FileKind.POSTS: Layout.EXPORT, FileKind.NOTES: Layout.EXPORT, FileKind.OTHER: None}


class LeftAloneError(Exception):
    """A file whose beginning shows that it is of a kind that is counted and not imported."""

    def __init__(self, kind: FileKind) -> None:
        super().__init__(kind)
        self.kind = kind


def layout_of(input_file: InputFile) -> Layout | None:
    """Return the layout of a file, None for one that holds no posts. Raises LeftAloneError."""
    with input_file.open() as file:
        beginning = file.read(32)
    if is_repository(beginning):
        return Layout.BLUESKY
    return None if is_binary(beginning) else _layout_of_text(input_file)


def _layout_of_text(input_file: InputFile) -> Layout | None:
    """Return what `layout_of` does for a file that is not known to be binary."""
    kept = ""
    for number, chunk in enumerate(chunks(input_file, _CHUNK)):
        if number == 0 and is_tweets_csv(chunk):
            return Layout.EXPORT_CSV
        if number == 0 and (kind := kind_by_signature(chunk)):
            return _layout_of_kind(kind)
        text = kept + with_lines(chunk)
        first = _MARK.search(text)
        if text.count(_NO_TEXT, 0, first.start() if first else None) > _MAX_STRAY:
            return None  # a picture, a video, a zip: no archive, even if it quotes one
        found = _by_marks(text) if first else None
        if number == 0:
            found = _by_beginning(input_file, text, found)
        if found:
            return found
        kept = text[-_OVERLAP:]
    return None


def _by_marks(text: str) -> Layout:
    marks = Counter(match.lastgroup for match in _MARK.finditer(text))
    return Layout[str(marks.most_common(1)[0][0])]


def _by_beginning(input_file: InputFile, chunk: str, by_marks: Layout | None) -> Layout | None:
    """Return the layout of a file that begins with `chunk`; not every layout has marks."""
    if is_first_layout(input_file.identity[1], chunk):
        return Layout.F0
    if by_marks is None and (kind := likely_kind(chunk)):
        return _layout_of_kind(kind)
    return by_marks


def _layout_of_kind(kind: FileKind) -> Layout | None:
    if kind not in _LAYOUTS:
        raise LeftAloneError(kind)
    return _LAYOUTS[kind]
