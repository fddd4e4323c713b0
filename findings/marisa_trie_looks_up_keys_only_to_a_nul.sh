#!/usr/bin/env bash
# marisa-trie 1.4.1, CPython 3.11 or later.
#
# Expected: a Trie is a mapping from its keys to their numbers. So `key in trie`, `trie[key]` and
# `trie.items()` agree about each key, and a key with a NUL character is a key as any other (the keys
# of records with a NUL between their fields, for instance). A character that is not allowed raises.
#
# Behaviour: the trie holds such a key whole: len, keys, items, prefixes in `keys(prefix)` and `in`
# see all of it. `trie[key]`, get and key_id look up what is before the NUL alone. If that is a key
# too, its number is returned, silently, also for a key that the trie does not have; if not, the key
# is said to be missing.
#
# Consequence: numbers that belong to another key are used without any error. Keep NUL out of the
# keys of a Trie, or use a BinaryTrie with encoded keys, which looks up all of a key.
#
# Output seen:
#   keys: ['a', 'a\x00b', 'c\x00d']
#   items: [('a', 0), ('a\x00b', 2), ('c\x00d', 1)]
#   'a\x00b': in True, [] 0, get 0
#   'c\x00d': in True, [] KeyError, get None
#   'a\x00z': in False, [] 0, get 0
#   BinaryTrie b'a\x00b': in True, [] 2, items 2
#   BinaryTrie b'a\x00z': in False, [] KeyError, get None
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check marisa-trie==1.4.1

cat > "$folder/keys.py" <<'PY'
import marisa_trie

KEYS = ["a", "a\0b", "c\0d"]


def number(trie, key):
    try:
        return trie[key]
    except KeyError:
        return "KeyError"


trie = marisa_trie.Trie(KEYS)
print("keys:", sorted(trie.keys()))
print("items:", sorted(trie.items()))
for key in ("a\0b", "c\0d", "a\0z"):
    print(f"{key!r}: in {key in trie}, [] {number(trie, key)}, get {trie.get(key)}")
binary = marisa_trie.BinaryTrie([key.encode() for key in KEYS])
known, unknown = b"a\0b", b"a\0z"
print(
    f"BinaryTrie {known!r}: in {known in binary}, [] {number(binary, known)},"
    f" items {dict(binary.items())[known]}"
)
print(
    f"BinaryTrie {unknown!r}: in {unknown in binary}, [] {number(binary, unknown)},"
    f" get {binary.get(unknown)}"
)
PY

"$folder/venv/bin/python" "$folder/keys.py" | tee "$folder/seen"
diff - "$folder/seen" <<'SEEN'
keys: ['a', 'a\x00b', 'c\x00d']
items: [('a', 0), ('a\x00b', 2), ('c\x00d', 1)]
'a\x00b': in True, [] 0, get 0
'c\x00d': in True, [] KeyError, get None
'a\x00z': in False, [] 0, get 0
BinaryTrie b'a\x00b': in True, [] 2, items 2
BinaryTrie b'a\x00z': in False, [] KeyError, get None
SEEN
