#!/usr/bin/env bash
# snowballstemmer 3.1.1 with PyStemmer 2.2.0.3, CPython 3.11 or later.
#
# Expected: a pinned version of snowballstemmer gives the same stems on every machine.
#
# Behaviour: its stemmer() hands the work to PyStemmer wherever that can be imported, in whatever
# version, and takes that one's rules and languages. Installing another package that brings PyStemmer
# along changes the stems of English words, so an index of stems no longer fits the queries; and seven
# languages are gone. A class of one of its modules, such as EnglishStemmer, keeps the pinned rules.
#
# Output seen:
#   alone: evening add organiz universiti
#   alone: 36 languages
#   with PyStemmer: even ad organ univers
#   with PyStemmer: 29 languages
#   by its class, with PyStemmer: evening add organiz universiti
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
install() { "$folder/venv/bin/pip" install --quiet --disable-pip-version-check "$@"; }

cat > "$folder/stems.py" <<'PY'
import sys

import snowballstemmer
from snowballstemmer.english_stemmer import EnglishStemmer

words = ["evening", "added", "organization", "university"]
by_name, by_class = snowballstemmer.stemmer("english"), EnglishStemmer()
where = sys.argv[1]
print(f"{where}:", *map(by_name.stemWord, words))
print(f"{where}:", len(snowballstemmer.algorithms()), "languages")
if where != "alone":
    print(f"by its class, {where}:", *map(by_class.stemWord, words))
PY

install snowballstemmer==3.1.1
"$folder/venv/bin/python" "$folder/stems.py" alone | tee "$folder/seen"
install PyStemmer==2.2.0.3
"$folder/venv/bin/python" "$folder/stems.py" "with PyStemmer" | tee -a "$folder/seen"
diff "$folder/seen" - <<'SEEN'
alone: evening add organiz universiti
alone: 36 languages
with PyStemmer: even ad organ univers
with PyStemmer: 29 languages
by its class, with PyStemmer: evening add organiz universiti
SEEN
