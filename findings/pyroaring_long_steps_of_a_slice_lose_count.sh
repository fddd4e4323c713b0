#!/usr/bin/env bash
# pyroaring 1.2.0, CPython 3.11 or later.
#
# Expected: a BitMap can be sliced as the sorted list of its numbers can: bitmap[::1000] has every
# thousandth number, a quick way to a sample or to the first numbers of pages.
#
# Behaviour: up to a step of 256 it is so. With longer ones other numbers come, which stand closer
# together than the step. How many come is right, so is the first, and there is no error.
#
# Consequence: take long steps by bitmap[index] for each index, or from a list.
#
# Output seen, of the numbers 0 to 99999:
#   steps to 256 that differ from the list: 0
#   steps from 257 to 2000 that differ: 1744 of 1744
#   step 1000: 100 numbers, [0, 488, 720, 952]
#   by index: 100 numbers, [0, 1000, 2000, 3000]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyroaring==1.2.0

cat > "$folder/steps.py" <<'PY'
from pyroaring import BitMap

COUNT, LAST = 100_000, 2_000
bitmap, numbers = BitMap(range(COUNT)), list(range(COUNT))


def differing(steps):
    return sum(list(bitmap[::step]) != numbers[::step] for step in steps)


print(f"steps to 256 that differ from the list: {differing(range(1, 257))}")
long = range(257, LAST + 1)
print(f"steps from 257 to {LAST} that differ: {differing(long)} of {len(long)}")
sliced = bitmap[::1000]
print(f"step 1000: {len(sliced)} numbers, {list(sliced)[:4]}")
indexed = [bitmap[index] for index in range(0, COUNT, 1000)]
print(f"by index: {len(indexed)} numbers, {indexed[:4]}")
PY
"$folder/venv/bin/python" "$folder/steps.py" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
steps to 256 that differ from the list: 0
steps from 257 to 2000 that differ: 1744 of 1744
step 1000: 100 numbers, [0, 488, 720, 952]
by index: 100 numbers, [0, 1000, 2000, 3000]
SEEN
