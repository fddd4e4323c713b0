#!/usr/bin/env bash
# rapidocr 3.10.0 with onnxruntime 1.32.0, Pillow 13.0.0, CPython 3.11 or later; 300 MB to install.
#
# Expected: how a picture stores its colours changes nothing about the text that is read in it.
# Screenshots are often PNGs with a palette, because that halves their size; scans and print may be
# JPEGs in CMYK. RapidOCR takes the path or the bytes of a file and opens it with Pillow by itself.
#
# Behaviour: Pillow's pixels become an array without being converted to RGB first. Of a palette that
# array has the numbers of the colours, which are then taken for shades of grey: black on white with
# the numbers 1 and 0 is nearly black on black. Four channels are taken for RGB with transparency,
# whatever they are. In both cases nothing is found, without an error: txts is None, as for a picture
# without text.
#
# Consequence: open pictures oneself, convert them to RGB and hand over the array.
#
# Output seen:
#   RGB, PNG: heron by the canal
#   grey, PNG: heron by the canal
#   palette of two colours, PNG: None
#   palette, converted to RGB, PNG: heron by the canal
#   CMYK, JPEG: None
#   CMYK, converted to RGB, JPEG: heron by the canal
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    rapidocr==3.10.0 onnxruntime==1.32.0 opencv-python-headless==5.0.0.93 pillow==13.0.0

cat > "$folder/colours.py" <<'PY'
import logging
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont
from rapidocr import RapidOCR


def drawn(mode, ground, ink):
    picture = Image.new(mode, (480, 90), ground)
    if mode == "P":
        picture.putpalette([255, 255, 255, 0, 0, 0])
    font = ImageFont.load_default(44)
    ImageDraw.Draw(picture).text((30, 14), "heron by the canal", fill=ink, font=font)
    return picture


def encoded(picture, kind):
    file = BytesIO()
    picture.save(file, kind)
    return file.getvalue()


logging.disable(logging.CRITICAL)
read = RapidOCR()
rgb, palette = drawn("RGB", "white", "black"), drawn("P", 0, 1)
for name, picture, kind in (
    ("RGB", rgb, "PNG"),
    ("grey", rgb.convert("L"), "PNG"),
    ("palette of two colours", palette, "PNG"),
    ("palette, converted to RGB", palette.convert("RGB"), "PNG"),
    ("CMYK", rgb.convert("CMYK"), "JPEG"),
    ("CMYK, converted to RGB", rgb.convert("CMYK").convert("RGB"), "JPEG"),
):
    found = read(encoded(picture, kind)).txts
    print(f"{name}, {kind}: {found and ' '.join(' '.join(found).split())}")
PY
"$folder/venv/bin/python" "$folder/colours.py" 2>/dev/null | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
RGB, PNG: heron by the canal
grey, PNG: heron by the canal
palette of two colours, PNG: None
palette, converted to RGB, PNG: heron by the canal
CMYK, JPEG: None
CMYK, converted to RGB, JPEG: heron by the canal
SEEN
