#!/usr/bin/env bash
# Babel 2.19.0, CPython 3.11, 3.12 and 3.13.
#
# Expected: which messages `pybabel extract` finds in a file depends on the file and on Babel. So a
# catalogue that is up to date on one machine is so on all, and a check of that in CI is reliable.
#
# Behaviour: a call of a keyword inside a replacement field of an f-string, f"{_('Nothing')}: 3", is
# found under CPython 3.12 and later, and silently not found under 3.11 and earlier. Babel reads the
# tokens of Python's own tokenizer, which gives an f-string as one token before 3.12 (PEP 701) and
# its inner tokens since.
#
# Consequence: extracted under 3.11 such a message is in no catalogue, and is shown untranslated; an
# update under 3.12 adds it, the next one under 3.11 takes it out with its translations. So such calls
# have to be forbidden where several versions are in use.
#
# Output seen:
#   3.11.7: Found
#   3.12.1: Found, Nothing
#   3.13.0: Found, Nothing
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/sample.py" <<'PY'
print(_("Found"))
print(f"{_('Nothing')}: 3")
PY

# Every version of Python that is at hand: each has to do what its tokenizer lets Babel do.
tried=0
for python in python3.11 python3.12 python3.13 python3.14 python3; do
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2> /dev/null || continue
    "$python" -m venv "$folder/$python"
    "$folder/$python/bin/pip" install --quiet --disable-pip-version-check babel==2.19.0
    "$folder/$python/bin/python" - "$folder/sample.py" <<'PY'
import platform
import sys

from babel.messages.extract import extract_from_file

found = sorted(message for _line, message, *_rest in extract_from_file("python", sys.argv[1]))
print(f"{platform.python_version()}: {', '.join(found)}")
expected = ["Found", "Nothing"] if sys.version_info >= (3, 12) else ["Found"]
sys.exit(found != expected)
PY
    tried=$((tried + 1))
done
[ "$tried" -gt 0 ] || { echo "No Python of 3.9 or later was found."; exit 1; }
