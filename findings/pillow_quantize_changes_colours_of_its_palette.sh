#!/usr/bin/env bash
# Pillow 13.0.0, CPython 3.11 or later.
#
# Expected: `Image.quantize(palette=…, dither=Image.Dither.NONE)` gives each pixel the entry of the
# palette that is nearest. A pixel whose colour is itself an entry keeps it: nothing is nearer.
#
# Behaviour: Pillow compares colours that are rounded to blocks of some levels a channel, and keeps
# what it found for a block. Of two entries in one block the first one is given to both colours, so a
# pixel can change although its colour is in the palette. No warning is given.
#
# Consequence: where close shades have a meaning, as in charts, map exact colours yourself (a dict
# from colour to entry), and keep quantize for photographs.
#
# Output seen:
#   (37, 37, 42) -> (37, 37, 42)
#   (38, 37, 42) -> (37, 37, 42)  changed
#   (90, 140, 240) -> (90, 140, 240)
#   (91, 140, 240) -> (90, 140, 240)  changed
#   (255, 255, 255) -> (255, 255, 255)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0

cat > "$folder/exact.py" <<'PY'
from PIL import Image

COLOURS = [(37, 37, 42), (38, 37, 42), (90, 140, 240), (91, 140, 240), (255, 255, 255)]

palette = Image.new("P", (1, 1))
palette.putpalette([level for colour in COLOURS for level in colour])
picture = Image.new("RGB", (len(COLOURS), 1))
for x, colour in enumerate(COLOURS):
    picture.putpixel((x, 0), colour)
reduced = picture.quantize(palette=palette, dither=Image.Dither.NONE).convert("RGB")
for x, colour in enumerate(COLOURS):
    found = reduced.getpixel((x, 0))
    print(f"{colour} -> {found}" + ("" if found == colour else "  changed"))
PY

"$folder/venv/bin/python" "$folder/exact.py" | tee "$folder/seen"
diff - "$folder/seen" <<'SEEN'
(37, 37, 42) -> (37, 37, 42)
(38, 37, 42) -> (37, 37, 42)  changed
(90, 140, 240) -> (90, 140, 240)
(91, 140, 240) -> (90, 140, 240)  changed
(255, 255, 255) -> (255, 255, 255)
SEEN
