r"""Real texts cut into posts: translated manual pages, message catalogues and help pages.

Any machine has some under /usr/share. More, in all of the languages measured, by unpacking packages
of Debian into a folder, without installing them (200 MB, 1.5 GB unpacked):

    mkdir debs root; cd debs
    apt-get download libreoffice-help-{ca,da,de,el,en-us,es,fi,fr,hu,id,it,ja,ko,nl,pl,pt,pt-br} \
        libreoffice-help-{ru,sv,tr,zh-cn} libreoffice-l10n-{ar,he,th,id,ko,tr,ca,el,hu,fi} \
        manpages-{da,de,el,es,fi,fr,hu,it,ja,nl,pl,pt-br,ru,sv,tr,zh} gnome-user-docs gimp-data \
        evolution-common gnucash-common inkscape darktable vlc-l10n libglib2.0-data iso-codes
    for deb in *.deb; do dpkg-deb -x $deb ../root; done
    cd -; python -m tests.bench search --languages --texts root

Nothing of these texts is in the repository.
"""

import gettext
import gzip
import html
import random
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from tests.bench.quality.languages import Language

SHORTEST, LONGEST = 40, 240
"""Characters of a post, of scripts with spaces; the others need half as many."""

_SEED = 5
_CATALOGUES = ("usr/share/locale", "usr/lib/libreoffice/program/resource")
_PAGES = ("usr/share/help", "usr/share/libreoffice/help", "usr/share/gnome/help")

_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=\W*[^\W_])|(?<=[。！？])")
_PARAGRAPH = re.compile(
    r"<(p|title|desc|para|item|td|dd|li)\b[^>]*>((?:(?!<\1\b).)*?)</\1>", re.DOTALL
)
_TAG = re.compile(r"<[^>]*>")
_ROFF = re.compile(
    r"\\f\[?\w*\]|\\f.|\\s[-+]?\d|\\[&|^/,:%c]|\\\*\(..|\\\*.|\\\[[^\]]*\]|\\m\[\w*\]"
)
_ROFF_SIGNS = {r"\(aq": "'", r"\(dq": '"', r"\(lq": "“", r"\(rq": "”", r"\(bu": "", r"\(co": "©"}
_PLACEHOLDER = re.compile(
    r"%(?:\d+\$)?[-+#0 ]*[\d.*]*(?:l|ll|h|z)?[a-zA-Z]|%\(?\w+\)?|\$\w+|\{\w*\}"
)
# Untranslated paragraphs occur in the folder of every language.
_ENGLISH = frozenset(["the", "and", "you", "this", "with", "which", "from", "that", "to", "is"])


def real_posts(folder: Path, language: Language, count: int) -> list[str]:
    """Return up to `count` posts of real text in a language, from the file system in `folder`."""
    rng = random.Random(_SEED)
    sources = [*_manual_pages(folder, language), *_catalogues(folder, language)]
    sources += _help_pages(folder, language)
    rng.shuffle(sources)
    posts: dict[str, str] = {}
    for source in sources:
        paragraphs = _READERS[source.suffix](source)
        for post in chain.from_iterable(_cut(paragraph, language) for paragraph in paragraphs):
            if _is_in(post, language):
                posts.setdefault(_gist(post), post)
        if len(posts) >= 3 * count:  # so that no single book is the archive
            break
    kept = list(posts.values())
    rng.shuffle(kept)
    return kept[:count]


def _manual_pages(folder: Path, language: Language) -> list[Path]:
    pages = folder / "usr/share/man"
    names = [""] if language.code == "en" else language.folders
    return sorted(page for name in names for page in (pages / name).glob("man*/*.gz"))


def _catalogues(folder: Path, language: Language) -> list[Path]:
    names = [name for name in language.folders if name != "C"]
    roots = [folder / root / name / "LC_MESSAGES" for root in _CATALOGUES for name in names]
    return sorted(file for root in roots for file in root.glob("*.mo"))


def _help_pages(folder: Path, language: Language) -> list[Path]:
    roots = [folder / root / name for root in _PAGES for name in language.folders]
    files = [root.rglob(f"*{ending}") for root in roots for ending in (".page", ".html")]
    return sorted(chain.from_iterable(files))


def _read_roff(path: Path) -> Iterator[str]:
    """Yield the paragraphs of a manual page, without markup and examples."""
    try:
        lines = gzip.decompress(path.read_bytes()).decode("utf-8", "ignore").splitlines()
    except (OSError, EOFError):
        return
    paragraph: list[str] = []
    verbatim = False
    for line in lines:
        request = line[:3].rstrip() if line.startswith((".", "'")) else ""
        if request in (".nf", ".EX"):
            verbatim = True
        elif request in (".fi", ".EE"):
            verbatim = False
        if request in (".B", ".I", ".BR", ".IR", ".RB", ".RI", ".BI", ".IB"):
            paragraph.append(line[len(request) :].replace('"', "").strip())
        elif request or not line.strip():
            yield _unmarked(" ".join(paragraph))
            paragraph = []
        elif not verbatim:
            paragraph.append(line)
    yield _unmarked(" ".join(paragraph))


def _unmarked(roff: str) -> str:
    for sign, meaning in _ROFF_SIGNS.items():
        roff = roff.replace(sign, meaning)
    return _ROFF.sub("", roff).replace(r"\-", "-").replace("\\e", "\\").replace("\\ ", " ")


def _read_catalogue(path: Path) -> Iterator[str]:
    """Yield the translated messages of a catalogue."""
    try:
        with path.open("rb") as file:
            messages = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    except (OSError, ValueError, UnicodeDecodeError):
        return
    for original, translation in messages.items():
        if original and translation != original:
            text = _TAG.sub(" ", translation.replace("_", "").replace("~", "").replace("&", ""))
            yield _PLACEHOLDER.sub("", text)


def _read_page(path: Path) -> Iterator[str]:
    """Yield the paragraphs of a help page in HTML or Mallard."""
    text = path.read_text("utf-8", "ignore")
    for match in _PARAGRAPH.finditer(text):
        yield html.unescape(_TAG.sub("", match[2]))


_READERS = {".gz": _read_roff, ".mo": _read_catalogue, ".page": _read_page, ".html": _read_page}


def _cut(paragraph: str, language: Language) -> Iterator[str]:
    """Yield posts: sentences, short ones with the next, long ones cut at a space."""
    shortest, longest = SHORTEST, LONGEST
    if language.unspaced:
        shortest, longest = SHORTEST // 2, LONGEST // 2
    post = ""
    for sentence in _SENTENCE.split(" ".join(paragraph.split())):
        post = f"{post} {sentence}".strip()
        while len(post) > longest:
            cut = longest if language.unspaced else post.rfind(" ", 0, longest)
            if cut <= 0:
                return
            yield post[:cut]
            post = post[cut:].strip()
        if len(post) >= shortest:
            yield post
            post = ""


def _gist(post: str) -> str:
    """Return what duplicates share: the letters alone, in lower case."""
    return "".join(filter(str.isalpha, post.lower()))


def _is_in(post: str, language: Language) -> bool:
    letters = [letter for letter in post.lower() if letter.isalpha()]
    if len(letters) * 2 < len(post):
        return False
    if language.letters[0].isascii():
        words = post.lower().split()
        english = sum(word in _ENGLISH for word in words) * 8 >= len(words)
        return english == (language.code == "en") or language.code == "en"
    return sum(letter.isascii() for letter in letters) * 3 < len(letters)
