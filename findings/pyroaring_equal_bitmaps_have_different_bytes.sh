#!/usr/bin/env bash
# pyroaring 1.2.0, CPython 3.11 or later.
#
# Expected: equal bitmaps have the same bytes, as the portable format of Roaring bitmaps is
# specified. So the bytes can be compared, hashed or used as a key of a cache, and a set that was
# made in one go takes as much room as one to which its members were added one by one.
#
# Behaviour: the format allows a container as an array, bits or runs, and which of them a bitmap has
# depends on how it was made. The constructor looks for runs (optimize=True) and writes 15 bytes; the
# same set made by add, or of an array with optimize=False, has 2,016. Of a range there are runs even
# with optimize=False. All are equal, and so are their hashes as FrozenBitMap. The cookie in the
# first bytes differs as well: 12347 with runs, 12346 without.
#
# Consequence: compare bitmaps, not bytes. Call run_optimize() before serialize() for the smallest
# ones; where a check of the cookie expects no runs, make them of an array, with optimize=False.
#
# Output seen:
#   made at once: 15 bytes, cookie 12347
#   optimize=False, of an array: 2016 bytes, cookie 12346
#   optimize=False, of a range: 15 bytes, cookie 12347
#   added one by one: 2016 bytes, cookie 12346
#   the last after run_optimize: 15 bytes, cookie 12347
#   equal: True; hashes equal: True; bytes equal: False
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyroaring==1.2.0

cat > "$folder/bytes.py" <<'PY'
from array import array

from pyroaring import BitMap, FrozenBitMap


def show(how, bitmap):
    packed = bitmap.serialize()
    cookie = int.from_bytes(packed[:2], "little")
    print(f"{how}: {len(packed)} bytes, cookie {cookie}")


at_once, added = BitMap(range(1000)), BitMap()
of_array = BitMap(array("I", range(1000)), optimize=False)
of_range = BitMap(range(1000), optimize=False)
for number in range(1000):
    added.add(number)
show("made at once", at_once)
show("optimize=False, of an array", of_array)
show("optimize=False, of a range", of_range)
show("added one by one", added)
equal = at_once == of_array == of_range == added
hashes = len({hash(FrozenBitMap(one)) for one in (at_once, of_array, of_range, added)}) == 1
same = at_once.serialize() == added.serialize()
added.run_optimize()
show("the last after run_optimize", added)
print(f"equal: {equal}; hashes equal: {hashes}; bytes equal: {same}")
PY

"$folder/venv/bin/python" "$folder/bytes.py" | tee "$folder/seen"
diff - "$folder/seen" <<'SEEN'
made at once: 15 bytes, cookie 12347
optimize=False, of an array: 2016 bytes, cookie 12346
optimize=False, of a range: 15 bytes, cookie 12347
added one by one: 2016 bytes, cookie 12346
the last after run_optimize: 15 bytes, cookie 12347
equal: True; hashes equal: True; bytes equal: False
SEEN
